/**
 * One virtual router for people: every fact of its snapshot, one labelled line each.
 */

import { formatDuration, formatMoment } from '../base/format-time.js';
import { describeRival } from '../control/rival-text.js';
import type { CheckSnapshot, DaemonSnapshot } from '../runtime/snapshot.js';
import type { PrioritySummand, RouterSnapshot, TrackedSnapshot } from '../vrrp/snapshot.js';
import { labelled, type Paint, paint, printable } from './paragraph.js';
import { formatSession } from './session-text.js';
import type { Terminal } from './terminal.js';

const STATE_PAINT: Readonly<Record<RouterSnapshot['state'], Paint>> = {
  master: 'good',
  backup: 'strong',
  fault: 'bad',
  init: 'warn',
};

/** The state's name as keepalived's users know it. */
export function paintState(state: RouterSnapshot['state'], terminal: Terminal): string {
  return paint(state.toUpperCase(), STATE_PAINT[state], terminal);
}

/** What of the whole daemon concerns its routers. */
export type Surroundings = Pick<
  DaemonSnapshot,
  'checks' | 'sessions' | 'takenWall' | 'standby' | 'twoMasters' | 'peers'
>;

/** @param around the checks and sessions tracked here, a standby and other masters are shown */
export function formatRouter(router: RouterSnapshot, around: Surroundings, terminal: Terminal): string[] {
  const { takenWall: now } = around;
  const row = (label: string, text: string): string[] => labelled(label, text, terminal);
  const held = formatDuration((now - router.sinceWall) * 1_000);
  const deadlines = Object.entries(router.deadlines).map(([name, left]) => formatDeadline(name, left));
  return [
    `${paint(printable(router.name), 'strong', terminal)}: ${paintState(router.state, terminal)} for ${held}`,
    ...row('since', formatMoment(router.sinceWall)),
    ...row('why', printable(router.why)),
    ...formatRivals(router, around).flatMap((text) => row('2 MASTERS', paint(text, 'bad', terminal))),
    ...formatStandby(router, around).flatMap((text) => row('standby', text)),
    ...row('router', formatIdentity(router)),
    ...row('priority', formatPriority(router.priority, router.effectivePriority)),
    ...row('master', formatMaster(router)),
    ...oddMaster(router, around).flatMap((text) => row('odd', paint(printable(text), 'warn', terminal))),
    ...(router.causes.length > 0 ? row('waits for', printable(router.causes.join(', '))) : []),
    ...(deadlines.length > 0 ? row('next', deadlines.join(', ')) : []),
    ...router.addresses.flatMap((address) => row('address', formatAddress(address, router.state, terminal))),
    ...(router.routing ?? []).flatMap((one) => row('routing', formatRouting(one, router.state, terminal))),
    ...router.tracked.flatMap((tracked) => row(label(tracked), formatTracked(tracked, around, terminal))),
    ...row('counters', formatCounters(router)),
    ...formatRejected(router).flatMap((text) => row('rejected', text)),
  ];
}

/** Others that are master too, and how often there were any. */
function formatRivals({ name }: RouterSnapshot, { twoMasters, takenWall }: Surroundings): string[] {
  const found = twoMasters.find(({ router }) => router === name);
  if (found === undefined) return [];
  if (found.rivals.length === 0)
    return [`not now; ${found.episodes} time${found.episodes === 1 ? '' : 's'} since the start`];
  return found.rivals.map((rival) => {
    const since = formatDuration((takenWall - rival.sinceWall) * 1_000);
    return printable(`${describeRival(rival)} is master too, for ${since}: ${rival.theirs}`);
  });
}

function formatStandby({ name, standby }: RouterSnapshot, around: Surroundings): string[] {
  const entry = around.standby.find(({ router }) => router === name);
  if (entry === undefined) return standby ? ['by the operator'] : [];
  const end = entry.untilWall === undefined ? "until 'vrrpd resume'" : `until ${formatMoment(entry.untilWall)}`;
  return [`since ${formatMoment(entry.sinceWall)}, ${end}`];
}

/** `120 +2 chk_haproxy = 122`. */
export function formatPriority(summands: readonly PrioritySummand[], effective: number): string {
  const [base, ...rest] = summands;
  if (base === undefined) return String(effective);
  if (rest.length === 0 && base.value === effective) return String(effective);
  const terms = rest.map(({ source, value }) => `${value < 0 ? value : `+${value}`} ${printable(nameOf(source))}`);
  const sum = summands.reduce((total, { value }) => total + value, 0);
  const limited = sum === effective ? '' : `, sent as ${effective}`;
  return `${[String(base.value), ...terms].join(' ')} = ${sum}${limited}`;
}

/** `this host`, or who is master, with its priority and when it was last heard. */
export function formatMaster(router: RouterSnapshot): string {
  if (router.state === 'master') return 'this host';
  if (router.master?.address === undefined) return 'none heard';
  const { address, priority, heardAgo } = router.master;
  return `${address}, priority ${priority}, last heard ${formatDuration(heardAgo)} ago`;
}

