/**
 * The end of a command that was short and busy. Ending in order waits for the compiler's threads and takes the heap
 * down piece by piece, which is tens of milliseconds after a large file.
 */

/** Ends the process once everything that was written is out. */
export function leave(status: number): void {
  process.exitCode = status;
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
