/**
 * The signatures of a simulated host: the real trailer over a message made of what the packet says, a wall clock that may be
 * wrong, and the memory of what was heard.
 */

import type { Micros } from '../../src/base/micros.js';
import {
  encodeHmacTrailer,
  type HmacBinding,
  type HmacRules,
  type HmacSequence,
  nextHmacSequence,
  type ReplayMark,
  rememberMark,
  verifyHmacTrailer,
} from '../../src/wire/hmac-trailer.js';
import type { Packet } from './lan-host.js';

/** Seconds that clocks may differ by. */
export const TIME_WINDOW = 5;

const KEY = { id: 1, secret: new Uint8Array(32).fill(7) };
const RULES: HmacRules = { mode: 'enforce', keys: [KEY], timeWindow: TIME_WINDOW };
/** The fake clock starts here, in seconds since 1970. */
const EPOCH = 1_700_000_000;

export class LanSeal {
  /** Microseconds that the wall clock is ahead. */
  wallOffset = 0;
  #last: HmacSequence | undefined;
  #marks: readonly ReplayMark[] = [];

  /** A new process knows nothing of what the one before sent and heard. */
  restart(): void {
    this.#last = undefined;
    this.#marks = [];
  }

  sign(packet: Packet, now: Micros): Packet {
    this.#last = nextHmacSequence(this.#last, this.#wallSeconds(now) * 1_000, TIME_WINDOW);
    return { ...packet, trailer: encodeHmacTrailer(messageOf(packet), bindingOf(packet), KEY, this.#last) };
  }

  accepts(packet: Packet, now: Micros): boolean {
    const { trailer } = packet;
    if (trailer === undefined) return false;
    const wall = this.#wallSeconds(now);
    const verdict = verifyHmacTrailer(messageOf(packet), trailer, bindingOf(packet), RULES, this.#marks, wall);
    if (verdict.ok) this.#marks = rememberMark(this.#marks, packet.from, verdict.sequence);
    return verdict.ok;
  }

  #wallSeconds(now: Micros): number {
    return EPOCH + (now + this.wallOffset) / 1_000_000;
  }
}

function messageOf({ vrid, priority }: Packet): Uint8Array {
  return Uint8Array.of(0x31, vrid, priority, 1, 0, 100, 0, 0, 10, 0, 0, 100);
}

function bindingOf({ vrid, from }: Packet): HmacBinding {
  return { family: 4, version: 3, vrid, source: from };
}
