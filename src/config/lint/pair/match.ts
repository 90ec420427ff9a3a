/**
 * Which instances of several hosts are one virtual router: those with the same VRID and family that share a virtual
 * IP. Two that have nothing else in common are taken as one as well, so that a typing error in an address shows.
 */

import type { Configuration, Instance } from '../../model.js';

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
export function matchRouters(hosts: readonly Host[]): readonly (readonly Member[])[] {
  const byRouter = new Map<string, Member[]>();
  for (const host of hosts) {
    for (const instance of host.configuration.instances) {
      const key = `${instance.family} ${instance.vrid}`;
      const members = byRouter.get(key);
      if (members === undefined) byRouter.set(key, [{ host, instance }]);
      else members.push({ host, instance });
    }
  }
  return [...byRouter.values()].flatMap(partition).filter((members) => members.length > 1);
}

function partition(members: readonly Member[]): readonly (readonly Member[])[] {
  const groups: Member[][] = [];
  for (const member of members) {
    const group = groups.find(
      (others) =>
        !others.some(({ host }) => host === member.host) &&
        others.some((other) => shareAddress(other.instance, member.instance)),
    );
    if (group === undefined) groups.push([member]);
    else group.push(member);
  }
  const [first, second, ...more] = groups;
  if (first?.length === 1 && second?.length === 1 && more.length === 0 && first[0]?.host !== second[0]?.host)
    return [[...first, ...second]];
  return groups;
}

export function shareAddress(first: Instance, second: Instance): boolean {
  const own = new Set(addressesOf(first));
  return addressesOf(second).some((address) => own.has(address));
}

function addressesOf({ addresses, excludedAddresses }: Instance): readonly string[] {
  return [...addresses, ...excludedAddresses].map(({ prefix }) => prefix.address);
}
