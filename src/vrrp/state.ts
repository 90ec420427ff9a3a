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
}

/** Not started, stopped, or held until the first result of an unweighted check. */
export interface InitState extends Common {
  readonly type: 'init';
  /** True once `start` came: held, not idle. */
  readonly started: boolean;
}

export interface BackupState extends Common {
  readonly type: 'backup';
  /** Master_Down_Timer. */
  readonly masterDownAt: Micros;
  /** Why the down timer would end: the master went silent, left, or is worse than us. */
  readonly downCause: 'master-down-expired' | 'master-left' | 'preempted';
  /** Interval learned from the master (v3), ours otherwise. */
  readonly masterAdverInterval: Micros;
  /** End of preempt_delay, running since the first worse advertisement. */
  readonly preemptAt: Micros | undefined;
  /** End of the start-up delay: adverts heard before are thrown away. */
  readonly deafUntil: Micros | undefined;
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
  /** Moments at which someone removed our addresses lately, oldest first; bounded. */
  readonly lossesAt: readonly Micros[];
}

export interface FaultState extends Common {
  readonly type: 'fault';
  /** Ids of the tracked objects that hold the router here, plus `addresses` while they are fought over. */
  readonly causes: readonly string[];
  /** When a fault that heals by waiting is tried again. */
  readonly retryAt: Micros | undefined;
}

export type VrrpState = InitState | BackupState | MasterState | FaultState;

export type { StateName };
