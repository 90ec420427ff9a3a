#!/usr/bin/env node

/**
 * The program `vrrpd`.
 */

import { enterCommand } from './cli/entry.js';
import { leave } from './cli/leave.js';
import { PROGRAMS } from './wiring/programs.js';

const words = process.argv.slice(2);
const status = await enterCommand(words, PROGRAMS);
if (words[0] === 'check') leave(status);
else process.exitCode = status;