/** What is odd about the adverts of the master that this router follows: none or one. */
export function oddMaster({ name, master }: RouterSnapshot, { peers }: Pick<DaemonSnapshot, 'peers'>): string[] {
  const peer = peers.find(({ router, address }) => router === name && address === master?.address);
  return peer?.lastRemark === undefined ? [] : [peer.lastRemark];
}

function formatIdentity(router: RouterSnapshot): string {
  const parts = [`VRID ${router.vrid} on ${router.interfaceName ?? 'no interface'}`, `VRRP version ${router.version}`];
  parts.push(
    `IPv${router.family}`,
    router.sourceAddress === undefined ? 'no source address' : `from ${router.sourceAddress}`,
  );
  if (!router.preempt) parts.push('nopreempt');
  return parts.join(', ');
}

/** `masterDownAt` and `master-down` both read `master down`. */
function formatDeadline(name: string, left: number): string {
  const words = name.replace(/At$/, '').replace(/([a-z])([A-Z])/g, '$1 $2');
  const text = printable(words.replaceAll('-', ' ').toLowerCase());
  return left < 0 ? `${text} overdue by ${formatDuration(-left)}` : `${text} in ${formatDuration(left)}`;
}

function formatAddress(
  address: RouterSnapshot['addresses'][number],
  state: RouterSnapshot['state'],
  terminal: Terminal,
): string {
  const where = `${address.address} on ${address.device}${address.excluded ? ' (excluded)' : ''}`;
  const wanted = state === 'master';
  const word = address.bound ? 'bound' : 'not bound';
  return `${where}: ${wanted === address.bound ? word : paint(word, 'bad', terminal)}`;
}

function formatRouting(
  { text, installed }: NonNullable<RouterSnapshot['routing']>[number],
  state: RouterSnapshot['state'],
  terminal: Terminal,
): string {
  const word = installed ? 'installed' : 'not installed';
  return `${printable(text)}: ${(state === 'master') === installed ? word : paint(word, 'bad', terminal)}`;
}

function label(tracked: TrackedSnapshot): string {
  const kind = tracked.id.slice(0, Math.max(0, tracked.id.indexOf(':')));
  return kind === 'script' ? 'check' : kind === '' ? 'tracks' : printable(kind);
}

function formatTracked(tracked: TrackedSnapshot, around: Surroundings, terminal: Terminal): string {
  const name = nameOf(tracked.id);
  const weight = tracked.weight === 0 ? 'a failure is a fault' : `weight ${tracked.weight}`;
  const result = tracked.result === 'value' ? `value ${tracked.value ?? 0}` : tracked.result;
  const color: Paint = tracked.result === 'down' ? 'bad' : tracked.result === 'pending' ? 'warn' : 'good';
  const detail = detailOf(tracked, name, around);
  const head = `${printable(name)}: ${paint(result, color, terminal)} (${weight})`;
  return detail === '' ? head : `${head}; ${printable(detail)}`;
}

/** The last run of a check, the other end of a session; of anything else what the router was told. */
function detailOf(
  { id, detail }: TrackedSnapshot,
  name: string,
  { checks, sessions, takenWall }: Surroundings,
): string {
  const check = id.startsWith('script:') ? checks.find((candidate) => candidate.name === name) : undefined;
  const session = id.startsWith('bfd:') ? sessions.find((candidate) => candidate.name === name) : undefined;
  if (check !== undefined) return formatLastRun(check, takenWall);
  return session === undefined ? (detail ?? '') : formatSession(session, takenWall);
}

function formatLastRun(check: CheckSnapshot, now: number): string {
  const every = `every ${formatDuration(check.interval)}`;
  if (check.lastRun === undefined) return `${check.running ? 'first run going on' : 'not run yet'}, ${every}`;
  const { detail, duration, endedWall, output } = check.lastRun;
  const ago = formatDuration((now - endedWall) * 1_000);
  const said = check.result === 'down' && output.trim() !== '' ? `, said: ${lastLine(output)}` : '';
  return `${detail} after ${formatDuration(duration)}, ${ago} ago, ${every}${said}`;
}

function lastLine(output: string): string {
  return (output.trim().split('\n').at(-1) ?? '').slice(0, 200);
}

function formatCounters(router: RouterSnapshot): string {
  const { counters } = router;
  const parts = [
    `adverts ${counters.advertisementsSent} sent, ${counters.advertisementsReceived} received`,
    `priority 0 ${counters.priorityZeroSent} sent, ${counters.priorityZeroReceived} received`,
    `became master ${counters.becameMaster}, released ${counters.releasedMaster}`,
    `gratuitous ARP/NA ${counters.announcementsSent}`,
  ];
  if (counters.addressesRestored > 0) parts.push(`addresses restored ${counters.addressesRestored}`);
  return parts.join('; ');
}

function formatRejected(router: RouterSnapshot): string[] {
  const entries = Object.entries(router.counters.rejected).filter(([, count]) => count > 0);
  if (entries.length === 0) return [];
  return [entries.map(([code, count]) => `${printable(code)} ${count}`).join(', ')];
}

function nameOf(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}
