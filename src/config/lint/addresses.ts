/** Lints about virtual IPs beside the addresses that their interface has. */

import { familyOf, formatPrefix, type IpAddress, isLinkLocal, networkOf, type Prefix } from '../../base/address.js';
import type { HostFacts } from '../host-facts.js';
import type { Configuration, Instance, VirtualAddress } from '../model.js';
import type { LintReport, LintSubject } from './subject.js';

/** An address of this host. */
interface OwnAddress {
  readonly interfaceName: string;
  readonly prefix: Prefix;
  /** No daemon has bound it. */
  readonly certain: boolean;
}

export function lintAddresses({ configuration, host, report }: LintSubject): void {
  const own = host === undefined ? new Map<string, OwnAddress>() : ownAddresses(configuration, host);
  const networksByDevice = new Map<string, readonly OwnNetwork[]>();
  for (const instance of configuration.instances) {
    const lint = (address: VirtualAddress): void => {
      if (reportSource(instance, address, report) || host === undefined) return;
      if (reportOwn(instance, address, own, host, report)) return;
      let networks = networksByDevice.get(address.device);
      if (networks === undefined) {
        networks = networksOf(host, address.device);
        networksByDevice.set(address.device, networks);
      }
      // What nearly every address is comes first, by the cheapest test: there may be very many.
      if (!liesInside(networks, address.prefix.address) && !isApart(address, networks, host))
        reportOutside(address, networks, report);
      if (address.options.scope !== undefined) reportScope(address, networks, report);
    };
    instance.addresses.forEach(lint);
    instance.excludedAddresses.forEach(lint);
  }
}

/** Virtual IPs with a scope of their own, among very many. */
function scopedAddresses({ instances }: Configuration): ReadonlySet<IpAddress> {
  const scoped = new Set<IpAddress>();
  const add = ({ prefix, options }: VirtualAddress): void => {
    if (options.scope !== undefined) scoped.add(prefix.address);
  };
  for (const { addresses, excludedAddresses } of instances) {
    addresses.forEach(add);
    excludedAddresses.forEach(add);
  }
  return scoped;
}

/** Addresses of an interface in the order of the kernel, the primary one first. */
function addressesOf(host: HostFacts, device: string): readonly Prefix[] {
  return host.networkInterface(device)?.addresses ?? [];
}

/** An address of an interface, and its network. */
interface OwnNetwork extends Prefix {
  readonly linkLocal: boolean;
  readonly contains: (address: IpAddress) => boolean;
}

function networksOf(host: HostFacts, device: string): readonly OwnNetwork[] {
  return addressesOf(host, device).map((prefix) => ({
    ...prefix,
    linkLocal: isLinkLocal(prefix.address),
    contains: networkOf(prefix),
  }));
}

/**
 * Every address of the host. While a daemon is master the virtual IPs are among them. Certain not to be one is then only
 * the first IPv4 address of an interface that an instance advertises from: without it the daemon would not be master,
 * and the kernel puts later ones behind it. Of IPv6 it lists the newest first, and link-local ones are enough to be master.
 */
function ownAddresses(configuration: Configuration, host: HostFacts): Map<string, OwnAddress> {
  const own = new Map<string, OwnAddress>();
  const sources = new Set(
    configuration.instances
      .filter(({ family, sourceAddress }) => family === 4 && sourceAddress === undefined)
      .map(({ interfaceName }) => interfaceName),
  );
  const scoped = scopedAddresses(configuration);
  for (const interfaceName of host.interfaceNames()) {
    let first = sources.has(interfaceName);
    for (const prefix of addressesOf(host, interfaceName)) {
      const isFirst = first && familyOf(prefix.address) === 4;
      // One of a narrower scope goes before those that are there.
      if (isFirst) first = scoped.has(prefix.address);
      if (host.networkInterface(interfaceName)?.loopback === true && own.has(prefix.address)) continue;
      own.set(prefix.address, { interfaceName, prefix, certain: isFirst && !first });
    }
  }
  return own;
}

function reportSource(
  { sourceAddress, name, priority }: Instance,
  { prefix, span }: VirtualAddress,
  report: LintReport,
): boolean {
  if (sourceAddress !== prefix.address || priority === 255) return false;
  report(
    'address-is-own',
    span,
    `${prefix.address} is the address that ${name} sends from, and is removed when it is not master`,
    {
      hint: 'name an address of the host as the source, and another one as the virtual IP',
    },
  );
  return true;
}

