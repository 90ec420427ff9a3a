/**
 * While this host is master: who else says that an address of ours is on its interface? Heard from ARP and neighbour
 * advertisements, and asked for once a minute, because a host whose daemon died with the address bound sends no adverts
 * and announces nothing. What was announced to everybody is answered by announcing again; who goes on is a rival.
 *
 * A claim is judged a moment after it came: by then the advert that came with it has been heard, and an ordinary
 * successor has made us backup. A single late announcement of the master before us is no rival.
 */

import type { IpAddress } from '../base/address.js';
import type { Logger } from '../base/logger.js';
import { earliest, fromMillis, fromSeconds, type Micros, micros, plus } from '../base/micros.js';
import { AnnouncementDoubts } from './announcement-doubts.js';
import { ClaimEar } from './claim-ear.js';
import { Deadline } from './deadline-queue.js';
import type { NetworkFacts } from './network-facts.js';
import type { PeerTable } from './peer-table.js';
import type { AddressClaim, ClaimListening } from './ports/claims.js';
import type { LinkInfo } from './ports/network.js';
import type { Repeats } from './repeats.js';
import type { Rivals, Sighting } from './rivals.js';
import type { TurnLoop } from './turn-loop.js';
import type { VirtualRouter } from './virtual-router.js';

/** After a change of hands this can wait. */
const REVIEW_DELAY = fromMillis(100);
const JUDGEMENT_DELAY = fromMillis(300);
/** Claims that wait for their judgement; a flood makes no more. */
const MAX_WAITING = 64;
/** The first question: by then an orderly predecessor has removed the address. */
const FIRST_QUESTION = fromSeconds(2);
const QUESTION_PERIOD = fromSeconds(60);
/** Where somebody claims the address. */
const SUSPECT_PERIOD = fromSeconds(5);
const QUESTIONS_AT_ONCE = 64;
/** A host whose adverts were rejected within this time may be the one that claims an address. Milliseconds. */
const REJECTION_MEMORY = 300_000;
/** Adverts of the same host settle earlier. Two questions without an answer end it. */
const PACE: Sighting['pace'] = { settling: fromSeconds(2), silence: fromSeconds(11) };

export interface ForeignClaimServices {
  readonly loop: TurnLoop;
  readonly facts: NetworkFacts;
  readonly listening: ClaimListening;
  readonly rivals: Rivals;
  readonly peers: PeerTable;
  readonly repeats: Repeats;
  readonly logger: Logger;
  now(): Micros;
  /** Milliseconds since 1970. */
  wall(): number;
  routers(): readonly VirtualRouter[];
}

/** One address that a router holds on an interface. */
interface Held {
  readonly address: IpAddress;
  readonly ear: ClaimEar;
  router: VirtualRouter;
  askAt: Micros;
  /** Somebody claimed it lately. */
  suspectUntil: Micros;
}

interface Waiting {
  readonly claim: AddressClaim;
  readonly held: Held;
  readonly judgeAt: Micros;
}

export class ForeignClaims {
  readonly #services: ForeignClaimServices;
  readonly #doubts: AnnouncementDoubts;
  readonly #ears = new Map<number, ClaimEar>();
  readonly #deaf = new Set<number>();
  #held = new Map<string, Held>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #review = new Deadline((now) => this.#reviewHoldings(now));
  readonly #judge = new Deadline((now) => this.#judgeWaiting(now));
  readonly #ask = new Deadline((now) => this.#askDue(now));

  constructor(services: ForeignClaimServices) {
    this.#services = services;
    this.#doubts = new AnnouncementDoubts(services.loop);
  }

