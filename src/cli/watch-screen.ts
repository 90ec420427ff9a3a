/**
 * Draws the same screen again every second, in place, and gives the terminal back as it was.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { EXIT } from './exit-status.js';

const PERIOD = 1_000;
const ENTER = '\x1b[?1049h\x1b[?25l';
const LEAVE = '\x1b[?25h\x1b[?1049l';

/**
 * Runs until SIGINT, SIGTERM or the end of its reader. A draw that fails shows its message instead and is tried again. Without a terminal the
 * lines are printed one draw after the other.
 */
export async function watchScreen(draw: () => Promise<readonly string[]>): Promise<number> {
  const { stdout } = process;
  const inPlace = stdout.isTTY === true;
  const over = new AbortController();
  const stop = (): void => over.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  stdout.once('error', stop);
  // Whatever ends this process, the terminal is usable afterwards.
  const restore = (): void => void (inPlace && stdout.write(LEAVE));
  process.once('exit', restore);
  if (inPlace) stdout.write(ENTER);
  while (!over.signal.aborted) {
    const lines = await draw().catch((error: unknown) => [error instanceof Error ? error.message : String(error)]);
    if (over.signal.aborted) break;
    stdout.write(inPlace ? screenOf(lines, stdout.rows ?? 24) : `${lines.join('\n')}\n`);
    await pause(PERIOD, undefined, { signal: over.signal }).catch(() => {});
  }
  process.removeListener('exit', restore);
  restore();
  return EXIT.ok;
}

/** Home, every line over the old one, the rest erased; never more lines than the screen has. */
function screenOf(lines: readonly string[], rows: number): string {
  const shown =
    lines.length <= rows ? lines : [...lines.slice(0, rows - 1), `... ${lines.length - rows + 1} more lines`];
  return `\x1b[H${shown.map((line) => `${line}\x1b[K`).join('\n')}\x1b[J`;
}
