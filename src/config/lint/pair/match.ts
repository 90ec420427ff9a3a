/**
 * Which instances of several hosts are one virtual router: those with the same VRID and family that share a virtual
 * IP. Those without a counterpart whose virtual IPs are in one network are taken as one as well, so that a typing error
 * in an address shows.
 */

import { familyOf, networkOf, type Prefix } from '../../../base/address.js';
import type { Configuration, Instance, VirtualAddress } from '../../model.js';

/** One host's configuration. */
export interface Host {
  /** For messages: the file as it was named. */
  readonly name: string;
  readonly configuration: Configuration;
}

/** An instance and the host that it is of. */
export interface Member {
  readonly host: Host;
  readonly instance: Instance;
}

/** Groups of at least two members, each of another host. */
export function matchRouters(hosts: readonly Host[], holders: AddressHolders): readonly (readonly Member[])[] {
  const byRouter = new Map<string, Member[]>();
  for (const host of hosts) {
    for (const instance of host.configuration.instances) {
      const key = `${instance.family} ${instance.vrid}`;
      const members = byRouter.get(key);
      if (members === undefined) byRouter.set(key, [{ host, instance }]);
      else members.push({ host, instance });
    }
  }
  return [...byRouter.values()]
    .flatMap((members) => joinRelated(partition(members), holders))
    .filter((members) => members.length > 1);
}

/** By the virtual IPs that they share. */
function partition(members: readonly Member[]): readonly Member[][] {
  const groups: { readonly members: Member[]; readonly addresses: Set<string> }[] = [];
  for (const member of members) {
    const addresses = allAddresses(member.instance).map(({ prefix }) => prefix.address);
    const group = groups.find(
      (others) =>
        !others.members.some(({ host }) => host === member.host) && addresses.some((one) => others.addresses.has(one)),
    );
    if (group === undefined) groups.push({ members: [member], addresses: new Set(addresses) });
    else {
      group.members.push(member);
      for (const address of addresses) group.addresses.add(address);
    }
  }
  return groups.map((group) => group.members);
}

/** Puts those that are alone to the group that they seem to be of. */
function joinRelated(groups: readonly Member[][], holders: AddressHolders): readonly Member[][] {
  const joined: Member[][] = [];
  for (const group of [...groups].sort((first, second) => second.length - first.length)) {
    const [single, ...more] = group;
    const home =
      single === undefined || more.length > 0
        ? undefined
        : joined.find((others) =>
            others.every((other) => other.host !== single.host && seemSame(other, single, holders)),
          );
    if (home === undefined || single === undefined) joined.push(group);
    else home.push(single);
  }
  return joined;
}

/** Whether two have virtual IPs in one network, and neither host has those of the other under another VRID. */
function seemSame(first: Member, second: Member, holders: AddressHolders): boolean {
  if (holders.has(first.host, second.instance) || holders.has(second.host, first.instance)) return false;
  const networks = allAddresses(first.instance).map(({ prefix }) => networkOf(neighbourhood(prefix)));
  return allAddresses(second.instance).some(({ prefix }) => networks.some((contains) => contains(prefix.address)));
}

/** The network of an address; of one without a mask, as large as networks mostly are. */
function neighbourhood({ address, length }: Prefix): Prefix {
  const [full, usual] = familyOf(address) === 4 ? [32, 24] : [128, 64];
  return { address, length: length === full ? usual : length };
}

function allAddresses({ addresses, excludedAddresses }: Instance): readonly VirtualAddress[] {
  return [...addresses, ...excludedAddresses];
}

/** Which instances of each host have a virtual IP. */
export class AddressHolders {
  readonly #byHost: ReadonlyMap<Host, ReadonlyMap<string, readonly Instance[]>>;

  constructor(hosts: readonly Host[]) {
    this.#byHost = new Map(hosts.map((host) => [host, holdersOf(host)]));
  }

  /** An instance of the host that has one of the virtual IPs under another VRID. */
  underOtherVrid(host: Host, instance: Instance): Instance | undefined {
    const { vrid, family } = instance;
    const holders = this.#byHost.get(host);
    for (const { prefix } of allAddresses(instance)) {
      const found = holders?.get(prefix.address)?.find((other) => other.vrid !== vrid && other.family === family);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  has(host: Host, instance: Instance): boolean {
    return this.underOtherVrid(host, instance) !== undefined;
  }
}

function holdersOf({ configuration }: Host): ReadonlyMap<string, readonly Instance[]> {
  const holders = new Map<string, Instance[]>();
  for (const instance of configuration.instances) {
    for (const { prefix } of allAddresses(instance)) {
      const known = holders.get(prefix.address);
      if (known === undefined) holders.set(prefix.address, [instance]);
      else known.push(instance);
    }
  }
  return holders;
}
