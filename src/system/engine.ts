/**
 * The JavaScript engine of a daemon that does little and lives long beside the service it protects. Its defaults are
 * for programs that compute much.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const FLAGS = [
  // New objects stay in their first, small space: collections are more frequent and each is shorter.
  '--semi-space-growth-factor=1',
  // Other threads making optimised copies of functions cost more, and take up more memory, than one pass over a file or a
  // few packets a second repay.
  '--no-opt',
  // A collection on this thread alone is short. One that other threads help with waits for them.
  '--no-parallel-scavenge',
];

const DAEMON_FLAGS = [
  '--no-parallel-compaction',
  '--no-parallel-pointer-update',
  '--no-concurrent-marking',
  '--no-concurrent-sweeping',
  // Eight seconds after every busy moment it would collect everything, for up to 15 ms.
  '--no-memory-reducer',
];

/** Takes effect for what is allocated and run from now on: call first. */
export function tuneEngine(): void {
  for (const flag of [...FLAGS, ...DAEMON_FLAGS]) setFlagsFromString(flag);
}

/**
 * For one pass over a large file: code runs a few thousand times at most, and each new page of memory costs more than
 * collecting an old one. Takes effect for functions that have not run yet.
 */
export function tuneForOnePass(): void {
  for (const flag of [...FLAGS, '--always-sparkplug']) setFlagsFromString(flag);
}

/**
 * Gives back what starting has left behind, and from now on prefers memory to speed. Takes some milliseconds: once, and
 * not while anything is due.
 */
export function trimHeap(): void {
  setFlagsFromString('--optimize-for-size');
  collectAll();
}

/**
 * Gives back the compiled code of all functions but those that are running: most of it was for the start. What is called
 * after this is compiled once more and then stays, for the code of a takeover runs once in months, and then at once.
 */
export function forgetCodeOfStart(): void {
  setFlagsFromString('--bytecode-old-age=0');
  collectAll();
  setFlagsFromString('--no-flush-bytecode');
}

function collectAll(): void {
  setFlagsFromString('--expose-gc');
  // Without arguments it is a whole collection in every version; Node.js 20 takes any argument for a small one.
  const collect = runInNewContext('gc') as () => void;
  collect();
}

/**
 * Lets the engine make optimised copies of functions from now on, or no more. They take up some 7 MB, and are slow where
 * something happens for the first time.
 */
export function optimise(on: boolean): void {
  setFlagsFromString(on ? '--opt' : '--no-opt');
}
