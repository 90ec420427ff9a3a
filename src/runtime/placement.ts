/**
 * Where instances live that ask for an interface of their own: which macvlan and ipvlan interfaces are wanted, and the
 * configuration with their names in the place of the interfaces below.
 */

import { type AddressFamily, familyOf, type Prefix, virtualMac } from '../base/address.js';
import type { Configuration, Instance, VirtualAddress } from '../config/model.js';
import type { GlobalSettings } from '../config/model-global.js';
import type { VirtualLink } from '../wire/netlink/link-message.js';

/** Longest name of an interface in Linux. */
const LONGEST_NAME = 15;

/** An interface that must be there while its instance is configured. */
export interface LinkPlan {
  readonly name: string;
  /** Name of the interface below. */
  readonly lower: string;
  readonly link: VirtualLink;
  readonly group: number | undefined;
  /** IPv6 is used on it: adverts of IPv6, or IPv6 addresses. */
  readonly ipv6: boolean;
  /** Adverts of IPv6 leave by it: it needs the link-local address of the one below. */
  readonly linkLocal: boolean;
  /** The interface below is reported once more when this one is there. */
  readonly reportLower: boolean;
  /** Address of its own, for ipvlan. */
  readonly address: Prefix | undefined;
}

export interface Placement {
  readonly configuration: Configuration;
  readonly links: readonly LinkPlan[];
}

/** Interface that the instance's adverts leave by: without one its VRF, and without either the empty name. */
export function transmitInterface({ interfaceName, vmac, vmacTransmitBase, ipvlan, vrf }: Instance): string {
  if (ipvlan?.name !== undefined) return ipvlan.name;
  if (interfaceName === '') return vrf ?? '';
  return vmac?.name === undefined || vmacTransmitBase ? interfaceName : vmac.name;
}

/** The instance's own interface: the one made for it, if any. */
export function ownInterface({ interfaceName, vmac, ipvlan }: Instance): string {
  return ipvlan?.name ?? vmac?.name ?? interfaceName;
}

export function placeInstances(configuration: Configuration): Placement {
  const links: LinkPlan[] = [];
  const taken = new Set(configuration.instances.flatMap(({ vmac, ipvlan }) => vmac?.name ?? ipvlan?.name ?? []));
  const instances = configuration.instances.map((instance) => {
    const placed = placeInstance(instance, configuration.globals, taken);
    links.push(...placed.links);
    return placed.instance;
  });
  return links.length === 0 ? { configuration, links } : { configuration: { ...configuration, instances }, links };
}

function placeInstance(
  instance: Instance,
  globals: GlobalSettings,
  taken: Set<string>,
): { readonly instance: Instance; readonly links: readonly LinkPlan[] } {
  if (!asksForInterfaces(instance)) return { instance, links: [] };
  const { interfaceName, vrid, family } = instance;
  const named = withName(instance, globals, taken);
  const own = ownInterface(named);
  const extra = new Map<string, LinkPlan>();
  const place = (address: VirtualAddress): VirtualAddress => {
    const other = familyOf(address.prefix.address) !== family;
    const elsewhere = address.device !== interfaceName;
    if (wantsOwnMac(named, address, elsewhere || other)) {
      const plan = addressLink(address, vrid, globals, taken, extra);
      return { ...address, device: plan.name };
    }
    // A virtual MAC is that of one family: the other one stays below.
    const stays = elsewhere || (other && named.vmac !== undefined);
    return stays || own === interfaceName ? address : { ...address, device: own };
  };
  const addresses = named.addresses.map(place);
  const excludedAddresses = named.excludedAddresses.map(place);
  const placed = { ...named, addresses, excludedAddresses };
  const ownPlan = ownLink(placed, own);
  const links = [...(ownPlan === undefined ? [] : [ownPlan]), ...extra.values()];
  return links.length === 0 ? { instance, links } : { instance: placed, links };
}

function asksForInterfaces({ vmac, ipvlan, vmacForAddresses, addresses, excludedAddresses }: Instance): boolean {
  if (vmac !== undefined || ipvlan !== undefined || vmacForAddresses) return true;
  return [...addresses, ...excludedAddresses].some(({ options }) => options.useVmac);
}

/** The instance with the name of its interface, and for ipvlan its address as the source. */
function withName(instance: Instance, globals: GlobalSettings, taken: Set<string>): Instance {
  const { vmac, ipvlan, vrid, family } = instance;
  if (ipvlan !== undefined) {
    const name = ipvlan.name ?? freeName(globals.vmacPrefix, vrid, family, taken);
    const sourceAddress = instance.sourceAddress ?? ipvlan.address?.address;
    return { ...instance, ipvlan: { ...ipvlan, name }, sourceAddress };
  }
  if (vmac === undefined) return instance;
  return { ...instance, vmac: { ...vmac, name: vmac.name ?? freeName(globals.vmacPrefix, vrid, family, taken) } };
}

function ownLink({ vmac, ipvlan, ...instance }: Instance, name: string): LinkPlan | undefined {
  const { interfaceName: lower, vrid, family, addresses, excludedAddresses } = instance;
  const six = [...addresses, ...excludedAddresses].some((address) => {
    return address.device === name && familyOf(address.prefix.address) === 6;
  });
  const reportLower = vmac?.netlinkNotify === true;
  const base = { name, lower, ipv6: six || family === 6, linkLocal: family === 6, reportLower };
  if (ipvlan !== undefined) {
    const link = { kind: 'ipvlan', mode: 'l2', flag: ipvlan.mode } as const;
    return { ...base, link, group: ipvlan.group, address: ipvlan.address };
  }
  if (vmac === undefined) return undefined;
  const link = { kind: 'macvlan', mode: 'private', mac: vmac.mac ?? virtualMac(family, vrid) } as const;
  return { ...base, link, group: vmac.group, address: undefined };
}

/** use_vmac of the address, or use_vmac_addr for what is not on the instance's own interface. */
function wantsOwnMac({ vmac, vmacForAddresses }: Instance, address: VirtualAddress, apart: boolean): boolean {
  if (address.options.useVmac) return vmac === undefined || apart;
  return vmacForAddresses && apart;
}

/** One interface for each interface below and family. */
function addressLink(
  { device, prefix }: VirtualAddress,
  vrid: number,
  { vmacAddressPrefix }: GlobalSettings,
  taken: Set<string>,
  extra: Map<string, LinkPlan>,
): LinkPlan {
  const family = familyOf(prefix.address);
  const key = `${device} ${family}`;
  const known = extra.get(key);
  if (known !== undefined) return known;
  const plan: LinkPlan = {
    name: freeName(vmacAddressPrefix, vrid, family, taken),
    lower: device,
    link: { kind: 'macvlan', mode: 'private', mac: virtualMac(family, vrid) },
    group: undefined,
    ipv6: family === 6,
    linkLocal: false,
    reportLower: false,
    address: undefined,
  };
  extra.set(key, plan);
  return plan;
}

/** `vrrp.51`, for IPv6 as a second choice `vrrp6.51`, then `vrrp.51.1` and so on. */
function freeName(prefix: string, vrid: number, family: AddressFamily, taken: Set<string>): string {
  const names = [`${prefix}.${vrid}`, ...(family === 6 ? [`${prefix}6.${vrid}`] : [])];
  for (let index = 1; ; index += 1) {
    for (const name of names.splice(0)) {
      const short = name.slice(-LONGEST_NAME);
      if (taken.has(short)) continue;
      taken.add(short);
      return short;
    }
    names.push(`${prefix}.${vrid}.${index}`);
  }
}
