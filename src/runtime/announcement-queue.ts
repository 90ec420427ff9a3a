/**
 * Gratuitous ARP and neighbour advertisements that wait to be sent. Every router's first round goes before anyone's
 * second, and one turn sends a bounded burst, so that announcing many addresses never delays an advert.
 */

import type { AddressHolding } from './address-holding.js';
import type { PlannedAddress } from './planned-address.js';
import type { Announcer, Frame } from './ports/network.js';

/** Frames of one burst. */
const BURST = 256;

export interface Announcing {
  readonly holding: Pick<AddressHolding, 'wanted' | 'planned'>;
}

export interface AnnouncementPorts {
  readonly announcer: Announcer;
  /** The frame that announces a bound address; undefined where its link takes none. */
  frameOf(planned: PlannedAddress): Frame | undefined;
  /** Takes over an announcement that must keep a distance from others; false where it may leave at once. */
  pace(planned: PlannedAddress): boolean;
  /** Runs the work in a later turn. */
  defer(work: () => void): void;
}

export class AnnouncementQueue {
  readonly #ports: AnnouncementPorts;
  /** First rounds, which no repeat may delay. */
  #first: Announcing[] = [];
  /** What remains of the repeats: the next one of everybody, then the one after it. */
  #rounds: Announcing[][] = [];
  #deferred = false;

  constructor(ports: AnnouncementPorts) {
    this.#ports = ports;
  }

  /** Queues rounds for every address that the router holds at the time of sending. */
  add(router: Announcing, rounds: number): void {
    if (rounds > 0) this.#first.push(router);
    for (let round = 0; round < rounds - 1; round += 1) {
      const waiting = this.#rounds[round];
      if (waiting === undefined) this.#rounds.push([router]);
      else waiting.push(router);
    }
  }

  /** Sends one frame at once. */
  sendNow(frame: Frame): void {
    this.#ports.announcer.send([frame]);
  }

  /** Sends the first round of everybody added since. */
  flushFirst(): void {
    if (this.#first.length === 0) return;
    const frames = this.#first.flatMap((router) => this.#framesOf(router));
    this.#first = [];
    if (frames.length > 0) this.#ports.announcer.send(frames);
  }

  /** Sends one burst of repeats; what remains follows in later turns. */
  flush(): void {
    this.flushFirst();
    if (this.#rounds.length === 0 || this.#deferred) return;
    this.#sendBurst();
    if (this.#rounds.length === 0) return;
    this.#deferred = true;
    this.#ports.defer(() => {
      this.#deferred = false;
      this.flush();
    });
  }

  #sendBurst(): void {
    const frames: Frame[] = [];
    while (frames.length < BURST) {
      const round = this.#rounds[0];
      if (round === undefined) break;
      const router = round.shift();
      if (router === undefined) {
        this.#rounds.shift();
        continue;
      }
      frames.push(...this.#framesOf(router));
    }
    while (this.#rounds[0]?.length === 0) this.#rounds.shift();
    if (frames.length > 0) this.#ports.announcer.send(frames);
  }

  #framesOf(router: Announcing): readonly Frame[] {
    if (!router.holding.wanted) return [];
    return router.holding.planned.flatMap((planned) => {
      if (planned.state !== 'bound' || this.#ports.pace(planned)) return [];
      planned.frame ??= this.#ports.frameOf(planned);
      return planned.frame === undefined ? [] : [planned.frame];
    });
  }
}
