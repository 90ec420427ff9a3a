/**
 * `struct sockaddr` of the domains that vrrpd uses, and the option structures that carry addresses. Host byte order
 * is that of the two processors with prebuilt binaries: little-endian; ports, addresses and protocols are big-endian.
 */

import { addressBytes, familyOf, formatIpAddress, type IpAddress } from '../base/address.js';
import { native } from './native.js';

/** sockaddr_in or sockaddr_in6. @param scope interface index, for IPv6 addresses that need one */
export function encodeIpSocketAddress(address: IpAddress, scope = 0, port = 0): Uint8Array {
  const { AF_INET, AF_INET6 } = native().constants;
  const six = familyOf(address) === 6;
  const view = hostView(six ? 28 : 16);
  view.setUint16(0, six ? AF_INET6 : AF_INET, true);
  view.setUint16(2, port, false);
  const bytes = bytesOf(view);
  bytes.set(addressBytes(address), six ? 8 : 4);
  if (six) view.setUint32(24, scope, true);
  return bytes;
}

/** The address in a sockaddr_in or sockaddr_in6; undefined for anything else. */
export function decodeIpSocketAddress(bytes: Uint8Array): IpAddress | undefined {
  const { AF_INET, AF_INET6 } = native().constants;
  const family = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  if (family === AF_INET && bytes.length >= 8) return formatIpAddress(bytes.subarray(4, 8));
  if (family === AF_INET6 && bytes.length >= 24) return formatIpAddress(bytes.subarray(8, 24));
  return undefined;
}

/** sockaddr_ll. @param protocol EtherType, 0 on a socket that only sends */
export function encodeLinkSocketAddress(interfaceIndex: number, protocol: number, mac?: Uint8Array): Uint8Array {
  const view = hostView(20);
  view.setUint16(0, native().constants.AF_PACKET, true);
  view.setUint16(2, protocol, false);
  view.setInt32(4, interfaceIndex, true);
  const bytes = bytesOf(view);
  if (mac !== undefined) {
    bytes[11] = mac.length;
    bytes.set(mac.subarray(0, 8), 12);
  }
  return bytes;
}

/** sockaddr_nl. @param port 0 lets the kernel choose, and is the kernel as a destination */
export function encodeNetlinkSocketAddress(port = 0, groups = 0): Uint8Array {
  const view = hostView(12);
  view.setUint16(0, native().constants.AF_NETLINK, true);
  view.setUint32(4, port, true);
  view.setUint32(8, groups, true);
  return bytesOf(view);
}

/** Port of the sender in a sockaddr_nl: 0 is the kernel; undefined for anything else. */
export function decodeNetlinkPort(bytes: Uint8Array): number | undefined {
  if (bytes.length < 12 || bytes[0] !== native().constants.AF_NETLINK) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
}

/** sockaddr_un; a leading `@` names the abstract namespace. Undefined when the path is empty or too long. */
export function encodeUnixSocketAddress(path: string): Uint8Array | undefined {
  const text = new TextEncoder().encode(path);
  const abstract = text[0] === 0x40;
  // An abstract name has no terminator: its length is part of it.
  const length = 2 + text.length + (abstract ? 0 : 1);
  if (text.length < 2 || length > 110) return undefined;
  const bytes = new Uint8Array(length);
  bytes[0] = native().constants.AF_UNIX;
  bytes.set(text, 2);
  if (abstract) bytes[2] = 0;
  return bytes;
}

/** ip_mreqn: group, local address left open, interface. */
export function encodeIpv4Membership(group: IpAddress, interfaceIndex: number): Uint8Array {
  const view = hostView(12);
  view.setInt32(8, interfaceIndex, true);
  const bytes = bytesOf(view);
  bytes.set(addressBytes(group), 0);
  return bytes;
}

/** ipv6_mreq. */
export function encodeIpv6Membership(group: IpAddress, interfaceIndex: number): Uint8Array {
  const view = hostView(20);
  view.setUint32(16, interfaceIndex, true);
  const bytes = bytesOf(view);
  bytes.set(addressBytes(group), 0);
  return bytes;
}

/** in_pktinfo or in6_pktinfo: the source address and interface of a packet to send. */
export function encodePacketInfo(source: IpAddress, interfaceIndex = 0): Uint8Array {
  const six = familyOf(source) === 6;
  const view = hostView(six ? 20 : 12);
  view.setInt32(six ? 16 : 0, interfaceIndex, true);
  const bytes = bytesOf(view);
  bytes.set(addressBytes(source), six ? 0 : 4);
  return bytes;
}

/** A name as the kernel takes it: bytes with a NUL at the end. */
export function encodeName(name: string): Uint8Array {
  return new TextEncoder().encode(`${name}\0`);
}

function hostView(length: number): DataView {
  return new DataView(new ArrayBuffer(length));
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer);
}
