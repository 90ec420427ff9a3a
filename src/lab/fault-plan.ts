/**
 * The script of faults that a rehearsal plays: read from simple lines, or made of the configurations. One fault a line:
 * what happens, and to whom. `master` and `backup` stand for whoever it is at that moment.
 */

import { linksOf, type Player } from './stage.js';

export const FAULT_KINDS = [
  'kill',
  'stop',
  'cut',
  'partition',
  'freeze',
  'fail',
  'write',
  'reload',
  'back',
  'wait',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** A host's name, `master` or `backup`; undefined: partition and wait are about all, back about the last fault. */
  readonly host: string | undefined;
  /** fail: the check; write: the tracked file; cut: the interface, undefined is every one. */
  readonly object: string | undefined;
  /** write: the number that the file holds. */
  readonly value?: number;
  /** wait: how long. */
  readonly seconds: number | undefined;
}

export interface PlanProblem {
  readonly line: number;
  readonly message: string;
}

const MAX_LINES = 1_000;
const MAX_WAIT = 3_600;
/** What these do needs a daemon that runs. */
const NEED_DAEMON: readonly FaultKind[] = ['kill', 'stop', 'freeze', 'reload'];

/** Everything once, each followed by its end: what the files let fail is failed. */
export function defaultPlan(players: readonly Player[]): readonly Fault[] {
  const checks = new Set(players.flatMap(checksOf));
  const faults: Fault[] = [fault('stop', 'master'), fault('kill', 'master'), fault('cut', 'master')];
  if (players.length > 1) faults.push(fault('partition'));
  faults.push(fault('freeze', 'master'), ...Array.from(checks, (check) => fault('fail', 'master', check)));
  const undone = faults.flatMap((one) => [one, fault('back')]);
  return [...undone, fault('reload', 'master'), fault('stop', 'backup'), fault('back')];
}

/** Names of everything with a switch of a host: its scripts, and its processes. */
export function checksOf({ configuration }: Player): readonly string[] {
  const tracking = [...configuration.instances, ...configuration.syncGroups];
  const names = tracking.flatMap((one) => [...one.trackedScripts, ...one.trackedProcesses].map(({ name }) => name));
  return [...new Set(names)];
}

/** Names of the tracked files of a host. */
function filesOf({ configuration }: Player): readonly string[] {
  const tracking = [...configuration.instances, ...configuration.syncGroups];
  return tracking.flatMap(({ trackedFiles }) => trackedFiles.map(({ name }) => name));
}

/** Whether this fault can be played on a host whose daemon is dead. */
export function needsDaemon({ kind }: Fault): boolean {
  return NEED_DAEMON.includes(kind);
}

/** Reads a plan; `#` and `!` begin a remark. */
export function parsePlan(
  text: string,
  players: readonly Player[],
): { readonly faults: readonly Fault[]; readonly problems: readonly PlanProblem[] } {
  const faults: Fault[] = [];
  const problems: PlanProblem[] = [];
  for (const [index, line] of text.split('\n').slice(0, MAX_LINES).entries()) {
    const words = line
      .replace(/[#!].*/, '')
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) continue;
    const read = readLine(words, players);
    if (typeof read === 'string') problems.push({ line: index + 1, message: read });
    else faults.push(read);
  }
  return { faults, problems };
}

/** As a line of a plan. */
export function formatFault({ kind, host, object, value, seconds }: Fault): string {
  return [kind, host, object, value, seconds].filter((word) => word !== undefined).join(' ');
}

function fault(kind: FaultKind, host?: string, object?: string, seconds?: number): Fault {
  return { kind, host, object, seconds };
}

function readLine(words: readonly string[], players: readonly Player[]): Fault | string {
  const [kind = '', first, second, third, ...rest] = words;
  if (!isKind(kind)) return `'${kind}' is no fault: ${FAULT_KINDS.join(', ')}`;
  if (rest.length > 0 || (third !== undefined && kind !== 'write')) return `too many words behind ${kind}`;
  if (kind === 'wait') {
    const seconds = Number(first);
    if (second !== undefined || !(seconds > 0 && seconds <= MAX_WAIT)) return `wait takes seconds, up to ${MAX_WAIT}`;
    return fault(kind, undefined, undefined, seconds);
  }
  if (kind === 'partition') return first === undefined ? fault(kind) : 'partition takes no host: it is about all';
  if (kind === 'back' && first === undefined) return fault(kind);
  const hosts = ['master', 'backup', ...players.map(({ name }) => name)];
  if (first === undefined || !hosts.includes(first)) {
    return `${first === undefined ? `${kind} needs a host` : `there is no host '${first}'`}: ${hosts.join(', ')}`;
  }
  const meant = players.filter(({ name }) => name === first || isRole(first));
  return readObject(kind, first, second, third, meant);
}

/** @param meant the hosts that it may befall */
function readObject(
  kind: FaultKind,
  host: string,
  object: string | undefined,
  number: string | undefined,
  meant: readonly Player[],
): Fault | string {
  if (kind === 'fail') return oneOf('check', object, meant.flatMap(checksOf)) ?? fault(kind, host, object);
  if (kind === 'write') {
    const problem = oneOf('tracked file', object, meant.flatMap(filesOf));
    if (problem !== undefined) return problem;
    const value = Number(number);
    return Number.isInteger(value) && number !== undefined
      ? { ...fault(kind, host, object), value }
      : 'write takes a host, a tracked file and a whole number';
  }
  if (object === undefined) return fault(kind, host);
  if (kind !== 'cut') return `${kind} takes one host and nothing else`;
  const links = meant.flatMap(({ configuration }) => [...linksOf(configuration)]);
  return oneOf('interface', object, links) ?? fault(kind, host, object);
}

/** What is wrong with the name of a thing of which the files have these. */
function oneOf(what: string, name: string | undefined, known: readonly string[]): string | undefined {
  if (name !== undefined && known.includes(name)) return undefined;
  const names = known.length === 0 ? 'the files have none' : [...new Set(known)].join(', ');
  return `${name === undefined ? `a ${what} is missing` : `there is no ${what} '${name}'`}: ${names}`;
}

function isKind(word: string): word is FaultKind {
  return (FAULT_KINDS as readonly string[]).includes(word);
}

function isRole(host: string): boolean {
  return host === 'master' || host === 'backup';
}
