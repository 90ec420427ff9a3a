/**
 * Settings of the process and defaults of the instances: global_defs and the single words of the top level. What has a
 * default is filled; undefined means that nothing is asked for.
 */

import type { IpAddress } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { VrrpVersion } from '../vrrp/parameters.js';
import type { Span } from './diagnostic.js';
import type { Command, ExtraAnnouncements } from './model.js';

/** A FIFO that events are written to, and the program that reads it. */
export interface NotifyFifo {
  readonly path: string;
  readonly user: string | undefined;
  readonly group: string | undefined;
}

/** How one of keepalived's processes asks to be scheduled. vrrpd is one process and takes those of vrrp. */
export interface SchedulingSettings {
  /** Nice value. */
  readonly nice: number | undefined;
  readonly noSwap: boolean;
  /** SCHED_RR priority. */
  readonly realTimePriority: number | undefined;
  readonly cpuAffinity: readonly number[];
  /** RLIMIT_RTTIME in microseconds; 0 is no limit. */
  readonly realTimeLimit: number;
  readonly processName: string | undefined;
}

export interface SnmpSettings {
  readonly socket: string | undefined;
  readonly traps: boolean;
  readonly vrrp: boolean;
  readonly rfc2: boolean;
  readonly rfc3: boolean;
  readonly checker: boolean;
  readonly virtualServerStatsInterval: Micros;
  readonly realServerStatsInterval: Micros;
}

/** Bytes of a netlink socket's receive buffer, and whether the kernel's limit may be exceeded. */
export interface ReceiveBuffer {
  readonly size: number | undefined;
  readonly force: boolean;
}

export interface FirewallSettings {
  /** Chains of iptables, where those are asked for; vrrpd does the same through nftables. */
  readonly iptables: { readonly input: string; readonly output: string | undefined } | undefined;
  /** Names of ipsets; empty switches them off, undefined is the default names. */
  readonly ipsets: readonly string[] | undefined;
  readonly nftablesTable: string | undefined;
  readonly nftablesPriority: number;
  readonly nftablesIfindex: boolean;
  readonly nftablesCounters: boolean;
  readonly ipvsTable: string | undefined;
  readonly ipvsPriority: number;
  readonly ipvsFirstMark: number;
}

export interface LvsGlobals {
  readonly timeouts: { readonly tcp?: number; readonly tcpfin?: number; readonly udp?: number } | undefined;
  readonly flush: boolean;
  readonly flushOnStop: 'no' | 'all' | 'virtual-servers';
  readonly syncDaemon: LvsSyncDaemon | undefined;
  readonly realServerInitNotifies: boolean;
  readonly noCheckerEmails: boolean;
  readonly checkerLogAllFailures: boolean;
  readonly smtpAlertChecker: boolean | undefined;
}

export interface LvsSyncDaemon {
  readonly interfaceName: string;
  readonly instance: string | undefined;
  readonly id: number | undefined;
  readonly maxLength: number | undefined;
  readonly port: number | undefined;
  readonly ttl: number | undefined;
  readonly group: IpAddress | undefined;
}

export interface MailSettings {
  readonly from: string | undefined;
  readonly to: readonly string[];
  /** Of the first address, sender or receiver. */
  readonly span: Span | undefined;
  readonly server: { readonly host: string; readonly port: number; readonly span: Span | undefined } | undefined;
  readonly heloName: string | undefined;
  readonly connectTimeout: Micros;
  readonly noFaults: boolean;
}

export interface DumpSettings {
  readonly stateFile: string | undefined;
  readonly statsFile: string | undefined;
  readonly jsonFile: string | undefined;
  readonly jsonVersion: number;
  /** Names of the files carry the namespace and the instance. */
  readonly useInstance: boolean;
}

export interface ReloadSettings {
  /** Check first; the path is where keepalived writes the findings. */
  readonly checkConfig: string | undefined;
  readonly timeFile: string | undefined;
  readonly repeat: boolean;
  /** Exists while the configuration is read. Empty is the default path. */
  readonly file: string | undefined;
}

export interface GlobalSettings {
  /** router_id; undefined where the host's name applies. */
  readonly routerId: string | undefined;
  readonly vrrpVersion: VrrpVersion;
  readonly scriptUser: { readonly user: string; readonly group: string | undefined } | undefined;
  readonly enableScriptSecurity: boolean;
  readonly supplementaryGroups: boolean;
  readonly useSymlinkPaths: boolean;
  readonly multicastGroup4: IpAddress;
  readonly multicastGroup6: IpAddress;
  readonly startupDelay: Micros;
  /** vrrp_delay_after_boot. */
  readonly delayAfterBoot: Micros;

