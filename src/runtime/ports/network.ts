/**
 * What the runtime needs of the network, named for the need. Adapters in system/ translate and decide nothing.
 */

import type { AddressFamily, IpAddress, MacAddress, Prefix } from '../../base/address.js';
import type { SystemError } from '../../base/errors.js';
import type { Micros } from '../../base/micros.js';
import type { AddressStep } from '../../wire/address-change.js';

/** One packet as it came: bytes untouched, the facts about it from the kernel. */
export interface ReceivedPacket {
  readonly family: AddressFamily;
  /** IPv4: from the IP header on. IPv6: from the VRRP message on. Only valid until the next receive. */
  readonly bytes: Uint8Array;
  readonly source: IpAddress;
  /** Unknown where the transport cannot tell. */
  readonly destination: IpAddress | undefined;
  /** TTL or hop limit; undefined where the transport cannot tell. */
  readonly hopLimit: number | undefined;
  /** When it arrived, by the kernel's own word; undefined where the transport cannot tell. */
  readonly arrivedAt: Micros | undefined;
  /** Interface the packet came in by; undefined where the transport cannot tell. */
  readonly interfaceIndex: number | undefined;
}

/** One packet to send. */
export interface OutgoingPacket {
  /** IPv4: the IP header included. IPv6: the VRRP message. */
  readonly bytes: Uint8Array;
  readonly destination: IpAddress;
}

/** Where advertisements are exchanged: one socket serves every virtual router with the same endpoint. */
export interface AdvertisementEndpoint {
  readonly family: AddressFamily;
  /** 112, or 51 where an AH header is in front. */
  readonly protocol: 112 | 51;
  readonly interfaceName: string | undefined;
  readonly interfaceIndex: number | undefined;
  /** The group joined, or undefined for unicast. */
  readonly group: IpAddress | undefined;
  /** Source address: multicast interface address, or the address that unicast binds to. */
  readonly source: IpAddress;
  /** TTL or hop limit of what we send; 255 for multicast. */
  readonly hopLimit: number;
}

export interface AdvertisementSocket {
  readonly endpoint: AdvertisementEndpoint;
  /** Takes what the kernel holds, up to an internal bound, without waiting. Empty when there is nothing. */
  drain(): readonly ReceivedPacket[];
  /** Sends all at once without waiting; returns the failures, by index. */
  send(packets: readonly OutgoingPacket[]): readonly { readonly index: number; readonly error: SystemError }[];
  /** Asks the kernel for a receive buffer of this size in bytes; as large as it permits. */
  setReceiveBuffer(bytes: number): void;
  /** Stops calling `readable` until `resume`; `drain` works as before. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface AdvertisementTransport {
  /** @param readable called from the event loop when `drain` has something to return */
  open(endpoint: AdvertisementEndpoint, readable: () => void): AdvertisementSocket;
}

/** An address as it is put on an interface. */
export interface AddressChange extends AddressStep {
  readonly interfaceIndex: number;
}

export type ChangeOutcome = { readonly ok: true } | { readonly ok: false; readonly error: SystemError };

/**
 * The kernel's addresses. `add` of one that is there gives it the new lifetimes, `renew` of one that is gone puts it
 * back, and `remove` of one that is not there, or whose interface is gone, is fine.
 */
export interface AddressTable {
  /**
   * Applies all changes in one batch and in order; one failing does not stop the rest.
   * @param done called once with an outcome for each change; in the same turn where the adapter can
   */
  apply(changes: readonly AddressChange[], done: (outcomes: readonly ChangeOutcome[]) => void): void;
  /** Gets ready for changes that may come; they are then handed over as the same objects. */
  prepare?(changes: readonly AddressChange[]): void;
  /** Runs through the code of `apply` without effect, so that it is compiled before it matters. */
  rehearse?(): void;
  close(): void;
}

/** Link-layer frames, whole from the Ethernet header on. */
export interface Frame {
  readonly interfaceIndex: number;
  readonly bytes: Uint8Array;
}

/** Sends gratuitous ARP and neighbour advertisements. */
export interface Announcer {
  /** Sends all in order and returns how many left; never waits. */
  send(frames: readonly Frame[]): number;
  /** Gets ready for frames that may come; they are then handed over as the same objects. */
  prepare?(frames: readonly Frame[]): void;
  /** Runs through the code of `send` without effect, so that it is compiled before it matters. */
  rehearse?(): void;
  close(): void;
}

export interface LinkInfo {
  readonly index: number;
  readonly name: string;
  /** IFF_UP. */
  readonly up: boolean;
  /** IFF_RUNNING: carrier and operationally up. */
  readonly running: boolean;
  readonly mtu: number;
  readonly mac: MacAddress | undefined;
  /** IFF_NOARP: announcements make no sense. */
  readonly noArp: boolean;
  readonly multicast: boolean;
  readonly loopback: boolean;
  readonly pointToPoint: boolean;
  /** Index of the link that this one sits on (macvlan, vlan), if any. */
  readonly lower: number | undefined;
  /** `macvlan`, `vlan`, `veth`, ... where the kernel says. */
  readonly kind: string | undefined;
  /** Link group; 0 is the default one. */
  readonly group?: number;
  /** Routing table of a VRF. */
  readonly vrfTable?: number | undefined;
  /** Forwards IPv6 packets: it announces itself as a router. Undefined where IPv6 is off. */
  readonly forwardsIpv6?: boolean | undefined;
}

export interface AddressInfo {
  readonly interfaceIndex: number;
  readonly prefix: Prefix;
  /** The other end of a point-to-point link; the length of `prefix` is then its own. */
  readonly peer?: IpAddress | undefined;
  /** IPv6 duplicate address detection is not over. */
  readonly tentative: boolean;
  readonly dadFailed: boolean;
  readonly secondary: boolean;
  readonly deprecated: boolean;
  readonly permanent: boolean;
  readonly label: string | undefined;
  readonly scope: number;
  /** Who put it there; see AddressChange. */
  readonly protocol?: number | undefined;
}

export type NetworkChange =
  | { readonly type: 'link-changed'; readonly link: LinkInfo }
  | { readonly type: 'link-removed'; readonly index: number; readonly name: string }
  | { readonly type: 'address-added'; readonly address: AddressInfo }
  | { readonly type: 'address-removed'; readonly address: AddressInfo }
  /** The kernel dropped messages: compare everything with `snapshot` again. */
  | { readonly type: 'resynchronise' };

/** Watches links and addresses. */
export interface NetworkMonitor {
  /** Everything as it is now, read without waiting for an event. */
  snapshot(): { readonly links: readonly LinkInfo[]; readonly addresses: readonly AddressInfo[] };
  /** Takes the changes that wait, without waiting; also called before deadlines are judged. */
  drain(): readonly NetworkChange[];
  /** @param readable called from the event loop when `drain` has something to return */
  start(readable: () => void): void;
  close(): void;
}

/** Kernel clock for the whole daemon: never goes back, goes on during suspend; microseconds. */
export interface Clock {
  now(): Micros;
  /** Wall clock in milliseconds since 1970, for logs and status only. */
  wall(): number;
}

/** The one timer of the daemon, precise to microseconds where the system can. */
export interface Alarm {
  /** Replaces the moment armed before; undefined disarms. */
  arm(at: Micros | undefined): void;
  close(): void;
}

export type AlarmFactory = (ring: () => void) => Alarm;
