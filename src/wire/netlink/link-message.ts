/**
 * RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK and RTM_SETLINK: interfaces as the kernel has them, and the making of macvlan
 * and ipvlan interfaces. rtnetlink(7), linux/if_link.h.
 */

import { formatMac, type MacAddress, macBytes } from '../../base/address.js';
import { ByteReader, HOST_LITTLE_ENDIAN } from '../../base/bytes.js';
import { PayloadWriter, readAttributes, readU32 } from './attributes.js';
import { readText } from './message.js';

export const RTM_NEWLINK = 16;
export const RTM_DELLINK = 17;
export const RTM_GETLINK = 18;
export const RTM_SETLINK = 19;

const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MTU = 4;
const IFLA_LINK = 5;
const IFLA_MASTER = 10;
const IFLA_OPERSTATE = 16;
const IFLA_LINKINFO = 18;
const IFLA_AF_SPEC = 26;
const IFLA_GROUP = 27;
const IFLA_EXT_MASK = 29;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_DATA = 2;
const IFLA_MACVLAN_MODE = 1;
const IFLA_IPVLAN_MODE = 1;
const IFLA_IPVLAN_FLAGS = 2;
const IFLA_INET6_CONF = 2;
const IFLA_VRF_TABLE = 1;

const AF_INET6 = 10;
/** Asks for no statistics: they double the size of every link. */
const EXT_MASK_SKIP_STATS = 8;

const IFF_UP = 0x1;
const IFF_LOOPBACK = 0x8;
const IFF_POINTOPOINT = 0x10;
const IFF_RUNNING = 0x40;
const IFF_NOARP = 0x80;
const IFF_MULTICAST = 0x1000;

const MACVLAN_MODES = { private: 1, vepa: 2, bridge: 4, passthru: 8, source: 16 } as const;
const IPVLAN_MODES = { l2: 0, l3: 1, l3s: 2 } as const;
const IPVLAN_FLAGS = { bridge: 0, private: 1, vepa: 2 } as const;

/** An interface as the kernel has it. */
export interface LinkReport {
  readonly index: number;
  readonly name: string;
  /** IFF_UP. */
  readonly up: boolean;
  /** IFF_RUNNING. */
  readonly running: boolean;
  readonly mtu: number;
  readonly mac: MacAddress | undefined;
  readonly noArp: boolean;
  readonly multicast: boolean;
  readonly loopback: boolean;
  readonly pointToPoint: boolean;
  /** Index of the interface below it. */
  readonly lower: number | undefined;
  /** Index of the bridge, bond or VRF that it belongs to. */
  readonly master: number | undefined;
  readonly kind: string | undefined;
  /** Link group; 0 is the default one. */
  readonly group: number;
  /** Routing table of a VRF. */
  readonly vrfTable: number | undefined;
  /** IF_OPER_* of RFC 2863: 6 is up. */
  readonly operationalState: number | undefined;
  /** net.ipv6.conf.NAME.forwarding; undefined where IPv6 is off. */
  readonly forwardsIpv6: boolean | undefined;
}

/** Payload of RTM_GETLINK: of one interface, or of a dump of all. */
export function encodeGetLink(index = 0): Uint8Array {
  return startLink(index).attributeU32(IFLA_EXT_MASK, EXT_MASK_SKIP_STATS).finish();
}

/** Payload of RTM_GETLINK: of the interface of this name. */
export function encodeGetLinkByName(name: string): Uint8Array {
  return startLink(0).attributeText(IFLA_IFNAME, name).attributeU32(IFLA_EXT_MASK, EXT_MASK_SKIP_STATS).finish();
}

