/**
 * A configuration as the daemon uses it: readonly, complete, defaults filled, units converted, references resolved.
 * Made by the last pass over the tree; prints back to a keepalived.conf. Every part knows where it was written.
 */

import type { AddressFamily, IpAddress, MacAddress, Prefix } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { AnnouncementParameters, VrrpVersion } from '../vrrp/parameters.js';
import type { Span } from './diagnostic.js';
import type { GlobalSettings } from './model-global.js';
import type { BfdSession, LvsConfiguration } from './model-lvs.js';
import type { Route, RoutingRule } from './model-route.js';

export type { GlobalSettings } from './model-global.js';

export interface Configuration {
  readonly globals: GlobalSettings;
  readonly scripts: readonly ScriptDefinition[];
  readonly trackedFiles: readonly FileDefinition[];
  readonly trackedProcesses: readonly ProcessDefinition[];
  readonly instances: readonly Instance[];
  readonly syncGroups: readonly SyncGroup[];
  readonly trackGroups: readonly TrackGroup[];
  readonly staticAddresses: readonly StaticAddress[];
  readonly staticRoutes: readonly Route[];
  readonly staticRules: readonly RoutingRule[];
  readonly garpGroups: readonly GarpGroup[];
  readonly linkbeatInterfaces: readonly LinkbeatInterface[];
  readonly interfaceDelays: readonly InterfaceDelay[];
  readonly bfdSessions: readonly BfdSession[];
  readonly lvs: LvsConfiguration;
}

/**
 * A command as argv with the user it runs as. No shell is involved. A single word that starts with `<` asks only
 * whether the file behind it can be opened.
 */
export interface Command {
  readonly argv: readonly string[];
  /** As written: user and group names, undefined where the default script user applies. */
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly span: Span | undefined;
}

/** vrrp_script. */
export interface ScriptDefinition {
  readonly name: string;
  readonly command: Command;
  readonly interval: Micros;
  /** Defaults to the interval. */
  readonly timeout: Micros;
  readonly rise: number;
  readonly fall: number;
  readonly weight: number;
  readonly reverse: boolean;
  readonly initFail: boolean;
  readonly span: Span | undefined;
}

/** track_file: a file whose number, times the weight, moves the priority. */
export interface FileDefinition {
  readonly name: string;
  readonly path: string;
  readonly weight: number;
  readonly reverse: boolean;
  /** init_file: what the file is made with at start; undefined leaves it alone. */
  readonly initial: { readonly value: number; readonly overwrite: boolean } | undefined;
  readonly span: Span | undefined;
}

/** vrrp_track_process. */
export interface ProcessDefinition {
  readonly name: string;
  /** Name of the process, or its path with full_command. */
  readonly process: string;
  readonly parameters: readonly string[];
  /** How the parameters are compared; `none` compares the name only. */
  readonly parameterMatch: 'none' | 'exact' | 'initial' | 'partial';
  readonly fullCommand: boolean;
  readonly weight: number;
  readonly reverse: boolean;
  /** Fewest processes for up. */
  readonly quorum: number;
  /** Most processes for up; undefined is any number. */
  readonly quorumMost: number | undefined;
  readonly terminateDelay: Micros;
  readonly forkDelay: Micros;
  readonly span: Span | undefined;
}

/** One line of virtual_ipaddress. */
export interface VirtualAddress {
  readonly prefix: Prefix;
  /** Interface name; the instance's own where none was written. */
  readonly device: string;
  /** One object for all addresses without options: there may be very many of those. */
  readonly options: AddressOptions;
  readonly span: Span | undefined;
}

/** What an address line says beyond the address and its interface. */
export interface AddressOptions {
  readonly label: string | undefined;
  /** Undefined: none. The word `brd +` or `-` is resolved. */
  readonly broadcast: IpAddress | undefined;
  /** Number of the scope; undefined is global. */
  readonly scope: number | undefined;
  readonly peer: Prefix | undefined;
  readonly home: boolean;
  /** Seconds; undefined is for ever. */
  readonly preferredLifetime: number | undefined;
  /** `-nodad` written: duplicate address detection is wanted. */
  readonly dad: boolean;
  readonly manageTemporary: boolean;
  readonly noPrefixRoute: boolean;
  readonly autoJoin: boolean;
  readonly noTrack: boolean;
  /** On a virtual MAC interface of its own. */
  readonly useVmac: boolean;
}

