/** The programs that measure run ahead of what they measure. */

import { setPriority } from 'node:os';

export function ahead(): void {
  try {
    setPriority(-15);
  } catch {
    // Not allowed here: on a quiet machine it makes no difference.
  }
}
