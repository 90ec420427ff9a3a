/**
 * What a running daemon offers to the control plane, the signal handlers and the entries of the programs.
 */

import type { Configuration } from '../config/model.js';
import type { Reason } from '../vrrp/reason.js';
import type { JournalEntry } from './address-journal.js';
import type { DumpKind } from './dumps.js';
import type { EventFilter } from './event-journal.js';
import type { EventRecord } from './event-record.js';
import type { ScriptResult } from './ports/process.js';
import type { DaemonSnapshot } from './snapshot.js';
import type { StandbyEntry } from './standby-book.js';

/** Settings of vrrpd's own, from vrrpd.ini and the command line, as far as the daemon acts on them. */
export interface DaemonSettings {
  /** Version of the program, for status. */
  readonly version: string;
  /** Path of the keepalived.conf, for status and log. */
  readonly configurationFile: string;
  /** Directory for the journal of claimed addresses and the daemon's other state; it exists. */
  readonly runDirectory: string;
  /** Directory for what outlives the daemon, and a boot where it is not in /run: journal of events, standby. It exists. */
  readonly stateDirectory: string;
  /** What an earlier run left in these directories. */
  readonly kept: KeptState;
  /** Kernel lifetime of a virtual address in whole seconds; 0 switches the lease off. Default 10. */
  readonly addressLease: number;
  /** Existing directory that scenarios are recorded to, one file a router; undefined records nothing. */
  readonly recordDirectory: string | undefined;
  /** Directory of keepalived.data, keepalived.stats and keepalived.json: $TMPDIR or /tmp. */
  readonly dumpDirectory: string;
  /** Name of the network namespace that the daemon was told to enter; part of the dumps' names with data_use_instance. */
  readonly namespace?: string | undefined;
  /** keepalived -V: leave the addresses in place at stop. */
  readonly keepAddressesAtStop: boolean;
}

export interface KeptState {
  readonly events: readonly EventRecord[];
  readonly standby: readonly StandbyEntry[];
  /** Addresses that it had bound when it ended, none after an orderly end. */
  readonly addresses: readonly JournalEntry[];
}

export const NOTHING_KEPT: KeptState = { events: [], standby: [], addresses: [] };

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

/** What an operator's wish came to: the routers concerned, or why it was refused, with a stable code. */
export type CommandOutcome =
  | { readonly ok: true; readonly routers: readonly string[] }
  | { readonly ok: false; readonly code: string; readonly reason: string };

export interface StandbyRequest {
  /** A router or a sync group; undefined: all. */
  readonly router: string | undefined;
  /** Ends by itself then, milliseconds since 1970; undefined: until resume. */
  readonly untilWall: number | undefined;
  /** Also where nobody is known who would take over. */
  readonly force: boolean;
  /** The same, but a router that nobody followed ends its standby. */
  readonly takeBack: boolean;
}

/** One run of a check by hand, which counts for nothing. */
export interface CheckTrial {
  readonly name: string;
  readonly argv: readonly string[];
  /** Name of the user it ran as; undefined: as the daemon. */
  readonly user: string | undefined;
  /** Microseconds; undefined: none. */
  readonly timeout: number | undefined;
  readonly result: ScriptResult;
}

export interface Daemon {
  /** The one that runs: of the start, or of the last reload. */
  readonly configuration: Configuration;
  snapshot(): DaemonSnapshot;
  /**
   * Reads, checks and compares the configuration; on any error the old one runs on. Never rejects. Asked for while one
   * goes on, one more comes behind it, because the file may have changed meanwhile.
   */
  reload(): Promise<ReloadOutcome>;
  /** Priority 0 from each master, addresses removed, scripts ended, stop notified. Resolves when it may exit. */
  stop(): Promise<void>;
  /** Hands routers over, and keeps them from becoming master until `resume`, over restarts too. */
  standby(request: StandbyRequest): CommandOutcome;
  resume(router: string | undefined): CommandOutcome;
  /** Resolves when it is known whether the next run will know who is on standby: undefined, or why it will not. */
  standbyProblem(): Promise<string | undefined>;
  /** A master hands over and leaves its successor alone; a backup that is better takes over. Once. */
  switchover(router: string, force: boolean): CommandOutcome;
  /** Runs a check as the daemon does; undefined where no check has that name. */
  tryCheck(name: string): Promise<CheckTrial | undefined>;
  events(filter: EventFilter): readonly EventRecord[];
  /** Calls the listener after each event that concerns the router, undefined is all; returns the way to unsubscribe. */
  onEvent(router: string | undefined, listener: (event: EventRecord) => void): () => void;
  /** Writes keepalived.data, keepalived.stats or keepalived.json, asynchronously. */
  dump(kind: DumpKind): void;
  /** Writes keepalived.stats, then counts from zero. */
  clearStatistics(): void;
  /** Logs the armed deadlines of each router. */
  logDeadlines(): void;
  /** Calls the listener after each transition; returns the way to unsubscribe. */
  onTransition(listener: (record: TransitionRecord) => void): () => void;
  /** From now on does the work given shortly before a router may become master. It may take about a millisecond. */
  foreseeTakeovers(getReady: () => void): void;
}
