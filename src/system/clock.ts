/**
 * The daemon's clock and its one timer: CLOCK_MONOTONIC, to the microsecond. Timers of the runtime are whole
 * milliseconds, which is coarser than a master-down interval.
 */

import type { Alarm, AlarmFactory, Clock } from '../runtime/ports/network.js';
import { native } from './native.js';

export function monotonicClock(): Clock {
  const { monotonicMicros } = native();
  return { now: monotonicMicros, wall: () => Date.now() };
}

/** An alarm keeps the event loop alive while it is armed. It rings once for each time that it was armed. */
export const timerAlarm: AlarmFactory = (ring: () => void): Alarm => new (native().Timer)(ring);
