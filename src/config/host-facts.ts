/**
 * What the model pass asks of the machine it runs on. The folder stays pure: answers come through this port, from
 * system/ in the daemon and from a table in tests. Without a host nothing that needs one is checked.
 */

import type { Prefix } from '../base/address.js';

export interface InterfaceFacts {
  readonly name: string;
  readonly mtu: number;
  readonly loopback: boolean;
  readonly multicast: boolean;
  readonly addresses: readonly Prefix[];
}

/** What lstat says of one path; a link is not followed. */
export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'link' | 'fifo' | 'other';
  readonly uid: number;
  readonly gid: number;
  /** Permission bits with set-id and sticky bits. */
  readonly mode: number;
}

export interface UserFacts {
  readonly uid: number;
  readonly gid: number;
}

/** Files of iproute2 that give numbers a name. */
export type RoutingNames = 'rt_tables' | 'rt_scopes' | 'rt_dsfield' | 'rt_realms' | 'rt_protos' | 'group';

/** Reading scripts, for lints. Only where somebody waits for the answer: never in the daemon. */
export interface ScriptFacts {
  /** A regular file of at most 64 KiB, latin1; undefined for anything else. */
  text(path: string): string | undefined;
  /** What `SHELL -n` says about a script, in one line; undefined where it has nothing to say. The script is not run. */
  syntaxError(shell: string, path: string): string | undefined;
}

export interface HostFacts {
  networkInterface(name: string): InterfaceFacts | undefined;
  /** Every interface, for suggestions. */
  interfaceNames(): readonly string[];
  file(path: string): FileFacts | undefined;
  /** The path with every link followed; undefined when it does not exist. */
  realPath(path: string): string | undefined;
  user(name: string): UserFacts | undefined;
  group(name: string): number | undefined;
  /** Directories that a bare command name is looked up in. */
  readonly searchPath: readonly string[];
  readonly cpuCount: number;
  /** Whether another process of this network namespace is a keepalived or vrrpd, which may have bound virtual IPs. */
  vrrpRuns(): boolean;
  /** Number that iproute2's files give a name; they are looked for in these directories, the first that names it counts. */
  routingNumber(file: RoutingNames, name: string, directories: readonly string[]): number | undefined;
  /** Identity the daemon runs as: scripts without a user get it. */
  readonly uid: number;
  readonly gid: number;
  /** Undefined: nothing is to be read. */
  readonly scripts?: ScriptFacts;
}
