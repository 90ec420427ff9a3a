/**
 * How the kernel schedules this process: nice value, real time, processors, memory lock. Keywords vrrp_priority,
 * vrrp_rt_priority, vrrp_rlimit_rttime, vrrp_cpu_affinity and vrrp_no_swap. Scripts inherit neither real time nor a
 * negative nice value.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { SystemError } from '../base/errors.js';
import type { RealTime } from '../runtime/ports/process.js';
import { native } from './native.js';

export interface Scheduling {
  /** Nice value, -20 to 19. Undefined, and no real time: `USUAL_NICE`, where the kernel allows it. */
  readonly nice: number | undefined;
  /** SCHED_RR priority, 1 to 99. */
  readonly realTimePriority: number | undefined;
  /** RLIMIT_RTTIME in microseconds, where real time is asked for; 0 is no limit. */
  readonly realTimeLimit: number;
  /** Numbers of processors; none is all. */
  readonly cpuAffinity: readonly number[];
  /**
   * Keep the program in memory. Its heap cannot be locked as well: V8 gives pages back with madvise, and ends the
   * process where the kernel refuses that. `MemorySwapMax=0` in the unit keeps the heap out of swap.
   */
  readonly noSwap: boolean;
}

/**
 * The kernel ends a real-time process that runs this long without waiting. keepalived's default is 10 ms, which a
 * garbage collection may take; reading a large file again takes longer still on a slow processor.
 */
const SHORTEST_REAL_TIME = 5_000_000;

/** Adverts are little work, and late ones cost a takeover: they go before the programs that keep a machine busy. */
const USUAL_NICE = -20;

/** Does what is asked for and goes on after what the kernel refuses. Returns what was refused. */
export function applyScheduling(wanted: Scheduling): readonly SystemError[] {
  const addon = native();
  const steps: (() => void)[] = [];
  const { nice, realTimePriority } = wanted;
  if (nice !== undefined) steps.push(() => setNice(nice));
  else if (realTimePriority === undefined) refusal(() => setNice(USUAL_NICE));
  if (wanted.cpuAffinity.length > 0) steps.push(() => addon.setAffinity(0, wanted.cpuAffinity));
  if (wanted.noSwap) steps.push(addon.lockProgram);
  if (realTimePriority !== undefined) {
    steps.push(() => setRoundRobin(realTimePriority));
    if (wanted.realTimeLimit > 0) steps.push(() => limitRealTime(wanted.realTimeLimit));
  }
  return steps.flatMap(refusal);
}

/** For max_auto_priority. */
export const processRealTime: RealTime = {
  setPriority(priority, limit): void {
    setRoundRobin(priority);
    if (limit > 0) limitRealTime(limit);
  },
};

function setRoundRobin(priority: number): void {
  const { constants, setScheduler } = native();
  forEachThread((thread) => setScheduler(thread, constants.SCHED_RR | constants.SCHED_RESET_ON_FORK, priority));
}

/**
 * This thread, and those that collect memory for it: what it waits for must not wait for a busy machine. Threads that are
 * made later read files and need no more than anybody.
 */
function forEachThread(step: (thread: number) => void): void {
  step(0);
  for (const name of readdirSync('/proc/self/task')) {
    const thread = Number(name);
    if (thread !== process.pid) refusal(() => step(thread));
  }
}

function limitRealTime(micros: number): void {
  const { constants, getLimit, setLimit } = native();
  const { hard } = getLimit(constants.RLIMIT_RTTIME);
  setLimit(constants.RLIMIT_RTTIME, Math.min(Math.max(micros, SHORTEST_REAL_TIME), hard), hard);
}

function setNice(nice: number): void {
  const { constants, setScheduler } = native();
  if (nice < 0) setScheduler(0, constants.SCHED_OTHER | constants.SCHED_RESET_ON_FORK, 0);
  forEachThread((thread) => setThreadNice(thread, nice));
  setSessionNice(nice);
}

/**
 * Where the kernel shares the processors among sessions first (sched_autogroup_enabled, sched(7)), a nice value counts
 * inside its session only, so the session gets it too: where it is ours alone, as a service's is.
 */
function setSessionNice(nice: number): void {
  try {
    if (leadsSession()) writeFileSync('/proc/self/autogroup', `${nice}`);
  } catch {
    // The kernel has no such groups, or does not let us.
  }
}

function leadsSession(): boolean {
  // Behind the name in parentheses: state, parent, process group, session.
  const fields = readFileSync('/proc/self/stat', 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(fields[3]) === process.pid;
}

function setThreadNice(thread: number, nice: number): void {
  try {
    setPriority(thread, nice);
  } catch (cause) {
    const { code = 'EUNKNOWN', message } = (cause as { info?: { code?: string; message: string } }).info ?? {
      message: String(cause),
    };
    throw new SystemError('setpriority', code, `setpriority: ${message} (${code})`, { cause });
  }
}

function refusal(step: () => void): SystemError[] {
  try {
    step();
    return [];
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return [error];
  }
}
