/**
 * What one BFD session was told to be: complete, defaults filled, units converted. Names are keepalived's in camelCase,
 * with those of RFC 5880 section 6.8.1 beside them.
 */

import type { Micros } from '../base/micros.js';

export interface SessionParameters {
  readonly name: string;
  /** Shortest interval between packets of the other end that we can follow, 1 ms or more. bfd.RequiredMinRxInterval. */
  readonly minReceive: Micros;
  /** Interval between our packets while up, 1 ms or more. bfd.DesiredMinTxInterval. */
  readonly minTransmit: Micros;
  /** The same while not up, 1 s or more. @see RFC 5880 section 6.8.3 */
  readonly idleTransmit: Micros;
  /** Packets of ours that the other end may miss, 1-255. bfd.DetectMult. */
  readonly multiplier: number;
  /** Sends nothing before the other end was heard. */
  readonly passive: boolean;
}
