/**
 * vrrpd of this very build on a host of the lab, and what its log says about changes of state.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabHost } from './lab-host.js';
import type { LabProcess, ProcessOptions } from './lab-process.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** A line of the log that tells a change of state, keepalived's words included. */
export interface LoggedTransition {
  readonly instance: string;
  readonly state: 'MASTER' | 'BACKUP' | 'FAULT' | 'INIT';
  /** Why, in vrrpd's words; undefined where the line does not say. */
  readonly why: string | undefined;
}

export interface VrrpdOptions extends ProcessOptions {
  /** Text of its vrrpd.ini; the machine's own file is never read. */
  readonly settings?: string;
  /** More words behind `run`. */
  readonly words?: readonly string[];
}

/** The run directory of the host's daemon, for `vrrpd status --run-dir`. */
export function runDirectoryOf(host: LabHost): string {
  return join(host.directory, 'run');
}

/** Writes keepalived.conf into the host's directory and runs vrrpd there with files of its own. */
export function startVrrpd(host: LabHost, conf: string, options: VrrpdOptions = {}): LabProcess {
  const file = join(host.directory, 'keepalived.conf');
  const settings = join(host.directory, 'vrrpd.ini');
  const runDirectory = runDirectoryOf(host);
  // With the passwords of the file.
  writeFileSync(file, conf, { mode: 0o600 });
  writeFileSync(settings, options.settings ?? '', { mode: 0o600 });
  mkdirSync(runDirectory, { recursive: true, mode: 0o755 });
  const words = ['--use-file', file, '--run-dir', runDirectory, '--settings', settings, '--log-format', 'text'];
  return host.start([process.execPath, MAIN, 'run', ...words, ...(options.words ?? [])], options);
}

/**
 * Reads what a daemon complains of that keeps a pair from having one master: `... (VI_1) rejected advert from ...`, without
 * the fields at its end; undefined for any other line.
 */
export function parseComplaint(line: string): string | undefined {
  return /^\S+ (?:warn|error) +(\([^()]+\) (?:two masters|rejected advert|cannot) .*?) router=/.exec(line)?.[1];
}

/** Reads `... (peer) Entering Down state with 10.0.0.2 (local diagnostic: ...` of either daemon, as words for people. */
export function parseSessionLine(line: string): string | undefined {
  const match = /\(([^()]+)\) Entering (Up|Down) state(?:.*\(local diagnostic(?:: | - )([^,;)]*))?/i.exec(line);
  if (match === null) return undefined;
  const [, session = '', state = '', why] = match;
  return `BFD session ${session} ${state.toLowerCase()}${why === undefined ? '' : `: ${why.toLowerCase()}`}`;
}

/** Reads `... (VI_1) Entering MASTER STATE: why (was backup, priority 120) ...`; undefined for any other line. */
export function parseTransitionLine(line: string): LoggedTransition | undefined {
  const match = /\(([^()]+)\) Entering (MASTER|BACKUP|FAULT|INIT) STATE(?:: (.*?))?(?: \(was .*| \(init\))?$/.exec(
    line,
  );
  if (match === null) return undefined;
  const [, instance = '', state, why] = match;
  return { instance, state: state as LoggedTransition['state'], why };
}