/** Reads the payload of RTM_NEWLINK or RTM_DELLINK; undefined when it is not whole or not about an interface itself. */
export function decodeLink(payload: Uint8Array): LinkReport | undefined {
  const reader = new ByteReader(payload, HOST_LITTLE_ENDIAN);
  const family = reader.u8();
  reader.skip(3);
  const index = reader.u32();
  const flags = reader.u32();
  reader.skip(4);
  // With a family of its own the message is about a bridge port or IPv6 settings, not about the interface.
  if (reader.overrun || family !== 0) return undefined;
  const attributes = readAttributes(reader.rest());
  const name = attributes.get(IFLA_IFNAME);
  if (name === undefined) return undefined;
  const mac = attributes.get(IFLA_ADDRESS);
  const info = attributes.get(IFLA_LINKINFO);
  const details = info === undefined ? undefined : readAttributes(info);
  const kind = details?.get(IFLA_INFO_KIND);
  const data = details?.get(IFLA_INFO_DATA);
  const kindName = kind === undefined ? undefined : readText(kind);
  return {
    index,
    name: readText(name),
    up: (flags & IFF_UP) !== 0,
    running: (flags & IFF_RUNNING) !== 0,
    mtu: readU32(attributes, IFLA_MTU) ?? 0,
    mac: mac?.length === 6 ? formatMac(mac) : undefined,
    noArp: (flags & IFF_NOARP) !== 0,
    multicast: (flags & IFF_MULTICAST) !== 0,
    loopback: (flags & IFF_LOOPBACK) !== 0,
    pointToPoint: (flags & IFF_POINTOPOINT) !== 0,
    lower: readU32(attributes, IFLA_LINK) || undefined,
    master: readU32(attributes, IFLA_MASTER) || undefined,
    kind: kindName,
    group: readU32(attributes, IFLA_GROUP) ?? 0,
    vrfTable: kindName === 'vrf' && data !== undefined ? readU32(readAttributes(data), IFLA_VRF_TABLE) : undefined,
    operationalState: attributes.get(IFLA_OPERSTATE)?.[0],
    forwardsIpv6: readForwarding(attributes.get(IFLA_AF_SPEC)),
  };
}

export type VirtualLink =
  | { readonly kind: 'macvlan'; readonly mode: keyof typeof MACVLAN_MODES; readonly mac: MacAddress }
  | { readonly kind: 'ipvlan'; readonly mode: keyof typeof IPVLAN_MODES; readonly flag: keyof typeof IPVLAN_FLAGS };

/**
 * Payload of the RTM_NEWLINK that makes an interface on top of another.
 * @param lower index of the one below
 * @param group link group; undefined is that of the one below
 */
export function encodeNewVirtualLink(name: string, lower: number, link: VirtualLink, group?: number): Uint8Array {
  const writer = startLink(0).attributeText(IFLA_IFNAME, name).attributeU32(IFLA_LINK, lower);
  if (group !== undefined) writer.attributeU32(IFLA_GROUP, group);
  if (link.kind === 'macvlan') writer.attribute(IFLA_ADDRESS, macBytes(link.mac));
  writer.nested(IFLA_LINKINFO, (info) => {
    info.attributeText(IFLA_INFO_KIND, link.kind).nested(IFLA_INFO_DATA, (data) => {
      if (link.kind === 'macvlan') data.attributeU32(IFLA_MACVLAN_MODE, MACVLAN_MODES[link.mode]);
      else
        data
          .attributeU16(IFLA_IPVLAN_MODE, IPVLAN_MODES[link.mode])
          .attributeU16(IFLA_IPVLAN_FLAGS, IPVLAN_FLAGS[link.flag]);
    });
  });
  return writer.finish();
}

/** Payload of the RTM_SETLINK that takes an interface up or down. */
export function encodeSetLinkUp(index: number, up: boolean): Uint8Array {
  return startLink(index, up ? IFF_UP : 0, IFF_UP).finish();
}

/** Payload of the RTM_SETLINK that puts an interface into a group; the kernel reports it also when it is there already. */
export function encodeSetLinkGroup(index: number, group: number): Uint8Array {
  return startLink(index).attributeU32(IFLA_GROUP, group).finish();
}

/** Payload of RTM_DELLINK. */
export function encodeDeleteLink(index: number): Uint8Array {
  return startLink(index).finish();
}

/** Settings of IPv6 are an array of numbers, forwarding the first of them. */
function readForwarding(families: Uint8Array | undefined): boolean | undefined {
  const six = families === undefined ? undefined : readAttributes(families).get(AF_INET6);
  const forwarding = six === undefined ? undefined : readU32(readAttributes(six), IFLA_INET6_CONF);
  return forwarding === undefined ? undefined : forwarding !== 0;
}

function startLink(index: number, flags = 0, change = 0): PayloadWriter {
  return new PayloadWriter().u8(0).u8(0).u16(0).u32(index).u32(flags).u32(change);
}
