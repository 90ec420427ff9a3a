/** Lints about virtual IPs beside the addresses that their interface has. */

import { familyOf, formatPrefix, isLinkLocal, type Prefix, prefixContains } from '../../base/address.js';
import type { HostFacts } from '../host-facts.js';
import type { Instance, VirtualAddress } from '../model.js';
import type { LintReport, LintSubject } from './subject.js';

export function lintAddresses({ configuration, host, report }: LintSubject): void {
  for (const instance of configuration.instances) {
    for (const address of [...instance.addresses, ...instance.excludedAddresses]) {
      if (reportSource(instance, address, report) || host === undefined) continue;
      const own = addressesOf(host, address.device);
      if (reportOwn(instance, address, host, report)) continue;
      reportOutside(address, own, report);
      reportScope(address, own, report);
    }
  }
}

/** Addresses of an interface in the order of the kernel, the primary one first. */
function addressesOf(host: HostFacts, device: string): readonly Prefix[] {
  return host.networkInterface(device)?.addresses ?? [];
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

/**
 * While we are master the address is here too, so only what the daemon would never make counts: another mask, or the
 * first place among several addresses of the interface.
 */
function reportOwn(
  { priority }: Instance,
  { prefix, span }: VirtualAddress,
  host: HostFacts,
  report: LintReport,
): boolean {
  if (priority === 255) return false;
  for (const name of host.interfaceNames()) {
    const family = addressesOf(host, name).filter(({ address }) => familyOf(address) === familyOf(prefix.address));
    const index = family.findIndex(({ address }) => address === prefix.address);
    const found = family[index];
    if (found === undefined) continue;
    if (found.length === prefix.length && (index > 0 || family.length === 1)) continue;
    report('address-is-own', span, `${prefix.address} is an address of this host (${formatPrefix(found)} on ${name})`, {
      keepalived: 'removes it from the interface at start',
      hint: 'choose an address that no host has',
    });
    return true;
  }
  return false;
}

function reportOutside({ prefix, device, span }: VirtualAddress, own: readonly Prefix[], report: LintReport): void {
  if (isLinkLocal(prefix.address)) return;
  const family = own.filter(
    ({ address }) =>
      familyOf(address) === familyOf(prefix.address) && !isLinkLocal(address) && address !== prefix.address,
  );
  if (family.length === 0 || family.some((network) => prefixContains(network, prefix.address))) return;
  report(
    'address-outside-networks',
    span,
    `${prefix.address} is in none of the networks of ${device}: ${family.slice(0, 4).map(formatPrefix).join(', ')}`,
    { hint: `check the address, and that hosts there reach it through ${device}` },
  );
}

/** @see inet_insert_ifa in Linux: one mask, one network, two scopes is EINVAL */
function reportScope(
  { prefix, scope, device, span }: VirtualAddress,
  own: readonly Prefix[],
  report: LintReport,
): void {
  if (scope === undefined || familyOf(prefix.address) === 6) return;
  const same = own.find(
    (other) =>
      other.length === prefix.length && other.address !== prefix.address && prefixContains(other, prefix.address),
  );
  if (same === undefined) return;
  report(
    'scope-refused',
    span,
    `${device} has ${formatPrefix(same)}, and the kernel takes no second address of that network with another scope`,
    { keepalived: 'logs that the address cannot be added', hint: 'remove the scope, or give the address another mask' },
  );
}
