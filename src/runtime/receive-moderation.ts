/**
 * Fewer wake-ups under many packets. A single packet is taken in at once. When the next wake-up follows close behind,
 * the socket is left alone and looked at again after a window, until a look finds nothing: a burst of a hundred adverts
 * costs three or four wake-ups and not a hundred. Nothing is judged on stale ground: every turn that judges a deadline
 * drains all sockets first, and what is heard counts from its arrival.
 */

import { type Micros, micros, minus, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';

/** Longest time that a packet may lie in the socket while others are taken in. */
export const LONGEST_WINDOW = micros(250_000);
/** A window is at most this part of an advertisement interval. */
const WINDOWS_PER_INTERVAL = 4;
/** The same for a master, who has to give way to a better one. */
const MASTER_WINDOWS_PER_INTERVAL = 10;

/**
 * How long packets may lie for one router. Never longer than its Skew_Time: the takeover after a master's goodbye is
 * not late although the goodbye was read late.
 */
export function moderationWindow(advertisementInterval: Micros, skewTime: Micros, isMaster: boolean): Micros {
  const parts = isMaster ? MASTER_WINDOWS_PER_INTERVAL : WINDOWS_PER_INTERVAL;
  return micros(Math.min(LONGEST_WINDOW, advertisementInterval / parts, skewTime));
}

/** The part of a socket that wake-ups come from. */
export interface PausableSocket {
  pause(): void;
  resume(): void;
}

export class ReceiveModeration {
  readonly #socket: PausableSocket;
  readonly #arm: (deadline: Deadline, at: Micros | undefined) => void;
  readonly #look: Deadline;
  readonly #shortestPatience: () => Micros;
  #known: Micros | undefined;
  #heardAt: Micros | undefined;
  #paused = false;
  #heard = false;

  /** @param shortestPatience how long packets may lie; the shortest that any router on the socket wants */
  constructor(
    socket: PausableSocket,
    arm: (deadline: Deadline, at: Micros | undefined) => void,
    shortestPatience: () => Micros,
  ) {
    this.#socket = socket;
    this.#arm = arm;
    this.#shortestPatience = shortestPatience;
    this.#look = new Deadline((now) => this.#lookAgain(now));
  }

  /** Routers came, went, or became more or less patient. */
  patienceChanged(): void {
    this.#known = undefined;
  }

  get #window(): Micros {
    this.#known ??= this.#shortestPatience();
    return this.#known;
  }

  /** The event loop called because something waits; it is drained in this turn. */
  woken(now: Micros): void {
    const before = this.#heardAt;
    this.#heardAt = now;
    if (this.#paused || before === undefined || minus(now, before) >= this.#window) return;
    this.#paused = true;
    this.#heard = false;
    this.#socket.pause();
    this.#arm(this.#look, plus(now, this.#window));
  }

  /** Packets were taken in. */
  drained(): void {
    this.#heard = true;
  }

  close(): void {
    this.#arm(this.#look, undefined);
  }

  /** The turn has drained the socket before this deadline was judged. */
  #lookAgain(now: Micros): void {
    if (this.#heard) {
      this.#heard = false;
      this.#arm(this.#look, plus(now, this.#window));
      return;
    }
    this.#paused = false;
    this.#heardAt = now;
    this.#socket.resume();
  }
}