/** One line of static_ipaddress. */
export interface StaticAddress extends VirtualAddress {
  readonly trackGroup: string | undefined;
}

export type Authentication =
  | { readonly type: 'none' }
  /** Password of at most 8 bytes, already cut as keepalived cuts it. Never printed by status or log. */
  | { readonly type: 'pass'; readonly password: Uint8Array }
  | { readonly type: 'ah'; readonly password: Uint8Array };

/** auth_hmac. */
export interface HmacAuthentication {
  readonly keys: readonly HmacKey[];
  readonly activeKey: number;
  readonly timeWindow: Micros;
  readonly antiReplay: 'time' | 'monotonic';
  readonly mode: 'enforce' | 'permissive' | 'receive-only';
}

/** A key is in the file itself, or in a file that is read when the daemon starts. */
export type HmacKey =
  | { readonly id: number; readonly type: 'bytes'; readonly secret: Uint8Array }
  | { readonly id: number; readonly type: 'file'; readonly path: string };

/** A tracked object as one instance or group weighs it. */
export interface TrackedReference {
  readonly name: string;
  /** After the reference's own weight, if any. */
  readonly weight: number;
  readonly reverse: boolean;
  readonly span: Span | undefined;
}

export type TrackedScript = TrackedReference;
export type TrackedInterface = TrackedReference;
export type TrackedFile = TrackedReference;
export type TrackedProcess = TrackedReference;
export type TrackedBfd = TrackedReference;

/** Everything an instance or a group watches. */
export interface Tracking {
  readonly trackedScripts: readonly TrackedScript[];
  readonly trackedInterfaces: readonly TrackedInterface[];
  readonly trackedFiles: readonly TrackedFile[];
  readonly trackedProcesses: readonly TrackedProcess[];
  readonly trackedBfds: readonly TrackedBfd[];
}

export interface UnicastPeer {
  readonly address: IpAddress;
  readonly minTtl: number;
  readonly maxTtl: number;
  readonly span: Span | undefined;
}

export interface NotifyScripts {
  readonly master: Command | undefined;
  readonly backup: Command | undefined;
  readonly fault: Command | undefined;
  readonly stop: Command | undefined;
  /** Called with INSTANCE|GROUP, name, state, priority appended. */
  readonly any: Command | undefined;
}

export interface InstanceNotifyScripts extends NotifyScripts {
  /** An instance that a reload removes reports DELETED instead of FAULT; with a command of its own if one is given. */
  readonly deleted: boolean;
  readonly deletedCommand: Command | undefined;
  /** A worse router advertised while we are master. */
  readonly lowerPriorityHeard: Command | undefined;
}

/** use_vmac. */
export interface VmacSettings {
  /** Undefined: made of the prefix and the VRID. */
  readonly name: string | undefined;
  /** Undefined: the RFC's virtual MAC. */
  readonly mac: MacAddress | undefined;
  readonly netlinkNotify: boolean;
  /** Link group; undefined is the parent's. */
  readonly group: number | undefined;
}

/** use_ipvlan. */
export interface IpvlanSettings {
  readonly name: string | undefined;
  readonly address: Prefix | undefined;
  readonly mode: 'bridge' | 'private' | 'vepa';
  readonly group: number | undefined;
}

/** Periodic announcements on interfaces other than the instance's own. */
export interface ExtraAnnouncements {
  readonly interval: Micros;
  /** Every other interface, not only virtual MAC ones. */
  readonly all: boolean;
}

/** Bytes, or a number of packets as long as the interface takes, or as an advert is. */
export interface ReceiveBufferPolicy {
  readonly unit: 'byte' | 'mtu' | 'advert';
  readonly count: number;
}

