/**
 * `vrrpd check`: its words and help. What it does is loaded when it is called.
 */

import type { Command } from './command.js';
import { FILE_OPTIONS } from './file-options.js';

export const CHECK_COMMAND: Command = {
  words: 'check [files..]',
  describe: 'check configuration files and explain every finding',
  build: (parser) =>
    parser
      .positional('files', {
        type: 'string',
        array: true,
        describe: 'files, directories of *.conf, or - for standard input [/etc/keepalived/keepalived.conf]',
      })
      .options({
        'use-file': { alias: 'f', type: 'string', array: true, requiresArg: true, describe: 'one more file' },
        format: {
          choices: ['text', 'json', 'sarif'],
          default: 'text',
          requiresArg: true,
          describe: 'form of the report',
        },
        strict: { type: 'boolean', describe: 'notes count as findings too' },
        ...FILE_OPTIONS,
      })
      .epilogue(
        'Exit status, gravest first: 2 a missing parameter, 4 unusable, 6 script security, 5 findings, 0 clean or ' +
          'notes only; 64 wrong command line.',
      ),
  run: async (given, programs) => {
    const { checkFiles } = await import('./check.js');
    return checkFiles(given, programs);
  },
};
