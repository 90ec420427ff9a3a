/** Virtual IPs on interfaces, by the adapter that the settings choose. */

import type { Settings } from '../config/settings-values.js';
import type { AddressTable } from '../runtime/ports/network.js';

/**
 * The table, and the socket whose renewals the monitor need not tell, where it has one.
 * @throws SystemError where the system refuses it
 */
export async function addressTable(settings: Settings): Promise<AddressTable & { readonly renewalPort?: number }> {
  if (settings.addresses === 'netlink')
    return (await import('../system/netlink-address-table.js')).netlinkAddressTable();
  return (await import('../system/ip-address-table.js')).ipAddressTable();
}
