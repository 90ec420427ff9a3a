/**
 * `vrrpd events`, `peers`, `why` and `history`: their words and help. What they do is loaded when they are called.
 */

import type { Argv } from 'yargs';
import { type Command, withCommonOptions } from './command.js';

const EXITS = '3 vrrpd is not running, 4 no permission or no answer, 64 wrong command line.';
const SINCE = {
  type: 'string',
  requiresArg: true,
  describe: "how far back (2h) or from when ('2026-11-21 10:30')",
} as const;
const JSON_OPTION = { type: 'boolean', describe: 'print JSON' } as const;

export const EVENTS_COMMAND: Command = {
  words: 'events [name]',
  describe: 'list changes of state and their reasons, also of earlier runs',
  build: (parser) =>
    named(parser)
      .options({
        follow: { alias: 'f', type: 'boolean', describe: 'go on with what happens, until Ctrl-C' },
        since: SINCE,
        json: { type: 'boolean', describe: 'print one line of JSON an event' },
      })
      .example('$0 events --since 2h', 'what happened in the last two hours')
      .epilogue(`Exit status: 0 answered, 2 no such instance, ${EXITS}`),
  run: async (given) => (await import('./events.js')).showEvents(given),
};

export const HISTORY_COMMAND: Command = {
  words: 'history <name>',
  describe: 'show the states of an instance or sync group as a timeline',
  build: (parser) =>
    named(parser)
      .options({ since: SINCE, json: JSON_OPTION })
      .epilogue(`Exit status: 0 answered, 2 no such instance, ${EXITS}`),
  run: async (given) => (await import('./events.js')).showHistory(given),
};

export const WHY_COMMAND: Command = {
  words: 'why <name>',
  describe: 'explain in sentences how an instance came to its state',
  build: (parser) =>
    named(parser).options({ json: JSON_OPTION }).epilogue(`Exit status: 0 answered, 2 no such instance, ${EXITS}`),
  run: async (given) => (await import('./why.js')).showWhy(given),
};

export const PEERS_COMMAND: Command = {
  words: 'peers',
  describe: 'list every sender heard on the wire, and what was rejected of it',
  build: (parser) =>
    withCommonOptions(parser)
      .options({ json: JSON_OPTION })
      .epilogue(
        'A backup sends nothing: it appears here only after it was master. VRIDs that are not ours are told from the ' +
          `sockets that this daemon has open. Exit status: 0 answered, ${EXITS}`,
      ),
  run: async (given) => (await import('./peers.js')).showPeers(given),
};

function named(parser: Argv): Argv {
  return withCommonOptions(parser).positional('name', { type: 'string', describe: 'instance or sync group' });
}
