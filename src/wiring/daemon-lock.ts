/** The lock of a run directory over the kernel's flock. */

import { native } from '../system/native.js';

/** @see control/run-directory.ts, FileLocker */
export function tryLock(descriptor: number): boolean {
  const { lockFile, constants } = native();
  try {
    lockFile(descriptor, constants.LOCK_EX | constants.LOCK_NB);
    return true;
  } catch {
    return false;
  }
}
