/**
 * IP addresses, prefixes and MAC addresses as canonical text. Text compares, records and prints as it is; bytes are
 * made only at the wire. IPv6 follows RFC 5952, IPv4-mapped addresses keep their dotted tail.
 */

declare const ipBrand: unique symbol;
declare const macBrand: unique symbol;

/** Canonical text of an IPv4 or IPv6 address, without mask and without scope. */
export type IpAddress = string & { readonly [ipBrand]: 'IpAddress' };

/** Six lower-case pairs of hexadecimal digits with colons between them. */
export type MacAddress = string & { readonly [macBrand]: 'MacAddress' };

export type AddressFamily = 4 | 6;

/** An address with the length of its network part: 0-32 for IPv4, 0-128 for IPv6. */
export interface Prefix {
  readonly address: IpAddress;
  readonly length: number;
}

/** Reads an IPv4 (four decimal numbers, no leading zeros) or IPv6 address; undefined when the text is neither. */
export function parseIpAddress(text: string): IpAddress | undefined {
  // The dotted form that is accepted is the canonical one: thousands of these are read at start.
  if (!text.includes(':')) return parseIpv4(text) === undefined ? undefined : (text as IpAddress);
  const bytes = parseIpv6Bytes(text);
  return bytes === undefined ? undefined : formatIpAddress(bytes);
}

/** The family of an address. */
export function familyOf(address: IpAddress): AddressFamily {
  return address.includes(':') ? 6 : 4;
}

/** Length in bits of a whole address of the family: 32 or 128. */
export function bitsOf(family: AddressFamily): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/** The 4 or 16 bytes of an address in network order. */
export function addressBytes(address: IpAddress): Uint8Array {
  const bytes = familyOf(address) === 6 ? parseIpv6Bytes(address) : parseIpv4Bytes(address);
  if (bytes === undefined) throw new TypeError(`not an IP address: ${address}`);
  return bytes;
}

/** Canonical text of 4 or 16 bytes in network order. */
export function formatIpAddress(bytes: Uint8Array): IpAddress {
  if (bytes.length === 4) return `${bytes[0]}.${bytes[1]}.${bytes[2]}.${bytes[3]}` as IpAddress;
  if (bytes.length !== 16) throw new TypeError(`an IP address has 4 or 16 bytes, not ${bytes.length}`);
  return formatIpv6(bytes) as IpAddress;
}

