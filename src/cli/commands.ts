/**
 * The commands of `vrrpd` as yargs has them: words, help, and one import each. `run` and `cleanup` are here for their
 * help only.
 */

import yargs from 'yargs';
import { didYouMean } from '../config/did-you-mean.js';
import { CHECK_COMMAND } from './check-command.js';
import { type Command, withOptions } from './command.js';
import { COMPLETION_COMMAND } from './completion-command.js';
import { DEMO_COMMAND } from './demo-command.js';
import { DIFF_COMMAND } from './diff-command.js';
import { DOCTOR_COMMAND } from './doctor-command.js';
import { EXIT } from './exit-status.js';
import { EXPLAIN_COMMAND } from './explain-command.js';
import { LAB_COMMAND } from './lab-command.js';
import {
  LOG_COMMAND,
  RELOAD_COMMAND,
  RESUME_COMMAND,
  STANDBY_COMMAND,
  SWITCHOVER_COMMAND,
  TEST_SCRIPT_COMMAND,
} from './operator-commands.js';
import { packageVersion } from './package-version.js';
import { PRINT_COMMAND } from './print-command.js';
import type { CommandPrograms } from './programs.js';
import { EVENTS_COMMAND, HISTORY_COMMAND, PEERS_COMMAND, WHY_COMMAND } from './question-commands.js';
import { CLEANUP_OPTIONS, RUN_OPTIONS } from './run-options.js';
import { markInput } from './standard-input.js';
import { STATUS_COMMAND } from './status-command.js';
import { UnknownCommandError, UsageError } from './usage-error.js';

const RUN_COMMAND: Command = {
  words: 'run',
  describe: 'run the daemon in the foreground',
  build: (parser) =>
    withOptions(parser, RUN_OPTIONS).epilogue(
      'Exit status: 0 stopped, 1 cannot go on, 2 configuration refused, 4 permission, 6 no configuration file.',
    ),
  run: async () => EXIT.internal,
};

const CLEANUP_COMMAND: Command = {
  words: 'cleanup',
  describe: 'remove virtual IPs that a killed daemon left on this host',
  build: (parser) =>
    withOptions(parser, CLEANUP_OPTIONS).epilogue(
      'Does nothing when nothing is left. Exit status: 0 nothing is left now, 1 a daemon runs or an address stayed, ' +
        '4 permission, 64 wrong command line.',
    ),
  run: async () => EXIT.internal,
};

const COMMANDS: readonly Command[] = [
  RUN_COMMAND,
  CHECK_COMMAND,
  EXPLAIN_COMMAND,
  PRINT_COMMAND,
  DIFF_COMMAND,
  STATUS_COMMAND,
  WHY_COMMAND,
  PEERS_COMMAND,
  EVENTS_COMMAND,
  HISTORY_COMMAND,
  STANDBY_COMMAND,
  RESUME_COMMAND,
  SWITCHOVER_COMMAND,
  RELOAD_COMMAND,
  TEST_SCRIPT_COMMAND,
  LOG_COMMAND,
  DOCTOR_COMMAND,
  LAB_COMMAND,
  DEMO_COMMAND,
  CLEANUP_COMMAND,
  COMPLETION_COMMAND,
];

/** @throws UsageError at words that are no command of ours */
export async function runCommand(words: readonly string[], programs: CommandPrograms): Promise<number> {
  refuseUnknownCommand(words[0]);
  // Words that are being completed are not whole yet, and must not be acted on.
  const completing = words.includes('--get-yargs-completions');
  let status: number = EXIT.ok;
  let parser = yargs()
    .scriptName('vrrpd')
    .usage('$0 COMMAND [OPTION...]\n\nVRRP daemon that reads keepalived.conf, moves virtual IPs and says why.')
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .version(packageVersion())
    .alias({ version: 'v', help: 'h' })
    .locale('en')
    .parserConfiguration({ 'dot-notation': false, 'boolean-negation': false })
    .strict(!completing)
    .demandCommand(completing ? 0 : 1, 'which command?')
    .exitProcess(completing)
    .completion('complete', false, complete)
    .fail((message, error) => {
      throw error === undefined || error.name === 'YError' ? new UsageError(sentenceOf(message)) : error;
    });
  for (const command of COMMANDS) {
    parser = parser.command(command.words, command.describe, command.build, async (given) => {
      status = await command.run(given, programs);
    });
  }
  await parser.parseAsync([...markKeywords(markInput(words))]);
  return status;
}

/** The words of explain, with keywords that begin with a dash as `/-nodad`: yargs would look for an option. */
function markKeywords(words: readonly string[]): readonly string[] {
  if (words[0] !== 'explain') return words;
  return words.filter((word) => word !== '--').map((word) => (/^-[a-z]{2}/.test(word) ? `/${word}` : word));
}

/** What yargs says of an option without its value does not name it as an option. */
function sentenceOf(message: string): string {
  const [, option] = /^Not enough arguments following: (.+)$/.exec(message) ?? [];
  return option === undefined ? message : `option ${option.length === 1 ? '-' : '--'}${option} needs a value`;
}

function refuseUnknownCommand(word: string | undefined): void {
  if (word === undefined || word.startsWith('-')) return;
  const known = COMMANDS.map(({ words }) => words.split(' ')[0] ?? '');
  if (known.includes(word)) return;
  const near = didYouMean(word, known);
  throw new UnknownCommandError(
    `there is no command '${word}'${near === undefined ? `; commands are ${known.join(', ')}` : `: did you mean '${near}'?`}`,
  );
}

type Completed = (error: Error | null, words: string[] | undefined) => void;

/** What yargs knows, and the instances of the running daemon where a command takes one. */
async function complete(
  _current: string,
  given: Readonly<Record<string, unknown>>,
  byYargs: (done: Completed) => void,
  done: (words: string[]) => void,
): Promise<void> {
  const words = Array.isArray(given['_']) ? given['_'].map(String) : [];
  const takes = COMMANDS.find((command) => command.words.split(' ')[0] === words[1])?.words.split(' ')[1] ?? '';
  const kind = takes.includes('name') ? 'instances' : takes.includes('check') ? 'checks' : undefined;
  const names = kind === undefined ? [] : await (await import('./instance-names.js')).daemonNames(kind);
  const keywords = words[1] === 'explain' ? (await import('../config/reference/explain.js')).explainableNames() : [];
  // yargs names a short option as if it were a long one.
  const own = (known: readonly string[] = []): readonly string[] => known.filter((word) => !/^--.$/.test(word));
  byYargs((_error, known) => done([...names, ...keywords, ...own(known)]));
}
