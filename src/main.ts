#!/usr/bin/env node

/**
 * The program `vrrpd`.
 */

import { enterCommand } from './cli/entry.js';
import { PROGRAMS } from './wiring/programs.js';

process.exitCode = await enterCommand(process.argv.slice(2), PROGRAMS);
