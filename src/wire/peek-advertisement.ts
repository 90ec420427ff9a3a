/**
 * What an advertisement claims, without believing it: for telling people who is on the wire and what they say, also
 * where no virtual router of ours is concerned or a receive check refused the packet.
 */

import { formatIpAddress, type IpAddress } from '../base/address.js';
import { fromCentis, fromSeconds, type Micros } from '../base/micros.js';
import { VRRP_HEADER_LENGTH } from './advertisement.js';
import { splitPacket, type WirePacket } from './received-message.js';

const ADVERTISEMENT = 1;
/** Addresses told of one sender. */
const MAX_ADDRESSES = 20;

export interface ClaimedAdvertisement {
  readonly version: 2 | 3;
  readonly vrid: number;
  readonly priority: number;
  readonly advertisementInterval: Micros;
  /** At most 20, and only those that the bytes hold. */
  readonly addresses: readonly IpAddress[];
}

/** Undefined where the bytes are no advertisement of version 2 or 3. */
export function peekAdvertisement(packet: WirePacket): ClaimedAdvertisement | undefined {
  const message = splitPacket(packet);
  const { version, type, vrid, priority, family, body, byte4, byte5 } = message;
  if ((version !== 2 && version !== 3) || type !== ADVERTISEMENT) return undefined;
  const size = family === 4 ? 4 : 16;
  const there = Math.floor((body.length - VRRP_HEADER_LENGTH) / size);
  const count = Math.min(message.addressCount, there, MAX_ADDRESSES);
  const addresses: IpAddress[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = VRRP_HEADER_LENGTH + index * size;
    addresses.push(formatIpAddress(body.subarray(at, at + size)));
  }
  const advertisementInterval = version === 2 ? fromSeconds(byte5) : fromCentis(((byte4 & 0x0f) << 8) | byte5);
  return { version, vrid, priority, advertisementInterval, addresses };
}
