/**
 * Puts back what others remove: at once, and again at most once a second, so that a quarrel with another program costs
 * neither side the host.
 */

import { fromSeconds, type Micros, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';
import type { TurnLoop } from './turn-loop.js';

const SPACING = fromSeconds(1);

export class PutBack {
  readonly #loop: TurnLoop;
  readonly #deadline: Deadline;
  #freeAt: Micros | undefined;

  constructor(loop: TurnLoop, work: (now: Micros) => void) {
    this.#loop = loop;
    this.#deadline = new Deadline((now) => {
      this.#freeAt = plus(now, SPACING);
      work(now);
    });
  }

  /** Something is missing. */
  ask(now: Micros): void {
    const free = this.#freeAt;
    this.#loop.arm(this.#deadline, free === undefined || free < now ? now : free);
  }

  stop(): void {
    this.#loop.arm(this.#deadline, undefined);
  }
}
