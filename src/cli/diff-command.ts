/**
 * `vrrpd diff`: its words and help. What it does is loaded when it is called.
 */

import type { Command } from './command.js';
import { FILE_OPTIONS } from './file-options.js';

export const DIFF_COMMAND: Command = {
  words: 'diff <old> <new>',
  describe: 'say what a reload would change, and which change would move an address',
  build: (parser) =>
    parser
      .positional('old', {
        type: 'string',
        demandOption: true,
        describe: 'the configuration that runs; - for standard input',
      })
      .positional('new', { type: 'string', demandOption: true, describe: 'the one to come; - for standard input' })
      .options(FILE_OPTIONS)
      .epilogue(
        'This host is asked for interfaces, programs and users, as a reload asks it. Exit status: 0 nothing would ' +
          'change, 1 something would, 2 the reload would be refused, 4 a file cannot be read, 64 wrong command line.',
      ),
  run: async (given, programs) => {
    const { diffFiles } = await import('./diff.js');
    return diffFiles(given, programs);
  },
};
