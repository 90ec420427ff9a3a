/**
 * The questions: `/v1/status` and `/v1/status/NAME`. One snapshot serves everybody who asks within its age, so that
 * any number of clients costs the daemon a bounded part of its time.
 */

import type { DaemonSnapshot } from '../runtime/snapshot.js';
import { type Route, refusal } from './route.js';

/**
 * @param snapshot called at most once in `age` milliseconds
 * @param now milliseconds of a monotonic clock
 */
export function statusRoutes(snapshot: () => DaemonSnapshot, age: number, now: () => number): readonly Route[] {
  let taken: { readonly at: number; readonly data: DaemonSnapshot; encoded: Buffer | undefined } | undefined;
  const fresh = (): { readonly data: DaemonSnapshot; encoded: Buffer | undefined } => {
    const moment = now();
    if (taken === undefined || moment - taken.at >= age) taken = { at: moment, data: snapshot(), encoded: undefined };
    return taken;
  };
  return [
    {
      method: 'GET',
      path: '/v1/status',
      access: 'read',
      handle: () => {
        const current = fresh();
        current.encoded ??= Buffer.from(`${JSON.stringify(current.data)}\n`);
        return { status: 200, encoded: current.encoded };
      },
    },
    {
      method: 'GET',
      path: '/v1/status/:name',
      access: 'read',
      handle: ({ parameters }) => {
        const narrowed = narrowSnapshot(fresh().data, parameters['name'] ?? '');
        return narrowed === undefined
          ? refusal(404, 'NO_SUCH_INSTANCE', `no instance or sync group is called '${parameters['name']}'`)
          : { status: 200, json: narrowed };
      },
    },
  ];
}

/** The snapshot with only this instance, or only this sync group and its members, and the checks they track. */
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
  };
}