/** vrrp_instance. */
export interface Instance extends Tracking {
  readonly name: string;
  /** Empty for unicast without an interface. */
  readonly interfaceName: string;
  readonly vrid: number;
  readonly family: AddressFamily;
  readonly version: VrrpVersion;
  readonly state: 'MASTER' | 'BACKUP';
  readonly priority: number;
  readonly advertisementInterval: Micros;
  readonly preemptMode: boolean;
  readonly preemptDelay: Micros;
  readonly downTimerAdverts: number;
  readonly announcements: AnnouncementParameters;
  readonly extraAnnouncements: ExtraAnnouncements | undefined;
  readonly lowerPriorityNoAdvert: boolean;
  readonly higherPrioritySendAdvert: boolean;
  readonly ownerIgnoreAdverts: boolean;
  readonly timerExpiredBackup: number | undefined;
  readonly skipCheckAdvertAddresses: boolean;
  readonly strictMode: boolean;
  /** Packets to the addresses are taken although we are not their owner. */
  readonly acceptMode: boolean;
  /** Version 3 over IPv4 without the pseudo header in the checksum. */
  readonly checksumAsV2: boolean;
  readonly dontTrackPrimary: boolean;
  readonly trackSourceAddress: boolean;
  readonly linkbeatPolling: boolean;
  readonly authentication: Authentication;
  readonly hmac: HmacAuthentication | undefined;
  /** In the order of the file: this order is sent. */
  readonly addresses: readonly VirtualAddress[];
  readonly excludedAddresses: readonly VirtualAddress[];
  readonly noVirtualAddress: boolean;
  readonly promoteSecondaries: boolean;
  readonly routes: readonly Route[];
  readonly rules: readonly RoutingRule[];
  readonly vmac: VmacSettings | undefined;
  readonly vmacForAddresses: boolean;
  readonly vmacTransmitBase: boolean;
  readonly ipvlan: IpvlanSettings | undefined;
  readonly vrf: string | undefined;
  /** mcast_src_ip or unicast_src_ip; undefined: the interface's primary address. */
  readonly sourceAddress: IpAddress | undefined;
  /** mcast_dst_ip, or the global group of the family. */
  readonly multicastGroup: IpAddress;
  readonly unicastPeers: readonly UnicastPeer[];
  /** Undefined: 255. */
  readonly unicastTtl: number | undefined;
  readonly checkUnicastSource: boolean;
  readonly unicastFaultNoPeer: boolean;
  readonly oldUnicastChecksum: 'automatic' | 'always' | 'never';
  readonly kernelReceiveBuffer: number | undefined;
  /** vrrp_rx_bufs_policy: what applies without one of its own; undefined leaves it to vrrpd. */
  readonly receiveBufferPolicy: ReceiveBufferPolicy | undefined;
  readonly notify: InstanceNotifyScripts;
  readonly notifyPriorityChanges: boolean;
  readonly smtpAlert: boolean;
  readonly lvsSyncDaemonInterface: string | undefined;
  readonly syncGroup: string | undefined;
  /** Why the instance can only be in FAULT, where its configuration asks for that. */
  readonly configurationFault: string | undefined;
  readonly span: Span | undefined;
}

/** vrrp_sync_group. */
export interface SyncGroup extends Tracking {
  readonly name: string;
  readonly members: readonly string[];
  readonly notify: NotifyScripts;
  readonly notifyPriorityChanges: boolean | undefined;
  readonly smtpAlert: boolean;
  /** sync_group_tracking_weight, or the old global_tracking. */
  readonly trackingWeight: boolean;
  readonly span: Span | undefined;
}

/** track_group: instances that fail when a static object cannot be kept. */
export interface TrackGroup {
  readonly name: string;
  readonly members: readonly string[];
  readonly span: Span | undefined;
}

/** garp_group: interfaces that share one gap between announcements. */
export interface GarpGroup {
  readonly interfaces: readonly string[];
  readonly garpInterval: Micros | undefined;
  readonly gnaInterval: Micros | undefined;
  readonly span: Span | undefined;
}

/** linkbeat_interfaces. */
export interface LinkbeatInterface {
  readonly name: string;
  readonly method: 'MII' | 'ETHTOOL' | 'IOCTL' | undefined;
  readonly span: Span | undefined;
}

/** interface_up_down_delays. */
export interface InterfaceDelay {
  readonly name: string;
  readonly down: Micros;
  readonly up: Micros;
  readonly span: Span | undefined;
}
