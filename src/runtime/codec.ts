/**
 * Adverts of one virtual router as packets, and packets as what they say: the router's own view of the wire.
 */

import type { IpAddress } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { ReceivedChecksum } from '../wire/received-checksum.js';
import type { AdvertisementEndpoint, OutgoingPacket, ReceivedPacket } from './ports/network.js';

/** An advert that passed every receive check. */
export interface HeardAdvertisement {
  readonly type: 'advertisement';
  readonly priority: number;
  readonly advertisementInterval: Micros;
  readonly addresses: readonly IpAddress[];
  /** How the sender makes its checksums; version 3 over IPv4 has several ways. */
  readonly checksum: ReceivedChecksum;
  /** Something odd that keepalived accepts too, in words: another interval, another list of addresses. */
  readonly remarks: readonly { readonly code: string; readonly message: string }[];
}

/** A packet that changes nothing. */
export interface RejectedPacket {
  readonly type: 'rejection';
  /** Stable name of the check, the counter's key. */
  readonly code: string;
  /** With expected and actual values. Never a password. */
  readonly message: string;
}

export interface AdvertisementCodec {
  /** Endpoint for this source on this interface; unicast without one has neither name nor index. */
  endpoint(
    interfaceName: string | undefined,
    interfaceIndex: number | undefined,
    source: IpAddress,
  ): AdvertisementEndpoint;
  /** One packet for the group, or one for each unicast peer. */
  encode(priority: number, source: IpAddress): readonly OutgoingPacket[];
  decode(packet: ReceivedPacket, now: Micros): HeardAdvertisement | RejectedPacket;
}
