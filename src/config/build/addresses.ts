/**
 * Completes the addresses of an instance: their interface, repeated ones, and those that an advert has no room for.
 */

import { bitsOf } from '../../base/address.js';
import type { AddressDraft } from '../keywords/instance-draft.js';
import type { VirtualAddress } from '../model.js';
import type { Reading } from '../read/reading.js';

/** The count of addresses is one byte of the packet. @see RFC 9568 section 5.2.4 */
const MOST_ADDRESSES = 255;

/** Gives an address its interface. The draft itself becomes the address: there may be very many. */
export function completeAddress(draft: AddressDraft, device: string): VirtualAddress {
  if (draft.device === '') draft.device = device;
  return draft;
}

/** Drops addresses that came before, also in another list; the first stays. Mostly that is the list as it came. */
export function withoutRepeatedAddresses(
  reading: Reading,
  lines: readonly AddressDraft[],
  seen: Map<string, AddressDraft>,
): readonly AddressDraft[] {
  let repeated: Set<AddressDraft> | undefined;
  lines.forEach((line) => {
    const key = line.device === '' ? line.prefix.address : `${line.prefix.address} ${line.device}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, line);
      return;
    }
    repeated ??= new Set();
    repeated.add(line);
    reading.report('repeated', line.span, `${line.prefix.address} is given twice`, {
      keepalived: 'keeps the first',
      related: [{ span: first.span, message: 'first given here' }],
    });
  });
  return repeated === undefined ? lines : lines.filter((line) => repeated?.has(line) === false);
}

export interface AdvertRoom {
  readonly family: 4 | 6;
  readonly version: 2 | 3;
  readonly mtu: number;
  /** Bytes that an AH header or a signature takes. */
  readonly authentication: number;
}

/** How many addresses an advert of this kind has room for. */
export function addressesThatFit(room: AdvertRoom): number {
  const header = (room.family === 4 ? 20 : 40) + 8 + (room.version === 2 ? 8 : 0) + room.authentication;
  const each = bitsOf(room.family) / 8;
  return Math.max(0, Math.min(MOST_ADDRESSES, Math.floor((room.mtu - header) / each)));
}
