/** The options of commands that read configuration files. */

import type { Options } from 'yargs';

export const FILE_OPTIONS: Readonly<Record<string, Options>> = {
  'config-id': {
    alias: 'i',
    type: 'string',
    requiresArg: true,
    describe: "name for '@name' conditions [the host's name]",
  },
  'all-config': { alias: 'e', type: 'boolean', describe: 'every include must find a file' },
};
