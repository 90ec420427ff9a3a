/**
 * How a command of `vrrpd` is described to yargs.
 */

import type { Argv, Options } from 'yargs';
import type { CommandPrograms } from './programs.js';
import { COMMON_OPTIONS, type OptionHelp } from './run-options.js';

/** What yargs read; names as in the command's own table. */
export type Given = Readonly<Record<string, unknown>>;

/** One command: how it is written, and what it does. */
export interface Command {
  readonly words: string;
  readonly describe: string;
  readonly build: (parser: Argv) => Argv;
  /** Resolves with the exit status. */
  readonly run: (given: Given, programs: CommandPrograms) => Promise<number>;
}

/** Adds options of a table to a command. */
export function withOptions(parser: Argv, table: Readonly<Record<string, OptionHelp>>): Argv {
  const options: Record<string, Options> = {};
  for (const [name, { type, short, describe, choices }] of Object.entries(table)) {
    options[name] = {
      type,
      describe,
      ...(type === 'string' ? { requiresArg: true } : {}),
      ...(short === undefined ? {} : { alias: short }),
      ...(choices === undefined ? {} : { choices }),
    };
  }
  return parser.options(options);
}

/** The options of every command that talks to the daemon. */
export function withCommonOptions(parser: Argv): Argv {
  return withOptions(parser, COMMON_OPTIONS);
}

/** The text given for an option or word; the last one where it was given more than once. */
export function textOf(given: Given, name: string): string | undefined {
  const value = given[name];
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined ? undefined : String(last);
}
