/**
 * What the processes of a host cost, from /proc: processor time and memory, children and threads included.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { runCommand } from '../../src/lab/command.js';
import type { LabHost } from '../../src/lab/lab-host.js';

export interface MemoryUsage {
  /** Resident set, bytes: what top shows. */
  readonly resident: number;
  /** Proportional set, bytes: shared pages counted once over all that share them. */
  readonly proportional: number;
}

/** Every process in the host's namespace. */
export async function processesOf(host: LabHost): Promise<readonly number[]> {
  const { stdout } = await runCommand(['ip', 'netns', 'pids', host.namespace]);
  return stdout
    .split(/\s+/)
    .filter((text) => text !== '')
    .map(Number);
}

/** Processor time spent so far by all threads, microseconds. The scheduler's own count, finer than clock ticks. */
export function processorTime(pids: readonly number[]): number {
  let nanoseconds = 0;
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    }
  }
  return nanoseconds / 1e3;
}

export function memoryOf(pids: readonly number[]): MemoryUsage {
  let resident = 0;
  let proportional = 0;
  for (const pid of pids) {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    resident += Number(/^Rss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
    proportional += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
  }
  return { resident, proportional };
}
