/**
 * The signature behind an advertisement, keepalived's auth_hmac: 28 bytes with a key id, a sequence made of the clock,
 * and HMAC-SHA256 cut to 128 bits. It is not part of the VRRP message, works with every version and family, and is told
 * from other bytes by its exact length. The input binds family, version, VRID and source address, not the destination
 * and not the checksum, so that one signature serves all unicast peers.
 *
 * Nothing here knows the clock or remembers: moments and marks are passed in and handed back.
 */

import { createHmac } from 'node:crypto';
import { type AddressFamily, addressBytes, type IpAddress } from '../base/address.js';
import { sameSecret } from './authentication.js';

export const HMAC_TRAILER_LENGTH = 28;

const TYPE_SHA256 = 1;
const HMAC_LENGTH = 16;
const PREFIX_LENGTH = HMAC_TRAILER_LENGTH - HMAC_LENGTH;
const CHECKSUM_OFFSET = 6;
const ZERO_HMAC = new Uint8Array(HMAC_LENGTH);
const SECONDS_SHIFT = 32n;

/** Sequence: 32 bits of seconds since 1970, 16 of their fraction, 16 that count within one moment. Compared serially. */
export type HmacSequence = bigint;

export interface HmacKey {
  /** 0-255. */
  readonly id: number;
  /** 32-64 bytes. */
  readonly secret: Uint8Array;
}

export interface HmacRules {
  /** enforce: unsigned adverts are rejected. permissive: they pass. receive-only: they pass, and ours are not signed. */
  readonly mode: 'enforce' | 'permissive' | 'receive-only';
  readonly keys: readonly HmacKey[];
  /** Seconds a sender's clock may differ from ours; undefined where only growth counts (monotonic). */
  readonly timeWindow: number | undefined;
}

/** What a signature binds beside the message. */
export interface HmacBinding {
  readonly family: AddressFamily;
  readonly version: number;
  readonly vrid: number;
  readonly source: IpAddress;
}

/** The last sequence accepted from one sender. */
export interface ReplayMark {
  readonly sender: IpAddress;
  readonly sequence: HmacSequence;
}

/** Senders remembered where there is no list of peers; the least recently heard goes first. */
export const MULTICAST_MARKS = 4;

/** The trailer that signs a message. `message` is the VRRP message without it. */
export function encodeHmacTrailer(
  message: Uint8Array,
  binding: HmacBinding,
  key: HmacKey,
  sequence: HmacSequence,
): Uint8Array {
  const trailer = new Uint8Array(HMAC_TRAILER_LENGTH);
  const view = new DataView(trailer.buffer);
  view.setUint8(0, TYPE_SHA256);
  view.setUint8(1, key.id);
  view.setBigUint64(4, BigInt.asUintN(64, sequence));
  trailer.set(hmacOf(message, trailer.subarray(0, PREFIX_LENGTH), binding, key), PREFIX_LENGTH);
  return trailer;
}

export type HmacFault = 'malformed' | 'stale' | 'unknown-key' | 'invalid' | 'replayed';

export type HmacVerdict =
  | { readonly ok: true; readonly sequence: HmacSequence }
  | { readonly ok: false; readonly fault: HmacFault; readonly expected: string; readonly actual: string };

/**
 * Judges a trailer. A stale moment is rejected before the digest is computed, so that old captures cost nothing.
 * @param marks what was accepted before
 * @param wallSeconds whole seconds since 1970 by our clock
 */
export function verifyHmacTrailer(
  message: Uint8Array,
  trailer: Uint8Array,
  binding: HmacBinding,
  rules: HmacRules,
  marks: readonly ReplayMark[],
  wallSeconds: number,
): HmacVerdict {
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailer.byteLength);
  if (trailer.length !== HMAC_TRAILER_LENGTH || view.getUint8(0) !== TYPE_SHA256 || view.getUint16(2) !== 0) {
    return fault('malformed', 'type 1, reserved 0', `type ${trailer[0] ?? 'none'}, ${trailer.length} bytes`);
  }
  const sequence = view.getBigUint64(4);
  const skew = clockSkew(sequence, wallSeconds);
  if (rules.timeWindow !== undefined && Math.abs(skew) > rules.timeWindow) {
    return fault(
      'stale',
      `a clock within ${rules.timeWindow} s of ours`,
      `${skew > 0 ? 'behind' : 'ahead'} by ${Math.abs(skew)} s`,
    );
  }
  const key = rules.keys.find((candidate) => candidate.id === trailer[1]);
  if (key === undefined) {
    return fault('unknown-key', `key id ${rules.keys.map((known) => known.id).join(' or ')}`, `key id ${trailer[1]}`);
  }
  const digest = hmacOf(message, trailer.subarray(0, PREFIX_LENGTH), binding, key);
  if (!sameSecret(digest, trailer.subarray(PREFIX_LENGTH))) {
    return fault('invalid', `a signature made with our key ${key.id}`, 'another signature');
  }
  const mark = marks.find((known) => known.sender === binding.source);
  if (mark !== undefined && !markExpired(mark, rules, wallSeconds) && !isAfter(sequence, mark.sequence)) {
    return fault('replayed', `a sequence after ${formatSequence(mark.sequence)}`, formatSequence(sequence));
  }
  return { ok: true, sequence };
}

