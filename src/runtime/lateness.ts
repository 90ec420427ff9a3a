/** How late the daemon wakes for its deadlines: the measure of a starved or frozen host. */

import { type Micros, micros, minus } from '../base/micros.js';

const NOTABLE = micros(100_000);

export class Lateness {
  /** Called for each wake-up that was late, before its deadlines are judged. */
  onLate: (late: Micros) => void = () => {};
  #wakeUps = 0;
  #last = micros(0);
  #longest = micros(0);
  #notable = 0;
  #mean = 0;

  /** Notes one wake-up for a deadline; an early one counts as punctual. */
  note(armedAt: Micros, now: Micros): void {
    const late = now > armedAt ? minus(now, armedAt) : micros(0);
    this.#wakeUps += 1;
    this.#last = late;
    this.#mean += (late - this.#mean) / Math.min(this.#wakeUps, 64);
    if (late > this.#longest) this.#longest = late;
    if (late > NOTABLE) this.#notable += 1;
    if (late > 0) this.onLate(late);
  }

  get longest(): Micros {
    return this.#longest;
  }

  get last(): Micros {
    return this.#last;
  }

  /** Mean over about the last 64 wake-ups. */
  get mean(): Micros {
    return micros(this.#mean);
  }

  /** Wake-ups so far, and those later than 100 ms. */
  get counts(): { readonly wakeUps: number; readonly notable: number } {
    return { wakeUps: this.#wakeUps, notable: this.#notable };
  }
}
