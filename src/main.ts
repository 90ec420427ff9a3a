#!/usr/bin/env node

/**
 * The program `vrrpd`.
 */

import { isForDaemon } from './cli/daemon-words.js';
import { leave } from './cli/leave.js';
import { loadPack } from './wiring/pack.js';

const words = process.argv.slice(2);
if (isForDaemon(words)) {
  process.exitCode = await loadPack<typeof import('./wiring/daemon-pack.js')>('daemon').enterDaemon(words);
} else {
  const status = await loadPack<typeof import('./wiring/command-pack.js')>('commands').enterCommand(words);
  if (words[0] === 'check') leave(status);
  else process.exitCode = status;
}
