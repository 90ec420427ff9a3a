/**
 * `vrrpd lab`: its words and help. What it does is loaded when it is called.
 */

import type { Command } from './command.js';

export const LAB_COMMAND: Command = {
  words: 'lab [files..]',
  describe: 'rehearse faults: run these configurations on hosts in network namespaces',
  build: (parser) =>
    parser
      .positional('files', {
        type: 'string',
        array: true,
        describe: 'one file a host, FILE or HOST=FILE',
      })
      .options({
        plan: {
          type: 'string',
          requiresArg: true,
          describe: 'file of faults, one a line [made of the configurations]',
        },
        peer: { choices: ['keepalived'], requiresArg: true, describe: 'the last host runs this instead of vrrpd' },
        'real-scripts': { type: 'boolean', describe: 'run check and notify scripts as they are written' },
        'dry-run': { type: 'boolean', describe: 'show the network and the faults, and run nothing' },
        json: { type: 'boolean', describe: 'print the result as JSON; what happens goes to standard error' },
        junit: { type: 'string', requiresArg: true, describe: 'write the result for CI into this file too' },
      })
      .example('$0 lab ha1=a.conf ha2=b.conf', 'every fault once')
      .epilogue(
        'Nothing of this machine is touched: hosts, interfaces and addresses are of the lab and go with it. Lines of ' +
          'a plan: kill, stop, freeze, cut, reload HOST; fail HOST CHECK; write HOST FILE NUMBER; partition; back [HOST]; wait SECONDS. ' +
          'Exit status: 0 every fault was survived, 1 one left an address without an owner or with two, ' +
          '2 a configuration without virtual addresses or a wrong plan, 4 no permission, 64 wrong command line.',
      ),
  run: async (given, programs) => {
    const { runLab } = await import('./lab.js');
    return runLab(given, programs);
  },
};
