/**
 * A configuration as the daemon uses it: readonly, complete, defaults filled, units converted, references resolved.
 * Made by the last pass over the tree; prints back to a keepalived.conf. Every part knows where it was written.
 */

import type { AddressFamily, IpAddress, Prefix } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { AnnouncementParameters, VrrpVersion } from '../vrrp/parameters.js';
import type { Span } from './diagnostic.js';

export interface Configuration {
  readonly globals: GlobalSettings;
  readonly scripts: readonly ScriptDefinition[];
  readonly instances: readonly Instance[];
  readonly syncGroups: readonly SyncGroup[];
}

/** A command as argv with the user it runs as. No shell is involved. */
export interface Command {
  readonly argv: readonly string[];
  /** As written: user and group names, undefined where the default script user applies. */
  readonly user: string | undefined;
  readonly group: string | undefined;
  readonly span: Span | undefined;
}

export interface GlobalSettings {
  /** router_id; undefined where the host's name applies. */
  readonly routerId: string | undefined;
  readonly vrrpVersion: VrrpVersion;
  readonly scriptUser: { readonly user: string; readonly group: string | undefined } | undefined;
  readonly enableScriptSecurity: boolean;
  readonly multicastGroup4: IpAddress;
  readonly multicastGroup6: IpAddress;
  readonly startupDelay: Micros;
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

/** One line of virtual_ipaddress. */
export interface VirtualAddress {
  readonly prefix: Prefix;
  /** Interface name; the instance's own where none was written. */
  readonly device: string;
  readonly label: string | undefined;
  /** Undefined: none. The word `brd +` or `-` is resolved. */
  readonly broadcast: IpAddress | undefined;
  readonly scope: number | undefined;
  readonly peer: Prefix | undefined;
  readonly home: boolean;
  /** Seconds; undefined is for ever. */
  readonly preferredLifetime: number | undefined;
  /** `-nodad` written: duplicate address detection is wanted. */
  readonly dad: boolean;
  readonly noTrack: boolean;
  readonly span: Span | undefined;
}

export type Authentication =
  | { readonly type: 'none' }
  /** Password of at most 8 bytes, already cut as keepalived cuts it. Never printed by status or log. */
  | { readonly type: 'pass'; readonly password: Uint8Array }
  | { readonly type: 'ah'; readonly password: Uint8Array };

export interface TrackedScript {
  readonly name: string;
  /** After the reference's own weight, if any. */
  readonly weight: number;
  readonly reverse: boolean;
  readonly span: Span | undefined;
}

export interface TrackedInterface {
  readonly name: string;
  readonly weight: number;
  readonly reverse: boolean;
  readonly span: Span | undefined;
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

/** vrrp_instance. */
export interface Instance {
  readonly name: string;
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
  readonly lowerPriorityNoAdvert: boolean;
  readonly higherPrioritySendAdvert: boolean;
  readonly skipCheckAdvertAddresses: boolean;
  readonly dontTrackPrimary: boolean;
  readonly authentication: Authentication;
  /** In the order of the file: this order is sent. */
  readonly addresses: readonly VirtualAddress[];
  readonly excludedAddresses: readonly VirtualAddress[];
  readonly trackedScripts: readonly TrackedScript[];
  readonly trackedInterfaces: readonly TrackedInterface[];
  /** mcast_src_ip or unicast_src_ip; undefined: the interface's primary address. */
  readonly sourceAddress: IpAddress | undefined;
  readonly unicastPeers: readonly UnicastPeer[];
  readonly notify: NotifyScripts;
  readonly syncGroup: string | undefined;
  readonly span: Span | undefined;
}

/** vrrp_sync_group. */
export interface SyncGroup {
  readonly name: string;
  readonly members: readonly string[];
  readonly notify: NotifyScripts;
  readonly span: Span | undefined;
}
