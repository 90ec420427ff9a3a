/**
 * All armed deadlines of the daemon, nearest first. A binary heap in which each deadline knows its place. One that
 * moves later, as a down timer does with each advert, stays where it is until it comes to the top: that costs nothing.
 */

import type { Micros } from '../base/micros.js';

const NEVER = Number.POSITIVE_INFINITY;

/** One purpose that can be due: a virtual router, a lease, the next run of a check. Armed through the queue only. */
export class Deadline {
  /** Called once the moment has come; disarmed before the call. */
  readonly due: (now: Micros) => void;
  /**
   * Armed moment, or never. Written by the queue. Always a number, as the key is, and never a small one at first: the
   * engine then keeps both within the object, and moving a deadline allocates nothing.
   */
  moment = NEVER;
  /** Place in the heap, -1 while not armed. Written by the queue. */
  place = -1;
  /** What the heap is ordered by: the armed moment, or an earlier one that it was moved away from. */
  key = NEVER;
  /** Taken as due and not called yet. Arming or disarming it meanwhile calls it off. */
  taken = false;
  /** What it does is done seldom and must be quick then: the daemon gets ready for it a little before. */
  foreseen = false;

  constructor(due: (now: Micros) => void) {
    this.due = due;
  }

  /** Armed moment, or undefined. */
  get at(): Micros | undefined {
    return this.moment === NEVER ? undefined : (this.moment as Micros);
  }
}

export class DeadlineQueue {
  readonly #heap: Deadline[] = [];

  /** The nearest armed moment. */
  get next(): Micros | undefined {
    return this.#first()?.at;
  }

  /** The nearest deadline. */
  get first(): Deadline | undefined {
    return this.#first();
  }

  /** Arms, moves or disarms (undefined). */
  set(deadline: Deadline, at: Micros | undefined): void {
    const moment = at ?? NEVER;
    deadline.taken = false;
    if (deadline.moment === moment) return;
    if (at === undefined) {
      this.#remove(deadline);
      return;
    }
    deadline.moment = at;
    if (deadline.place >= 0 && at >= deadline.key) return;
    deadline.key = at;
    if (deadline.place < 0) {
      deadline.place = this.#heap.length;
      this.#heap.push(deadline);
    }
    this.#settle(deadline);
  }

  /** Takes the nearest deadline that is due, disarmed; undefined when none is. */
  takeDue(now: Micros): Deadline | undefined {
    const first = this.#first();
    if (first === undefined || first.moment > now) return undefined;
    this.#remove(first);
    first.taken = true;
    return first;
  }

  /** The nearest, once those that were moved later have sunk to where they belong. */
  #first(): Deadline | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.key === first.moment) return first;
      first.key = first.moment;
      this.#settle(first);
    }
  }

  #remove(deadline: Deadline): void {
    const { place } = deadline;
    deadline.moment = NEVER;
    if (place < 0) return;
    deadline.place = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === deadline) return;
    last.place = place;
    this.#heap[place] = last;
    this.#settle(last);
  }

  /** Moves a deadline up or down to where its moment belongs. */
  #settle(deadline: Deadline): void {
    let { place } = deadline;
    while (place > 0) {
      const above = (place - 1) >> 1;
      if (!this.#swapIfEarlier(place, above)) break;
      place = above;
    }
    for (;;) {
      const left = 2 * place + 1;
      const below = this.#momentAt(left + 1) < this.#momentAt(left) ? left + 1 : left;
      if (below >= this.#heap.length || !this.#swapIfEarlier(below, place)) return;
      place = below;
    }
  }

  #momentAt(place: number): number {
    return this.#heap[place]?.key ?? Number.POSITIVE_INFINITY;
  }

  /** Swaps the two places when the deadline at `lower` is earlier than the one at `upper`. */
  #swapIfEarlier(lower: number, upper: number): boolean {
    const child = this.#heap[lower];
    const parent = this.#heap[upper];
    if (child === undefined || parent === undefined || child.key >= parent.key) return false;
    this.#heap[upper] = child;
    this.#heap[lower] = parent;
    child.place = upper;
    parent.place = lower;
    return true;
  }
}
