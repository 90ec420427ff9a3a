/**
 * What the adapters of AddressTable share: an address change in words.
 */

import { formatPrefix } from '../base/address.js';
import type { AddressChange } from '../runtime/ports/network.js';

/** `add 192.0.2.1/24 on eth0`. */
export function describeChange({ operation, prefix, interfaceName }: AddressChange): string {
  return `${operation} ${formatPrefix(prefix)} on ${interfaceName}`;
}
