/**
 * Virtual addresses that an earlier run left behind: removed before anything else, as keepalived does, so that no
 * backup starts with the master's address. And the journal of what this run has bound, which tells the one who cleans
 * up after a crash.
 */

import { formatPrefix, type IpAddress, parsePrefix } from '../base/address.js';
import type { Configuration, VirtualAddress } from '../config/model.js';
import type { AddressHolding } from './address-holding.js';
import type { NetworkFacts } from './network-facts.js';
import { addressChange } from './planned-address.js';
import type { AddressChange } from './ports/network.js';

/** Every virtual address of the configuration. */
export function virtualAddresses(configuration: Configuration): readonly VirtualAddress[] {
  return configuration.instances.flatMap(({ addresses, excludedAddresses }) => [...addresses, ...excludedAddresses]);
}

/** Removals for those that are on their interface although nobody here has bound them. */
export function leftoverRemovals(addresses: readonly VirtualAddress[], facts: NetworkFacts): readonly AddressChange[] {
  return addresses.flatMap((wanted) => {
    const { link } = facts.view(wanted.device);
    if (link === undefined || !facts.has(link.index, wanted.prefix.address)) return [];
    return [addressChange('remove', wanted, link, 0)];
  });
}

/** One bound address as the journal has it: `eth0 192.0.2.10/32`, a line each. */
export interface JournalEntry {
  readonly interfaceName: string;
  readonly prefix: { readonly address: IpAddress; readonly length: number };
}

export function formatJournal(holdings: Iterable<AddressHolding>): string {
  const lines: string[] = [];
  for (const { planned } of holdings) {
    for (const { state, link, wanted } of planned) {
      if (state !== 'absent' && link !== undefined) lines.push(`${link.name} ${formatPrefix(wanted.prefix)}\n`);
    }
  }
  return lines.join('');
}

/** Reads a journal; lines that are none are left out. */
export function parseJournal(text: string): readonly JournalEntry[] {
  return text.split('\n').flatMap((line) => {
    const [interfaceName, address] = line.split(' ');
    const prefix = parsePrefix(address ?? '');
    return interfaceName === undefined || interfaceName === '' || prefix === undefined
      ? []
      : [{ interfaceName, prefix }];
  });
}
