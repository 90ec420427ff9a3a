/**
 * BFD sessions, virtual servers and their checkers: read and checked to the last argument. vrrpd runs the sessions and
 * does not act on the others.
 * Undefined times and counts are inherited: checker from real server from virtual server.
 */

import type { AddressFamily, IpAddress, Prefix } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { Span } from './diagnostic.js';
import type { Command } from './model.js';

/** bfd_instance. */
export interface BfdSession {
  readonly name: string;
  readonly neighbor: IpAddress;
  readonly source: IpAddress | undefined;
  readonly minReceive: Micros;
  readonly minTransmit: Micros;
  readonly idleTransmit: Micros;
  readonly multiplier: number;
  readonly passive: boolean;
  readonly ttl: number;
  readonly maxHops: number;
  readonly multihop: boolean;
  readonly weight: number;
  readonly reverse: boolean;
  /** Who hears of its changes. */
  readonly listeners: 'both' | 'vrrp' | 'checker';
  readonly span: Span | undefined;
}

/** SSL: what SSL_GET shows to servers. */
export interface SslSettings {
  readonly password: Uint8Array | undefined;
  readonly authority: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly span: Span | undefined;
}

/** One line of virtual_server_group. */
export type GroupEntry =
  | { readonly type: 'address'; readonly address: IpAddress; readonly port: number; readonly span: Span | undefined }
  | {
      readonly type: 'range';
      readonly first: IpAddress;
      readonly last: IpAddress;
      readonly port: number;
      readonly span: Span | undefined;
    }
  | { readonly type: 'network'; readonly network: Prefix; readonly port: number; readonly span: Span | undefined }
  | {
      readonly type: 'mark';
      readonly mark: number;
      readonly family: AddressFamily | undefined;
      readonly span: Span | undefined;
    };

export interface VirtualServerGroup {
  readonly name: string;
  readonly entries: readonly GroupEntry[];
  readonly span: Span | undefined;
}

/** What a virtual server listens to. */
export type ServiceAddress =
  | { readonly type: 'address'; readonly address: IpAddress; readonly port: number }
  | { readonly type: 'mark'; readonly mark: number }
  | { readonly type: 'group'; readonly group: string };

export interface ForwardingMethod {
  readonly method: 'NAT' | 'DR' | 'TUN';
  readonly tunnel: 'ipip' | 'gue' | 'gre' | undefined;
  readonly port: number | undefined;
  readonly checksum: 'nocsum' | 'csum' | 'remcsum' | undefined;
}

/** Times and counts that checkers inherit. */
export interface CheckTiming {
  readonly retry: number | undefined;
  readonly delayBeforeRetry: Micros | undefined;
  readonly warmup: Micros | undefined;
  readonly connectTimeout: Micros | undefined;
  readonly delayLoop: Micros | undefined;
  readonly alpha: boolean | undefined;
}

export interface SorryServer {
  readonly address: IpAddress;
  readonly port: number;
  readonly inhibit: boolean;
  readonly forwarding: ForwardingMethod | undefined;
}

export interface VirtualServer extends CheckTiming {
  readonly service: ServiceAddress;
  readonly family: AddressFamily | undefined;
  readonly inhibitOnFailure: boolean;
  readonly scheduler: string;
  readonly schedulerFlags: readonly string[];
  readonly onePacket: boolean;
  readonly forwarding: ForwardingMethod;
  readonly persistenceEngine: string | undefined;
  /** Seconds; undefined is off. */
  readonly persistenceTimeout: number | undefined;
  /** A netmask for IPv4, a length for IPv6. */
  readonly persistenceGranularity: string | undefined;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP' | undefined;
  readonly haSuspend: boolean;
  readonly smtpAlert: boolean;
  readonly virtualHost: string | undefined;
  readonly snmpName: string | undefined;
  readonly omega: boolean;
  readonly quorumUp: Command | undefined;
  readonly quorumDown: Command | undefined;
  readonly quorum: number;
  readonly hysteresis: number;
  readonly weight: number;
  readonly sorryServer: SorryServer | undefined;
  readonly realServers: readonly RealServer[];
  readonly span: Span | undefined;
}

