/**
 * The IPv4 header in front of an advertisement. RFC 791; RFC 9568 section 5.1.1.
 */

import { addressBytes, formatIpAddress, type IpAddress } from '../base/address.js';
import { internetChecksum } from './checksum.js';

export const IPV4_HEADER_LENGTH = 20;
export const PROTOCOL_VRRP = 112;
export const PROTOCOL_AH = 51;

/** Type of service of network control traffic, which routers and switches keep longest. */
export const INTERNETWORK_CONTROL = 0xc0;

export interface Ipv4Header {
  /** Bytes of header, options included: 20-60. */
  readonly headerLength: number;
  /** Bytes of the whole packet as the header says. */
  readonly totalLength: number;
  readonly identification: number;
  readonly timeToLive: number;
  readonly protocol: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
}

/** Reads the header at the front; undefined when it is not IPv4 or not all there. Its checksum is the kernel's care. */
export function decodeIpv4Header(bytes: Uint8Array): Ipv4Header | undefined {
  if (bytes.length < IPV4_HEADER_LENGTH) return undefined;
  const first = bytes[0] ?? 0;
  const headerLength = (first & 0x0f) * 4;
  if (first >> 4 !== 4 || headerLength < IPV4_HEADER_LENGTH || headerLength > bytes.length) return undefined;
  return {
    headerLength,
    totalLength: word(bytes, 2),
    identification: word(bytes, 4),
    timeToLive: bytes[8] ?? 0,
    protocol: bytes[9] ?? 0,
    source: formatIpAddress(bytes.subarray(12, 16)),
    destination: formatIpAddress(bytes.subarray(16, 20)),
  };
}

export interface Ipv4HeaderFields {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly protocol: number;
  readonly timeToLive: number;
  readonly payloadLength: number;
  /** 0 lets the kernel choose. */
  readonly identification?: number;
}

/** A header without options or fragments, type of service 0xc0, checksum filled in. */
export function encodeIpv4Header(fields: Ipv4HeaderFields): Uint8Array {
  const bytes = new Uint8Array(IPV4_HEADER_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x45);
  view.setUint8(1, INTERNETWORK_CONTROL);
  view.setUint16(2, IPV4_HEADER_LENGTH + fields.payloadLength);
  view.setUint16(4, fields.identification ?? 0);
  view.setUint8(8, fields.timeToLive);
  view.setUint8(9, fields.protocol);
  bytes.set(addressBytes(fields.source), 12);
  bytes.set(addressBytes(fields.destination), 16);
  view.setUint16(10, internetChecksum(bytes));
  return bytes;
}

function word(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}
