/**
 * From routes and rules of the configuration to what the kernel is asked: interfaces as numbers, defaults filled.
 */

import type { NextHop, Route, RoutingRule } from '../config/model-route.js';
import type { NextHopRequest, RouteRequest, RuleRequest } from '../wire/netlink/route-request.js';
import type { NetworkFacts } from './network-facts.js';

/** keepalived's number among routing protocols: RTPROT_KEEPALIVED. */
export const ROUTING_PROTOCOL = 18;

const TABLE_LOCAL = 255;
const TABLE_MAIN = 254;
const SCOPE_HOST = 254;
const SCOPE_LINK = 253;
const SCOPE_GLOBAL = 0;

/** Undefined while an interface of the route does not exist or is down: the kernel has no such routes. */
export function routeRequest(route: Route, facts: NetworkFacts): RouteRequest | undefined {
  const { device, vrf } = route;
  const interfaceIndex = device === undefined ? undefined : indexOf(device, facts);
  const table = vrf === undefined ? (route.table ?? defaultTable(route)) : facts.view(vrf).link?.vrfTable;
  const nextHops = route.nextHops.map((hop) => nextHopRequest(hop, facts));
  if ((device !== undefined && interfaceIndex === undefined) || table === undefined) return undefined;
  if (nextHops.some((hop) => hop === undefined)) return undefined;
  return {
    ...route,
    interfaceIndex,
    table,
    scope: route.scope ?? defaultScope(route),
    tos: route.tos ?? 0,
    protocol: route.protocol ?? ROUTING_PROTOCOL,
    nextHops: nextHops.filter((hop) => hop !== undefined),
  };
}

export function ruleRequest(rule: RoutingRule): RuleRequest {
  return { ...rule, protocol: rule.protocol ?? ROUTING_PROTOCOL };
}

/** Interfaces without which the route cannot be. */
export function devicesOf({ device, vrf, nextHops }: Route): readonly string[] {
  return [device, vrf, ...nextHops.map((hop) => hop.device)].filter((name) => name !== undefined);
}

function nextHopRequest(hop: NextHop, facts: NetworkFacts): NextHopRequest | undefined {
  const interfaceIndex = hop.device === undefined ? undefined : indexOf(hop.device, facts);
  if (hop.device !== undefined && interfaceIndex === undefined) return undefined;
  const { via, weight, onlink, encapsulation, realms } = hop;
  return { via, interfaceIndex, weight, onlink, encapsulation, realms };
}

function indexOf(device: string, facts: NetworkFacts): number | undefined {
  const { link } = facts.view(device);
  return link?.up === true ? link.index : undefined;
}

/** As `ip route add` chooses. */
function defaultTable({ type }: Route): number {
  return type === 'local' || type === 'broadcast' || type === 'nat' || type === 'anycast' ? TABLE_LOCAL : TABLE_MAIN;
}

/** keepalived's choice, but for what the kernel takes only with another scope; IPv6 has none. */
function defaultScope({ family, type }: Route): number {
  if (family === 6) return SCOPE_GLOBAL;
  if (type === 'local' || type === 'nat') return SCOPE_HOST;
  return type === 'broadcast' || type === 'anycast' ? SCOPE_LINK : SCOPE_GLOBAL;
}
