/** Asks who has an IPv6 address, as a host does that wants to send to it. RFC 4861 sections 4.3 and 7.2.2. */

import { addressBytes, formatIpAddress, type IpAddress, type MacAddress, macBytes } from '../base/address.js';
import { encodeIcmpv6Frame } from './icmpv6-frame.js';

const NEIGHBOUR_SOLICITATION = 135;
const MESSAGE_LENGTH = 32;
const OPTION_SOURCE_LINK_LAYER_ADDRESS = 1;

export interface NeighbourSolicitationFields {
  readonly target: IpAddress;
  /** Ours, to which the answer goes. Not the unspecified one: its answers go to all nodes and change their caches. */
  readonly source: IpAddress;
  readonly mac: MacAddress;
}

/** 86 bytes from the Ethernet header on, to the group of all who may have the address. */
export function encodeNeighbourSolicitation({ target, source, mac }: NeighbourSolicitationFields): Uint8Array {
  const message = new Uint8Array(MESSAGE_LENGTH);
  const address = addressBytes(target);
  message[0] = NEIGHBOUR_SOLICITATION;
  message.set(address, 8);
  message.set([OPTION_SOURCE_LINK_LAYER_ADDRESS, 1], 24);
  message.set(macBytes(mac), 26);
  const [first = 0, second = 0, third = 0] = address.subarray(13);
  const group = Uint8Array.of(0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff, first, second, third);
  // RFC 2464 section 7: 33:33 and the last four bytes of the group.
  const targetMac = `33:33:ff:${[first, second, third].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`;
  return encodeIcmpv6Frame(
    { targetMac: targetMac as MacAddress, mac, source, destination: formatIpAddress(group) },
    message,
  );
}
