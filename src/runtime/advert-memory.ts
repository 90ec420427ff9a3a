/**
 * The last packet that passed all checks, with what it said. A master sends the same bytes over and over: the next one
 * that is equal to the last needs no second reading. Only for adverts whose checks look at nothing but the packet, so
 * never for signed ones, which count or carry the time.
 */

import type { HeardAdvertisement } from './codec.js';
import type { ReceivedPacket } from './ports/network.js';

/**
 * The sender's kernel fills in identification (bytes 4 and 5) and header checksum (10 and 11) of the IPv4 header anew
 * each time: what stands around them is compared.
 */
const FRAGMENT = 6;
const TTL_AND_PROTOCOL = 8;
const IPV4_CHECKED = 12;

export class AdvertMemory {
  #packet: ReceivedPacket | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #heard: HeardAdvertisement | undefined;

  /** What an equal packet said; undefined when this one is another. */
  recall(packet: ReceivedPacket): HeardAdvertisement | undefined {
    const last = this.#packet;
    if (last === undefined || packet.source !== last.source || packet.hopLimit !== last.hopLimit) return undefined;
    if (packet.destination !== last.destination || !this.#sameBytes(packet)) return undefined;
    return this.#heard;
  }

  remember(packet: ReceivedPacket, heard: HeardAdvertisement): void {
    if (this.#bytes.length !== packet.bytes.length) this.#bytes = new Uint8Array(packet.bytes.length);
    this.#bytes.set(packet.bytes);
    this.#packet = packet;
    this.#heard = heard;
  }

  /** In constant time: the bytes of a password are among them. Four bytes at a step: it is done for every advert. */
  #sameBytes({ bytes, family }: ReceivedPacket): boolean {
    const last = this.#bytes;
    const { length } = last;
    if (bytes.length !== length) return false;
    const mine = new DataView(last.buffer, last.byteOffset, length);
    const theirs = new DataView(bytes.buffer, bytes.byteOffset, length);
    let index = 0;
    let difference = 0;
    if (family === 4 && length >= IPV4_CHECKED) {
      difference |= mine.getInt32(0) ^ theirs.getInt32(0);
      difference |= mine.getInt16(FRAGMENT) ^ theirs.getInt16(FRAGMENT);
      difference |= mine.getInt16(TTL_AND_PROTOCOL) ^ theirs.getInt16(TTL_AND_PROTOCOL);
      index = IPV4_CHECKED;
    }
    for (; index + 4 <= length; index += 4) difference |= mine.getInt32(index) ^ theirs.getInt32(index);
    for (; index < length; index += 1) difference |= mine.getUint8(index) ^ theirs.getUint8(index);
    return difference === 0;
  }
}
