/**
 * What the options of `keepalived` ask for, as data.
 */

import { resolve } from 'node:path';
import { readOptions } from './getopt.js';
import { formatKeepalivedHelp, KEEPALIVED_OPTIONS, SIGNAL_NUMBERS } from './keepalived-options.js';
import { UsageError } from './usage-error.js';

export interface KeepalivedStart {
  readonly type: 'start';
  readonly foreground: boolean;
  /** Undefined: the usual file. Absolute, because a daemon's working directory is `/`. */
  readonly configFile: string | undefined;
  readonly runDirectory: string | undefined;
  readonly settingsFile: string | undefined;
  readonly console: boolean;
  /** How often -D was given. */
  readonly detail: number;
  /** Of syslog, for a daemon in the background; undefined: no syslog. */
  readonly facility: string | undefined;
  readonly logFile: string | undefined;
  readonly pidFile: string | undefined;
  readonly vrrpPidFile: string | undefined;
  readonly configId: string | undefined;
  readonly strictIncludes: boolean;
  readonly keepAddressesAtStop: boolean;
  readonly withoutVrrp: boolean;
  readonly withoutBfd: boolean;
  readonly umask: number | undefined;
  readonly dumpConfiguration: boolean;
  readonly namespace: string | undefined;
  readonly ignoreInterrupt: boolean;
  /** Options that change nothing, and words that are none. */
  readonly notes: readonly string[];
}

export type KeepalivedRequest =
  | KeepalivedStart
  | {
      readonly type: 'check';
      readonly configFile: string | undefined;
      readonly logFile: string | undefined;
      readonly configId: string | undefined;
      readonly strictIncludes: boolean;
    }
  | { readonly type: 'print'; readonly text: string; readonly to: 'stdout' | 'stderr' };

/**
 * @param version of this package
 * @throws UsageError where keepalived exits with 1
 */
export function parseKeepalivedWords(given: readonly string[], version: string): KeepalivedRequest {
  const { options, words, problem } = readOptions(KEEPALIVED_OPTIONS, given);
  const has = (long: string): boolean => options.some((option) => option.long === long);
  const last = (long: string): string | undefined => options.findLast((option) => option.long === long)?.value;
  const path = (text: string | undefined): string | undefined => (text === undefined ? undefined : resolve(text));
  // The first of these decides, as with keepalived, even when a later word is wrong.
  for (const option of options) {
    if (option.long === 'version') return print('stderr', `vrrpd v${version} (in the place of Keepalived v2.4.3)\n`);
    if (option.long === 'help') return print('stderr', formatKeepalivedHelp());
    if (option.long === 'signum') return print('stdout', `${signalNumber(option.value ?? '')}\n`);
    if (option.long === 'genhash') throw new UsageError('vrrpd has no genhash (-T)');
  }
  if (problem !== undefined) throw new UsageError(problem);
  if (has('config-test')) {
    return {
      type: 'check',
      configFile: path(last('use-file')),
      logFile: last('config-test')?.replace(/^=/, ''),
      configId: last('config-id'),
      strictIncludes: has('all-config'),
    };
  }
  return {
    type: 'start',
    foreground: has('dont-fork'),
    configFile: path(last('use-file')),
    runDirectory: path(last('run-dir')),
    settingsFile: path(last('settings')),
    console: has('log-console'),
    detail: options.filter(({ long }) => long === 'log-detail').length,
    facility: has('no-syslog') ? undefined : facilityOf(last('log-facility')),
    logFile: has('log-file') ? (path(last('log-file')) ?? '/tmp/keepalived.log') : undefined,
    pidFile: path(last('pid')),
    vrrpPidFile: path(last('vrrp_pid')),
    configId: last('config-id'),
    strictIncludes: has('all-config'),
    keepAddressesAtStop: has('dont-release-vrrp'),
    withoutVrrp: has('check') && !has('vrrp'),
    withoutBfd: has('no_bfd'),
    umask: umaskOf(last('umask')),
    dumpConfiguration: has('dump-conf'),
    namespace: last('namespace'),
    ignoreInterrupt: has('ignore-sigint'),
    notes: [
      ...notesOn(options.map(({ long }) => long)),
      ...words.map((word) => `unexpected argument '${word}' ignored`),
    ],
  };
}

function print(to: 'stdout' | 'stderr', text: string): KeepalivedRequest {
  return { type: 'print', text, to };
}

function signalNumber(name: string): number {
  const number = Object.hasOwn(SIGNAL_NUMBERS, name) ? SIGNAL_NUMBERS[name] : undefined;
  if (number === undefined) throw new UsageError(`Unknown sigfunc ${name}`);
  return number;
}

/** A facility as logger(1) names it; keepalived warns about a wrong one and goes on. */
function facilityOf(text: string | undefined): string {
  const digit = /^(?:local)?([0-7])$/.exec(text ?? '')?.[1];
  if (digit !== undefined) return `local${digit}`;
  return text === 'user' ? 'user' : 'daemon';
}

function umaskOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^0[0-7]{0,4}$/.test(text) ? Number.parseInt(text, 8) : /^[1-9]\d{0,3}$/.test(text) ? Number(text) : -1;
  if (value < 0 || value > 0o777) throw new UsageError(`Invalid --umask option ${text}`);
  return value;
}

function notesOn(given: readonly string[]): string[] {
  const notes: string[] = [];
  for (const { long, noEffect } of KEEPALIVED_OPTIONS) {
    if (noEffect !== undefined && given.includes(long)) notes.push(`option --${long} has no effect: ${noEffect}`);
  }
  return notes;
}
