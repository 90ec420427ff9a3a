/**
 * The virtual addresses of one virtual router: which are bound, and since when they are leased. A lease is a kernel
 * lifetime that only a living loop renews, so that the addresses of a killed or hung daemon go by themselves.
 */

import { familyOf, type IpAddress } from '../base/address.js';
import { fromSeconds, type Micros, micros, plus } from '../base/micros.js';
import type { VirtualAddress } from '../config/model.js';
import { announcementFrame } from './announcement-frame.js';
import { addressKey, type NetworkFacts } from './network-facts.js';
import { addressChange, PlannedAddress } from './planned-address.js';
import type { AddressChange, LinkInfo } from './ports/network.js';

/** Moments in a lease at which leases are renewed. */
const RENEWAL_STEPS = 20;

/** One change together with the address that it is about. */
export interface PlannedChange {
  readonly planned: PlannedAddress;
  readonly change: AddressChange;
}

export class AddressHolding {
  #planned: readonly PlannedAddress[];
  readonly #facts: NetworkFacts;
  readonly #lease: number;
  #wanted = false;

  /** @param lease kernel lifetime in seconds, 0 for none */
  constructor(
    addresses: readonly VirtualAddress[],
    excluded: readonly VirtualAddress[],
    facts: NetworkFacts,
    lease: number,
  ) {
    this.#planned = plan(addresses, excluded);
    this.#facts = facts;
    this.#lease = lease;
  }

  /** Whether the router holds its addresses, or is about to. */
  get wanted(): boolean {
    return this.#wanted;
  }

  get planned(): readonly PlannedAddress[] {
    return this.#planned;
  }

  /** No answer of the kernel is outstanding. */
  get settled(): boolean {
    return this.#planned.every((planned) => planned.state !== 'claiming');
  }

  /** Makes what a takeover needs for some that are not bound, from an index on; returns them and the changes that bind them. */
  prepare(start: number, end: number): readonly PlannedChange[] {
    return this.#planned.slice(start, end).flatMap((planned) => {
      const { link } = this.#facts.view(planned.wanted.device);
      if (planned.state !== 'absent' || link === undefined) return [];
      const change = this.#claimOn(planned, link);
      planned.frame ??= announcementFrame(planned);
      return [{ planned, change }];
    });
  }

  claim(): readonly PlannedChange[] {
    this.#wanted = true;
    return this.#bind(this.#planned);
  }

  /** Binds what could not be bound before, now that its interface is there. */
  claimMissing(): readonly PlannedChange[] {
    return this.#wanted ? this.#bind(this.#planned.filter((planned) => planned.state === 'absent')) : [];
  }

  /** Binds these again after someone removed them. */
  restore(addresses: readonly IpAddress[]): readonly PlannedChange[] {
    if (!this.#wanted) return [];
    const lost = new Set(addresses);
    return this.#bind(this.#planned.filter((planned) => lost.has(planned.wanted.prefix.address)));
  }

  /** Removes what is bound, last bound first, and whatever of it is there without our doing. */
  release(): readonly PlannedChange[] {
    this.#wanted = false;
    return this.#unbind(this.#planned);
  }

  /** Lets go of what is bound and leaves it where it is, without a lease: for a stop that keeps the addresses. */
  leave(): readonly PlannedChange[] {
    this.#wanted = false;
    return this.#planned.flatMap((planned) => {
      const { link, state } = planned;
      planned.state = 'absent';
      if (state === 'absent' || link === undefined) return [];
      return [{ planned, change: addressChange('renew', planned.wanted, link, 0) }];
    });
  }

  /**
   * When the leases want renewing, for a claim or renewal made now; undefined without a lease. A moment that others
   * share, so that the leases of many routers are renewed in one turn.
   */
  renewAt(now: Micros): Micros | undefined {
    if (this.#lease === 0 || !this.#wanted) return undefined;
    const lease = fromSeconds(this.#lease);
    const step = lease / RENEWAL_STEPS;
    return micros(Math.floor(plus(now, micros(lease / 2)) / step) * step);
  }

  renewals(): readonly PlannedChange[] {
    if (!this.#wanted) return [];
    const renewals: PlannedChange[] = [];
    for (const planned of this.#planned) {
      if (planned.state !== 'bound' || planned.link === undefined) continue;
      if (planned.renewal?.interfaceIndex !== planned.link.index) {
        planned.renewal = addressChange('renew', planned.wanted, planned.link, this.#lease);
      }
      renewals.push({ planned, change: planned.renewal });
    }
    return renewals;
  }

  /** Addresses of ours among those that the kernel lost; marks them absent. Those with no_track are left alone. */
  noteRemoved(keys: ReadonlySet<string>): readonly PlannedAddress[] {
    const lost = this.#planned.filter((planned) => {
      return planned.state === 'bound' && planned.link !== undefined && keys.has(keyOf(planned));
    });
    for (const planned of lost) planned.state = planned.wanted.options.noTrack ? 'left' : 'absent';
    return lost.filter(({ state }) => state === 'absent');
  }

  /**
   * Takes another list: what stays is left untouched, the rest is removed and added while the router holds them.
   */
  replace(addresses: readonly VirtualAddress[], excluded: readonly VirtualAddress[]): readonly PlannedChange[] {
    const before = new Map(this.#planned.map((planned) => [identityOf(planned), planned]));
    const after = plan(addresses, excluded).map((planned) => {
      const same = before.get(identityOf(planned));
      before.delete(identityOf(planned));
      return same ?? planned;
    });
    this.#planned = after;
    const removals = this.#unbind([...before.values()]);
    if (!this.#wanted) return removals;
    return [...removals, ...this.#bind(after.filter((planned) => planned.state === 'absent'))];
  }

  #bind(some: readonly PlannedAddress[]): readonly PlannedChange[] {
    return some.flatMap((planned) => {
      const { link } = this.#facts.view(planned.wanted.device);
      if (link === undefined) return [];
      planned.state = 'claiming';
      return [{ planned, change: this.#claimOn(planned, link) }];
    });
  }

  /** The change that binds it, made once for the link. */
  #claimOn(planned: PlannedAddress, link: LinkInfo): AddressChange {
    if (planned.link !== link) {
      planned.link = link;
      planned.frame = undefined;
      planned.claim = undefined;
    }
    planned.claim ??= addressChange('add', planned.wanted, link, this.#lease);
    return planned.claim;
  }

  #unbind(some: readonly PlannedAddress[]): readonly PlannedChange[] {
    return [...some].reverse().flatMap((planned) => {
      const { link } = planned;
      const held = planned.state === 'claiming' || planned.state === 'bound';
      planned.state = 'absent';
      return held && link !== undefined ? [{ planned, change: addressChange('remove', planned.wanted, link, 0) }] : [];
    });
  }
}

/** Names a bound address as `addressKey` does. */
export function keyOf(planned: PlannedAddress): string {
  return addressKey(planned.link?.index ?? -1, planned.wanted.prefix.address);
}

function plan(addresses: readonly VirtualAddress[], excluded: readonly VirtualAddress[]): readonly PlannedAddress[] {
  return [
    ...addresses.map((address) => new PlannedAddress(address, false)),
    ...excluded.map((address) => new PlannedAddress(address, true)),
  ];
}

/** What must be equal for a bound address to stay as it is in a reload. */
function identityOf(planned: PlannedAddress): string {
  const { span: _, ...rest } = planned.wanted;
  return JSON.stringify([planned.excluded, familyOf(rest.prefix.address), rest]);
}
