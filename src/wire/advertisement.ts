/**
 * The VRRP message, versions 2 and 3, IPv4 and IPv6: values to bytes. The way back, with every check, is
 * receive.ts. RFC 3768 section 5.3, RFC 9568 section 5.2; keepalived's version 2 over IPv6 names the authentication type
 * but has no authentication data.
 */

import { type AddressFamily, addressBytes, type IpAddress } from '../base/address.js';
import { type Micros, micros } from '../base/micros.js';
import { AUTHENTICATION_DATA_LENGTH, AUTHENTICATION_TYPES, type Authentication } from './authentication.js';
import { foldChecksum, sumPseudoHeader, sumWords } from './checksum.js';
import { PROTOCOL_VRRP } from './ipv4-header.js';

export const VRRP_HEADER_LENGTH = 8;
export const TYPE_ADVERTISEMENT = 1;
/** Multicast groups of RFC 9568 sections 5.1.1.2 and 5.1.2.2. */
export const VRRP_GROUP_4 = '224.0.0.18' as IpAddress;
export const VRRP_GROUP_6 = 'ff02::12' as IpAddress;

const MICROS_PER_SECOND = 1_000_000;
const MICROS_PER_CENTISECOND = 10_000;
const LONGEST_V3_INTERVAL = 0x0fff;

/**
 * What an IPv4 version 3 checksum covers. RFC 9568 section 5.2.8 says the message alone; keepalived and FRR put the
 * pseudo-header in front unless told otherwise.
 */
export type ChecksumStyle = 'pseudo-header' | 'message-only';

/** A message before it is bytes. */
export interface AdvertisementFields {
  readonly version: 2 | 3;
  readonly family: AddressFamily;
  /** 1-255. */
  readonly vrid: number;
  /** 0-255. */
  readonly priority: number;
  /** v2 whole seconds 1-255, v3 centiseconds 1-4095: rounded to the unit and kept in the range. */
  readonly advertisementInterval: Micros;
  /** At most 255, of the family, in configured order. */
  readonly addresses: readonly IpAddress[];
  readonly authentication: Authentication;
  readonly source: IpAddress;
  /** What the checksum's pseudo-header names as destination. */
  readonly destination: IpAddress;
  readonly checksumStyle: ChecksumStyle;
}

/** Bytes of a message with so many addresses, without anything around it. */
export function messageLength(version: number, family: AddressFamily, addressCount: number): number {
  const addresses = addressCount * (family === 4 ? 4 : 16);
  return VRRP_HEADER_LENGTH + addresses + (version === 2 && family === 4 ? AUTHENTICATION_DATA_LENGTH : 0);
}

/**
 * The message, checksum included.
 * @param trailer bytes that will follow it; over IPv6 the checksum covers them too, as the kernel's does
 */
export function encodeMessage(fields: AdvertisementFields, trailer?: (message: Uint8Array) => Uint8Array): Uint8Array {
  const length = messageLength(fields.version, fields.family, fields.addresses.length);
  const message = new Uint8Array(length);
  message[0] = (fields.version << 4) | TYPE_ADVERTISEMENT;
  message[1] = fields.vrid;
  message[2] = fields.priority;
  message[3] = fields.addresses.length;
  writeInterval(message, fields);
  let at = VRRP_HEADER_LENGTH;
  for (const address of fields.addresses) {
    const bytes = addressBytes(address);
    message.set(bytes, at);
    at += bytes.length;
  }
  if (fields.version === 2 && fields.family === 4 && fields.authentication.type === 'pass') {
    message.set(fields.authentication.data.subarray(0, AUTHENTICATION_DATA_LENGTH), at);
  }
  const behind = trailer?.(message);
  const whole = behind === undefined ? message : concat(message, behind);
  const covered = fields.family === 6 ? whole : message;
  const checksum = foldChecksum(sumWords(covered, pseudoHeaderFor(fields, covered.length)));
  whole[6] = checksum >> 8;
  whole[7] = checksum & 0xff;
  return whole;
}

/** The interval that bytes 4 and 5 carry. */
export function decodeInterval(version: number, byte4: number, byte5: number): Micros {
  return version === 2
    ? micros(byte5 * MICROS_PER_SECOND)
    : micros((((byte4 & 0x0f) << 8) | byte5) * MICROS_PER_CENTISECOND);
}

function writeInterval(message: Uint8Array, fields: AdvertisementFields): void {
  if (fields.version === 2) {
    message[4] = AUTHENTICATION_TYPES[fields.authentication.type];
    message[5] = clamp(Math.round(fields.advertisementInterval / MICROS_PER_SECOND), 255);
    return;
  }
  const centiseconds = clamp(Math.round(fields.advertisementInterval / MICROS_PER_CENTISECOND), LONGEST_V3_INTERVAL);
  message[4] = centiseconds >> 8;
  message[5] = centiseconds & 0xff;
}

function pseudoHeaderFor(fields: AdvertisementFields, length: number): number {
  const needed = fields.family === 6 || (fields.version === 3 && fields.checksumStyle === 'pseudo-header');
  if (!needed) return 0;
  return sumPseudoHeader(addressBytes(fields.source), addressBytes(fields.destination), PROTOCOL_VRRP, length);
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(1, value));
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
