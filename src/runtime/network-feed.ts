/** What the kernel says of interfaces and addresses, passed on: to the facts, then to those who have to act on it. */

import type { Micros } from '../base/micros.js';
import type { FactsChange, NetworkFacts } from './network-facts.js';
import type { NetworkObjects } from './network-objects.js';
import type { NetworkMonitor } from './ports/network.js';
import type { RouterSet } from './router-set.js';
import type { TurnLoop } from './turn-loop.js';

export class NetworkFeed {
  readonly #monitor: NetworkMonitor;
  readonly #loop: TurnLoop;
  readonly #facts: NetworkFacts;
  readonly #routers: RouterSet;
  readonly #objects: NetworkObjects;

  constructor(
    monitor: NetworkMonitor,
    loop: TurnLoop,
    facts: NetworkFacts,
    routers: RouterSet,
    objects: NetworkObjects,
  ) {
    this.#monitor = monitor;
    this.#loop = loop;
    this.#facts = facts;
    this.#routers = routers;
    this.#objects = objects;
  }

  /** Listens from now on. */
  start(): void {
    this.#monitor.start(() => this.#loop.run((now) => this.drain(now)));
  }

  /** Asks for all there is; the facts are then as the kernel has them. Tells nobody. */
  load(): FactsChange {
    return this.#facts.load(this.#monitor.snapshot());
  }

  /** Takes in what the kernel has said since. Inside a turn. */
  drain(now: Micros): void {
    const changes = this.#monitor.drain();
    if (changes.length === 0) return;
    const again = changes.some(({ type }) => type === 'resynchronise');
    this.tell(again ? this.load() : this.#facts.apply(changes), now);
  }

  /** Interfaces first: what left with its interface was not taken by somebody. */
  tell(change: FactsChange, now: Micros): void {
    this.#routers.interfacesChanged(change.interfaces, now);
    this.#routers.addressesRemoved(change.removed, now);
    this.#objects.noteFacts(change, now);
  }

  close(): void {
    this.#monitor.close();
  }
}
