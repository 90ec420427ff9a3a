/**
 * The internet checksum and the pseudo-headers in front of it. RFC 1071; RFC 9568 section 5.2.8; RFC 8200 section 8.1.
 */

/** Adds 16-bit words of network order to a running sum; an odd last byte counts as the high half of a word. */
export function sumWords(bytes: Uint8Array, sum = 0): number {
  let total = sum;
  const even = bytes.length & ~1;
  for (let index = 0; index < even; index += 2) total += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  if (even < bytes.length) total += (bytes[even] ?? 0) << 8;
  return total;
}

/** Folds a sum to its 16-bit one's complement: the value for the checksum field, or 0 when a received one fits. */
export function foldChecksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}

/** The checksum over bytes alone. */
export function internetChecksum(bytes: Uint8Array): number {
  return foldChecksum(sumWords(bytes));
}

/** Sum of the pseudo-header: both addresses (4 or 16 bytes each), the protocol and the length of what follows. */
export function sumPseudoHeader(source: Uint8Array, destination: Uint8Array, protocol: number, length: number): number {
  return sumWords(destination, sumWords(source)) + protocol + (length >>> 16) + (length & 0xffff);
}