/** Numeric order in network byte order, IPv4 before IPv6: negative, zero or positive. @see RFC 9568 section 6.4.3 */
export function compareAddresses(first: IpAddress, second: IpAddress): number {
  if (first === second) return 0;
  const a = addressBytes(first);
  const b = addressBytes(second);
  if (a.length !== b.length) return a.length - b.length;
  for (let index = 0; index < a.length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether the address lies in the prefix's network. */
export function prefixContains(prefix: Prefix, address: IpAddress): boolean {
  return networkOf(prefix)(address);
}

/** The question whether an address lies in the prefix's network, prepared for very many addresses. */
export function networkOf({ address, length }: Prefix): (candidate: IpAddress) => boolean {
  const network = parseIpv4(address);
  if (network === undefined) {
    const bytes = addressBytes(address);
    return (candidate) => sharesBits(bytes, addressBytes(candidate), length);
  }
  const size = 2 ** (32 - length);
  // Long lists count up: what is so for one address is so for the others of its /24, unless the network is smaller.
  let neighbours: string | undefined;
  let inside = false;
  return (candidate) => {
    if (neighbours !== undefined && candidate.startsWith(neighbours)) return inside;
    const value = parseIpv4(candidate);
    if (value === undefined) return false;
    inside = (network ^ value) >>> 0 < size;
    if (length <= 24) neighbours = candidate.slice(0, candidate.lastIndexOf('.') + 1);
    return inside;
  };
}

function sharesBits(network: Uint8Array, candidate: Uint8Array, length: number): boolean {
  if (network.length !== candidate.length) return false;
  for (let bit = 0; bit < length; bit += 8) {
    const mask = length - bit >= 8 ? 0xff : (0xff << (8 - (length - bit))) & 0xff;
    if (((network[bit >> 3] ?? 0) & mask) !== ((candidate[bit >> 3] ?? 0) & mask)) return false;
  }
  return true;
}

/** Reads `ADDRESS` or `ADDRESS/LENGTH`; without a length it is a host, /32 or /128. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const address = parseIpAddress(slash < 0 ? text : text.slice(0, slash));
  if (address === undefined) return undefined;
  const bits = bitsOf(familyOf(address));
  if (slash < 0) return { address, length: bits };
  const digits = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > bits) return undefined;
  return { address, length: Number(digits) };
}

export function formatPrefix(prefix: Prefix): string {
  return `${prefix.address}/${prefix.length}`;
}

/** fe80::/10. */
export function isLinkLocal(address: IpAddress): boolean {
  if (familyOf(address) === 4) return address.startsWith('169.254.');
  const bytes = addressBytes(address);
  return bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80;
}

/** 224.0.0.0/4 or ff00::/8. */
export function isMulticast(address: IpAddress): boolean {
  const first = addressBytes(address)[0] ?? 0;
  return familyOf(address) === 4 ? first >= 224 && first <= 239 : first === 0xff;
}

/** Reads six pairs of hexadecimal digits separated by colons. */
export function parseMacAddress(text: string): MacAddress | undefined {
  const lower = text.toLowerCase();
  return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(lower) ? (lower as MacAddress) : undefined;
}

export function macBytes(mac: MacAddress): Uint8Array {
  return Uint8Array.from(mac.split(':'), (pair) => Number.parseInt(pair, 16));
}

export function formatMac(bytes: Uint8Array): MacAddress {
  return Array.from(bytes.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0')).join(':') as MacAddress;
}

/** The virtual router's MAC: 00:00:5e:00:01:VRID for IPv4, 00:00:5e:00:02:VRID for IPv6. @see RFC 9568 section 7.3 */
export function virtualMac(family: AddressFamily, vrid: number): MacAddress {
  return formatMac(Uint8Array.of(0, 0, 0x5e, 0, family === 4 ? 1 : 2, vrid));
}

function parseIpv4Bytes(text: string): Uint8Array | undefined {
  const address = parseIpv4(text);
  if (address === undefined) return undefined;
  return Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
}

/** The address as a number; undefined when the text is none. */
function parseIpv4(text: string): number | undefined {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    const code = text.charCodeAt(offset);
    if (code === 46 && digits > 0 && dots < 3) {
      address = address * 256 + part;
      dots += 1;
      part = 0;
      digits = 0;
      continue;
    }
    if (code < 48 || code > 57 || (digits > 0 && part === 0)) return undefined;
    part = part * 10 + code - 48;
    digits += 1;
    if (part > 255) return undefined;
  }
  return dots === 3 && digits > 0 ? address * 256 + part : undefined;
}

function parseIpv6Bytes(text: string): Uint8Array | undefined {
  if (text.length > 45) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] ?? '', true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

function parseGroups(text: string, dottedTailAllowed: boolean): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (group.includes('.')) {
      const dotted = dottedTailAllowed && index === groups.length - 1 ? parseIpv4Bytes(group) : undefined;
      if (dotted === undefined) return undefined;
      bytes.push(...dotted);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    }
  }
  return bytes.length > 16 ? undefined : bytes;
}

function formatIpv6(bytes: Uint8Array): string {
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (mapped) return `::ffff:${bytes[12]}.${bytes[13]}.${bytes[14]}.${bytes[15]}`;
  const groups: number[] = [];
  for (let index = 0; index < 16; index += 2) groups.push(((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0));
  const gap = longestZeroRun(groups);
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (gap.length < 2) return hex(groups);
  return `${hex(groups.slice(0, gap.start))}::${hex(groups.slice(gap.start + gap.length))}`;
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let index = 0; index <= groups.length; index += 1) {
    if (groups[index] === 0) continue;
    if (index - start > best.length) best = { start, length: index - start };
    start = index + 1;
  }
  return best;
}
