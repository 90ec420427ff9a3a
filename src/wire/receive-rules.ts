/**
 * What one virtual router expects of the advertisements that it hears.
 */

import type { AddressFamily, IpAddress } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { Authentication } from './authentication.js';
import type { HmacRules } from './hmac-trailer.js';

/** One sender that a unicast router listens to. */
export interface PeerRules {
  readonly address: IpAddress;
  readonly minimumHopLimit?: number;
  readonly maximumHopLimit?: number;
}

/** What one virtual router expects of what it hears. */
export interface ReceiveRules {
  readonly version: 2 | 3;
  readonly family: AddressFamily;
  readonly advertisementInterval: Micros;
  /** Its own addresses in configured order. */
  readonly addresses: readonly IpAddress[];
  readonly authentication: Authentication;
  readonly hmac: HmacRules | undefined;
  /** Multicast or unicast. */
  readonly multicast: boolean;
  /** The multicast group: older keepalived puts it into the pseudo-header of unicast packets too. */
  readonly group: IpAddress;
  /** Whether that pseudo-header is taken. */
  readonly groupChecksum: boolean;
  /** Senders allowed, where check_unicast_src or a signature asks for it; undefined allows all. */
  readonly peers: readonly PeerRules[] | undefined;
}
