/**
 * Where announcements must keep a distance: garp_group, vrrp_garp_interval and vrrp_gna_interval, for each interface or
 * for several together.
 */

import { type AddressFamily, familyOf } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { Configuration } from '../config/model.js';
import type { NetworkFacts } from './network-facts.js';
import type { PlannedAddress } from './planned-address.js';

/** Announcements of one lane leave one at a time. */
export interface LaneOfAddress {
  readonly key: string;
  readonly gap: Micros;
}

const NONE = 0 as Micros;
const ON_TOP: ReadonlySet<string | undefined> = new Set(['macvlan', 'ipvlan']);

export class AnnouncementGaps {
  readonly #facts: NetworkFacts;
  #grouped = new Map<string, LaneOfAddress>();
  #default: Readonly<Record<AddressFamily, Micros>> = { 4: NONE, 6: NONE };

  constructor(facts: NetworkFacts) {
    this.#facts = facts;
  }

  use({ globals, garpGroups }: Configuration): void {
    this.#default = { 4: globals.garpInterval, 6: globals.gnaInterval };
    this.#grouped = new Map();
    for (const [index, { interfaces, garpInterval, gnaInterval }] of garpGroups.entries()) {
      for (const name of interfaces) {
        // A group takes the interface out of the default, also for the kind that it does not name.
        this.#grouped.set(`${name} 4`, { key: `group ${index} 4`, gap: garpInterval ?? NONE });
        this.#grouped.set(`${name} 6`, { key: `group ${index} 6`, gap: gnaInterval ?? NONE });
      }
    }
  }

  /** Undefined where the address may be announced at once. */
  laneOf(planned: PlannedAddress): LaneOfAddress | undefined {
    if (this.#grouped.size === 0 && this.#default[4] === 0 && this.#default[6] === 0) return undefined;
    const key = `${this.#wireOf(planned)} ${familyOf(planned.wanted.prefix.address)}`;
    const gap = this.#default[familyOf(planned.wanted.prefix.address)];
    const lane = this.#grouped.get(key) ?? { key, gap };
    return lane.gap > 0 ? lane : undefined;
  }

  /** Interfaces on top of another share its wire. */
  #wireOf({ link, wanted }: PlannedAddress): string {
    if (link?.lower === undefined || !ON_TOP.has(link.kind)) return link?.name ?? wanted.device;
    return this.#facts.linkByIndex(link.lower)?.name ?? link.name;
  }
}
