/** Warnings that may come in numbers: each is told once, its repeats together when their time is over. */

import type { Logger } from '../base/logger.js';
import { fromSeconds, type Micros, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';
import type { Clock } from './ports/network.js';
import { Repeats } from './repeats.js';
import type { TurnLoop } from './turn-loop.js';

/** Repeats of one log line are told together after this time. */
const PERIOD = fromSeconds(300);
/** How often it is looked whether there are any to tell. */
const LOOK = fromSeconds(30);

export class RepeatedWarnings {
  readonly repeats = new Repeats(PERIOD);
  readonly #loop: TurnLoop;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #deadline = new Deadline((now) => this.#settle(now));

  constructor(loop: TurnLoop, clock: Clock, logger: Logger) {
    this.#loop = loop;
    this.#clock = clock;
    this.#logger = logger;
  }

  start(now: Micros): void {
    this.#loop.arm(this.#deadline, plus(now, LOOK));
  }

  /** @param key of what counts as the same warning */
  warn(key: string, message: string): void {
    this.repeats.note(key, this.#clock.now(), (times) => {
      this.#logger.warn({ times }, times > 1 ? `${message} (×${times} in 5 min)` : message);
    });
  }

  #settle(now: Micros): void {
    this.repeats.settle(now);
    this.start(now);
  }
}
