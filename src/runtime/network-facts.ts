/**
 * The host's links and addresses as the kernel last told them, and what a virtual router wants to know of an
 * interface: is it there, does it carry, which address may adverts be sent from. Fed by the network monitor.
 */

import { type AddressFamily, familyOf, type IpAddress, isLinkLocal } from '../base/address.js';
import type { AddressInfo, LinkInfo, NetworkChange, NetworkMonitor } from './ports/network.js';

/** An interface as virtual routers see it. Replaced, never changed, so that a comparison by identity is enough. */
export interface InterfaceView {
  readonly name: string;
  readonly link: LinkInfo | undefined;
  readonly usable: boolean;
  /** Why it is not usable, for people; empty when it is. */
  readonly problem: string;
  /** Address that adverts of the family are sent from, and why there is none. */
  readonly source4: IpAddress | undefined;
  readonly source6: IpAddress | undefined;
  readonly source6Problem: string;
  /** Addresses on it that are not virtual, and those of them that duplicate address detection has not freed. */
  readonly ready: ReadonlySet<IpAddress>;
  readonly tentative: ReadonlySet<IpAddress>;
}

const NONE: ReadonlySet<IpAddress> = new Set();

export interface FactsChange {
  /** Names of interfaces whose view is another one now. */
  readonly interfaces: ReadonlySet<string>;
  /** Addresses that are no longer there, by `addressKey`. */
  readonly removed: readonly string[];
}

/** Names an address on an interface. */
export function addressKey(interfaceIndex: number, address: IpAddress): string {
  return `${interfaceIndex} ${address}`;
}

export class NetworkFacts {
  readonly #links = new Map<number, LinkInfo>();
  readonly #addresses = new Map<number, Map<IpAddress, AddressInfo>>();
  readonly #views = new Map<string, InterfaceView>();
  /** Links that are asked for, by name: their answer stands for the reported carrier. */
  #polled: ReadonlyMap<string, boolean> = new Map();
  #virtual: ReadonlySet<IpAddress> = new Set();

