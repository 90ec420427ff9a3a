/** Lints about virtual IPs beside the addresses that their interface has. */

import { familyOf, formatPrefix, type IpAddress, isLinkLocal, networkOf, type Prefix } from '../../base/address.js';
import type { HostFacts } from '../host-facts.js';
import type { Instance, VirtualAddress } from '../model.js';
import type { LintReport, LintSubject } from './subject.js';

/** An address of this host. */
interface OwnAddress {
  readonly interfaceName: string;
  readonly prefix: Prefix;
  /** What the daemon would never have made; see `ownAddresses`. */
  readonly certain: boolean;
}

export function lintAddresses({ configuration, host, report }: LintSubject): void {
  const own = host === undefined ? new Map<string, OwnAddress>() : ownAddresses(host);
  const networksByDevice = new Map<string, readonly OwnNetwork[]>();
  for (const instance of configuration.instances) {
    const lint = (address: VirtualAddress): void => {
      if (reportSource(instance, address, report) || host === undefined) return;
      if (reportOwn(instance, address, own, report)) return;
      let networks = networksByDevice.get(address.device);
      if (networks === undefined) {
        networks = networksOf(host, address.device);
        networksByDevice.set(address.device, networks);
      }
      // What nearly every address is comes first, by the cheapest test: there may be very many.
      if (!liesInside(networks, address.prefix.address)) reportOutside(address, networks, report);
      if (address.options.scope !== undefined) reportScope(address, networks, report);
    };
    instance.addresses.forEach(lint);
    instance.excludedAddresses.forEach(lint);
  }
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
 * Every address of the host. While we are master the virtual IPs are among them, so that only the first of several on
 * an interface is certain not to be one.
 */
function ownAddresses(host: HostFacts): Map<string, OwnAddress> {
  const own = new Map<string, OwnAddress>();
  for (const interfaceName of host.interfaceNames()) {
    const first = new Map<number, Prefix>();
    const count = new Map<number, number>();
    for (const prefix of addressesOf(host, interfaceName)) {
      const family = familyOf(prefix.address);
      if (!first.has(family)) first.set(family, prefix);
      count.set(family, (count.get(family) ?? 0) + 1);
      own.set(prefix.address, { interfaceName, prefix, certain: false });
    }
    for (const [family, prefix] of first) {
      own.set(prefix.address, { interfaceName, prefix, certain: (count.get(family) ?? 0) > 1 });
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

/** An address that is here with another mask is none that the daemon has bound. */
function reportOwn(
  { priority }: Instance,
  { prefix, span }: VirtualAddress,
  own: ReadonlyMap<string, OwnAddress>,
  report: LintReport,
): boolean {
  const found = own.get(prefix.address);
  if (found === undefined || priority === 255) return false;
  if (!found.certain && found.prefix.length === prefix.length) return false;
  const where = `${formatPrefix(found.prefix)} on ${found.interfaceName}`;
  report('address-is-own', span, `${prefix.address} is an address of this host (${where})`, {
    keepalived: 'removes it from the interface at start',
    hint: 'choose an address that no host has',
  });
  return true;
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
