#!/usr/bin/env node

/**
 * The program `vrrpd`.
 */

import { enterCommand } from './cli/entry.js';

process.exitCode = await enterCommand(process.argv.slice(2), {
  daemon: async (request) => (await import('./daemon-process.js')).runDaemonProcess(request),
});