  /** Addresses that are virtual are never taken as the source of adverts. */
  setVirtualAddresses(addresses: ReadonlySet<IpAddress>): FactsChange {
    this.#virtual = addresses;
    return { interfaces: this.#review(this.#views.keys()), removed: [] };
  }

  /** Takes the answers about polled links; the reported carrier counts again for those without one. */
  setPolled(states: ReadonlyMap<string, boolean>): FactsChange {
    const names = new Set([...this.#polled.keys(), ...states.keys()]);
    this.#polled = states;
    return { interfaces: this.#review(names), removed: [] };
  }

  /** Forgets the answers about links of other names. */
  keepPolled(names: ReadonlySet<string>): FactsChange {
    return this.setPolled(new Map([...this.#polled].filter(([name]) => names.has(name))));
  }

  /** Takes the whole state of the kernel. */
  load(snapshot: ReturnType<NetworkMonitor['snapshot']>): FactsChange {
    const before = this.#presentKeys();
    const names = new Set([...this.#views.keys(), ...snapshot.links.map((link) => link.name)]);
    this.#links.clear();
    this.#addresses.clear();
    for (const link of snapshot.links) this.#links.set(link.index, link);
    for (const address of snapshot.addresses) this.#put(address);
    const removed = before.filter((key) => !this.#has(key));
    return { interfaces: this.#review(names), removed };
  }

  /** Takes changes in order; a resynchronise among them is the caller's to answer with `load`. */
  apply(changes: readonly NetworkChange[]): FactsChange {
    const names = new Set<string>();
    const removed = new Set<string>();
    for (const change of changes) this.#applyOne(change, names, removed);
    for (const key of removed) if (this.#has(key)) removed.delete(key);
    return { interfaces: this.#review(names), removed: [...removed] };
  }

  /** The interface as it is; a view with a problem where there is none of that name. */
  view(name: string): InterfaceView {
    const known = this.#views.get(name);
    if (known !== undefined) return known;
    const made = this.#makeView(name);
    this.#views.set(name, made);
    return made;
  }

  has(interfaceIndex: number, address: IpAddress): boolean {
    return this.#addresses.get(interfaceIndex)?.has(address) ?? false;
  }

  /** Every address now on the host that satisfies the question. */
  find(wanted: (address: AddressInfo) => boolean): readonly AddressInfo[] {
    const found: AddressInfo[] = [];
    for (const onLink of this.#addresses.values()) {
      for (const address of onLink.values()) if (wanted(address)) found.push(address);
    }
    return found;
  }

  get links(): Iterable<LinkInfo> {
    return this.#links.values();
  }

  linkByIndex(index: number): LinkInfo | undefined {
    return this.#links.get(index);
  }

  #applyOne(change: NetworkChange, names: Set<string>, removed: Set<string>): void {
    switch (change.type) {
      case 'link-changed': {
        const previous = this.#links.get(change.link.index);
        if (previous !== undefined) names.add(previous.name);
        names.add(change.link.name);
        this.#links.set(change.link.index, change.link);
        return;
      }
      case 'link-removed': {
        names.add(this.#links.get(change.index)?.name ?? change.name);
        this.#links.delete(change.index);
        for (const address of this.#addresses.get(change.index)?.keys() ?? []) {
          removed.add(addressKey(change.index, address));
        }
        this.#addresses.delete(change.index);
        return;
      }
      case 'address-added':
        this.#put(change.address);
        this.#noteName(change.address, names);
        return;
      case 'address-removed': {
        const { interfaceIndex, prefix } = change.address;
        this.#addresses.get(interfaceIndex)?.delete(prefix.address);
        removed.add(addressKey(interfaceIndex, prefix.address));
        this.#noteName(change.address, names);
        return;
      }
      case 'resynchronise':
        return;
    }
  }

  #noteName(address: AddressInfo, names: Set<string>): void {
    const name = this.#links.get(address.interfaceIndex)?.name;
    if (name !== undefined && !this.#virtual.has(address.prefix.address)) names.add(name);
  }

  #put(address: AddressInfo): void {
    const onLink = this.#addresses.get(address.interfaceIndex);
    if (onLink === undefined) {
      this.#addresses.set(address.interfaceIndex, new Map([[address.prefix.address, address]]));
    } else onLink.set(address.prefix.address, address);
  }

  #has(key: string): boolean {
    const blank = key.indexOf(' ');
    return this.has(Number(key.slice(0, blank)), key.slice(blank + 1) as IpAddress);
  }

  #presentKeys(): string[] {
    return this.find(() => true).map((address) => addressKey(address.interfaceIndex, address.prefix.address));
  }

  /** Makes the views of these names anew and returns the names whose view is another one. */
  #review(names: Iterable<string>): Set<string> {
    const changed = new Set<string>();
    for (const name of [...names]) {
      const before = this.#views.get(name);
      const after = this.#makeView(name);
      if (before !== undefined && sameView(before, after)) continue;
      this.#views.set(name, after);
      changed.add(name);
    }
    return changed;
  }

  #makeView(name: string): InterfaceView {
    const link = this.#linkByName(name);
    if (link === undefined) {
      const problem = `interface ${name} does not exist`;
      const sources = { source4: undefined, source6: undefined, source6Problem: problem, ready: NONE, tentative: NONE };
      return { name, link, usable: false, problem, ...sources };
    }
    const problem = linkProblem(link, this.#polled.get(name));
    const addresses = [...(this.#addresses.get(link.index)?.values() ?? [])];
    const own = addresses.filter((address) => !this.#virtual.has(address.prefix.address));
    const linkLocal = own.filter((address) => isSource6(address.prefix.address));
    const ready = linkLocal.find(isReady);
    const of = (addresses: readonly AddressInfo[]) => new Set(addresses.map(({ prefix }) => prefix.address));
    return {
      name,
      link,
      usable: problem === '',
      problem,
      source4: primary4(own)?.prefix.address,
      source6: ready?.prefix.address,
      ready: of(own.filter(isReady)),
      tentative: of(own.filter((address) => !isReady(address))),
      source6Problem: linkLocal.length > 0 ? `the link-local address of ${name} is tentative` : `no link-local address`,
    };
  }

  #linkByName(name: string): LinkInfo | undefined {
    for (const link of this.#links.values()) if (link.name === name) return link;
    return undefined;
  }
}

/** @param polled the answer about the link, where it is asked for */
function linkProblem({ name, up, running }: LinkInfo, polled: boolean | undefined): string {
  if (!up) return `interface ${name} is down`;
  if (polled === undefined) return running ? '' : `no carrier on ${name}`;
  return polled ? '' : `no link on ${name}, asked for by polling`;
}

function isReady({ tentative, dadFailed }: AddressInfo): boolean {
  return !tentative && !dadFailed;
}

function isSource6(address: IpAddress): boolean {
  return familyOf(address) === 6 && isLinkLocal(address);
}

/** The first address that is not secondary, as the kernel would choose it. */
function primary4(addresses: readonly AddressInfo[]): AddressInfo | undefined {
  const own = addresses.filter((address) => familyOf(address.prefix.address) === 4);
  return own.find((address) => !address.secondary) ?? own[0];
}

/** The source of a family, with the reason where there is none. */
export function sourceOf(
  view: InterfaceView,
  family: AddressFamily,
): { readonly address: IpAddress | undefined; readonly problem: string } {
  if (view.link === undefined) return { address: undefined, problem: view.problem };
  if (family === 6) return { address: view.source6, problem: view.source6Problem };
  return { address: view.source4, problem: `no IPv4 address on ${view.name}` };
}

function sameView(first: InterfaceView, second: InterfaceView): boolean {
  return (
    first.source4 === second.source4 &&
    first.source6 === second.source6 &&
    first.problem === second.problem &&
    first.source6Problem === second.source6Problem &&
    sameSet(first.ready, second.ready) &&
    sameSet(first.tentative, second.tentative) &&
    first.link?.index === second.link?.index &&
    first.link?.mac === second.link?.mac &&
    first.link?.noArp === second.link?.noArp &&
    first.link?.forwardsIpv6 === second.link?.forwardsIpv6
  );
}

function sameSet<T>(first: ReadonlySet<T>, second: ReadonlySet<T>): boolean {
  if (first.size !== second.size) return false;
  for (const one of first) if (!second.has(one)) return false;
  return true;
}
