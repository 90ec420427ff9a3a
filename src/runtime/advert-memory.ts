/**
 * The last packet that passed all checks, with what it said. A master sends the same bytes over and over: the next one
 * that is equal to the last needs no second reading. Only for adverts whose checks look at nothing but the packet, so
 * never for signed ones, which count or carry the time.
 */

import type { HeardAdvertisement } from './codec.js';
import type { ReceivedPacket } from './ports/network.js';

/** Fields of the IPv4 header that the sender's kernel fills in anew each time. */
const IDENTIFICATION = 4;
const HEADER_CHECKSUM = 10;

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

  /** In constant time: the bytes of a password are among them. */
  #sameBytes({ bytes, family }: ReceivedPacket): boolean {
    const last = this.#bytes;
    if (bytes.length !== last.length) return false;
    let difference = 0;
    for (let index = 0; index < last.length; index += 1) {
      if (family === 4 && isKernels(index)) continue;
      difference |= (bytes[index] ?? 0) ^ (last[index] ?? 0);
    }
    return difference === 0;
  }
}

function isKernels(index: number): boolean {
  return (index & ~1) === IDENTIFICATION || (index & ~1) === HEADER_CHECKSUM;
}
