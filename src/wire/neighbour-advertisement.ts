/**
 * Unsolicited neighbour advertisements, the gratuitous ARP of IPv6. RFC 4861 sections 4.4 and 7.2.6; RFC 9568 section
 * 6.4.2.
 */

import { addressBytes, type IpAddress, type MacAddress, macBytes } from '../base/address.js';
import { foldChecksum, sumPseudoHeader, sumWords } from './checksum.js';
import { ETHERNET_HEADER_LENGTH, ETHERTYPE_IPV6, newFrame } from './ethernet.js';

const ALL_NODES = 'ff02::1' as IpAddress;
const ALL_NODES_MAC = '33:33:00:00:00:01' as MacAddress;
const IPV6_HEADER_LENGTH = 40;
const PROTOCOL_ICMPV6 = 58;
const NEIGHBOUR_ADVERTISEMENT = 136;
const FLAG_ROUTER = 0x80;
const FLAG_OVERRIDE = 0x20;
const MESSAGE_LENGTH = 32;

export interface NeighbourAdvertisementFields {
  /** The virtual address: target, and source of the packet. */
  readonly address: IpAddress;
  readonly mac: MacAddress;
  /** The interface forwards IPv6. */
  readonly router: boolean;
}

/** The frame that tells a segment who holds an IPv6 address: 86 bytes from the Ethernet header on, to all nodes. */
export function encodeNeighbourAdvertisement(fields: NeighbourAdvertisementFields): Uint8Array {
  const frame = newFrame(ALL_NODES_MAC, fields.mac, ETHERTYPE_IPV6, IPV6_HEADER_LENGTH + MESSAGE_LENGTH);
  const source = addressBytes(fields.address);
  const destination = addressBytes(ALL_NODES);
  const header = frame.subarray(ETHERNET_HEADER_LENGTH);
  header[0] = 0x60;
  header[5] = MESSAGE_LENGTH;
  header[6] = PROTOCOL_ICMPV6;
  header[7] = 255;
  header.set(source, 8);
  header.set(destination, 24);
  const message = header.subarray(IPV6_HEADER_LENGTH);
  message[0] = NEIGHBOUR_ADVERTISEMENT;
  message[4] = FLAG_OVERRIDE | (fields.router ? FLAG_ROUTER : 0);
  message.set(source, 8);
  message.set([2, 1], 24);
  message.set(macBytes(fields.mac), 26);
  const pseudoHeader = sumPseudoHeader(source, destination, PROTOCOL_ICMPV6, MESSAGE_LENGTH);
  const checksum = foldChecksum(sumWords(message, pseudoHeader));
  message[2] = checksum >> 8;
  message[3] = checksum & 0xff;
  return frame;
}
