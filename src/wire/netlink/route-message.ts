/**
 * RTM_NEWROUTE and RTM_DELROUTE. rtnetlink(7), linux/rtnetlink.h.
 */

import { type AddressFamily, addressBytes, formatIpAddress, type Prefix } from '../../base/address.js';
import { ByteReader, concatBytes, HOST_LITTLE_ENDIAN } from '../../base/bytes.js';
import { PayloadWriter, readAttributes, readU32 } from './attributes.js';
import { ENCAPSULATION_TYPES, encodeEncapsulation } from './encapsulation.js';
import { type NextHopRequest, ROUTE_METRICS, ROUTE_TYPES, type RouteRequest } from './route-request.js';

export const RTM_NEWROUTE = 24;
export const RTM_DELROUTE = 25;
export const RTM_GETROUTE = 26;

const AF_INET = 2;
const AF_INET6 = 10;

const RTA_DST = 1;
const RTA_SRC = 2;
const RTA_OIF = 4;
const RTA_GATEWAY = 5;
const RTA_PRIORITY = 6;
const RTA_PREFSRC = 7;
const RTA_METRICS = 8;
const RTA_MULTIPATH = 9;
const RTA_FLOW = 11;
const RTA_TABLE = 15;
const RTA_PREF = 20;
const RTA_ENCAP_TYPE = 21;
const RTA_ENCAP = 22;
const RTA_EXPIRES = 23;
const RTA_TTL_PROPAGATE = 26;

const RTAX_LOCK = 1;
const RTAX_FEATURES = 12;
const RTAX_CC_ALGO = 16;
const FEATURE_ECN = 1;

const RTNH_F_ONLINK = 4;
const RT_SCOPE_NOWHERE = 255;
const RT_TABLE_UNSPEC = 0;
/** What the kernel gives an IPv6 route that asks for no metric. */
const IPV6_METRIC = 1024;

/** A route as a message of the kernel names it. */
export interface RouteReport {
  readonly family: AddressFamily;
  readonly destination: Prefix | undefined;
  readonly table: number;
  readonly tos: number;
  readonly metric: number;
  readonly protocol: number;
}

/** What tells one route of the kernel's tables from another, as far as we need. */
export type RouteIdentity = Omit<RouteReport, 'protocol' | 'metric'> & { readonly metric: number | undefined };

/** The same text for a request and for the kernel's report of it. */
export function routeKey({ family, destination, table, tos, metric }: RouteIdentity): string {
  const network = destination === undefined ? 'default' : `${networkOf(destination)}/${destination.length}`;
  return `${family} ${table} ${network} ${tos} ${metric ?? (family === 6 ? IPV6_METRIC : 0)}`;
}

/** Payload of RTM_NEWROUTE. */
export function encodeNewRoute(route: RouteRequest): Uint8Array {
  const writer = startRoute(route, route.scope, route.onlink);
  if (route.preferredSource !== undefined) writer.attribute(RTA_PREFSRC, addressBytes(route.preferredSource));
  const metrics = encodeMetrics(route);
  if (metrics.length > 0) writer.attribute(RTA_METRICS, metrics);
  if (route.nextHops.length > 0) {
    writer.attribute(RTA_MULTIPATH, concatBytes(route.nextHops.map(encodeNextHop)));
  }
  if (route.realms !== undefined) writer.attributeU32(RTA_FLOW, route.realms);
  if (route.preference !== undefined) writer.attributeU8(RTA_PREF, route.preference);
  if (route.encapsulation !== undefined) {
    writer.attributeU16(RTA_ENCAP_TYPE, ENCAPSULATION_TYPES[route.encapsulation.type]);
    writer.attribute(RTA_ENCAP, encodeEncapsulation(route.encapsulation));
  }
  if (route.expires !== undefined) writer.attributeU32(RTA_EXPIRES, route.expires);
  if (route.ttlPropagate !== undefined) writer.attributeU8(RTA_TTL_PROPAGATE, route.ttlPropagate ? 1 : 0);
  return writer.finish();
}

/** Payload of RTM_DELROUTE: names the route by what tells it from others; the kernel compares no more. */
export function encodeDeleteRoute(route: RouteRequest): Uint8Array {
  return startRoute(route, RT_SCOPE_NOWHERE, false).finish();
}

