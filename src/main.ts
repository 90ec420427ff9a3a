#!/usr/bin/env node

/**
 * The program `vrrpd`.
 */

import { VrrpdError } from './base/errors.js';
import { enterCommand } from './cli/entry.js';

process.exitCode = await enterCommand(process.argv.slice(2), {
  daemon: async () => {
    throw new VrrpdError('NOT_WIRED', 'this build has no daemon yet');
  },
});
