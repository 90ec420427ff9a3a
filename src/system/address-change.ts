/**
 * What the adapters of AddressTable share: an address change in words, and what it takes in the kernel.
 */

import { familyOf, formatPrefix } from '../base/address.js';
import type { AddressChange } from '../runtime/ports/network.js';

/** `add 192.0.2.1/24 on eth0`. */
export function describeChange({ operation, prefix, interfaceName }: AddressChange): string {
  return `${operation} ${formatPrefix(prefix)} on ${interfaceName}`;
}

/**
 * What the kernel is asked for one change, in order; the answer to the last counts. The kernel leaves the prefix route
 * of a leased IPv6 address in place until the lease would have ended, and removes at once that of a lasting one: so the
 * address is made lasting first, as no source of packets. With a peer's network the kernel makes another route instead.
 */
export function stepsOf(change: AddressChange): readonly AddressChange[] {
  const { operation, prefix, peer, noPrefixRoute } = change;
  const leavesRoute = operation === 'remove' && familyOf(prefix.address) === 6 && noPrefixRoute !== true;
  if (!leavesRoute || (peer !== undefined && peer.length !== 128)) return [change];
  return [{ ...change, operation: 'renew', preferredLifetime: 0 }, change];
}
