/**
 * Why an instance is in its state, as sentences from the newest cause back to the oldest that the journal knows: state,
 * rule, priority, checks, packets, addresses, operator, and how it came to this.
 */

import { formatDuration, formatMoment } from '../base/format-time.js';
import type { EventRecord } from '../runtime/event-record.js';
import type { CheckSnapshot, DaemonSnapshot, PeerSnapshot } from '../runtime/snapshot.js';
import type { RouterSnapshot, TrackedSnapshot } from '../vrrp/snapshot.js';
import { describeRival } from './rival-text.js';

const MAX_PEERS = 8;
const MAX_EVENTS = 6;

/**
 * @param snapshot of the same moment, narrowed to this router
 * @param events of this router, oldest first
 */
export function explainRouter(
  router: RouterSnapshot,
  snapshot: DaemonSnapshot,
  events: readonly EventRecord[],
): readonly string[] {
  const now = snapshot.takenWall;
  return [
    `${router.name} is ${router.state} since ${formatMoment(router.sinceWall)}, for ${span(now - router.sinceWall)}.`,
    router.why,
    ...explainNext(router),
    ...explainTwoMasters(router, snapshot),
    explainPriority(router),
    ...router.tracked.map((tracked) => explainTracked(tracked, snapshot)),
    ...explainPeers(router, snapshot.peers, now),
    ...explainAddresses(router),
    ...explainRouting(router),
    ...explainOperator(router, snapshot),
    ...explainGroup(router, snapshot),
    ...explainPast(events),
  ];
}

function explainNext({ state, deadlines }: RouterSnapshot): readonly string[] {
  const down = deadlines['masterDownAt'];
  if (state !== 'backup' || down === undefined) return [];
  return [`Without another advert it takes over ${down <= 0 ? 'now' : `in ${formatDuration(down)}`}.`];
}

function explainTwoMasters({ name }: RouterSnapshot, { twoMasters, takenWall }: DaemonSnapshot): readonly string[] {
  const episode = twoMasters.find(({ router }) => router === name);
  return (episode?.rivals ?? []).map(
    (rival) =>
      `Two masters: ${describeRival(rival)} is master too, for ${span(takenWall - rival.sinceWall)}: ${rival.theirs}.`,
  );
}

function explainPriority({ priority, basePriority, effectivePriority }: RouterSnapshot): string {
  const added = priority
    .slice(1)
    .map(({ source, value }) => `${source} ${value < 0 ? 'takes' : 'adds'} ${Math.abs(value)}`);
  if (added.length === 0) return `Its priority is ${effectivePriority}, as configured; no check changes it now.`;
  const sum = priority.reduce((total, { value }) => total + value, 0);
  const limit = sum === effectivePriority ? '' : `, limited from ${sum}`;
  return `Its priority is ${effectivePriority}${limit}: ${basePriority} configured, ${added.join(', ')}.`;
}

function explainTracked(tracked: TrackedSnapshot, { checks, sessions, takenWall }: DaemonSnapshot): string {
  const check = checks.find(({ name }) => tracked.id === `script:${name}`);
  const session = sessions.find(({ name }) => tracked.id === `bfd:${name}`);
  const result = tracked.result === 'value' ? `at ${tracked.value ?? 0}` : RESULT_TEXT[tracked.result];
  const detail = check === undefined ? (session?.detail ?? tracked.detail) : lastRun(check, takenWall);
  const weight = tracked.weight === 0 ? 'a failure of it is a fault' : `its weight is ${tracked.weight}`;
  return `${tracked.id} ${result}${detail === undefined || detail === '' ? '' : ` (${detail})`}; ${weight}.`;
}

const RESULT_TEXT = { pending: 'has not reported yet', up: 'is up', down: 'is down' } as const;

function lastRun({ lastRun: run, interval }: CheckSnapshot, now: number): string {
  const every = `every ${formatDuration(interval)}`;
  return run === undefined ? every : `${run.detail}, ${span(now - run.endedWall)} ago, ${every}`;
}

function explainPeers(router: RouterSnapshot, peers: readonly PeerSnapshot[], now: number): readonly string[] {
  const heard = peers.filter((peer) => peer.router === router.name);
  if (heard.length === 0) {
    return [
      `Nobody else was heard for VRID ${router.vrid} on ${router.interfaceName ?? 'the network'} since the start.`,
    ];
  }
  const newest = heard.toSorted((first, second) => second.lastHeardWall - first.lastHeardWall);
  return newest.slice(0, MAX_PEERS).map((peer) => explainPeer(peer, now));
}

function explainPeer(peer: PeerSnapshot, now: number): string {
  const ago = span(now - peer.lastHeardWall);
  if (peer.lastAcceptedWall === undefined) {
    return `${peer.address} was heard ${ago} ago, and every packet of it was rejected: ${peer.lastRejection ?? 'unknown'}.`;
  }
  const said = peer.priority === 0 ? 'it left with priority 0' : `its priority was ${peer.priority}`;
  const rejected = Object.values(peer.rejected).reduce((sum, count) => sum + count, 0);
  const also =
    rejected === 0 ? '' : `; ${rejected} of ${peer.received} packets were rejected, last ${peer.lastRejection}`;
  const odd = peer.lastRemark === undefined ? '' : `; odd about it: ${peer.lastRemark}`;
  return `${peer.address} was last heard ${ago} ago, ${said}${also}${odd}.`;
}

function explainAddresses({ state, addresses }: RouterSnapshot): readonly string[] {
  const bound = addresses.filter((address) => address.bound);
  const list = (some: typeof addresses): string =>
    some.map(({ address, device }) => `${address} on ${device}`).join(', ');
  if (state === 'master') {
    const missing = addresses.filter((address) => !address.bound);
    const all = addresses.length === 1 ? 'Its virtual address is' : `All its ${addresses.length} virtual addresses are`;
    return missing.length === 0 ? [`${all} bound.`] : [`It is master, and yet not bound: ${list(missing)}.`];
  }
  return bound.length === 0 ? [] : [`It is not master, and yet bound here: ${list(bound)}.`];
}

function explainRouting({ state, routing = [] }: RouterSnapshot): readonly string[] {
  const wrong = routing.filter(({ installed }) => installed !== (state === 'master'));
  const what = state === 'master' ? 'It is master, and yet not installed' : 'It is not master, and yet installed here';
  return wrong.length === 0 ? [] : [`${what}: ${wrong.map(({ text }) => text).join(', ')}.`];
}

function explainOperator({ name }: RouterSnapshot, { standby }: DaemonSnapshot): readonly string[] {
  const entry = standby.find(({ router }) => router === name);
  if (entry === undefined) return [];
  const end = entry.untilWall === undefined ? "until 'vrrpd resume'" : `until ${formatMoment(entry.untilWall)}`;
  return [`The operator put it on standby at ${formatMoment(entry.sinceWall)}, ${end}.`];
}

function explainGroup({ syncGroup }: RouterSnapshot, { groups }: DaemonSnapshot): readonly string[] {
  const group = groups.find(({ name }) => name === syncGroup);
  if (group === undefined) return [];
  return [`It moves together with sync group ${group.name} (${group.members.join(', ')}), which is ${group.state}.`];
}

function explainPast(events: readonly EventRecord[]): readonly string[] {
  const newest = events
    .filter(({ type }) => type !== 'priority')
    .slice(-MAX_EVENTS)
    .reverse();
  return newest.map(({ wall, text }) => `${formatMoment(wall)}: ${text}.`);
}

/** @param millis */
function span(millis: number): string {
  return formatDuration(Math.max(0, millis) * 1_000);
}
