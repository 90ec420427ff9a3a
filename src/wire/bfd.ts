/**
 * BFD control packets: bytes to a value or a rejection, and back. RFC 5880 sections 4.1 and 6.8.6, as far as a packet can
 * be judged alone. Authentication is not spoken: keepalived has none, so packets that carry it are rejected.
 *
 * Not checked here: TTL, addresses and discriminators, which are the session's (src/bfd).
 */

import { type Micros, micros } from '../base/micros.js';

/** In the order of the numbers on the wire. */
export const BFD_STATES = ['admin-down', 'down', 'init', 'up'] as const;
export type BfdState = (typeof BFD_STATES)[number];

/** Why a session left the state Up, in the order of the numbers on the wire. @see RFC 5880 section 4.1 */
export const BFD_DIAGNOSTICS = [
  'no diagnostic',
  'control detection time expired',
  'echo function failed',
  'neighbor signaled session down',
  'forwarding plane reset',
  'path down',
  'concatenated path down',
  'administratively down',
  'reverse concatenated path down',
] as const;

/** The numbers that are used here. */
export const DIAGNOSTIC = { none: 0, detectionTimeExpired: 1, neighborDown: 3, adminDown: 7 } as const;

export interface BfdControl {
  /** 0-31; see BFD_DIAGNOSTICS. */
  readonly diagnostic: number;
  readonly state: BfdState;
  readonly poll: boolean;
  readonly final: boolean;
  /** The sender's control plane does not share fate with its forwarding plane. */
  readonly independent: boolean;
  readonly demand: boolean;
  /** 1-255. */
  readonly detectMultiplier: number;
  /** Of the sender, not 0. */
  readonly myDiscriminator: number;
  /** Ours as the sender knows it, 0 while it does not. */
  readonly yourDiscriminator: number;
  readonly desiredMinTransmit: Micros;
  /** 0: the sender wants no periodic packets. */
  readonly requiredMinReceive: Micros;
  /** 0: the sender answers no echo packets. */
  readonly requiredMinEchoReceive: Micros;
}

/** In the order in which they are checked; the first failure decides. */
export const BFD_REJECTIONS = [
  'length',
  'version',
  'length-field',
  'detect-multiplier',
  'multipoint',
  'my-discriminator',
  'your-discriminator',
  'authentication',
] as const;
export type BfdRejection = (typeof BFD_REJECTIONS)[number];

export type DecodedBfd =
  | { readonly ok: true; readonly packet: BfdControl }
  | { readonly ok: false; readonly code: BfdRejection };

const VERSION = 1;
const LENGTH = 24;
/** With the shortest authentication section. */
const AUTHENTICATED_LENGTH = 26;

const POLL = 0x20;
const FINAL = 0x10;
const INDEPENDENT = 0x08;
const AUTHENTICATION = 0x04;
const DEMAND = 0x02;
const MULTIPOINT = 0x01;

/** Reads the payload of a datagram. Never throws on any bytes; bytes behind the packet's own length are ignored. */
export function decodeBfdControl(bytes: Uint8Array): DecodedBfd {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const code = bytes.length < LENGTH ? 'length' : checkHeader(view, bytes.length);
  if (code !== undefined) return { ok: false, code };
  const flags = view.getUint8(1);
  return {
    ok: true,
    packet: {
      diagnostic: view.getUint8(0) & 0x1f,
      state: BFD_STATES[flags >> 6] ?? 'admin-down',
      poll: (flags & POLL) !== 0,
      final: (flags & FINAL) !== 0,
      independent: (flags & INDEPENDENT) !== 0,
      demand: (flags & DEMAND) !== 0,
      detectMultiplier: view.getUint8(2),
      myDiscriminator: view.getUint32(4),
      yourDiscriminator: view.getUint32(8),
      desiredMinTransmit: micros(view.getUint32(12)),
      requiredMinReceive: micros(view.getUint32(16)),
      requiredMinEchoReceive: micros(view.getUint32(20)),
    },
  };
}

function checkHeader(view: DataView, received: number): BfdRejection | undefined {
  const flags = view.getUint8(1);
  const length = view.getUint8(3);
  const authenticated = (flags & AUTHENTICATION) !== 0;
  if (view.getUint8(0) >> 5 !== VERSION) return 'version';
  if (length < (authenticated ? AUTHENTICATED_LENGTH : LENGTH) || length > received) return 'length-field';
  if (view.getUint8(2) === 0) return 'detect-multiplier';
  if ((flags & MULTIPOINT) !== 0) return 'multipoint';
  if (view.getUint32(4) === 0) return 'my-discriminator';
  const state = BFD_STATES[flags >> 6];
  if (view.getUint32(8) === 0 && state !== 'down' && state !== 'admin-down') return 'your-discriminator';
  return authenticated ? 'authentication' : undefined;
}

/** The 24 bytes of a packet without authentication. */
export function encodeBfdControl(packet: BfdControl): Uint8Array {
  const bytes = new Uint8Array(LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (VERSION << 5) | (packet.diagnostic & 0x1f));
  view.setUint8(1, (BFD_STATES.indexOf(packet.state) << 6) | flagsOf(packet));
  view.setUint8(2, packet.detectMultiplier);
  view.setUint8(3, LENGTH);
  view.setUint32(4, packet.myDiscriminator);
  view.setUint32(8, packet.yourDiscriminator);
  view.setUint32(12, packet.desiredMinTransmit);
  view.setUint32(16, packet.requiredMinReceive);
  view.setUint32(20, packet.requiredMinEchoReceive);
  return bytes;
}

function flagsOf({ poll, final, independent, demand }: BfdControl): number {
  return (poll ? POLL : 0) | (final ? FINAL : 0) | (independent ? INDEPENDENT : 0) | (demand ? DEMAND : 0);
}

/** A diagnostic in words. */
export function describeDiagnostic(diagnostic: number): string {
  return BFD_DIAGNOSTICS[diagnostic] ?? `diagnostic ${diagnostic}`;
}
