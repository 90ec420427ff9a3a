/**
 * Virtual addresses that an earlier run left behind: removed before anything else, as keepalived does, so that no
 * backup starts with the master's address.
 */

import type { Logger } from '../base/logger.js';
import type { Configuration, VirtualAddress } from '../config/model.js';
import type { NetworkFacts } from './network-facts.js';
import { addressChange } from './planned-address.js';
import type { AddressChange, AddressTable } from './ports/network.js';

/** Every virtual address of the configuration. */
export function virtualAddresses(configuration: Configuration): readonly VirtualAddress[] {
  return configuration.instances.flatMap(({ addresses, excludedAddresses }) => [...addresses, ...excludedAddresses]);
}

/** Removes those that are on their interface although nobody here has bound them. */
export function removeLeftovers(
  configuration: Configuration,
  facts: NetworkFacts,
  table: AddressTable,
  logger: Logger,
): void {
  const removals = leftoverRemovals(virtualAddresses(configuration), facts);
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

function leftoverRemovals(addresses: readonly VirtualAddress[], facts: NetworkFacts): readonly AddressChange[] {
  return addresses.flatMap((wanted) => {
    const { link } = facts.view(wanted.device);
    if (link === undefined || !facts.has(link.index, wanted.prefix.address)) return [];
    return [addressChange('remove', wanted, link, 0)];
  });
}
