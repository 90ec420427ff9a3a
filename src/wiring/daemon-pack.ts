/** Entry of the pack `daemon`: what becomes a daemon, and what tidies up behind one. */

import * as entry from '../cli/entry.js';
import * as keepalived from '../cli/keepalived.js';
import { DAEMON_PROGRAMS } from './daemon-programs.js';

/** As in src/cli/entry.ts. */
export function enterDaemon(words: readonly string[]): Promise<number> {
  return entry.enterDaemon(words, DAEMON_PROGRAMS);
}

/** As in src/cli/keepalived.ts. */
export function enterKeepalived(words: readonly string[], program: readonly string[]): Promise<number> {
  return keepalived.enterKeepalived(words, program, DAEMON_PROGRAMS);
}
