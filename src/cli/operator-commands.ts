/**
 * The commands that change something: their words and help. What they do is loaded when they are called.
 */

import type { Argv } from 'yargs';
import { type Command, withCommonOptions } from './command.js';

const EXITS =
  '1 refused, or nobody took over, 2 no such instance, 3 vrrpd is not running, 4 no permission or no answer, ' +
  '64 wrong command line.';

export const STANDBY_COMMAND: Command = {
  words: 'standby [name]',
  describe: 'hand the virtual IPs over and stay out of it until resume',
  build: (parser) =>
    named(parser)
      .options({
        all: { type: 'boolean', describe: 'every instance; the same as no name' },
        for: { type: 'string', requiresArg: true, describe: 'end it by itself after this time: 10m, 2h, 1d' },
        try: { type: 'boolean', describe: 'come back if nobody takes over' },
        force: { type: 'boolean', describe: 'also if nobody is known who would take over' },
      })
      .example('$0 standby --for 30m', 'maintenance of this host for half an hour')
      .epilogue(
        'The peers hear priority 0 and take over at once. Standby is kept over restarts of the daemon. It is refused ' +
          'when no other router was heard as master within the last hour, because a backup is silent and may not be ' +
          `there; --try finds out. Members of a sync group move together. Exit status: 0 done, ${EXITS}`,
      ),
  run: async (given) => (await import('./operator.js')).standBy(given),
};

export const RESUME_COMMAND: Command = {
  words: 'resume [name]',
  describe: 'end standby',
  build: (parser) =>
    named(parser).epilogue(
      'Without a name: of every instance. The router then takes part again: one that is better than the master takes ' +
        `over after its master-down interval, unless it has nopreempt. Exit status: 0 done, ${EXITS}`,
    ),
  run: async (given) => (await import('./operator.js')).resume(given),
};

export const SWITCHOVER_COMMAND: Command = {
  words: 'switchover <name>',
  describe: 'move mastership of one instance once',
  build: (parser) =>
    named(parser)
      .options({
        try: { type: 'boolean', describe: 'find out whether anybody takes over; come back if nobody does' },
        force: { type: 'boolean', describe: 'also if nobody is known who would take over' },
      })
      .epilogue(
        'On the master: hands over, and leaves its successor alone however low its priority is. Where nobody takes ' +
          'over it is master again after its master-down interval. On a backup of higher ' +
          `priority (nopreempt): takes over. Exit status: 0 done, ${EXITS}`,
      ),
  run: async (given) => (await import('./operator.js')).switchOver(given),
};

export const RELOAD_COMMAND: Command = {
  words: 'reload',
  describe: 'read the configuration again',
  build: (parser) =>
    withCommonOptions(parser).epilogue(
      'Refused as a whole when the file has a new error; the running configuration stays. Exit status: 0 done, ' +
        '1 refused, with the reason, 3 vrrpd is not running, 4 no permission or no answer, 64 wrong command line.',
    ),
  run: async (given) => (await import('./operator.js')).reload(given),
};

export const LOG_COMMAND: Command = {
  words: 'log <level>',
  describe: 'change the log level of the running daemon, until it ends',
  build: (parser) =>
    withCommonOptions(parser)
      .positional('level', { choices: ['debug', 'info', 'warn', 'error'], describe: 'least severity to log' })
      .epilogue('Exit status: 0 done, 3 vrrpd is not running, 4 no permission or no answer, 64 wrong command line.'),
  run: async (given) => (await import('./operator.js')).setLogLevel(given),
};

export const TEST_SCRIPT_COMMAND: Command = {
  words: 'test-script <check>',
  describe: 'run a vrrp_script as the daemon does, and show what came of it',
  build: (parser) =>
    withCommonOptions(parser)
      .positional('check', { type: 'string', describe: 'name of the vrrp_script' })
      .options({
        'use-file': {
          alias: 'f',
          type: 'string',
          requiresArg: true,
          describe: 'run it from this configuration, without a daemon',
        },
        json: { type: 'boolean', describe: 'print JSON' },
      })
      .epilogue(
        'Shows user, environment, output and time. The run counts for nothing. Exit status: 0 the check succeeded, ' +
          '1 it failed, 2 no such check, 3 vrrpd is not running, 4 no permission or no answer, 64 wrong command line.',
      ),
  run: async (given, programs) => (await import('./test-script.js')).testScript(given, programs),
};

function named(parser: Argv): Argv {
  return withCommonOptions(parser).positional('name', { type: 'string', describe: 'instance or sync group' });
}
