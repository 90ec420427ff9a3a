/**
 * Two masters: others who act as master for addresses of ours while we are master too. A better one makes us yield, and
 * one that is worse yields to our answer; who is heard again after that does neither, because it does not hear us, or
 * one side rejects the other's adverts. Told once, shown while it lasts. Bounded, because senders can be made up.
 */

import type { IpAddress } from '../base/address.js';
import { fromSeconds, type Micros, micros, minus, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';
import type { RivalSnapshot, TwoMastersSnapshot } from './snapshot.js';
import type { TurnLoop } from './turn-loop.js';

/** Rivals of one router; more are not told apart. */
const MAX_RIVALS = 8;
/** A rival is gone when it was silent for three of its intervals, and no earlier. */
const LEAST_SILENCE = fromSeconds(3);
/** The same rival back within this time continues the old episode: counted, not told again. */
const CALM = fromSeconds(300);

export interface RivalRouter {
  readonly name: string;
  readonly parameters: { readonly advertisementInterval: Micros };
}

/** One packet of somebody who acts as master. */
export interface Sighting {
  readonly from: IpAddress;
  readonly vrid: number;
  readonly priority: number | undefined;
  /** The interval it announces. */
  readonly advertisementInterval: Micros | undefined;
  /** Why it does not settle, for people: what we know of the other side's reasons. */
  readonly theirs: string;
}

export interface RivalServices {
  readonly loop: TurnLoop;
  wall(): number;
  /** An episode begins. @param rival the first */
  began(router: string, rival: RivalSnapshot): void;
  ended(router: string, lasted: Micros): void;
}

interface Rival {
  readonly firstAt: Micros;
  lastAt: Micros;
  silence: Micros;
  /** Heard again late enough that it cannot have been a crossing of adverts. */
  confirmed: boolean;
  snapshot: RivalSnapshot;
}

interface Contest {
  readonly rivals: Map<string, Rival>;
  episodes: number;
  current: { readonly beganAt: Micros; readonly told: boolean } | undefined;
  /** Who began the last episode that was told, and until when it is not told again. */
  last: { readonly key: string; calmUntil: Micros } | undefined;
}

export class Rivals {
  readonly #services: RivalServices;
  readonly #contests = new Map<string, Contest>();
  readonly #deadline = new Deadline((now) => this.#expire(now));

  constructor(services: RivalServices) {
    this.#services = services;
  }

  /** Somebody else acts as master while this router is master. Inside a turn. */
  heard(router: RivalRouter, sighting: Sighting, now: Micros): void {
    const contest = this.#contestOf(router.name);
    const key = `${sighting.from} ${sighting.vrid}`;
    const known = contest.rivals.get(key);
    if (known === undefined) {
      if (contest.rivals.size < MAX_RIVALS) contest.rivals.set(key, this.#newRival(router, sighting, now));
      this.#rearm();
      return;
    }
    known.lastAt = now;
    const { from: _, advertisementInterval: __, ...said } = sighting;
    const adverts = known.snapshot.adverts + 1;
    known.snapshot = { ...known.snapshot, ...said, adverts, lastHeardWall: this.#services.wall() };
    const settled = minus(now, known.firstAt) >= router.parameters.advertisementInterval / 2;
    if (known.confirmed || !settled) return;
    known.confirmed = true;
    this.#confirm(router.name, contest, key, known, now);
  }

  /** The router is no longer master: whatever there was is over for it. */
  left(router: string, now: Micros): void {
    const contest = this.#contests.get(router);
    if (contest === undefined) return;
    contest.rivals.clear();
    this.#endIfOver(router, contest, now);
  }

  snapshot(): readonly TwoMastersSnapshot[] {
    return [...this.#contests]
      .filter(([, { episodes }]) => episodes > 0)
      .map(([router, { episodes, rivals }]) => ({
        router,
        episodes,
        rivals: [...rivals.values()].filter(({ confirmed }) => confirmed).map(({ snapshot }) => snapshot),
      }));
  }

  #contestOf(router: string): Contest {
    const known = this.#contests.get(router);
    if (known !== undefined) return known;
    const made: Contest = { rivals: new Map(), episodes: 0, current: undefined, last: undefined };
    this.#contests.set(router, made);
    return made;
  }

  #newRival({ parameters }: RivalRouter, sighting: Sighting, now: Micros): Rival {
    const interval = sighting.advertisementInterval ?? parameters.advertisementInterval;
    const wall = this.#services.wall();
    return {
      firstAt: now,
      lastAt: now,
      silence: micros(Math.max(LEAST_SILENCE, 3 * interval)),
      confirmed: false,
      snapshot: {
        address: sighting.from,
        vrid: sighting.vrid,
        priority: sighting.priority,
        theirs: sighting.theirs,
        sinceWall: wall,
        lastHeardWall: wall,
        adverts: 1,
      },
    };
  }

  #confirm(router: string, contest: Contest, key: string, rival: Rival, now: Micros): void {
    if (contest.current !== undefined) return;
    const told = contest.last?.key !== key || contest.last.calmUntil <= now;
    contest.current = { beganAt: now, told };
    if (!told) return;
    contest.episodes += 1;
    contest.last = { key, calmUntil: plus(now, CALM) };
    this.#services.began(router, rival.snapshot);
  }

  #expire(now: Micros): void {
    for (const [router, contest] of this.#contests) {
      for (const [key, rival] of contest.rivals) {
        if (plus(rival.lastAt, rival.silence) <= now) contest.rivals.delete(key);
      }
      this.#endIfOver(router, contest, now);
    }
    this.#rearm();
  }

  #endIfOver(router: string, contest: Contest, now: Micros): void {
    const { current, last } = contest;
    if (current === undefined || [...contest.rivals.values()].some(({ confirmed }) => confirmed)) return;
    contest.current = undefined;
    if (!current.told) return;
    if (last !== undefined) last.calmUntil = plus(now, CALM);
    this.#services.ended(router, minus(now, current.beganAt));
  }

  #rearm(): void {
    let next: Micros | undefined;
    for (const { rivals } of this.#contests.values()) {
      for (const { lastAt, silence } of rivals.values()) {
        const end = plus(lastAt, silence);
        if (next === undefined || end < next) next = end;
      }
    }
    this.#services.loop.arm(this.#deadline, next);
  }
}
