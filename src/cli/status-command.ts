/**
 * `vrrpd status`: its words and help. What it does is loaded when it is called.
 */

import { type Command, withCommonOptions } from './command.js';

export const STATUS_COMMAND: Command = {
  words: 'status [name]',
  describe: 'show state, reason, priority, addresses and checks',
  build: (parser) =>
    withCommonOptions(parser)
      .positional('name', { type: 'string', describe: 'instance or sync group' })
      .options({
        json: { type: 'boolean', describe: 'print JSON' },
        details: { type: 'boolean', describe: 'every instance in full, however many there are' },
        watch: { alias: 'w', type: 'boolean', describe: 'redraw every second until Ctrl-C' },
        is: {
          choices: ['master', 'backup', 'fault', 'init'],
          requiresArg: true,
          describe: 'print nothing; exit 0 if every instance shown is in this state, else 1',
        },
      })
      .example('$0 status VI_1 --is master && rotate-logs', 'act only on the master')
      .epilogue(
        'Exit status: 0 every instance shown is master or backup, 1 one is in fault or still waits (with --is: ' +
          'the answer is no), 2 no such instance, 3 vrrpd is not running, 4 no permission or no answer, ' +
          '64 wrong command line.',
      ),
  run: async (given) => {
    const { showStatus } = await import('./status.js');
    return showStatus(given);
  },
};
