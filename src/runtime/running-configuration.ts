/** The configuration that runs: of the start or of the last reload, with the names of the interfaces made for it. */

import type { Configuration } from '../config/model.js';
import type { AnnouncementGaps } from './announcement-gaps.js';
import { virtualAddresses } from './leftovers.js';
import type { NetworkFacts } from './network-facts.js';
import type { NetworkObjects } from './network-objects.js';

export class RunningConfiguration {
  #configuration: Configuration;
  readonly #facts: NetworkFacts;
  readonly #gaps: AnnouncementGaps;
  readonly #objects: NetworkObjects;

  constructor(configuration: Configuration, facts: NetworkFacts, gaps: AnnouncementGaps, objects: NetworkObjects) {
    this.#configuration = configuration;
    this.#facts = facts;
    this.#gaps = gaps;
    this.#objects = objects;
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  /** Takes a configuration, with the interfaces made that it asks for; returns whether the kernel's are others now. */
  replace(configuration: Configuration, starting: boolean): boolean {
    this.#facts.setVirtualAddresses(new Set(virtualAddresses(configuration).map(({ prefix }) => prefix.address)));
    this.#gaps.use(configuration);
    const placed = this.#objects.place(configuration, starting);
    this.#configuration = placed.configuration;
    return placed.changed;
  }
}