function reportOwn(
  instance: Instance,
  { prefix, device, span }: VirtualAddress,
  own: ReadonlyMap<string, OwnAddress>,
  host: HostFacts,
  report: LintReport,
): boolean {
  const found = own.get(prefix.address);
  if (found === undefined || (!found.certain && host.vrrpRuns())) return false;
  const { interfaceName } = found;
  // A load balancer may have its address there for good, so that it serves itself.
  if (interfaceName !== device && host.networkInterface(interfaceName)?.loopback === true) return false;
  if (instance.priority === 255 && !leavesNothing(instance, found, own)) return false;
  const where = `${formatPrefix(found.prefix)} on ${interfaceName}`;
  const outcome = leavesNothing(instance, found, own) ? `, and ${interfaceName} has no other to advertise from` : '';
  report('address-is-own', span, `${prefix.address} is an address of this host (${where})${outcome}`, {
    ...(interfaceName === device && { keepalived: 'removes it from the interface at start, as vrrpd does' }),
    hint: found.certain
      ? 'choose an address that no host has'
      : 'choose an address that no host has; or remove it, where a daemon that was killed has left it behind',
  });
  return true;
}

/**
 * Whether an IPv4 instance cannot advertise once the address is removed: a secondary one of the same network goes with
 * it. A source that is written down need not be bound.
 */
function leavesNothing(
  { family, interfaceName, sourceAddress }: Instance,
  removed: OwnAddress,
  own: ReadonlyMap<string, OwnAddress>,
): boolean {
  if (family === 6 || sourceAddress !== undefined || removed.interfaceName !== interfaceName) return false;
  const goes = networkOf(removed.prefix);
  const others = [...own.values()].filter(
    (other) => other.interfaceName === interfaceName && other !== removed && familyOf(other.prefix.address) === 4,
  );
  return (
    removed.certain && others.every(({ prefix }) => prefix.length === removed.prefix.length && goes(prefix.address))
  );
}

function reportOutside({ prefix, device, span }: VirtualAddress, own: readonly OwnNetwork[], report: LintReport): void {
  if (isLinkLocal(prefix.address)) return;
  const family = own.filter(
    ({ address, linkLocal }) =>
      familyOf(address) === familyOf(prefix.address) && !linkLocal && address !== prefix.address,
  );
  if (family.length === 0) return;
  report(
    'address-outside-networks',
    span,
    `${prefix.address} is in none of the networks of ${device}: ${family.slice(0, 4).map(formatPrefix).join(', ')}`,
    { hint: `check the address, and that hosts there reach it through ${device}` },
  );
}

/** An address that others reach by a route only, as the interface says: a loopback, or one of single addresses. */
function isApart({ prefix, device }: VirtualAddress, own: readonly OwnNetwork[], host: HostFacts): boolean {
  if (host.networkInterface(device)?.loopback === true) return true;
  return isSingle(prefix) && own.every((network) => network.linkLocal || isSingle(network));
}

function isSingle({ address, length }: Prefix): boolean {
  return length === (familyOf(address) === 4 ? 32 : 128);
}

/** Whether the network of another address has it. */
function liesInside(own: readonly OwnNetwork[], address: IpAddress): boolean {
  for (let index = 0; index < own.length; index += 1) {
    const network = own[index];
    if (network?.linkLocal === false && network.address !== address && network.contains(address)) return true;
  }
  return false;
}

/** @see inet_insert_ifa in Linux: one mask, one network, two scopes is EINVAL */
function reportScope({ prefix, device, span }: VirtualAddress, own: readonly OwnNetwork[], report: LintReport): void {
  if (familyOf(prefix.address) === 6) return;
  const same = own.find(
    (other) => other.length === prefix.length && other.address !== prefix.address && other.contains(prefix.address),
  );
  if (same === undefined) return;
  report(
    'scope-refused',
    span,
    `${device} has ${formatPrefix(same)}, and the kernel takes no second address of that network with another scope`,
    { keepalived: 'logs that the address cannot be added', hint: 'remove the scope, or give the address another mask' },
  );
}
