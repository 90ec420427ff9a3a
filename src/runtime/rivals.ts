/**
 * Two masters: others who act as master for addresses of ours while we are master too. A better one makes us yield, and
 * one that is worse yields to our answer; who is heard again after that does neither, because it does not hear us, or
 * one side rejects the other's adverts. Told once, shown while it lasts, and its end is told too: the last word is always
 * the true one. Bounded, because senders can be made up.
 */

import type { IpAddress, MacAddress } from '../base/address.js';
import { earliest, fromSeconds, type Micros, micros, minus, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';
import type { RivalSnapshot, TwoMastersSnapshot } from './snapshot.js';
import type { TurnLoop } from './turn-loop.js';

/** Rivals of one router; more are not told apart. */
const MAX_RIVALS = 8;
/** A rival is gone when it was silent for three of its intervals, and no earlier than the second. */
const SILENT_INTERVALS = 3;
const LEAST_SILENCE = fromSeconds(3);
/** An episode that begins so soon after the last one is over only when nobody was a rival for as long. */
const CALM = fromSeconds(300);

export interface RivalRouter {
  readonly name: string;
  readonly parameters: { readonly advertisementInterval: Micros };
}

/** One packet of somebody who acts as master. */
export interface Sighting {
  /** Who sent an advert, or who has an address of ours at its interface. */
  readonly sender: { readonly address: IpAddress; readonly vrid: number } | { readonly mac: MacAddress };
  readonly priority: number | undefined;
  /** Why it does not settle, for people: what we know of the other side's reasons. */
  readonly theirs: string;
  readonly pace: {
    /** Heard again after this time it is a rival, and not a packet that crossed ours. */
    readonly settling: Micros;
    /** After this time without a packet it is gone. */
    readonly silence: Micros;
  };
}

/** @param advertised the interval that the sender announces */
export function advertPace({ parameters }: RivalRouter, advertised: Micros | undefined): Sighting['pace'] {
  const { advertisementInterval } = parameters;
  const silence = Math.max(LEAST_SILENCE, SILENT_INTERVALS * (advertised ?? advertisementInterval));
  return { settling: micros(advertisementInterval / 2), silence: micros(silence) };
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
  readonly silence: Micros;
  lastAt: Micros;
  /** Heard again late enough that it cannot have been a crossing of adverts. */
  confirmed: boolean;
  snapshot: RivalSnapshot;
}

interface Contest {
  readonly rivals: Map<string, Rival>;
  episodes: number;
  current: Episode | undefined;
  /** When the end of the last episode was told. */
  endedAt: Micros | undefined;
}

/** From the first rival that was confirmed until nobody was one for long enough. Told at both ends. */
interface Episode {
  readonly beganAt: Micros;
  /** For how long: a rival that is heard seldom comes and goes within it. */
  calm: Micros;
  /** Since when nobody is a rival; undefined while somebody is. */
  goneAt: Micros | undefined;
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
    const key = Object.values(sighting.sender).join(' ');
    const known = contest.rivals.get(key);
    // Adverts say more than a claim on an address does, but who is a rival by its claims stays one.
    if ('mac' in sighting.sender && known?.confirmed !== true && hearsAdverts(contest)) return;
    if (known === undefined) {
      if (contest.rivals.size < MAX_RIVALS) contest.rivals.set(key, this.#newRival(sighting, now));
      this.#rearm();
      return;
    }
    known.lastAt = now;
    const { priority, theirs, pace } = sighting;
    const adverts = known.snapshot.adverts + 1;
    known.snapshot = { ...known.snapshot, priority, theirs, adverts, lastHeardWall: this.#services.wall() };
    const settled = minus(now, known.firstAt) >= pace.settling;
    if (known.confirmed || !settled) return;
    known.confirmed = true;
    this.#confirm(router.name, contest, known, now);
  }

  /** The router is no longer master: nobody is its rival. */
  left(router: string, now: Micros): void {
    const contest = this.#contests.get(router);
    if (contest === undefined) return;
    contest.rivals.clear();
    this.#endIfOver(router, contest, now);
    this.#rearm();
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
    const made: Contest = { rivals: new Map(), episodes: 0, current: undefined, endedAt: undefined };
    this.#contests.set(router, made);
    return made;
  }

  #newRival({ sender, priority, theirs, pace }: Sighting, now: Micros): Rival {
    const wall = this.#services.wall();
    return {
      firstAt: now,
      lastAt: now,
      silence: pace.silence,
      confirmed: false,
      snapshot: {
        ...sender,
        priority,
        theirs,
        sinceWall: wall,
        lastHeardWall: wall,
        adverts: 1,
      },
    };
  }

  #confirm(router: string, contest: Contest, rival: Rival, now: Micros): void {
    const { current, endedAt } = contest;
    if (current !== undefined) {
      current.goneAt = undefined;
      current.calm = micros(Math.max(current.calm, rival.silence));
      return;
    }
    const soon = endedAt !== undefined && minus(now, endedAt) < CALM;
    contest.current = { beganAt: now, calm: soon ? CALM : rival.silence, goneAt: undefined };
    contest.episodes += 1;
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
    const { current } = contest;
    if (current === undefined || [...contest.rivals.values()].some(({ confirmed }) => confirmed)) return;
    current.goneAt ??= now;
    if (plus(current.goneAt, current.calm) > now) return;
    contest.current = undefined;
    contest.endedAt = now;
    this.#services.ended(router, minus(current.goneAt, current.beganAt));
  }

  #rearm(): void {
    this.#services.loop.arm(this.#deadline, earliest(...Array.from(this.#contests.values(), nextDeadline)));
  }
}

function hearsAdverts({ rivals }: Contest): boolean {
  return [...rivals.values()].some(({ confirmed, snapshot }) => confirmed && snapshot.address !== undefined);
}

function nextDeadline({ rivals, current }: Contest): Micros | undefined {
  const silences = Array.from(rivals.values(), ({ lastAt, silence }) => plus(lastAt, silence));
  const over = current?.goneAt === undefined ? undefined : plus(current.goneAt, current.calm);
  return earliest(over, ...silences);
}
