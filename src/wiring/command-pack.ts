/** Entry of the pack `commands`: all that is not a daemon. */

import * as entry from '../cli/entry.js';
import { COMMAND_PROGRAMS } from './command-programs.js';

/** As in src/cli/entry.ts. */
export function enterCommand(words: readonly string[]): Promise<number> {
  return entry.enterCommand(words, COMMAND_PROGRAMS);
}
