/**
 * `vrrpd explain`: its words and help. What it does is loaded when it is called.
 */

import type { Command } from './command.js';

export const EXPLAIN_COMMAND: Command = {
  words: 'explain <keyword>',
  describe: 'tell what a keyword of keepalived.conf takes and does',
  build: (parser) =>
    parser
      .positional('keyword', {
        type: 'string',
        demandOption: true,
        describe: 'a keyword, or BLOCK/KEYWORD for one of several',
      })
      .options({ json: { type: 'boolean', describe: 'as JSON' } })
      .example('vrrpd explain nopreempt', '')
      .example('vrrpd explain vrrp_script/weight', '')
      .epilogue('Exit status: 0 explained, 1 there is no such keyword, 64 wrong command line.'),
  run: async (given) => {
    const { explain } = await import('./explain.js');
    return explain(given);
  },
};
