/**
 * Makes the run directory and holds it for one daemon. The lock is the kernel's, not a process id in a file: it ends
 * with the daemon, however that ends, and a stale socket of a dead one is replaced.
 */

import {
  chmodSync,
  chownSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { VrrpdError } from '../base/errors.js';
import { type RunPaths, runPaths } from './paths.js';

/** Takes an exclusive lock on an open file without waiting; false when somebody else holds it. @throws SystemError */
export type FileLocker = (descriptor: number) => boolean;

export interface HeldRunDirectory {
  readonly paths: RunPaths;
  /** Removes the sockets and gives the lock back. */
  release(): void;
}

/**
 * @param group number of the group that may enter the directory; undefined leaves it to the daemon's own
 * @throws VrrpdError ALREADY_RUNNING when another daemon holds the directory, RUN_DIRECTORY when it cannot be made
 */
export function holdRunDirectory(directory: string, group: number | undefined, lock: FileLocker): HeldRunDirectory {
  const paths = runPaths(directory);
  const descriptor = openLock(paths, group);
  if (!lock(descriptor)) {
    const holder = readHolder(paths.lock);
    closeSync(descriptor);
    const who = holder === undefined ? '' : ` (process ${holder})`;
    throw new VrrpdError(
      'ALREADY_RUNNING',
      `another vrrpd already runs on ${directory}${who}: stop it, or give this one a --run-dir of its own`,
    );
  }
  ftruncateSync(descriptor);
  writeSync(descriptor, `${process.pid}\n`);
  removeSockets(paths);
  return {
    paths,
    release: () => {
      removeSockets(paths);
      closeSync(descriptor);
    },
  };
}

function openLock(paths: RunPaths, group: number | undefined): number {
  try {
    mkdirSync(paths.directory, { recursive: true, mode: 0o755 });
    chmodSync(paths.directory, 0o750);
    if (group !== undefined) chownSync(paths.directory, -1, group);
    return openSync(paths.lock, 'a+', 0o640);
  } catch (error) {
    const { message } = error as Error;
    throw new VrrpdError('RUN_DIRECTORY', `the run directory ${paths.directory} cannot be used: ${message}`, {
      cause: error,
    });
  }
}

function readHolder(lockFile: string): string | undefined {
  const text = readFileSync(lockFile, 'latin1').slice(0, 20).trim();
  return /^\d+$/.test(text) ? text : undefined;
}

function removeSockets(paths: RunPaths): void {
  rmSync(paths.statusSocket, { force: true });
  rmSync(paths.controlSocket, { force: true });
}
