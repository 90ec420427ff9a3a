/**
 * `vrrpd demo`: its words and help. What it does is loaded when it is called.
 */

import type { Command } from './command.js';

export const DEMO_COMMAND: Command = {
  words: 'demo',
  describe: 'show a failover: two hosts and a client in network namespaces',
  build: (parser) =>
    parser
      .options({
        once: { type: 'boolean', describe: 'one round, then end; exit 0 only if the service survived' },
      })
      .epilogue(
        'Without --once, rounds follow each other until Ctrl-C; where the output is no terminal it ends after one ' +
          'round. Nothing of this machine is touched: the hosts are network namespaces that go with the demo. ' +
          'Exit status: 0 the service survived, 1 it did not, 4 no permission.',
      ),
  run: async (given) => {
    const { runDemo } = await import('./demo.js');
    return runDemo(given);
  },
};
