/**
 * The words of `vrrpd run` and `vrrpd cleanup`. They are read without yargs, which would cost the daemon 15 MB and both
 * of them a tenth of a second; the help text of yargs is made from the same tables.
 */

import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.js';

export interface OptionHelp {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly describe: string;
  readonly choices?: readonly string[];
}

export const COMMON_OPTIONS = {
  'run-dir': { type: 'string', describe: 'directory of the control sockets and kept state [/run/vrrpd]' },
  settings: { type: 'string', describe: "vrrpd's own settings [/etc/vrrpd/vrrpd.ini]" },
} as const satisfies Readonly<Record<string, OptionHelp>>;

export const RUN_OPTIONS = {
  'use-file': { type: 'string', short: 'f', describe: 'configuration [/etc/keepalived/keepalived.conf]' },
  ...COMMON_OPTIONS,
  'config-id': { type: 'string', short: 'i', describe: "name for '@name' conditions [the host's name]" },
  pid: { type: 'string', short: 'p', describe: 'file that holds the process id while the daemon runs' },
  'log-level': { type: 'string', describe: 'least severity to log', choices: ['debug', 'info', 'warn', 'error'] },
  'log-format': { type: 'string', describe: 'form of log lines', choices: ['auto', 'text', 'json'] },
} as const satisfies Readonly<Record<string, OptionHelp>>;

export const CLEANUP_OPTIONS = {
  'use-file': {
    type: 'string',
    short: 'f',
    describe: 'configuration, read when the daemon left no journal [/etc/keepalived/keepalived.conf]',
  },
  ...COMMON_OPTIONS,
} as const satisfies Readonly<Record<string, OptionHelp>>;

export type TextOptions<Table> = { readonly [name in keyof Table]?: string };
export type RunOptions = TextOptions<typeof RUN_OPTIONS>;

/**
 * Reads words that are options with values, by a table of them.
 * @throws UsageError at a word that is not an option, an option without its value, or a value not among the choices
 */
export function parseTextOptions<Table extends Readonly<Record<string, OptionHelp>>>(
  table: Table,
  words: readonly string[],
): TextOptions<Table> {
  const values = parseWords(table, words);
  for (const [name, { choices }] of Object.entries<OptionHelp>(table)) {
    const value = values[name];
    if (value === undefined) continue;
    if (value === '') throw new UsageError(`--${name} needs a value`);
    if (choices !== undefined && !choices.includes(value)) {
      throw new UsageError(`--${name} is one of ${choices.join(', ')}, not '${value}'`);
    }
  }
  return values as TextOptions<Table>;
}

function parseWords(options: Readonly<Record<string, OptionHelp>>, words: readonly string[]): Record<string, string> {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals: false }).values as Record<
      string,
      string
    >;
  } catch (error) {
    const message = (error as Error).message.split('. ')[0] ?? '';
    throw new UsageError(message.charAt(0).toLowerCase() + message.slice(1));
  }
}