/** Reads the payload of RTM_NEWROUTE or RTM_DELROUTE; undefined when it is neither IPv4 nor IPv6, or not whole. */
export function decodeRoute(payload: Uint8Array): RouteReport | undefined {
  const reader = new ByteReader(payload, HOST_LITTLE_ENDIAN);
  const family = reader.u8();
  const length = reader.u8();
  reader.skip(1);
  const tos = reader.u8();
  const shortTable = reader.u8();
  const protocol = reader.u8();
  reader.skip(6);
  const size = family === AF_INET ? 4 : family === AF_INET6 ? 16 : 0;
  if (reader.overrun || size === 0 || length > size * 8) return undefined;
  const attributes = readAttributes(reader.rest());
  const destination = attributes.get(RTA_DST);
  if (destination !== undefined && destination.length !== size) return undefined;
  return {
    family: size === 4 ? 4 : 6,
    destination:
      destination === undefined || length === 0 ? undefined : { address: formatIpAddress(destination), length },
    table: readU32(attributes, RTA_TABLE) ?? shortTable,
    tos,
    metric: readU32(attributes, RTA_PRIORITY) ?? 0,
    protocol,
  };
}

function startRoute(route: RouteRequest, scope: number, onlink: boolean): PayloadWriter {
  const { destination, source } = route;
  const writer = new PayloadWriter()
    .u8(route.family === 4 ? AF_INET : AF_INET6)
    .u8(destination?.length ?? 0)
    .u8(source?.length ?? 0)
    .u8(route.tos)
    .u8(route.table < 256 ? route.table : RT_TABLE_UNSPEC)
    .u8(route.protocol)
    .u8(scope)
    .u8(ROUTE_TYPES[route.type])
    .u32(onlink ? RTNH_F_ONLINK : 0);
  if (route.table >= 256) writer.attributeU32(RTA_TABLE, route.table);
  if (destination !== undefined) writer.attribute(RTA_DST, networkBytes(destination));
  if (source !== undefined) writer.attribute(RTA_SRC, networkBytes(source));
  if (route.via !== undefined) writer.attribute(RTA_GATEWAY, addressBytes(route.via));
  if (route.interfaceIndex !== undefined) writer.attributeU32(RTA_OIF, route.interfaceIndex);
  if (route.metric !== undefined) writer.attributeU32(RTA_PRIORITY, route.metric);
  return writer;
}

function encodeMetrics({ metrics, ecn, congestionControl }: RouteRequest): Uint8Array {
  const writer = new PayloadWriter();
  let locked = congestionControl?.locked === true ? 1 << RTAX_CC_ALGO : 0;
  for (const [name, metric] of Object.entries(metrics)) {
    const type = ROUTE_METRICS[name as keyof typeof ROUTE_METRICS];
    if (metric.locked) locked |= 1 << type;
    writer.attributeU32(type, metric.value);
  }
  if (ecn) writer.attributeU32(RTAX_FEATURES, FEATURE_ECN);
  if (congestionControl !== undefined) writer.attributeText(RTAX_CC_ALGO, congestionControl.name);
  if (locked !== 0) writer.attributeU32(RTAX_LOCK, locked);
  return writer.finish();
}

/** One `struct rtnexthop` with its attributes; its length counts both. */
function encodeNextHop(hop: NextHopRequest): Uint8Array {
  const attributes = new PayloadWriter();
  if (hop.via !== undefined) attributes.attribute(RTA_GATEWAY, addressBytes(hop.via));
  if (hop.realms !== undefined) attributes.attributeU32(RTA_FLOW, hop.realms);
  if (hop.encapsulation !== undefined) {
    attributes.attributeU16(RTA_ENCAP_TYPE, ENCAPSULATION_TYPES[hop.encapsulation.type]);
    attributes.attribute(RTA_ENCAP, encodeEncapsulation(hop.encapsulation));
  }
  const bytes = attributes.finish();
  const head = new PayloadWriter()
    .u16(8 + bytes.length)
    .u8(hop.onlink ? RTNH_F_ONLINK : 0)
    .u8(hop.weight - 1)
    .u32(hop.interfaceIndex ?? 0);
  return concatBytes([head.finish(), bytes]);
}

/** The kernel refuses a destination with host bits, which the file may have. */
function networkBytes({ address, length }: Prefix): Uint8Array {
  return addressBytes(address).map((byte, index) => {
    const kept = Math.min(8, Math.max(0, length - index * 8));
    return byte & (0xff00 >> kept);
  });
}

function networkOf(prefix: Prefix): string {
  return formatIpAddress(networkBytes(prefix));
}