  readonly netNamespace: string | undefined;
  /** Undefined: the daemon's own; empty: the default namespace. */
  readonly netNamespaceIpvs: string | undefined;
  readonly namespaceWithIpsets: boolean;
  readonly instance: string | undefined;
  readonly usePidDir: boolean;
  readonly childWaitTime: Micros;
  readonly linkbeatUsePolling: boolean;

  readonly processName: string | undefined;
  readonly processNames: boolean;
  readonly vrrp: SchedulingSettings;
  readonly checker: SchedulingSettings;
  readonly bfd: SchedulingSettings;
  /** Undefined is off; -1 is off without a hint at start. */
  readonly maxAutoPriority: number | undefined;
  readonly minAutoPriorityDelay: Micros;

  readonly mail: MailSettings;
  /** smtp_alert and smtp_alert_vrrp as instances and groups inherit them. */
  readonly smtpAlert: boolean | undefined;
  readonly smtpAlertVrrp: boolean | undefined;

  readonly startupScript: Command | undefined;
  readonly startupScriptTimeout: Micros;
  readonly shutdownScript: Command | undefined;
  readonly shutdownScriptTimeout: Micros;
  readonly notifyFifo: NotifyFifo | undefined;
  readonly notifyFifoScript: Command | undefined;
  readonly vrrpNotifyFifo: NotifyFifo | undefined;
  readonly vrrpNotifyFifoScript: Command | undefined;
  readonly lvsNotifyFifo: NotifyFifo | undefined;
  readonly lvsNotifyFifoScript: Command | undefined;
  readonly notifyPriorityChanges: boolean;
  readonly fifoStatesOnReload: boolean;

  readonly dynamicInterfaces: 'no' | 'yes' | 'allow-if-changes';
  readonly defaultInterface: string;
  readonly disableLocalIgmp: boolean;
  readonly checksumAsV2: boolean;
  readonly strict: boolean;
  readonly checkUnicastSource: boolean;
  readonly skipCheckAdvertAddresses: boolean;
  readonly lowerPriorityNoAdvert: boolean;
  readonly higherPrioritySendAdvert: boolean;
  readonly ownerIgnoreAdverts: boolean;
  readonly logUnknownVrids: boolean;
  readonly downTimerAdverts: number;
  readonly garpMasterDelay: Micros;
  readonly garpMasterRepeat: number;
  readonly garpMasterRefresh: Micros;
  readonly garpMasterRefreshRepeat: number;
  readonly garpLowerPriorityDelay: Micros;
  readonly garpLowerPriorityRepeat: number;
  /** Least gap between two announcements on an interface; 0 is none. */
  readonly garpInterval: Micros;
  readonly gnaInterval: Micros;
  readonly minGarp: boolean;
  readonly extraAnnouncements: ExtraAnnouncements | undefined;
  readonly vmacPrefix: string;
  readonly vmacAddressPrefix: string;
  readonly receiveBufferPolicy: 'default' | 'mtu' | 'advert' | number;
  readonly receiveBufferMultiplier: number;
  readonly netlinkCommandBuffer: ReceiveBuffer;
  readonly netlinkMonitorBuffer: ReceiveBuffer;
  readonly processMonitorBuffer: ReceiveBuffer;
  readonly lvsNetlinkCommandBuffer: ReceiveBuffer;
  readonly lvsNetlinkMonitorBuffer: ReceiveBuffer;

  readonly firewall: FirewallSettings;
  readonly lvs: LvsGlobals;
  readonly snmp: SnmpSettings;
  readonly dbus: {
    readonly enabled: boolean;
    readonly serviceName: string | undefined;
    readonly noInterfaceName: string | undefined;
  };

  /** Bits taken from the mode of files that are made. */
  readonly umask: number;
  readonly randomSeed: number | undefined;
  readonly dumps: DumpSettings;
  readonly reload: ReloadSettings;
  readonly includeCheck: number;
  readonly configSaveDirectory: string | undefined;
  readonly temporaryDirectory: string | undefined;
  readonly iprouteUserDirectory: string | undefined;
  readonly iprouteEtcDirectory: string | undefined;
}
