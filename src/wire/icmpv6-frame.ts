/**
 * ICMPv6 messages of neighbour discovery as whole Ethernet frames. RFC 4861 section 4: hop limit 255; RFC 4443 section
 * 2.3: the checksum covers the pseudo-header.
 */

import { addressBytes, type IpAddress, type MacAddress } from '../base/address.js';
import { foldChecksum, sumPseudoHeader, sumWords } from './checksum.js';
import { ETHERNET_HEADER_LENGTH, ETHERTYPE_IPV6, newFrame } from './ethernet.js';

const IPV6_HEADER_LENGTH = 40;
const PROTOCOL_ICMPV6 = 58;

export interface Icmpv6Addressing {
  readonly targetMac: MacAddress;
  readonly mac: MacAddress;
  readonly source: IpAddress;
  readonly destination: IpAddress;
}

/** @param message ICMPv6 with a checksum of 0, which is filled in */
export function encodeIcmpv6Frame(addressing: Icmpv6Addressing, message: Uint8Array): Uint8Array {
  const { targetMac, mac } = addressing;
  const frame = newFrame(targetMac, mac, ETHERTYPE_IPV6, IPV6_HEADER_LENGTH + message.length);
  const source = addressBytes(addressing.source);
  const destination = addressBytes(addressing.destination);
  const header = frame.subarray(ETHERNET_HEADER_LENGTH);
  header[0] = 0x60;
  header[5] = message.length;
  header[6] = PROTOCOL_ICMPV6;
  header[7] = 255;
  header.set(source, 8);
  header.set(destination, 24);
  const body = header.subarray(IPV6_HEADER_LENGTH);
  body.set(message);
  const pseudoHeader = sumPseudoHeader(source, destination, PROTOCOL_ICMPV6, message.length);
  const checksum = foldChecksum(sumWords(body, pseudoHeader));
  body[2] = checksum >> 8;
  body[3] = checksum & 0xff;
  return frame;
}
