/** What the doctor looks at and what it found there: plain data, so that judging it needs no host. */

import type { IpAddress } from '../base/address.js';

/** One virtual router of the configuration, as far as the doctor cares. */
export interface Patient {
  readonly name: string;
  readonly interfaceName: string;
  readonly vrid: number;
  readonly family: 4 | 6;
  /** Virtual addresses without their masks. */
  readonly addresses: readonly IpAddress[];
  /** Undefined for unicast. */
  readonly group: IpAddress | undefined;
  readonly unicastPeers: readonly IpAddress[];
  /** Milliseconds. */
  readonly interval: number;
  /** The order of adverts hangs on the clock (auth_hmac). */
  readonly needsClock: boolean;
}

/** An advert as it was on the wire, before the packet filter. */
export interface HeardAdvert {
  readonly interfaceName: string;
  readonly source: string;
  readonly vrid: number;
  readonly priority: number;
  readonly addresses: readonly string[];
}

export interface HostExamination {
  readonly interfaces: Readonly<
    Record<string, { readonly up: boolean; readonly multicast: boolean; readonly addresses: readonly string[] }>
  >;
  /** Adverts of others that reached the interface, and how many of them reached a socket. */
  readonly heard: readonly HeardAdvert[];
  readonly delivered: Readonly<Record<string, number>>;
  /** MACs that answered for a virtual address, ours not among them. */
  readonly answers: readonly {
    readonly address: string;
    readonly interfaceName: string;
    readonly macs: readonly string[];
  }[];
  /** `nft -j list ruleset`, parsed, and `nft -a list ruleset` as text. */
  readonly nftables: unknown;
  readonly nftablesText: string | undefined;
  readonly iptables: { readonly 4: string; readonly 6: string };
  /** By name with dots; undefined where the kernel has none. */
  readonly sysctls: Readonly<Record<string, string | undefined>>;
  /** Interfaces that a network manager may set up anew, by manager. */
  readonly managed: { readonly networkd: readonly string[]; readonly networkManager: readonly string[] };
  readonly clock: { readonly source: string | undefined; readonly synchronized: boolean };
  /** Of root, whose daemon would lack them too. One sentence; undefined: nothing is missing. */
  readonly missingCapabilities: string | undefined;
  /** What could not be looked at, one sentence each. */
  readonly notSeen: readonly string[];
}