/** The marks after a sequence was accepted: the sender's moved to the end, the oldest dropped beyond `limit`. */
export function rememberMark(
  marks: readonly ReplayMark[],
  sender: IpAddress,
  sequence: HmacSequence,
  limit = MULTICAST_MARKS,
): readonly ReplayMark[] {
  const others = marks.filter((mark) => mark.sender !== sender);
  return [...others.slice(Math.max(0, others.length - limit + 1)), { sender, sequence }];
}

/**
 * The sequence of our next advertisement: the clock, or one more than the last where the clock has not moved on. When
 * the clock was set back by more than the window, time mode follows it; monotonic mode keeps growing.
 */
export function nextHmacSequence(
  last: HmacSequence | undefined,
  wallMillis: number,
  timeWindow: number | undefined,
): HmacSequence {
  const clock = clockSequence(wallMillis);
  if (last === undefined || isAfter(clock, last)) return clock;
  const ahead = Number(BigInt.asIntN(32, (last >> SECONDS_SHIFT) - (clock >> SECONDS_SHIFT)));
  return timeWindow !== undefined && ahead > timeWindow ? clock : BigInt.asUintN(64, last + 1n);
}

/** The window where none is configured: three intervals, 5 s at least and 300 s at most, in seconds. */
export function defaultTimeWindow(advertisementIntervalSeconds: number): number {
  return Math.min(300, Math.max(5, Math.ceil(3 * advertisementIntervalSeconds)));
}

function hmacOf(message: Uint8Array, prefix: Uint8Array, binding: HmacBinding, key: HmacKey): Uint8Array {
  const pseudoHeader = new Uint8Array(20);
  pseudoHeader.set([binding.family, binding.version, binding.vrid]);
  pseudoHeader.set(addressBytes(binding.source), 4);
  return createHmac('sha256', key.secret)
    .update(pseudoHeader)
    .update(message.subarray(0, CHECKSUM_OFFSET))
    .update(new Uint8Array(2))
    .update(message.subarray(CHECKSUM_OFFSET + 2))
    .update(prefix)
    .update(ZERO_HMAC)
    .digest()
    .subarray(0, HMAC_LENGTH);
}

function fault(name: HmacFault, expected: string, actual: string): HmacVerdict {
  return { ok: false, fault: name, expected, actual };
}

/** Seconds that our clock is ahead of a sequence's, by 32-bit serial arithmetic. */
function clockSkew(sequence: HmacSequence, wallSeconds: number): number {
  return (Math.trunc(wallSeconds) - Number(sequence >> SECONDS_SHIFT)) | 0;
}

// A mark outside the window orders only what the window rejects anyway; without it a sender whose clock was mended
// would stay locked out.
function markExpired(mark: ReplayMark, rules: HmacRules, wallSeconds: number): boolean {
  return rules.timeWindow !== undefined && Math.abs(clockSkew(mark.sequence, wallSeconds)) > rules.timeWindow;
}

function isAfter(first: HmacSequence, second: HmacSequence): boolean {
  return BigInt.asIntN(64, first - second) > 0n;
}

function clockSequence(wallMillis: number): HmacSequence {
  const seconds = Math.floor(wallMillis / 1000);
  const fraction = Math.floor(((wallMillis - seconds * 1000) * 0x10000) / 1000);
  return (BigInt.asUintN(32, BigInt(seconds)) << SECONDS_SHIFT) | (BigInt(fraction) << 16n);
}

function formatSequence(sequence: HmacSequence): string {
  return `0x${sequence.toString(16).padStart(16, '0')}`;
}
