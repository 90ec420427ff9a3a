/**
 * Announces again after somebody else announced an address of ours: caches may be wrong now. Each time is followed by a
 * longer pause, so that two hosts that do this to each other, or a flood, do not make it a storm.
 */

import { earliest, fromSeconds, type Micros, micros, minus, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';
import type { TurnLoop } from './turn-loop.js';
import type { VirtualRouter } from './virtual-router.js';

const FIRST_PAUSE = fromSeconds(1);
const LONGEST_PAUSE = fromSeconds(64);
/** After this time without a doubt the pauses are short again. */
const CALM = fromSeconds(300);

interface Doubt {
  at: Micros;
  pause: Micros;
  /** Somebody announced during the pause: answered at its end. */
  waiting: boolean;
}

export class AnnouncementDoubts {
  readonly #loop: TurnLoop;
  readonly #doubts = new Map<VirtualRouter, Doubt>();
  readonly #deadline = new Deadline((now) => this.#answer(now));

  constructor(loop: TurnLoop) {
    this.#loop = loop;
  }

  /** Inside a turn. */
  raised(router: VirtualRouter, now: Micros): void {
    const known = this.#doubts.get(router);
    if (known === undefined || minus(now, known.at) >= CALM) {
      this.#doubts.set(router, { at: now, pause: FIRST_PAUSE, waiting: false });
      router.handle({ type: 'announcement-doubtful' }, now);
      return;
    }
    known.waiting = true;
    this.#answer(now);
  }

  #answer(now: Micros): void {
    let next: Micros | undefined;
    for (const [router, doubt] of this.#doubts) {
      if (router.state.type !== 'master') this.#doubts.delete(router);
      else if (doubt.waiting) {
        const end = plus(doubt.at, doubt.pause);
        if (end > now) next = earliest(next, end);
        else {
          doubt.at = now;
          doubt.pause = micros(Math.min(LONGEST_PAUSE, 2 * doubt.pause));
          doubt.waiting = false;
          router.handle({ type: 'announcement-doubtful' }, now);
        }
      }
    }
    this.#loop.arm(this.#deadline, next);
  }
}
