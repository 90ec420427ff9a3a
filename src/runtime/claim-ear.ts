/** Listens on one interface for claims on the addresses that this host holds there, a few looks a second at most. */

import type { IpAddress } from '../base/address.js';
import { fromMillis, type Micros, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';
import type { AddressClaim, AddressQuestion, ClaimListener, ClaimListening } from './ports/claims.js';
import type { LinkInfo } from './ports/network.js';
import type { TurnLoop } from './turn-loop.js';

/** After a look the sockets are left alone: a flood costs ten looks a second, and each takes in a bounded number. */
const WINDOW = fromMillis(100);

export class ClaimEar {
  readonly link: LinkInfo;
  readonly #loop: TurnLoop;
  readonly #listener: ClaimListener;
  readonly #rest = new Deadline(() => this.#listener.resume());
  #listening = '';

  /** @throws SystemError where the kernel refuses the sockets */
  constructor(
    link: LinkInfo,
    listening: ClaimListening,
    loop: TurnLoop,
    heard: (claim: AddressClaim, ear: ClaimEar, now: Micros) => void,
  ) {
    this.link = link;
    this.#loop = loop;
    this.#listener = listening.open(link, () => {
      loop.run((now) => {
        for (const claim of this.#listener.drain()) heard(claim, this, now);
        this.#listener.pause();
        loop.arm(this.#rest, plus(now, WINDOW));
      });
    });
  }

  listenFor(addresses: readonly IpAddress[]): void {
    const wanted = addresses.join(' ');
    if (wanted === this.#listening) return;
    this.#listening = wanted;
    this.#listener.listenFor(addresses);
  }

  ask(questions: readonly AddressQuestion[]): void {
    this.#listener.ask(questions);
  }

  close(): void {
    this.#loop.arm(this.#rest, undefined);
    this.#listener.close();
  }
}
