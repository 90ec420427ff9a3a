/**
 * Routes and policy rules as written in virtual_routes, static_routes, virtual_rules and static_rules. Numbers where
 * iproute2 has names; what was left out is undefined and left to the kernel.
 */

import type { AddressFamily, IpAddress, Prefix } from '../base/address.js';
import type { Encapsulation } from '../base/encapsulation.js';
import type { Span } from './diagnostic.js';

export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'anycast'
  | 'multicast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'
  | 'throw'
  | 'nat'
  | 'xresolve';

/** A metric of the route; locked ones are not changed by the kernel. */
export interface RouteMetric {
  readonly value: number;
  readonly locked: boolean;
}

/** One leg of a multipath route. */
export interface NextHop {
  readonly via: IpAddress | undefined;
  readonly device: string | undefined;
  /** 1-256. */
  readonly weight: number;
  readonly onlink: boolean;
  readonly encapsulation: Encapsulation | undefined;
  readonly realms: number | undefined;
}

/** Metrics in the order the kernel numbers them. */
export type MetricName =
  | 'mtu'
  | 'hoplimit'
  | 'advmss'
  | 'rtt'
  | 'rttvar'
  | 'reordering'
  | 'window'
  | 'cwnd'
  | 'ssthresh'
  | 'rto_min'
  | 'initcwnd'
  | 'initrwnd'
  | 'quickack'
  | 'fastopen_no_cookie';

/** Times among the metrics: units of the kernel in a millisecond. */
export const TIME_METRICS: Readonly<Partial<Record<MetricName, number>>> = { rtt: 8, rttvar: 4, rto_min: 1 };

export interface Route {
  readonly family: AddressFamily;
  readonly type: RouteType;
  /** Undefined is the default route. */
  readonly destination: Prefix | undefined;
  readonly preferredSource: IpAddress | undefined;
  /** `from`: IPv6 source prefix. */
  readonly source: Prefix | undefined;
  readonly via: IpAddress | undefined;
  readonly device: string | undefined;
  readonly table: number | undefined;
  readonly metric: number | undefined;
  readonly scope: number | undefined;
  readonly tos: number | undefined;
  /** Undefined is keepalived's own, 18. */
  readonly protocol: number | undefined;
  readonly onlink: boolean;
  readonly encapsulation: Encapsulation | undefined;
  /** Seconds. */
  readonly expires: number | undefined;
  /** Times are in units of the kernel. */
  readonly metrics: Readonly<Partial<Record<MetricName, RouteMetric>>>;
  /** from << 16 | to. */
  readonly realms: number | undefined;
  readonly ecn: boolean;
  readonly congestionControl: { readonly name: string; readonly locked: boolean } | undefined;
  /** low 3, medium 0, high 1, or the number. */
  readonly preference: number | undefined;
  readonly ttlPropagate: boolean | undefined;
  readonly insertion: 'prepend' | 'append' | 'add';
  readonly vrf: string | undefined;
  readonly nextHops: readonly NextHop[];
  readonly noTrack: boolean;
  /** Static routes only. */
  readonly trackGroup: string | undefined;
  readonly span: Span | undefined;
}

export type RuleAction =
  | { readonly type: 'table'; readonly table: number }
  | { readonly type: 'goto'; readonly target: number }
  | { readonly type: 'nop' | 'blackhole' | 'unreachable' | 'prohibit' };

export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export interface RoutingRule {
  readonly family: AddressFamily;
  readonly not: boolean;
  /** Undefined matches everything. */
  readonly from: Prefix | undefined;
  readonly to: Prefix | undefined;
  readonly action: RuleAction;
  readonly preference: number;
  readonly tos: number | undefined;
  readonly mark: { readonly value: number; readonly mask: number | undefined } | undefined;
  /** from << 16 | to. */
  readonly realms: number | undefined;
  readonly suppressPrefixLength: number | undefined;
  readonly suppressInterfaceGroup: number | undefined;
  readonly inputInterface: string | undefined;
  readonly outputInterface: string | undefined;
  readonly tunnelId: bigint | undefined;
  readonly uidRange: PortRange | undefined;
  readonly l3mdev: boolean;
  /** Undefined is keepalived's own, 18. */
  readonly protocol: number | undefined;
  readonly ipProtocol: number | undefined;
  readonly sourcePorts: PortRange | undefined;
  readonly destinationPorts: PortRange | undefined;
  readonly noTrack: boolean;
  /** Static rules only. */
  readonly trackGroup: string | undefined;
  readonly span: Span | undefined;
}
