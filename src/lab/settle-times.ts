/** How long a fault may take until it is judged, by the timers in the configurations. */

import type { Configuration } from '../config/model.js';
import type { BfdSession } from '../config/model-lvs.js';
import type { Fault } from './fault-plan.js';

export interface SettleTimes {
  /** Milliseconds until everything that a fault causes has happened. */
  window(fault: Fault): number;
  /** More milliseconds, where nothing is settled by then. */
  readonly grace: number;
}

/** For programs that start and lines that travel. */
const MARGIN = 1_500;
/** Longer delays than this are not waited for. */
const LONGEST_DELAY = 60_000;
const GRACE = 10_000;
/** Packets at the idle interval until a BFD session is up. */
const HANDSHAKE = 3;

export function settleTimes(configurations: readonly Configuration[]): SettleTimes {
  const instances = configurations.flatMap((one) => one.instances);
  const down = longest(
    instances.map(({ advertisementInterval, downTimerAdverts, version }) => {
      return downTimerAdverts * advertisementInterval + (version === 2 ? 1e6 : advertisementInterval);
    }),
  );
  const preempt = longest(instances.map(({ preemptDelay }) => preemptDelay));
  const startup = longest(configurations.map(({ globals }) => globals.startupDelay));
  const checks = configurations.flatMap(({ scripts }) => scripts);
  const fall = longest(checks.map(({ interval, timeout, fall: count }) => interval * count + timeout));
  const rise = longest(checks.map(({ interval, timeout, rise: count }) => interval * count + timeout));
  const sessions = configurations.flatMap(({ bfdSessions }) => bfdSessions);
  const gone = longest(sessions.map(({ multiplier }) => multiplier * slowest(sessions)));
  const up = longest(sessions.map(({ idleTransmit }) => HANDSHAKE * idleTransmit));
  return {
    grace: GRACE,
    window: ({ kind, seconds }) => {
      if (kind === 'wait') return seconds === undefined ? down + startup + rise + up + MARGIN : seconds * 1e3;
      if (kind === 'fail' || kind === 'write') return fall + down + MARGIN;
      if (kind === 'back') return startup + rise + up + down + preempt + MARGIN;
      return gone + down + MARGIN;
    },
  };
}

/** The other end's interval counts as well as the own one. @returns microseconds */
function slowest(sessions: readonly BfdSession[]): number {
  return Math.max(...sessions.map(({ minReceive, minTransmit }) => Math.max(minReceive, minTransmit)));
}

/** @returns milliseconds of the longest of these microseconds */
function longest(durations: readonly number[]): number {
  return Math.min(LONGEST_DELAY, Math.max(0, ...durations) / 1e3);
}
