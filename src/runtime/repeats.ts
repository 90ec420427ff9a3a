/**
 * Collapses what repeats: the first occurrence is told at once, the following ones are counted and told together.
 * Bounded, because hostile senders choose how many different things there are.
 */

import type { Micros } from '../base/micros.js';
import { minus } from '../base/micros.js';

const MAX_KEYS = 256;

interface Repeated {
  readonly since: Micros;
  readonly tell: (times: number) => void;
  count: number;
}

export class Repeats {
  readonly #period: Micros;
  readonly #seen = new Map<string, Repeated>();

  /** @param period after which the repeats are told */
  constructor(period: Micros) {
    this.#period = period;
  }

  /**
   * Notes one occurrence.
   * @param tell called now with 1 for the first, and later with the number of repeats since
   */
  note(key: string, now: Micros, tell: (times: number) => void): void {
    const seen = this.#seen.get(key);
    if (seen !== undefined) {
      seen.count += 1;
      return;
    }
    if (this.#seen.size >= MAX_KEYS) this.#forgetOldest();
    this.#seen.set(key, { since: now, tell, count: 0 });
    tell(1);
  }

  /** Tells the repeats whose period is over; returns whether anything is still remembered. */
  settle(now: Micros): boolean {
    for (const [key, seen] of this.#seen) {
      if (minus(now, seen.since) < this.#period) continue;
      this.#seen.delete(key);
      if (seen.count === 0) continue;
      seen.tell(seen.count);
      this.#seen.set(key, { since: now, tell: seen.tell, count: 0 });
    }
    return this.#seen.size > 0;
  }

  #forgetOldest(): void {
    for (const [key, seen] of this.#seen) {
      this.#seen.delete(key);
      if (seen.count > 0) seen.tell(seen.count);
      return;
    }
  }
}