export interface RealServer extends CheckTiming {
  readonly address: IpAddress;
  readonly port: number;
  readonly weight: number;
  readonly forwarding: ForwardingMethod;
  readonly upperThreshold: number;
  readonly lowerThreshold: number;
  readonly inhibitOnFailure: boolean;
  readonly notifyUp: Command | undefined;
  readonly notifyDown: Command | undefined;
  readonly smtpAlert: boolean;
  readonly virtualHost: string | undefined;
  readonly snmpName: string | undefined;
  readonly checkers: readonly Checker[];
  readonly span: Span | undefined;
}

/** Where a checker connects to and from. */
export interface CheckConnection {
  readonly connectAddress: IpAddress | undefined;
  readonly connectPort: number | undefined;
  readonly bindAddress: IpAddress | undefined;
  readonly bindPort: number | undefined;
  readonly bindInterface: string | undefined;
  readonly mark: number;
}

export interface CheckerCommon extends CheckTiming {
  readonly logAllFailures: boolean;
  readonly span: Span | undefined;
}

export interface CheckUrl {
  readonly path: string;
  readonly digest: string | undefined;
  /** Ranges of accepted status codes, both ends included. */
  readonly statusCodes: readonly { readonly first: number; readonly last: number }[];
  readonly virtualHost: string | undefined;
  readonly regex: string | undefined;
  readonly regexNoMatch: boolean;
  readonly regexOptions: readonly string[];
  readonly regexMinOffset: number;
  readonly regexMaxOffset: number | undefined;
  readonly regexStack: { readonly start: number; readonly most: number } | undefined;
  readonly tlsCompliant: boolean;
}

export type HttpChecker = CheckerCommon &
  CheckConnection & {
    readonly type: 'HTTP_GET' | 'SSL_GET';
    readonly virtualHost: string | undefined;
    readonly httpProtocol: '1.0' | '1.0C' | '1.1';
    readonly enableSni: boolean;
    readonly sniName: string | undefined;
    readonly fastRecovery: boolean;
    readonly tlsCompliant: boolean;
    readonly urls: readonly CheckUrl[];
  };

export type Checker =
  | HttpChecker
  | (CheckerCommon & CheckConnection & { readonly type: 'TCP_CHECK' | 'PING_CHECK' })
  | (CheckerCommon &
      CheckConnection & {
        readonly type: 'SMTP_CHECK';
        readonly heloName: string;
        readonly hosts: readonly (CheckTiming & CheckConnection & { readonly logAllFailures: boolean })[];
      })
  | (CheckerCommon &
      CheckConnection & {
        readonly type: 'UDP_CHECK';
        readonly payload: string | undefined;
        /** Undefined: no reply is needed; empty: any reply. */
        readonly requireReply: string | undefined;
        readonly minReplyLength: number;
        readonly maxReplyLength: number;
      })
  | (CheckerCommon &
      CheckConnection & { readonly type: 'DNS_CHECK'; readonly queryType: string; readonly queryName: string })
  | (CheckerCommon & {
      readonly type: 'MISC_CHECK';
      readonly command: Command;
      /** Undefined: delay_loop. */
      readonly timeout: Micros | undefined;
      readonly dynamic: boolean;
    })
  | (CheckerCommon & {
      readonly type: 'FILE_CHECK';
      readonly file: string;
      readonly weight: number | undefined;
      readonly reverse: boolean | undefined;
    })
  | (CheckerCommon & { readonly type: 'BFD_CHECK'; readonly session: string });

export interface LvsConfiguration {
  readonly ssl: SslSettings | undefined;
  readonly virtualServerGroups: readonly VirtualServerGroup[];
  readonly virtualServers: readonly VirtualServer[];
}
