/**
 * All that a BFD session knows. Plain data; deadlines are moments in it. RFC 5880 section 6.8.1.
 */

import { earliest, type Micros } from '../base/micros.js';
import { type BfdState, DIAGNOSTIC } from '../wire/bfd.js';
import type { SessionParameters } from './parameters.js';

/** The other end, from its last packet. */
export interface Remote {
  readonly state: BfdState;
  readonly diagnostic: number;
  readonly discriminator: number;
  readonly detectMultiplier: number;
  readonly desiredMinTransmit: Micros;
  /** 0: it wants no periodic packets. */
  readonly requiredMinReceive: Micros;
  readonly demand: boolean;
}

export interface SessionState {
  readonly type: BfdState;
  readonly since: Micros;
  /** Why the state is another than before. bfd.LocalDiag. */
  readonly diagnostic: number;
  /** Not 0, unique on this host. bfd.LocalDiscr. */
  readonly discriminator: number;
  /** Undefined before it was heard, and again when it was silent for a detection time. */
  readonly remote: Remote | undefined;
  /** The other end has not yet confirmed the intervals that we announce. @see RFC 5880 section 6.5 */
  readonly polling: boolean;
  /** Interval that our sending follows: the announced one once it may be used. @see RFC 5880 section 6.8.3 */
  readonly minTransmit: Micros;
  /** Interval that our detection time follows, in the same way. */
  readonly minReceive: Micros;
  readonly sentAt: Micros | undefined;
  /** When the next periodic packet is due; undefined while none is sent. */
  readonly transmitAt: Micros | undefined;
  /** When the other end has been silent for too long. */
  readonly detectAt: Micros | undefined;
}

/** A session before its start. @param discriminator 1 to 2^32-1, best random */
export function newSession(parameters: SessionParameters, discriminator: number, now: Micros): SessionState {
  return {
    type: 'down',
    since: now,
    diagnostic: DIAGNOSTIC.none,
    discriminator,
    remote: undefined,
    polling: false,
    minTransmit: parameters.idleTransmit,
    minReceive: parameters.minReceive,
    sentAt: undefined,
    transmitAt: undefined,
    detectAt: undefined,
  };
}

/** When the next tick is due; undefined while the session waits for packets alone. */
export function nextDeadline(state: SessionState): Micros | undefined {
  return earliest(state.transmitAt, state.detectAt);
}
