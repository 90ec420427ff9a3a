/**
 * The daemon's turns. Everything that can happen enters here: a socket became readable, the alarm rang, a script
 * ended, an operator asked. One turn does it all without a pause: take in what happened, then judge the deadlines,
 * then carry out what was decided. Before any deadline is judged, all sockets are drained: after a stall the adverts
 * that lie waiting must be heard first, or two masters result.
 */

import { type Micros, micros, minus, plus } from '../base/micros.js';
import { type Deadline, DeadlineQueue } from './deadline-queue.js';
import { Lateness } from './lateness.js';
import type { Alarm, AlarmFactory, Clock } from './ports/network.js';

export interface TurnHooks {
  /** Takes in everything that waits in sockets and monitors. Called before deadlines are judged. */
  drain(now: Micros): void;
  /** Carries out what cannot wait of what was decided so far. Called between the parts of a long turn. */
  flushUrgent(): void;
  /** Carries out what the turn decided. Called once at the end of each turn. */
  flush(): void;
}

/**
 * Foreseen deadlines judged before what they decided leaves. One flush for many saves system calls; but a hundred masters
 * lost at once must not wait for the last of them.
 */
const PART = 8;

/** How long before a foreseen deadline the daemon gets ready for it: getting ready takes one or two milliseconds. */
const LEAD = micros(4_000);
/** How long it stays ready: what the processor has fetched into its caches is soon replaced. */
const READY_TIME = micros(50_000);

export class TurnLoop {
  readonly lateness = new Lateness();
  readonly #queue = new DeadlineQueue();
  readonly #clock: Clock;
  readonly #alarm: Alarm;
  readonly #hooks: TurnHooks;
  #inTurn = false;
  #now: Micros;
  #armedAt: Micros | undefined;
  #getReady: (() => void) | undefined;
  #readyUntil = micros(0);
  #closed = false;

  constructor(clock: Clock, alarm: AlarmFactory, hooks: TurnHooks) {
    this.#clock = clock;
    this.#now = clock.now();
    this.#hooks = hooks;
    this.#alarm = alarm(() => this.#ring());
  }

  /** Runs work as one turn; inside a turn it simply runs, and the turn that is under way finishes it. */
  run(work: (now: Micros) => void): void {
    if (this.#closed) return;
    if (this.#inTurn) {
      work(this.#now);
      return;
    }
    this.#inTurn = true;
    this.#now = this.#clock.now();
    try {
      work(this.#now);
      this.#judge(this.#now);
      this.#hooks.flush();
    } finally {
      this.#inTurn = false;
      this.#rearm();
    }
  }

  /** Arms, moves or disarms a deadline; outside a turn too. */
  arm(deadline: Deadline, at: Micros | undefined): void {
    this.#queue.set(deadline, at);
    if (!this.#inTurn) this.#rearm();
  }

  /** From now on gets ready, by the work given, shortly before each deadline that is foreseen. */
  foresee(getReady: () => void): void {
    this.#getReady = getReady;
    this.#rearm();
  }

  close(): void {
    this.#closed = true;
    this.#alarm.close();
  }

  #ring(): void {
    const armed = this.#armedAt;
    this.#armedAt = undefined;
    this.run((now) => {
      if (armed !== undefined) this.lateness.note(armed, now);
      this.#prepare(now);
    });
  }

  /** An advert that waits in a socket moves the deadline, and nothing was near. */
  #prepare(now: Micros): void {
    if (!this.#isNear(now)) return;
    this.#hooks.drain(now);
    if (!this.#isNear(now)) return;
    this.#readyUntil = plus(now, READY_TIME);
    this.#getReady?.();
  }

  #isNear(now: Micros): boolean {
    const { first } = this.#queue;
    if (first?.at === undefined || first.at <= now || !this.#wantsReadiness(first, first.at)) return false;
    return minus(first.at, now) <= LEAD;
  }

  #wantsReadiness({ foreseen }: Deadline, at: Micros): boolean {
    return foreseen && this.#getReady !== undefined && at > this.#readyUntil;
  }

  /** When to wake for the nearest deadline. */
  #wakeAt(): Micros | undefined {
    const { first } = this.#queue;
    if (first?.at === undefined || !this.#wantsReadiness(first, first.at)) return first?.at;
    return micros(first.at - LEAD);
  }

  /** A deadline that is armed again for a moment already past waits for the next turn, so that a turn ends. */
  #judge(now: Micros): void {
    const { next } = this.#queue;
    if (next === undefined || next > now) return;
    this.#hooks.drain(now);
    const due: Deadline[] = [];
    for (let one = this.#queue.takeDue(now); one !== undefined; one = this.#queue.takeDue(now)) due.push(one);
    let foreseen = 0;
    for (const deadline of due) {
      // What an earlier one of this turn closed or moved is not due any more.
      if (!deadline.taken) continue;
      deadline.taken = false;
      if (deadline.foreseen) foreseen += 1;
      deadline.due(now);
      if (foreseen === PART) {
        this.#hooks.flushUrgent();
        foreseen = 0;
      }
    }
  }

  #rearm(): void {
    const next = this.#wakeAt();
    if (this.#closed || next === this.#armedAt) return;
    this.#armedAt = next;
    this.#alarm.arm(next);
  }
}
