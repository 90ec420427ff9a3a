/**
 * Addresses that an earlier run left behind: removed before anything else, as keepalived does, so that no backup starts
 * with the master's address. Those of the configuration, and those of the journal: the file may be another one by now.
 */

import { formatPrefix, type Prefix } from '../base/address.js';
import type { Logger } from '../base/logger.js';
import type { Configuration, VirtualAddress } from '../config/model.js';
import type { JournalEntry } from './address-journal.js';
import type { NetworkFacts } from './network-facts.js';
import type { AddressChange, AddressInfo, AddressTable, LinkInfo } from './ports/network.js';

/** Every virtual address of the configuration. */
export function virtualAddresses(configuration: Configuration): readonly VirtualAddress[] {
  return configuration.instances.flatMap(({ addresses, excludedAddresses }) => [...addresses, ...excludedAddresses]);
}

/** As a journal would have them. */
export function asEntries(addresses: readonly VirtualAddress[]): readonly JournalEntry[] {
  return addresses.map(({ device, prefix }) => ({ interfaceName: device, prefix }));
}

/**
 * Removes those that are on their interface although nobody here has bound them.
 * @param journal what the earlier run had bound; static addresses of it that are still wanted are left as they are
 */
export function removeLeftovers(
  configuration: Configuration,
  journal: readonly JournalEntry[],
  facts: NetworkFacts,
  table: AddressTable,
  logger: Logger,
): void {
  const { staticAddresses } = configuration;
  const kept = new Set(
    staticAddresses.map(({ device, prefix, options }) => `${describe(prefix, options.peer)} ${device}`),
  );
  const left = [...asEntries(virtualAddresses(configuration)), ...journal];
  const removals = removalsOf(
    left,
    [...facts.links],
    facts.find(() => true),
  ).filter(({ prefix, peer, interfaceName }) => !kept.has(`${describe(prefix, peer)} ${interfaceName}`));
  if (removals.length === 0) return;
  table.apply(removals, (outcomes) => {
    for (const [index, { prefix, interfaceName }] of removals.entries()) {
      const fields = { address: prefix.address, interface: interfaceName };
      const outcome = outcomes[index];
      if (outcome === undefined || outcome.ok) {
        logger.warn(fields, `removed ${prefix.address} from ${interfaceName}: left behind by an earlier run`);
      } else {
        logger.error(fields, `cannot remove ${prefix.address} from ${interfaceName}: ${outcome.error.message}`);
      }
    }
  });
}

/**
 * Removals of those that are there, once each. The kernel has the peer and its length, and removes only what is named
 * by them.
 */
export function removalsOf(
  left: readonly JournalEntry[],
  links: readonly LinkInfo[],
  addresses: readonly AddressInfo[],
): readonly AddressChange[] {
  const indexes = new Map(links.map(({ name, index }) => [name, index]));
  const there = new Map<string, AddressInfo[]>();
  for (const info of addresses) {
    const key = `${info.interfaceIndex} ${info.prefix.address}`;
    const others = there.get(key);
    if (others === undefined) there.set(key, [info]);
    else others.push(info);
  }
  const removals = new Map<AddressInfo, AddressChange>();
  for (const { interfaceName, prefix } of left) {
    const interfaceIndex = indexes.get(interfaceName);
    if (interfaceIndex === undefined) continue;
    for (const info of there.get(`${interfaceIndex} ${prefix.address}`) ?? []) {
      if (info.peer === undefined && info.prefix.length !== prefix.length) continue;
      const base = { operation: 'remove', interfaceIndex, interfaceName, prefix: info.prefix } as const;
      const peer = info.peer && { address: info.peer, length: info.prefix.length };
      removals.set(info, peer === undefined ? base : { ...base, peer });
    }
  }
  return [...removals.values()];
}

/** The address as the kernel tells it from others on its interface: with the other end, whose length is the one that counts. */
export function describe(prefix: Prefix, peer: Prefix | undefined): string {
  return peer === undefined ? formatPrefix(prefix) : `${prefix.address} peer ${formatPrefix(peer)}`;
}
