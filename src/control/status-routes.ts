/**
 * The questions: `/v1/status`, `/v1/status/NAME`, `/v1/peers`. One snapshot serves everybody who asks within its age, so that
 * any number of clients costs the daemon a bounded part of its time.
 */

import type { DaemonSnapshot } from '../runtime/snapshot.js';
import { type ControlReply, type Route, refusal } from './route.js';

export interface SharedSnapshot {
  readonly data: DaemonSnapshot;
  /** The whole of it as JSON, made when first asked for. */
  encode(): Buffer;
}

/** A snapshot serves for at least so many times what it cost: clients take a twentieth of the daemon's time at most. */
const COST_SHARE = 20;

/**
 * One snapshot for everybody who asks within its age.
 * @param take called at most once in `age` milliseconds, less often where it takes long
 * @param now milliseconds of a monotonic clock
 */
export function sharedSnapshot(take: () => DaemonSnapshot, age: number, now: () => number): () => SharedSnapshot {
  let current: SharedSnapshot | undefined;
  let until = 0;
  return () => {
    const start = now();
    if (current !== undefined && start < until) return current;
    const data = take();
    let cost = now() - start;
    until = start + Math.max(age, cost * COST_SHARE);
    let encoded: Buffer | undefined;
    current = {
      data,
      encode: () => {
        if (encoded !== undefined) return encoded;
        const before = now();
        encoded = Buffer.from(`${JSON.stringify(data)}\n`);
        cost += now() - before;
        until = Math.max(until, start + cost * COST_SHARE);
        return encoded;
      },
    };
    return current;
  };
}

export function statusRoutes(snapshot: () => SharedSnapshot): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/status',
      access: 'read',
      handle: () => ({ status: 200, encoded: snapshot().encode() }),
    },
    {
      method: 'GET',
      path: '/v1/status/:name',
      access: 'read',
      handle: ({ parameters }) => {
        const narrowed = narrowSnapshot(snapshot().data, parameters['name'] ?? '');
        return narrowed === undefined ? noSuchInstance(parameters['name']) : { status: 200, json: narrowed };
      },
    },
    {
      method: 'GET',
      path: '/v1/peers',
      access: 'read',
      handle: () => {
        const { takenWall, peers } = snapshot().data;
        return { status: 200, json: { version: 1, takenWall, peers } };
      },
    },
  ];
}

export function noSuchInstance(name: string | undefined): ControlReply {
  return refusal(404, 'NO_SUCH_INSTANCE', `no instance or sync group is called '${name}'`);
}

/** The snapshot with only this instance, or only this sync group and its members, and the checks and sessions they track. */
export function narrowSnapshot(snapshot: DaemonSnapshot, name: string): DaemonSnapshot | undefined {
  const group = snapshot.groups.find((candidate) => candidate.name === name);
  const instance = snapshot.routers.find((candidate) => candidate.name === name);
  if (group === undefined && instance === undefined) return undefined;
  const names = instance !== undefined ? [name] : (group?.members ?? []);
  const routers = snapshot.routers.filter((router) => names.includes(router.name));
  const tracked = new Set(routers.flatMap((router) => router.tracked.map(({ id }) => id)));
  return {
    ...snapshot,
    routers,
    groups: snapshot.groups.filter((candidate) => names.some((member) => candidate.members.includes(member))),
    checks: snapshot.checks.filter((check) => tracked.has(`script:${check.name}`)),
    sessions: snapshot.sessions.filter((session) => tracked.has(`bfd:${session.name}`)),
    peers: snapshot.peers.filter((peer) => peer.router !== undefined && names.includes(peer.router)),
    standby: snapshot.standby.filter((entry) => names.includes(entry.router)),
    twoMasters: snapshot.twoMasters.filter((entry) => names.includes(entry.router)),
  };
}
