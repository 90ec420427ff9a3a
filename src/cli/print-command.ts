/**
 * `vrrpd print`: its words and help. What it does is loaded when it is called.
 */

import type { Command } from './command.js';
import { FILE_OPTIONS } from './file-options.js';

export const PRINT_COMMAND: Command = {
  words: 'print [file]',
  describe: 'print a configuration as vrrpd understands it, as a keepalived.conf',
  build: (parser) =>
    parser
      .positional('file', {
        type: 'string',
        describe: 'the file, or - for standard input [/etc/keepalived/keepalived.conf]',
      })
      .options({
        ...FILE_OPTIONS,
        resolved: {
          type: 'boolean',
          describe: 'the lines of the file, with includes, definitions and conditions resolved, and nothing added',
        },
      })
      .epilogue(
        'Passwords are printed, because the output is a configuration. Exit status: 0 printed, 4 the file cannot be ' +
          'read, 64 wrong command line.',
      ),
  run: async (given, programs) => {
    const { printFile } = await import('./print.js');
    return printFile(given, programs);
  },
};
