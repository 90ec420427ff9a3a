/**
 * Version 2 authentication as keepalived speaks it: PASS, eight bytes in clear, and AH, an IPsec authentication header
 * with HMAC-MD5-96. Neither is in RFC 3768 or RFC 9568 any more; both were in RFC 2338 section 5.3.6. The header itself
 * is RFC 2402, the digest RFC 2403.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bytes of authentication data at the end of a version 2 message. */
export const AUTHENTICATION_DATA_LENGTH = 8;
/** Bytes of the authentication header between the IPv4 header and the message. */
export const AH_LENGTH = 24;

const DIGEST_OFFSET = 12;
const DIGEST_LENGTH = 12;
/** Length of the header in 32-bit words, less two. */
const AH_PAYLOAD_LENGTH = AH_LENGTH / 4 - 2;

/** `data` is what passwordBytes made of the password. */
export type Authentication =
  | { readonly type: 'none' }
  | { readonly type: 'pass'; readonly data: Uint8Array }
  | { readonly type: 'ah'; readonly data: Uint8Array };

/** Numbers of the types in byte 4 of a version 2 message. */
export const AUTHENTICATION_TYPES: Readonly<Record<Authentication['type'], number>> = { none: 0, pass: 1, ah: 2 };

/** The password as it is on the wire: its first 8 bytes of UTF-8, filled up with zeros. */
export function passwordBytes(password: string): Uint8Array {
  const bytes = new Uint8Array(AUTHENTICATION_DATA_LENGTH);
  bytes.set(new TextEncoder().encode(password).subarray(0, AUTHENTICATION_DATA_LENGTH));
  return bytes;
}

/** Compares secrets of one length in a time that says nothing of where they differ. */
export function sameSecret(first: Uint8Array, second: Uint8Array): boolean {
  return first.length === second.length && timingSafeEqual(first, second);
}

export interface AuthenticationHeader {
  readonly nextHeader: number;
  readonly payloadLength: number;
  /** Security parameter index: keepalived puts the sender's address there. */
  readonly index: number;
  readonly sequence: number;
  readonly digest: Uint8Array;
}

/** Reads the header; undefined when it is not all there. */
export function decodeAuthenticationHeader(bytes: Uint8Array): AuthenticationHeader | undefined {
  if (bytes.length < AH_LENGTH) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    nextHeader: view.getUint8(0),
    payloadLength: view.getUint8(1),
    index: view.getUint32(4),
    sequence: view.getUint32(8),
    digest: bytes.subarray(DIGEST_OFFSET, DIGEST_OFFSET + DIGEST_LENGTH),
  };
}

/** The header without its digest, which needs the whole packet: see `authenticationDigest`. */
export function encodeAuthenticationHeader(index: Uint8Array, sequence: number, nextHeader: number): Uint8Array {
  const bytes = new Uint8Array(AH_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, nextHeader);
  view.setUint8(1, AH_PAYLOAD_LENGTH);
  bytes.set(index.subarray(0, 4), 4);
  view.setUint32(8, sequence);
  return bytes;
}

/** Whether length and layout are those that keepalived sends. */
export function isKnownAuthenticationHeader(header: AuthenticationHeader, nextHeader: number): boolean {
  return header.nextHeader === nextHeader && header.payloadLength === AH_PAYLOAD_LENGTH;
}

/** Writes the digest into a packet that is otherwise complete. */
export function sealAuthenticationHeader(packet: Uint8Array, headerLength: number, key: Uint8Array): void {
  packet.set(authenticationDigest(packet, headerLength, key), headerLength + DIGEST_OFFSET);
}

/**
 * HMAC-MD5-96 over the packet from the IPv4 header on, with type of service, checksum and the digest itself as zero. The
 * time to live counts as zero only in a unicast packet: in a multicast one it is not mutable for keepalived.
 */
export function authenticationDigest(packet: Uint8Array, headerLength: number, key: Uint8Array): Uint8Array {
  const copy = packet.slice();
  const multicast = (copy[16] ?? 0) >> 4 === 0xe;
  copy[1] = 0;
  if (!multicast) copy[8] = 0;
  copy.fill(0, 6, 8);
  copy.fill(0, 10, 12);
  copy.fill(0, headerLength + DIGEST_OFFSET, headerLength + DIGEST_OFFSET + DIGEST_LENGTH);
  return createHmac('md5', key).update(copy).digest().subarray(0, DIGEST_LENGTH);
}
