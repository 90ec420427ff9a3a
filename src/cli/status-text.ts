/**
 * A snapshot for people: a head about the daemon, then every instance in full, or a table when there are many.
 */

import { formatDuration, formatMoment } from '../base/format-time.js';
import { describeRival } from '../control/rival-text.js';
import type { DaemonSnapshot } from '../runtime/snapshot.js';
import type { RouterSnapshot } from '../vrrp/snapshot.js';
import { labelled, type Paint, paint, printable, table, wrap } from './paragraph.js';
import { formatMaster, formatPriority, formatRouter, oddMaster, paintState } from './router-text.js';
import type { Terminal } from './terminal.js';

/** From so many instances on, a table is clearer. */
const TABLE_FROM = 6;

export interface StatusTextOptions {
  /** One line about the host, where it could be had. */
  readonly host?: string | undefined;
  /** Every instance in full, however many. */
  readonly details?: boolean;
}

export function formatStatus(snapshot: DaemonSnapshot, terminal: Terminal, options: StatusTextOptions = {}): string[] {
  const { routers } = snapshot;
  const head = [
    ...formatDaemon(snapshot, terminal),
    ...(options.host === undefined ? [] : wrap(options.host, terminal.columns)),
  ];
  const groups = snapshot.groups.flatMap((group) => [
    '',
    `sync group ${paint(printable(group.name), 'strong', terminal)}: ${paintState(group.state, terminal)}`,
    ...labelled('members', printable(group.members.join(', ')), terminal),
  ]);
  if (routers.length === 0) return [...head, '', 'no instance is configured'];
  if (routers.length < TABLE_FROM || options.details === true) {
    const details = routers.flatMap((router) => ['', ...formatRouter(router, snapshot, terminal)]);
    return [...head, ...details, ...groups];
  }
  return [
    ...head,
    '',
    ...formatTable(snapshot, terminal),
    ...groups,
    ...formatTroubled(routers, terminal),
    ...formatShared(snapshot, terminal),
  ];
}

function formatDaemon({ daemon, takenWall }: DaemonSnapshot, terminal: Terminal): string[] {
  const up = formatDuration((takenWall - daemon.startedWall) * 1_000);
  const file = `${printable(daemon.configFile)} read ${formatMoment(daemon.configuredWall)}`;
  const lines = [
    ...wrap(`vrrpd ${daemon.version}, process ${daemon.pid}, up ${up}; ${file}`, terminal.columns),
    ...formatRaises(daemon).flatMap((line) => wrap(line, terminal.columns)),
  ];
  const problems = formatProblems(daemon).flatMap((problem) => wrap(printable(problem), terminal.columns));
  return [...lines, ...problems.map((line) => paint(line, 'bad', terminal))];
}

function formatProblems({ reloadProblem, notKept }: DaemonSnapshot['daemon']): string[] {
  const problems: readonly (readonly [string, string | undefined])[] = [
    ['the last reload was refused, the configuration before it runs on', reloadProblem],
    ['changes of standby are not kept over a restart', notKept?.standby],
    ['events are not kept over a restart', notKept?.events],
  ];
  return problems.flatMap(([what, reason]) => (reason === undefined ? [] : [`${what}: ${reason}`]));
}

/** max_auto_priority at work is a sign of a starved host. */
function formatRaises({ automaticPriority, latestWakeUp }: DaemonSnapshot['daemon']): string[] {
  if (automaticPriority === undefined) return [];
  const { priority, raises } = automaticPriority;
  const often = raises === 1 ? 'once' : `${raises} times`;
  const worst = formatDuration(latestWakeUp);
  return [`real-time priority ${priority}, raised ${often}: timers ran late, by ${worst} at worst`];
}

function formatTable(snapshot: DaemonSnapshot, terminal: Terminal): string[] {
  const rows = snapshot.routers.map((router) => [
    printable(router.name),
    paintState(router.state, terminal),
    formatDuration((snapshot.takenWall - router.sinceWall) * 1_000),
    formatPriority(router.priority, router.effectivePriority),
    formatBound(router),
    `${router.vrid} ${router.interfaceName ?? '-'}`,
    formatMaster(router),
  ]);
  return table([['INSTANCE', 'STATE', 'FOR', 'PRIORITY', 'BOUND', 'VRID', 'MASTER'], ...rows], terminal);
}

function formatBound(router: RouterSnapshot): string {
  return `${router.addresses.filter(({ bound }) => bound).length}/${router.addresses.length}`;
}

/** In a table two masters must not go under, nor a master of another pair. */
function formatShared(snapshot: DaemonSnapshot, terminal: Terminal): string[] {
  const rivals = snapshot.twoMasters.flatMap(({ router, rivals: all }) =>
    all.map((rival) => `${router}: two masters, ${describeRival(rival)} is master too: ${rival.theirs}`),
  );
  const odd = snapshot.routers.flatMap((router) =>
    oddMaster(router, snapshot).map((text) => `${router.name}: odd about ${router.master?.address}, ${text}`),
  );
  const painted = (lines: readonly string[], color: Paint): string[] =>
    lines.flatMap((line) => wrap(printable(line), terminal.columns).map((part) => paint(part, color, terminal)));
  const all = [...painted(rivals, 'bad'), ...painted(odd, 'warn')];
  return all.length === 0 ? [] : ['', ...all];
}

/** Why those that are neither master nor backup are so. */
function formatTroubled(routers: readonly RouterSnapshot[], terminal: Terminal): string[] {
  const troubled = routers.filter(({ state }) => state === 'fault' || state === 'init');
  if (troubled.length === 0) return [];
  return ['', ...troubled.flatMap((router) => wrap(printable(`${router.name}: ${router.why}`), terminal.columns))];
}
