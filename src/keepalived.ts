#!/usr/bin/env node
/**
 * The program `keepalived`: vrrpd under the name and options that hosts already use.
 */

import { fileURLToPath } from 'node:url';
import { enterKeepalived } from './cli/keepalived.js';
import { PROGRAMS } from './wiring/programs.js';

process.exitCode = await enterKeepalived(process.argv.slice(2), [fileURLToPath(import.meta.url)], PROGRAMS);