  /** The set of bound addresses may be another one. */
  holdingChanged(): void {
    if (this.#review.at !== undefined) return;
    this.#services.loop.arm(this.#review, plus(this.#services.now(), REVIEW_DELAY));
  }

  close(): void {
    for (const ear of this.#ears.values()) ear.close();
    this.#ears.clear();
  }

  #reviewHoldings(now: Micros): void {
    for (const [index, ear] of this.#ears) {
      if (this.#services.facts.linkByIndex(index) !== undefined) continue;
      ear.close();
      this.#ears.delete(index);
    }
    const before = this.#held;
    this.#held = new Map();
    for (const router of this.#services.routers()) {
      if (router.state.type === 'master') this.#hold(router, before, now);
    }
    for (const ear of this.#ears.values()) {
      const here = [...this.#held.values()].filter((held) => held.ear === ear);
      ear.listenFor(here.map(({ address }) => address));
    }
    this.#armAsk(now);
  }

  #hold(router: VirtualRouter, before: ReadonlyMap<string, Held>, now: Micros): void {
    for (const { wanted, state, link } of router.holding.planned) {
      if (state !== 'bound' || link === undefined || link.mac === undefined || link.noArp || link.loopback) continue;
      const ear = this.#earOn(link);
      if (ear === undefined) continue;
      const { address } = wanted.prefix;
      const key = keyOf(ear, address);
      const known = before.get(key);
      const held = known ?? { address, ear, router, askAt: plus(now, FIRST_QUESTION), suspectUntil: now };
      held.router = router;
      this.#held.set(key, held);
    }
  }

  #earOn(link: LinkInfo): ClaimEar | undefined {
    const known = this.#ears.get(link.index);
    if (known !== undefined || this.#deaf.has(link.index)) return known;
    const { listening, loop, logger } = this.#services;
    try {
      const ear = new ClaimEar(link, listening, loop, (claim, on, now) => this.#heard(claim, on, now));
      this.#ears.set(link.index, ear);
      return ear;
    } catch (error) {
      this.#deaf.add(link.index);
      const problem = (error as Error).message;
      logger.warn({ interface: link.name }, `cannot watch ${link.name} for others who have our addresses: ${problem}`);
      return undefined;
    }
  }

  #heard(claim: AddressClaim, ear: ClaimEar, now: Micros): void {
    const held = this.#held.get(keyOf(ear, claim.address));
    if (held === undefined || this.#isOurs(claim)) return;
    const key = `${claim.address} ${claim.mac} ${claim.announced}`;
    if (this.#waiting.has(key) || this.#waiting.size >= MAX_WAITING) return;
    this.#waiting.set(key, { claim, held, judgeAt: plus(now, JUDGEMENT_DELAY) });
    if (this.#judge.at === undefined) this.#services.loop.arm(this.#judge, plus(now, JUDGEMENT_DELAY));
  }

  /** From another interface of this host on the same segment, or a virtual MAC of it. */
  #isOurs({ mac }: AddressClaim): boolean {
    for (const link of this.#services.facts.links) if (link.mac === mac) return true;
    return false;
  }

  #judgeWaiting(now: Micros): void {
    for (const [key, { claim, held, judgeAt }] of this.#waiting) {
      if (judgeAt > now) continue;
      this.#waiting.delete(key);
      const current = this.#held.get(keyOf(held.ear, held.address));
      if (current !== undefined && current.router.state.type === 'master') this.#suspect(current, claim, now);
    }
    this.#services.loop.arm(this.#judge, earliest(...Array.from(this.#waiting.values(), ({ judgeAt }) => judgeAt)));
    this.#armAsk(now);
  }

  #suspect(held: Held, { mac, announced }: AddressClaim, now: Micros): void {
    const { router, address } = held;
    if (held.suspectUntil <= now) held.askAt = now;
    held.suspectUntil = plus(now, PACE.silence);
    const theirs = this.#whyNotHeard(router.name, address);
    this.#services.rivals.heard(router, { sender: { mac }, priority: undefined, theirs, pace: PACE }, now);
    if (!announced) return;
    this.#doubts.raised(router, now);
    this.#services.repeats.note(`${router.name} claim ${address}`, now, (times) => {
      const text = `${mac} announced ${address}, which is ours: announced again${times > 1 ? ` (×${times} in 5 min)` : ''}`;
      this.#services.logger.warn({ router: router.name, address, mac, times }, `(${router.name}) ${text}`);
    });
  }

  /** Nothing says which MAC sends which adverts, but a rejected master of the same router is a better guess than none. */
  #whyNotHeard(router: string, address: IpAddress): string {
    const { peers, wall } = this.#services;
    const rejected = peers.lastRejected(router, wall() - REJECTION_MEMORY);
    return rejected === undefined
      ? `it has ${address} too, left by a daemon that died, or its adverts do not arrive here`
      : `it has ${address} too; it may be ${rejected.address}, whose adverts are rejected here (${rejected.lastRejection}), and which may reject ours`;
  }

  #askDue(now: Micros): void {
    const due = [...this.#held.values()].filter(({ askAt }) => askAt <= now).slice(0, QUESTIONS_AT_ONCE);
    for (const ear of new Set(due.map((held) => held.ear))) {
      const source = this.#services.facts.view(ear.link.name).source6;
      ear.ask(due.filter((held) => held.ear === ear).map(({ address }) => ({ address, source })));
    }
    for (const held of due) held.askAt = plus(now, held.suspectUntil > now ? SUSPECT_PERIOD : QUESTION_PERIOD);
    this.#armAsk(now);
  }

  /** What is due already was too much for one turn. */
  #armAsk(now: Micros): void {
    const next = earliest(...Array.from(this.#held.values(), ({ askAt }) => askAt));
    const soonest = plus(now, REVIEW_DELAY);
    this.#services.loop.arm(this.#ask, next && micros(Math.max(next, soonest)));
  }
}

function keyOf({ link }: ClaimEar, address: IpAddress): string {
  return `${link.index} ${address}`;
}
