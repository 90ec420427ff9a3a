/**
 * One virtual router as people and programs see it: versioned plain data, the same for text, JSON, page and metrics.
 * Moments are wall-clock milliseconds since 1970 so that a client on another clock can read them; `...In` fields are
 * microseconds from the moment of the snapshot.
 */

import type { IpAddress } from '../base/address.js';
import type { StateName } from './action.js';
import type { Reason } from './reason.js';

/** One summand of the effective priority: `base 120`, `script:chk_haproxy +2`. */
export interface PrioritySummand {
  readonly source: string;
  readonly value: number;
}

export interface TrackedSnapshot {
  readonly id: string;
  readonly weight: number;
  readonly result: 'pending' | 'up' | 'down' | 'value';
  readonly value?: number;
  readonly detail?: string;
}

export interface Counters {
  readonly advertisementsReceived: number;
  readonly advertisementsSent: number;
  readonly becameMaster: number;
  readonly releasedMaster: number;
  readonly priorityZeroReceived: number;
  readonly priorityZeroSent: number;
  readonly announcementsSent: number;
  readonly addressesRestored: number;
  /** Rejections by code of the receive check that failed. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Packets that were taken although something about them was odd, by what it was. */
  readonly remarked: Readonly<Record<string, number>>;
}

export interface RouterSnapshot {
  readonly name: string;
  readonly vrid: number;
  readonly family: 4 | 6;
  readonly version: 2 | 3;
  readonly interfaceName: string | undefined;
  readonly state: StateName;
  readonly sinceWall: number;
  readonly reason: Reason;
  /** For people, one sentence. */
  readonly why: string;
  readonly basePriority: number;
  readonly effectivePriority: number;
  readonly priority: readonly PrioritySummand[];
  readonly preempt: boolean;
  /** The operator keeps this router from becoming master. */
  readonly standby: boolean;
  readonly syncGroup: string | undefined;
  readonly sourceAddress: IpAddress | undefined;
  /** The master as this router sees it; itself while master. */
  readonly master:
    | { readonly address: IpAddress | undefined; readonly priority: number; readonly heardAgo: number }
    | undefined;
  /** Armed deadlines by name, microseconds from now; negative is overdue. */
  readonly deadlines: Readonly<Record<string, number>>;
  readonly addresses: readonly {
    readonly address: string;
    readonly device: string;
    /** Seen on the interface by the kernel's own word. */
    readonly bound: boolean;
    readonly excluded: boolean;
  }[];
  /** Its virtual routes and rules; absent where it has none. */
  readonly routing?: readonly { readonly text: string; readonly installed: boolean }[];
  readonly tracked: readonly TrackedSnapshot[];
  readonly causes: readonly string[];
  readonly counters: Counters;
}
