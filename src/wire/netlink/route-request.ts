/**
 * Routes and policy rules as they are asked of the kernel: interfaces by number, names resolved.
 */

import type { AddressFamily, IpAddress, Prefix } from '../../base/address.js';
import type { Encapsulation } from '../../base/encapsulation.js';

/** Numbers of linux/rtnetlink.h, RTN_*. */
export const ROUTE_TYPES = {
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
  throw: 9,
  nat: 10,
  xresolve: 11,
} as const;

/** Numbers of linux/rtnetlink.h, RTAX_*. */
export const ROUTE_METRICS = {
  mtu: 2,
  window: 3,
  rtt: 4,
  rttvar: 5,
  ssthresh: 6,
  cwnd: 7,
  advmss: 8,
  reordering: 9,
  hoplimit: 10,
  initcwnd: 11,
  rto_min: 13,
  initrwnd: 14,
  quickack: 15,
  fastopen_no_cookie: 17,
} as const;

export interface NextHopRequest {
  readonly via: IpAddress | undefined;
  readonly interfaceIndex: number | undefined;
  /** 1-256. */
  readonly weight: number;
  readonly onlink: boolean;
  readonly encapsulation: Encapsulation | undefined;
  readonly realms: number | undefined;
}

export interface RouteRequest {
  readonly family: AddressFamily;
  readonly type: keyof typeof ROUTE_TYPES;
  /** Undefined is the default route. */
  readonly destination: Prefix | undefined;
  readonly source: Prefix | undefined;
  readonly preferredSource: IpAddress | undefined;
  readonly via: IpAddress | undefined;
  readonly interfaceIndex: number | undefined;
  readonly table: number;
  readonly metric: number | undefined;
  readonly scope: number;
  readonly tos: number;
  readonly protocol: number;
  readonly onlink: boolean;
  readonly encapsulation: Encapsulation | undefined;
  /** Seconds. */
  readonly expires: number | undefined;
  /** As the kernel counts: rtt in eighths of a millisecond, rttvar in quarters, rto_min in milliseconds. */
  readonly metrics: Readonly<
    Partial<Record<keyof typeof ROUTE_METRICS, { readonly value: number; readonly locked: boolean }>>
  >;
  readonly realms: number | undefined;
  readonly ecn: boolean;
  readonly congestionControl: { readonly name: string; readonly locked: boolean } | undefined;
  readonly preference: number | undefined;
  readonly ttlPropagate: boolean | undefined;
  /** Before, behind or instead of none of the routes that match already. */
  readonly insertion: 'prepend' | 'append' | 'add';
  readonly nextHops: readonly NextHopRequest[];
}

export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

export interface RuleRequest {
  readonly family: AddressFamily;
  readonly not: boolean;
  readonly from: Prefix | undefined;
  readonly to: Prefix | undefined;
  readonly action:
    | { readonly type: 'table'; readonly table: number }
    | { readonly type: 'goto'; readonly target: number }
    | { readonly type: 'nop' | 'blackhole' | 'unreachable' | 'prohibit' };
  readonly preference: number;
  readonly tos: number | undefined;
  readonly mark: { readonly value: number; readonly mask: number | undefined } | undefined;
  readonly realms: number | undefined;
  readonly suppressPrefixLength: number | undefined;
  readonly suppressInterfaceGroup: number | undefined;
  readonly inputInterface: string | undefined;
  readonly outputInterface: string | undefined;
  readonly tunnelId: bigint | undefined;
  readonly uidRange: NumberRange | undefined;
  readonly l3mdev: boolean;
  readonly protocol: number;
  readonly ipProtocol: number | undefined;
  readonly sourcePorts: NumberRange | undefined;
  readonly destinationPorts: NumberRange | undefined;
}
