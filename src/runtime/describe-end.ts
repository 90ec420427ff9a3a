import { toSeconds } from '../base/micros.js';
import type { ScriptResult } from './ports/process.js';

/** How a script ended, for people: `exit 1`, `killed by SIGKILL`, `timed out`, `not started: ENOENT`. */
export function describeEnd(result: ScriptResult): string {
  switch (result.outcome) {
    case 'exited':
      return `exit ${result.status ?? 0}`;
    case 'signalled':
      return `killed by ${result.signal ?? 'a signal'}`;
    case 'timed-out':
      return `timed out after ${toSeconds(result.duration).toFixed(1)} s`;
    case 'not-started':
      return `not started: ${result.error ?? 'unknown error'}`;
  }
}
