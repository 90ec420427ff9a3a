/**
 * Unsolicited neighbour advertisements, the gratuitous ARP of IPv6, and the reading of those of others. RFC 4861
 * sections 4.4 and 7.2.6; RFC 9568 section 6.4.2.
 */

import {
  addressBytes,
  formatIpAddress,
  formatMac,
  type IpAddress,
  type MacAddress,
  macBytes,
} from '../base/address.js';
import { encodeIcmpv6Frame } from './icmpv6-frame.js';

const ALL_NODES = 'ff02::1' as IpAddress;
const ALL_NODES_MAC = '33:33:00:00:00:01' as MacAddress;
export const NEIGHBOUR_ADVERTISEMENT = 136;
const FLAG_ROUTER = 0x80;
const FLAG_OVERRIDE = 0x20;
const MESSAGE_LENGTH = 32;
/** Where the options begin. */
const FIXED_LENGTH = 24;
const OPTION_TARGET_LINK_LAYER_ADDRESS = 2;
/** Options come in units of eight bytes; a link-layer address of Ethernet is one. */
const OPTION_UNIT = 8;

export interface NeighbourAdvertisementFields {
  /** The virtual address: target, and source of the packet. */
  readonly address: IpAddress;
  readonly mac: MacAddress;
  /** The interface forwards IPv6. */
  readonly router: boolean;
}

/** The frame that tells a segment who holds an IPv6 address: 86 bytes from the Ethernet header on, to all nodes. */
export function encodeNeighbourAdvertisement({ address, mac, router }: NeighbourAdvertisementFields): Uint8Array {
  const message = new Uint8Array(MESSAGE_LENGTH);
  message[0] = NEIGHBOUR_ADVERTISEMENT;
  message[4] = FLAG_OVERRIDE | (router ? FLAG_ROUTER : 0);
  message.set(addressBytes(address), 8);
  message.set([OPTION_TARGET_LINK_LAYER_ADDRESS, 1], FIXED_LENGTH);
  message.set(macBytes(mac), FIXED_LENGTH + 2);
  return encodeIcmpv6Frame({ targetMac: ALL_NODES_MAC, mac, source: address, destination: ALL_NODES }, message);
}

/**
 * Reads who claims an address in an ICMPv6 message; undefined for any other message, and where it names no Ethernet
 * address.
 */
export function decodeNeighbourAdvertisement(
  message: Uint8Array,
): { readonly address: IpAddress; readonly mac: MacAddress } | undefined {
  if (message.length < FIXED_LENGTH || message[0] !== NEIGHBOUR_ADVERTISEMENT || message[1] !== 0) return undefined;
  let start = FIXED_LENGTH;
  while (start + OPTION_UNIT <= message.length) {
    const units = message[start + 1] ?? 0;
    if (units === 0) return undefined;
    if (message[start] === OPTION_TARGET_LINK_LAYER_ADDRESS && units === 1) {
      const mac = formatMac(message.subarray(start + 2, start + OPTION_UNIT));
      return { address: formatIpAddress(message.subarray(8, FIXED_LENGTH)), mac };
    }
    start += units * OPTION_UNIT;
  }
  return undefined;
}
