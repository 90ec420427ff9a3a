/**
 * The Ethernet II header in front of announcements.
 */

import { type MacAddress, macBytes } from '../base/address.js';

export const ETHERNET_HEADER_LENGTH = 14;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;
export const BROADCAST_MAC = 'ff:ff:ff:ff:ff:ff' as MacAddress;

/** A frame with room for the payload behind the header, which the caller fills. */
export function newFrame(target: MacAddress, sender: MacAddress, etherType: number, payloadLength: number): Uint8Array {
  const frame = new Uint8Array(ETHERNET_HEADER_LENGTH + payloadLength);
  frame.set(macBytes(target), 0);
  frame.set(macBytes(sender), 6);
  frame[12] = etherType >> 8;
  frame[13] = etherType & 0xff;
  return frame;
}
