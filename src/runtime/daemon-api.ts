/**
 * What a running daemon offers to the control plane, the signal handlers and the entries of the programs.
 */

import type { Configuration } from '../config/model.js';
import type { Reason } from '../vrrp/reason.js';
import type { DaemonSnapshot } from './snapshot.js';

/** Settings of vrrpd's own, from vrrpd.ini and the command line, as far as the daemon acts on them. */
export interface DaemonSettings {
  /** Version of the program, for status. */
  readonly version: string;
  /** Path of the keepalived.conf, for status and log. */
  readonly configurationFile: string;
  /** Directory for the journal of claimed addresses and the daemon's other state; it exists. */
  readonly runDirectory: string;
  /** Kernel lifetime of a virtual address in whole seconds; 0 switches the lease off. Default 10. */
  readonly addressLease: number;
  /** Existing directory that scenarios are recorded to, one file a router; undefined records nothing. */
  readonly recordDirectory: string | undefined;
  /** Directory of keepalived.data and keepalived.stats: $TMPDIR or /tmp. */
  readonly dumpDirectory: string;
  /** keepalived -V: leave the addresses in place at stop. */
  readonly keepAddressesAtStop: boolean;
}

/** What reading the configuration again came to. */
export type LoadOutcome =
  | { readonly ok: true; readonly configuration: Configuration }
  /** `code` of the finding that decided. */
  | { readonly ok: false; readonly reason: string; readonly code: string };

export type ReloadOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** A change of state as the journal, the events command and the service manager hear of it. */
export interface TransitionRecord {
  readonly wall: number;
  readonly router: string;
  readonly from: string;
  readonly to: string;
  readonly reason: Reason;
  readonly priority: number;
  readonly heardFrom: string | undefined;
  readonly heardPriority: number | undefined;
  readonly detail: string | undefined;
}

export type CommandOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

export interface Daemon {
  snapshot(): DaemonSnapshot;
  /** Reads, checks and compares the configuration; on any error the old one runs on. Never rejects. */
  reload(): Promise<ReloadOutcome>;
  /** Priority 0 from each master, addresses removed, scripts ended, stop notified. Resolves when it may exit. */
  stop(): Promise<void>;
  /** Hands a router over (undefined: all of them), and keeps it from becoming master until `resume`. */
  standby(router: string | undefined): CommandOutcome;
  resume(router: string | undefined): CommandOutcome;
  /** Writes keepalived.data or keepalived.stats, asynchronously. */
  dump(kind: 'data' | 'stats'): void;
  /** Calls the listener after each transition; returns the way to unsubscribe. */
  onTransition(listener: (record: TransitionRecord) => void): () => void;
}
