/**
 * `vrrpd doctor`: its words and help. What it does is loaded when it is called.
 */

import { type Command, withCommonOptions } from './command.js';

export const DOCTOR_COMMAND: Command = {
  words: 'doctor',
  describe: 'look for what keeps a failover from working on this host',
  build: (parser) =>
    withCommonOptions(parser)
      .options({
        'use-file': {
          alias: 'f',
          type: 'string',
          requiresArg: true,
          describe: 'configuration [/etc/keepalived/keepalived.conf]',
        },
        json: { type: 'boolean', describe: 'print JSON' },
      })
      .epilogue(
        'Looks at interfaces, packet filter, who answers for the virtual IPs, who advertises on the segments, kernel ' +
          'settings, network managers, capabilities and clock, asks the daemon where one runs, and changes nothing. ' +
          'Exit status: 0 nothing found, 1 findings, 2 no virtual router in the configuration, 64 wrong command line.',
      ),
  run: async (given, programs) => {
    const { runDoctor } = await import('./doctor.js');
    return runDoctor(given, programs);
  },
};
