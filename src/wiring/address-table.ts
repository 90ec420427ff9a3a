/** Virtual IPs on interfaces, by the adapter that the settings choose. */

import type { Settings } from '../config/settings-values.js';
import type { AddressTable } from '../runtime/ports/network.js';
import type { BufferWish } from '../system/netlink-socket.js';

/**
 * The table, and the socket whose renewals the monitor need not tell, where it has one.
 * @param answers buffer of its sockets, where it has any
 * @throws SystemError where the system refuses it
 */
export async function addressTable(
  settings: Settings,
  answers?: BufferWish,
): Promise<AddressTable & { readonly renewalPort?: number }> {
  if (settings.addresses === 'netlink')
    return (await import('../system/netlink-address-table.js')).netlinkAddressTable(answers);
  return (await import('../system/ip-address-table.js')).ipAddressTable();
}
