/**
 * Intervals of a BFD session: what both ends negotiate by announcing what they can do. RFC 5880 sections 6.8.2 to 6.8.4
 * and 6.8.7.
 */

import { type Micros, micros } from '../base/micros.js';
import type { BfdState } from '../wire/bfd.js';
import type { SessionParameters } from './parameters.js';
import type { SessionState } from './state.js';

/** What our packets announce as Desired Min TX Interval in this state. */
export function announcedTransmit(parameters: SessionParameters, type: BfdState): Micros {
  return type === 'up' ? parameters.minTransmit : parameters.idleTransmit;
}

/** Interval between our periodic packets before jitter; undefined while none may be sent. */
export function transmitInterval(parameters: SessionParameters, state: SessionState): Micros | undefined {
  const { type, remote, polling, minTransmit } = state;
  if (type === 'admin-down') return undefined;
  if (remote === undefined) return parameters.passive ? undefined : minTransmit;
  if (remote.requiredMinReceive === 0) return undefined;
  if (remote.demand && type === 'up' && remote.state === 'up' && !polling) return undefined;
  return micros(Math.max(minTransmit, remote.requiredMinReceive));
}

/**
 * The interval less a random part of it: 75 to 100 %, and at most 90 % where a single packet decides.
 * @param random 0 up to but not 1
 */
export function jittered(interval: Micros, detectMultiplier: number, random: number): Micros {
  const spread = detectMultiplier === 1 ? 0.15 : 0.25;
  return micros(interval * (0.75 + spread * random));
}

/** How long the other end may be silent; undefined before it was heard. */
export function detectionTime(state: SessionState): Micros | undefined {
  const { remote, minReceive } = state;
  if (remote === undefined) return undefined;
  return micros(remote.detectMultiplier * Math.max(minReceive, remote.desiredMinTransmit));
}
