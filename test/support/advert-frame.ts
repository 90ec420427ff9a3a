/**
 * Adverts as whole Ethernet frames, put together from their fields by hand: for senders that are none of our daemons,
 * and for what was on the wire and is sent once more.
 */

import { createHmac } from 'node:crypto';
import type { SeenAdvert } from './frame.js';

const SENDER_MAC = '020000000009';
const GROUP_MAC = '01005e000012';

export interface HandMade {
  readonly source: string;
  readonly destination: string;
  readonly ttl?: number;
  readonly vrid: number;
  readonly priority: number;
  /** Hundredths of a second. */
  readonly interval: number;
  readonly address: string;
  /** Signature behind the message. */
  readonly trailer?: Buffer;
}

/** Version 3 over IPv4, to whoever listens on the link. */
export function advertFrame(advert: HandMade): Buffer {
  return frameAround(Buffer.concat([advertMessage(advert), advert.trailer ?? Buffer.alloc(0)]), advert);
}

/** The frame around a message that was seen on the wire, as its sender made it. */
export function frameOfSeen({ message, source, destination, ttl }: SeenAdvert): Buffer {
  return frameAround(message, { source, destination, ttl });
}

/** The 16 bytes that sign a message of version 3 over IPv4, keepalived's auth_hmac. @param trailer its first 12 bytes */
export function hmacOf(message: Buffer, source: string, trailer: Buffer, key: Buffer): Buffer {
  const pseudoHeader = Buffer.from([4, 3, message[1] ?? 0, 0, ...dotted(source), ...new Uint8Array(12)]);
  return createHmac('sha256', key)
    .update(pseudoHeader)
    .update(message.subarray(0, 6))
    .update(Buffer.from([0, 0]))
    .update(message.subarray(8))
    .update(trailer)
    .update(Buffer.alloc(16))
    .digest()
    .subarray(0, 16);
}

/** The internet checksum, RFC 1071. */
export function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

/** What the checksum of version 3 covers in front of the message. */
export function pseudoHeader4(source: string, destination: string, length: number): Buffer {
  return Buffer.from([...dotted(source), ...dotted(destination), 0, 112, 0, length]);
}

function advertMessage({ source, destination, vrid, priority, interval, address }: HandMade): Buffer {
  const message = Buffer.from([0x31, vrid, priority, 1, interval >> 8, interval & 0xff, 0, 0, ...dotted(address)]);
  const sum = checksum(Buffer.concat([pseudoHeader4(source, destination, message.length), message]));
  message.writeUInt16BE(sum, 6);
  return message;
}

function frameAround(message: Buffer, to: Pick<HandMade, 'source' | 'destination' | 'ttl'>): Buffer {
  const ip = Buffer.from([0x45, 0xc0, 0, 20 + message.length, 0, 0, 0x40, 0, to.ttl ?? 255, 112, 0, 0]);
  const header = Buffer.concat([ip, Buffer.from([...dotted(to.source), ...dotted(to.destination)])]);
  header.writeUInt16BE(checksum(header), 10);
  const mac = to.destination === '224.0.0.18' ? GROUP_MAC : 'ffffffffffff';
  return Buffer.concat([Buffer.from(`${mac}${SENDER_MAC}0800`, 'hex'), header, message]);
}

function dotted(address: string): readonly number[] {
  return address.split('.').map(Number);
}
