/**
 * max_auto_priority and min_auto_priority_delay: each time a deadline is met too late, the daemon asks the kernel for a
 * real-time priority one higher, up to the limit. It never goes down by itself.
 */

import { SystemError } from '../base/errors.js';
import { formatDuration } from '../base/format-time.js';
import type { Logger } from '../base/logger.js';
import type { Micros } from '../base/micros.js';
import type { GlobalSettings } from '../config/model.js';
import type { RealTime } from './ports/process.js';

export interface AutomaticPrioritySnapshot {
  /** SCHED_RR priority now, 1 to 99. */
  readonly priority: number;
  /** How often it was raised since the start. */
  readonly raises: number;
}

export class AutomaticPriority {
  readonly #realTime: RealTime;
  readonly #logger: Logger;
  #globals: GlobalSettings;
  #priority: number;
  #raises = 0;
  #refused = false;

  /** @param globals what the daemon starts with: vrrp_rt_priority is where the steps begin */
  constructor(realTime: RealTime, logger: Logger, globals: GlobalSettings) {
    this.#realTime = realTime;
    this.#logger = logger;
    this.#globals = globals;
    this.#priority = globals.vrrp.realTimePriority ?? 0;
  }

  /** After a reload. */
  use(globals: GlobalSettings): void {
    this.#globals = globals;
    this.#refused = false;
  }

  /** Undefined while nothing was raised. */
  get snapshot(): AutomaticPrioritySnapshot | undefined {
    return this.#raises === 0 ? undefined : { priority: this.#priority, raises: this.#raises };
  }

  /** The daemon woke for a deadline so late. */
  woke(late: Micros): void {
    const { maxAutoPriority, minAutoPriorityDelay } = this.#globals;
    if (maxAutoPriority === undefined || late <= minAutoPriorityDelay) return;
    if (this.#priority < maxAutoPriority && !this.#refused) this.#raise(late);
  }

  #raise(late: Micros): void {
    const priority = this.#priority + 1;
    try {
      this.#realTime.setPriority(priority, this.#globals.vrrp.realTimeLimit);
      this.#priority = priority;
      this.#raises += 1;
      const fields = { priority, late };
      this.#logger.warn(fields, `a timer ran ${formatDuration(late)} late: real-time priority is now ${priority}`);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.#refused = true;
      const fields = { priority, late, error: error.message };
      this.#logger.warn(
        fields,
        `a timer ran ${formatDuration(late)} late, and the kernel refuses real time: ${error.message}`,
      );
    }
  }
}
