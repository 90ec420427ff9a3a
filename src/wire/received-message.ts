/**
 * Finds the parts of a received packet without judging them: headers, message, what follows it. Every length is held
 * against the bytes that are there.
 */

import type { AddressFamily, IpAddress } from '../base/address.js';
import { messageLength, VRRP_HEADER_LENGTH } from './advertisement.js';
import { AH_LENGTH, type AuthenticationHeader, decodeAuthenticationHeader } from './authentication.js';
import { decodeIpv4Header, IPV4_HEADER_LENGTH, PROTOCOL_AH } from './ipv4-header.js';

/** A packet as a socket hands it over; `ReceivedPacket` of the runtime fits. */
export interface WirePacket {
  readonly family: AddressFamily;
  /** IPv4: from the IP header on. IPv6: from the VRRP message on. */
  readonly bytes: Uint8Array;
  readonly source: IpAddress;
  readonly destination: IpAddress | undefined;
  readonly hopLimit: number | undefined;
}

/** The parts. Fields that the bytes were too short for are 0 or empty, which the length check then finds. */
export interface ReceivedMessage {
  readonly family: AddressFamily;
  readonly source: IpAddress;
  readonly destination: IpAddress | undefined;
  readonly hopLimit: number | undefined;
  /** The whole packet up to the length its header gives; over IPv6 the same as `body`. */
  readonly packet: Uint8Array;
  /** Bytes of IPv4 header, 0 over IPv6. */
  readonly ipHeaderLength: number;
  /** Total length as the IPv4 header says, or the number of bytes over IPv6. */
  readonly totalLength: number;
  /** Whether the IP protocol is AH. */
  readonly hasAh: boolean;
  readonly ah: AuthenticationHeader | undefined;
  /** Everything behind the headers: message, trailer, padding. */
  readonly body: Uint8Array;
  readonly version: number;
  readonly type: number;
  readonly vrid: number;
  readonly priority: number;
  readonly addressCount: number;
  /** Bytes 4 and 5: authentication type and interval in v2, interval in v3. */
  readonly byte4: number;
  readonly byte5: number;
  /** Length of the message by its own version and count of addresses. */
  readonly messageLength: number;
}

/** Splits a packet. Never throws on any bytes. */
export function splitPacket(packet: WirePacket): ReceivedMessage {
  return packet.family === 4 ? splitIpv4(packet) : splitIpv6(packet);
}

/**
 * The VRID of a packet, so that the caller finds its virtual router before anything is checked; undefined when the bytes
 * do not reach that far.
 */
export function peekVrid(packet: WirePacket): number | undefined {
  const bytes = packet.bytes;
  if (packet.family === 6) return bytes[1];
  const headerLength = ((bytes[0] ?? 0) & 0x0f) * 4;
  if (headerLength < IPV4_HEADER_LENGTH) return undefined;
  return bytes[headerLength + (bytes[9] === PROTOCOL_AH ? AH_LENGTH : 0) + 1];
}

function splitIpv4(packet: WirePacket): ReceivedMessage {
  const header = decodeIpv4Header(packet.bytes);
  if (header === undefined) {
    return readMessage(packet, packet.bytes, new Uint8Array(0), 0, packet.bytes.length, false, undefined);
  }
  const whole = packet.bytes.subarray(0, Math.max(header.headerLength, header.totalLength));
  const hasAh = header.protocol === PROTOCOL_AH;
  const behind = whole.subarray(header.headerLength);
  const ah = hasAh ? decodeAuthenticationHeader(behind) : undefined;
  const known = {
    ...packet,
    source: header.source,
    destination: header.destination,
    hopLimit: header.timeToLive,
  };
  const body = hasAh ? behind.subarray(AH_LENGTH) : behind;
  return readMessage(known, whole, body, header.headerLength, header.totalLength, hasAh, ah);
}

function splitIpv6(packet: WirePacket): ReceivedMessage {
  return readMessage(packet, packet.bytes, packet.bytes, 0, packet.bytes.length, false, undefined);
}

function readMessage(
  packet: WirePacket,
  whole: Uint8Array,
  body: Uint8Array,
  ipHeaderLength: number,
  totalLength: number,
  hasAh: boolean,
  ah: AuthenticationHeader | undefined,
): ReceivedMessage {
  const complete = body.length >= VRRP_HEADER_LENGTH;
  const at = (index: number): number => (complete ? (body[index] ?? 0) : 0);
  const version = at(0) >> 4;
  const addressCount = at(3);
  return {
    family: packet.family,
    source: packet.source,
    destination: packet.destination,
    hopLimit: packet.hopLimit,
    packet: whole,
    ipHeaderLength,
    totalLength,
    hasAh,
    ah,
    body,
    version,
    type: at(0) & 0x0f,
    vrid: at(1),
    priority: at(2),
    addressCount,
    byte4: at(4),
    byte5: at(5),
    messageLength: messageLength(version, packet.family, addressCount),
  };
}
