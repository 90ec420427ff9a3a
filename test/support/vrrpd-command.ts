/** The command line of this build's vrrpd. */

import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));

export function vrrpdCommand(...words: readonly string[]): readonly string[] {
  return [process.execPath, MAIN, ...words];
}
