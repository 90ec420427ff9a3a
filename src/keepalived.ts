#!/usr/bin/env node
/**
 * The program `keepalived`: vrrpd under the name and options that hosts already use.
 */

import { fileURLToPath } from 'node:url';
import { loadPack } from './wiring/pack.js';

const { enterKeepalived } = loadPack<typeof import('./wiring/daemon-pack.js')>('daemon');
process.exitCode = await enterKeepalived(process.argv.slice(2), [fileURLToPath(import.meta.url)]);
