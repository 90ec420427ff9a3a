/** Virtual IPs on interfaces, by the adapter that the settings choose. */

import type { Settings } from '../config/settings-values.js';
import type { AddressTable } from '../runtime/ports/network.js';

/** @throws SystemError where the system refuses it */
export async function addressTable(settings: Settings): Promise<AddressTable> {
  if (settings.addresses === 'netlink')
    return (await import('../system/netlink-address-table.js')).netlinkAddressTable();
  return (await import('../system/ip-address-table.js')).ipAddressTable();
}
