/**
 * The state of one virtual router as plain readonly data. Deadlines live here, so that they can be printed, recorded
 * and replayed; the shell keeps one timer for the nearest of them.
 */

import type { IpAddress } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { StateName } from './action.js';
import type { TrackedResult } from './event.js';
import type { Reason } from './reason.js';

/** The other router last heard as master. */
export interface HeardMaster {
  readonly address: IpAddress;
  readonly priority: number;
  readonly advertisementInterval: Micros;
  readonly heardAt: Micros;
}

/** What stays true across changes of state. */
export interface Common {
  /** Moment of the last change of state. */
  readonly since: Micros;
  readonly reason: Reason;
  readonly sourceAddress: IpAddress | undefined;
  /** Last result of each tracked object by id. */
  readonly tracked: Readonly<Record<string, TrackedResult>>;
  /** What the objects that are not fine said of themselves, by id. */
  readonly trackedDetail: Readonly<Record<string, string>>;
  /** Base priority and weights summed and clamped; what the next advertisement carries. */
  readonly effectivePriority: number;
  readonly heardMaster: HeardMaster | undefined;
  /** The operator put this router on standby. */
  readonly standby: boolean;
  /** Priority 255 lowered to 254, because another address owner insists. */
  readonly ownerYielded: boolean;
}

/** Not started, stopped, or held until the first result of an unweighted check. */
export interface InitState extends Common {
  readonly type: 'init';
  /** Not started; held until first reports are in; ready, and the sync group has not decided yet. */
  readonly phase: 'idle' | 'held' | 'waiting-for-group';
}

export interface BackupState extends Common {
  readonly type: 'backup';
  /** Master_Down_Timer; undefined on standby, where it is not armed. */
  readonly masterDownAt: Micros | undefined;
  /** Why the down timer would end: the master went silent, left, is worse than us, or the operator asked. */
  readonly downCause:
    | 'master-down-expired'
    | 'master-left'
    | 'preempted'
    | 'address-owner'
    | 'operator-resume'
    | 'operator-switchover';
  /** Interval learned from the master (v3), ours otherwise. */
  readonly masterAdverInterval: Micros;
  /** End of preempt_delay, running since the first worse advertisement. */
  readonly preemptAt: Micros | undefined;
  /** End of the start-up delay: adverts heard before are thrown away. */
  readonly deafUntil: Micros | undefined;
  /** The down timer ended while we slept and was prolonged once, so that a living master could be heard. */
  readonly prolonged: boolean;
  /** After a switchover: leave any master alone, until we are master again. */
  readonly yielding: boolean;
  /** The sync group was asked for mastership and has not answered. */
  readonly wantsMaster: boolean;
}

/** Two address owners: what the one with the higher address waits for before it yields too. */
export interface OwnerContest {
  /** Advertisements of ours still to send before `yieldUntil` is armed. */
  readonly advertsLeft: number;
  /** Interval of the other owner. */
  readonly advertisementInterval: Micros;
  /** The other owner heard before this moment makes us yield. */
  readonly yieldUntil: Micros | undefined;
}

export interface MasterState extends Common {
  readonly type: 'master';
  /** Adver_Timer. */
  readonly advertAt: Micros;
  /** When the last advertisement of ours left. */
  readonly advertisedAt: Micros;
  /** Second block of announcements. */
  readonly announceAt: Micros | undefined;
  /** Periodic announcements. */
  readonly refreshAt: Micros | undefined;
  /** Second block after a worse router was heard. */
  readonly lowerPriorityAnnounceAt: Micros | undefined;
  /** Announcements that a doubt asked for, held back by the rate limit. */
  readonly doubtfulAt: Micros | undefined;
  /** When announcements last left, for the rate limit of doubtful ones. */
  readonly announcedAt: Micros;
  readonly ownerContest: OwnerContest | undefined;
  /** The master that this one followed: the one that fell silent or was worse. */
  readonly followed: HeardMaster | undefined;
  /** Our priority when we became master, which decided it; the effective one may be another since. */
  readonly takeoverPriority: number;
  /** Moments at which someone removed our addresses lately, oldest first; bounded. */
  readonly lossesAt: readonly Micros[];
}

export interface FaultState extends Common {
  readonly type: 'fault';
  /**
   * What holds the router here: ids of tracked objects, `source-address` while there is none, `configuration`,
   * `addresses` until retryAt, `sync-group` while another member is in fault.
   */
  readonly causes: readonly string[];
  /** When a fault that heals by waiting is tried again. */
  readonly retryAt: Micros | undefined;
}

export type VrrpState = InitState | BackupState | MasterState | FaultState;

export type { StateName };
