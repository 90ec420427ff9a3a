/**
 * Addresses for the hosts of one segment: each host and the client get one in every network that a virtual address lies
 * in, the ones that the files name as they are written, the rest chosen out of the way.
 */

import {
  addressBytes,
  bitsOf,
  familyOf,
  formatIpAddress,
  type IpAddress,
  isLinkLocal,
  type Prefix,
  prefixContains,
} from '../base/address.js';

export interface SegmentNeeds {
  readonly hosts: readonly string[];
  readonly virtual: readonly Prefix[];
  /** Addresses that a host must have. */
  readonly fixed: readonly { readonly host: string; readonly address: IpAddress }[];
  /** Addresses that a host must have beside those that its adverts come from. */
  readonly besides: readonly { readonly host: string; readonly address: IpAddress }[];
  /** Addresses that nobody else may get. */
  readonly taken: readonly IpAddress[];
}

export interface SegmentAddresses {
  /** With prefix length. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  readonly client: readonly string[];
}

/** A virtual address without a mask of its own lies in a network of this length. */
const USUAL_LENGTH = { 4: 24, 6: 64 } as const;
/** A network smaller than this has no room for the hosts and a client. */
const LONGEST = { 4: 29, 6: 124 } as const;
/** Fixed addresses further apart than this do not share a network. */
const SHORTEST = { 4: 8, 6: 16 } as const;
/** Where the search for a free address begins: gateways live below. */
const FIRST_CHOICE = 11;

/** Where nothing says which network it is. @see RFC 5737 */
const DOCUMENTATION = { address: '198.51.100.0', length: 24 } as Prefix;

export function chooseAddresses(needs: SegmentNeeds): SegmentAddresses {
  const networks = networksOf(needs);
  const used = new Set<string>([
    ...needs.virtual.map(({ address }) => address),
    ...needs.fixed.map(({ address }) => address),
    ...needs.besides.map(({ address }) => address),
    ...needs.taken,
  ]);
  const choose = (network: Prefix): IpAddress => {
    const chosen = freeAddress(network, used);
    used.add(chosen);
    return chosen;
  };
  const hosts = new Map<string, readonly string[]>();
  for (const host of needs.hosts) {
    const all = [...needs.fixed, ...needs.besides];
    const own = new Set(all.filter((one) => one.host === host).map(({ address }) => address));
    const addresses = networks.flatMap((network) => {
      const here = [...own].filter((address) => networkAround(networks, address) === network);
      return (here.length === 0 ? [choose(network)] : here).map((address) => `${address}/${network.length}`);
    });
    hosts.set(host, addresses);
  }
  return { hosts, client: networks.map((network) => `${choose(network)}/${network.length}`) };
}

/** Whether the networks that the files give to a segment have room for an address. */
export function holdsAddress(needs: SegmentNeeds, address: IpAddress): boolean {
  return networkAround(networksOf(needs), address) !== undefined;
}

function networkAround(networks: readonly Prefix[], address: IpAddress): Prefix | undefined {
  return networks.find((network) => prefixContains(network, address));
}

function networksOf({ virtual, fixed, besides, taken }: SegmentNeeds): readonly Prefix[] {
  const networks: Prefix[] = [];
  const add = (network: Prefix): void => {
    if (networks.some((known) => known.length <= network.length && prefixContains(known, network.address))) return;
    networks.push(network);
  };
  const wide = [...covering([...fixed.map(({ address }) => address), ...taken])];
  // Fixed addresses first: the first address of an interface is the one that adverts come from.
  for (const network of wide) add(network);
  for (const { address, length } of virtual.toSorted((first, second) => first.length - second.length)) {
    if (isLinkLocal(address) && familyOf(address) === 6) continue;
    const family = familyOf(address);
    add(networkOf(address, length > LONGEST[family] || length < SHORTEST[family] ? USUAL_LENGTH[family] : length));
  }
  const foreign = besides
    .map(({ address }) => address)
    .filter((address) => networkAround(networks, address) === undefined);
  for (const network of [...covering(foreign)]) add(network);
  return networks.length === 0 ? [DOCUMENTATION] : networks;
}

/** One network a family that holds all its addresses, or one for each where they are too far apart. */
function* covering(addresses: readonly IpAddress[]): Iterable<Prefix> {
  for (const family of [4, 6] as const) {
    const [first, ...rest] = addresses.filter(
      (address) => familyOf(address) === family && !(family === 6 && isLinkLocal(address)),
    );
    if (first === undefined) continue;
    let length: number = USUAL_LENGTH[family];
    while (length > 0 && !rest.every((address) => prefixContains({ address: first, length }, address))) length -= 1;
    if (length >= SHORTEST[family]) yield networkOf(first, length);
    else for (const address of [first, ...rest]) yield networkOf(address, USUAL_LENGTH[family]);
  }
}

function networkOf(address: IpAddress, length: number): Prefix {
  const bytes = Uint8Array.from(addressBytes(address), (byte, index) => {
    const kept = Math.max(0, Math.min(8, length - 8 * index));
    return byte & ((0xff << (8 - kept)) & 0xff);
  });
  return { address: formatIpAddress(bytes), length };
}

function freeAddress(network: Prefix, used: ReadonlySet<string>): IpAddress {
  const hostBits = bitsOf(familyOf(network.address)) - network.length;
  const room = Math.min(2 ** hostBits - 2, 1_000);
  for (let tried = 0; tried < room; tried += 1) {
    const number = room <= FIRST_CHOICE ? tried + 1 : ((FIRST_CHOICE - 1 + tried) % room) + 1;
    const bytes = Uint8Array.from(addressBytes(network.address));
    const last = bytes.length - 1;
    bytes[last] = (bytes[last] ?? 0) | (number & 0xff);
    bytes[last - 1] = (bytes[last - 1] ?? 0) | (number >> 8);
    const address = formatIpAddress(bytes);
    if (!used.has(address)) return address;
  }
  return network.address;
}
