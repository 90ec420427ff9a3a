/**
 * The daemon's clock and its one timer: CLOCK_BOOTTIME, to the microsecond. It goes on while the host is suspended, so
 * that a master that wakes sees how late it is. Timers of the runtime stand still then, and are whole milliseconds,
 * which is coarser than a master-down interval.
 */

import { micros } from '../base/micros.js';
import type { Alarm, AlarmFactory, Clock } from '../runtime/ports/network.js';
import { native } from './native.js';

export function bootClock(): Clock {
  const { bootMicros } = native();
  return { now: bootMicros, wall: () => Date.now() };
}

/** CLOCK_MONOTONIC, which systemd speaks of. */
export function monotonicClock(): Clock {
  return { now: () => micros(Number(process.hrtime.bigint() / 1000n)), wall: () => Date.now() };
}

/** An alarm keeps the event loop alive while it is armed. It rings once for each time that it was armed. */
export const timerAlarm: AlarmFactory = (ring: () => void): Alarm => new (native().Timer)(ring);
