/**
 * RTM_NEWNETCONF: a setting of an interface changed, such as forwarding. linux/netconf.h.
 */

import { ByteReader, HOST_LITTLE_ENDIAN } from '../../base/bytes.js';
import { readAttributes } from './attributes.js';

export const RTM_NEWNETCONF = 80;

const AF_INET6 = 10;
const NETCONFA_IFINDEX = 1;
const NETCONFA_FORWARDING = 2;

/** Which interfaces forward IPv6 differently now: the index of one, or all. Undefined when it is about something else. */
export function decodeForwardingChange(payload: Uint8Array): number | 'all' | undefined {
  if (payload[0] !== AF_INET6) return undefined;
  const attributes = readAttributes(payload.subarray(4));
  const index = attributes.get(NETCONFA_IFINDEX);
  if (index?.length !== 4 || !attributes.has(NETCONFA_FORWARDING)) return undefined;
  const number = new ByteReader(index, HOST_LITTLE_ENDIAN).i32();
  return number > 0 ? number : 'all';
}
