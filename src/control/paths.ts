/**
 * Where a running daemon keeps what it keeps: names inside its run directory.
 */

import { join } from 'node:path';

export interface RunPaths {
  readonly directory: string;
  /** Locked for as long as the daemon lives; holds its process id as text. */
  readonly lock: string;
  /** Answers questions. */
  readonly statusSocket: string;
  /** Answers questions and takes changes. */
  readonly controlSocket: string;
  /** Virtual IPs that are bound, one a line: `eth0 192.0.2.10/32`. */
  readonly journal: string;
  /** The same as commands for `ip -batch` that remove them; empty where they are in a namespace of the configuration. */
  readonly release: string;
  /** Routes, rules, interfaces and settings that were made beside them. */
  readonly objects: string;
}

export function runPaths(directory: string): RunPaths {
  return {
    directory,
    lock: join(directory, 'lock'),
    statusSocket: join(directory, 'status.sock'),
    controlSocket: join(directory, 'control.sock'),
    journal: join(directory, 'addresses'),
    release: join(directory, 'release'),
    objects: join(directory, 'objects'),
  };
}
