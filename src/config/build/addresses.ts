/**
 * Completes the addresses of an instance: devices, broadcast addresses, repeated ones, and those that an advert has no
 * room for.
 */

import { addressBytes, bitsOf, familyOf, formatIpAddress, type IpAddress, type Prefix } from '../../base/address.js';
import type { AddressDraft } from '../keywords/instance-draft.js';
import type { VirtualAddress } from '../model.js';
import type { Reading } from '../read/reading.js';

/** The count of addresses is one byte of the packet. @see RFC 9568 section 5.2.4 */
const MOST_ADDRESSES = 255;

export function completeAddress(reading: Reading, draft: AddressDraft, device: string): VirtualAddress {
  const { peer } = draft;
  const prefix = peer === undefined ? draft.prefix : { address: draft.prefix.address, length: peer.length };
  if (draft.device === undefined && isPlain(draft)) return plainAddress(prefix, device, draft);
  const v6 = familyOf(prefix.address) === 6;
  return {
    prefix,
    device: draft.device ?? device,
    label: draft.label,
    broadcast: peer === undefined ? broadcastOf(reading, draft) : undefined,
    scope: draft.scope === 0 ? undefined : draft.scope,
    peer,
    home: draft.home ?? false,
    preferredLifetime: preferredLifetime(draft, prefix, v6),
    dad: draft.dad ?? false,
    manageTemporary: draft.manageTemporary ?? false,
    noPrefixRoute: draft.noPrefixRoute ?? false,
    autoJoin: draft.autoJoin ?? false,
    noTrack: draft.noTrack ?? false,
    useVmac: draft.useVmac ?? false,
    span: draft.span,
  };
}

/** Almost every line is an address and nothing else. */
function isPlain(draft: AddressDraft): boolean {
  for (const _ in draft) {
    if (_ !== 'prefix' && _ !== 'span') return false;
  }
  return true;
}

function plainAddress(prefix: Prefix, device: string, draft: AddressDraft): VirtualAddress {
  return {
    prefix,
    device,
    label: undefined,
    broadcast: undefined,
    scope: undefined,
    peer: undefined,
    home: false,
    preferredLifetime: prefix.length === 128 ? 0 : undefined,
    dad: false,
    manageTemporary: false,
    noPrefixRoute: false,
    autoJoin: false,
    noTrack: false,
    useVmac: false,
    span: draft.span,
  };
}

/** An IPv6 host address is deprecated from the start, so that nobody chooses it as a source. */
function preferredLifetime(draft: AddressDraft, prefix: Prefix, v6: boolean): number | undefined {
  if (draft.preferredLifetime === Number.POSITIVE_INFINITY) return undefined;
  if (draft.preferredLifetime !== undefined) return v6 ? draft.preferredLifetime : undefined;
  return v6 && prefix.length === 128 ? 0 : undefined;
}

function broadcastOf(reading: Reading, draft: AddressDraft): IpAddress | undefined {
  if (draft.broadcastHost === undefined) return draft.broadcast;
  const { address, length } = draft.prefix;
  if (length > 30) {
    reading.report('no-effect', draft.span, `a network of /${length} has no broadcast address`, {
      keepalived: 'sets none',
      hint: 'give the address the length of its network',
    });
    return undefined;
  }
  const bytes = addressBytes(address);
  for (let bit = length; bit < 32; bit += 1) {
    const mask = 0x80 >> (bit & 7);
    const index = bit >> 3;
    bytes[index] = draft.broadcastHost === 'set' ? (bytes[index] ?? 0) | mask : (bytes[index] ?? 0) & ~mask;
  }
  return formatIpAddress(bytes);
}

/** Drops addresses that came before, also in another list; the first stays. */
export function withoutRepeatedAddresses(
  reading: Reading,
  lines: readonly AddressDraft[],
  seen: Map<string, AddressDraft>,
): readonly AddressDraft[] {
  return lines.filter((line) => {
    const key = `${line.prefix.address} ${line.device ?? ''}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, line);
      return true;
    }
    reading.report('repeated', line.span, `${line.prefix.address} is given twice`, {
      keepalived: 'keeps the first',
      related: [{ span: first.span, message: 'first given here' }],
    });
    return false;
  });
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
