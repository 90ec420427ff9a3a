/**
 * What one virtual router was told to be: complete, defaults filled, units converted. The core reads nothing else.
 * Names are those of RFC 9568 section 6.1 in camelCase, and keepalived's where the RFC has none.
 */

import type { AddressFamily } from '../base/address.js';
import type { Micros } from '../base/micros.js';

export type VrrpVersion = 2 | 3;

/** What kind of thing is watched; part of a tracked object's id. */
export type TrackedKind = 'interface' | 'script' | 'file' | 'process' | 'bfd' | 'source-address';

/** One watched object as one virtual router weighs it. */
export interface TrackedObject {
  /** `kind:name`, unique within a router: `script:chk_haproxy`, `interface:eth0`. */
  readonly id: string;
  readonly kind: TrackedKind;
  readonly name: string;
  /** -253 to 253. 0: the object failing is a fault. For a file it multiplies the file's value. */
  readonly weight: number;
  /** Good and bad swapped. */
  readonly reverse: boolean;
  /** An unweighted script that has not reported yet: the router neither sends nor listens until it does. */
  readonly holdsStart: boolean;
}

/** Gratuitous ARP and unsolicited neighbour advertisements. keepalived's garp_* keywords. */
export interface AnnouncementParameters {
  /** Rounds sent at once on becoming master. garp_master_repeat, default 5. */
  readonly repeat: number;
  /** Time until the second block of as many rounds; 0 sends none. garp_master_delay, default 5 s. */
  readonly delay: Micros;
  /** Period of further rounds while master; 0 sends none. garp_master_refresh, default 0. */
  readonly refresh: Micros;
  /** Rounds at each refresh. garp_master_refresh_repeat, default 1. */
  readonly refreshRepeat: number;
  /** Rounds when a lower-priority advertisement is heard while master. garp_lower_prio_repeat, default repeat. */
  readonly lowerPriorityRepeat: number;
  /** Time until a second block after one was heard; 0 sends none. garp_lower_prio_delay, default delay. */
  readonly lowerPriorityDelay: Micros;
}

/**
 * `always`; `never`; or only where the `returned` master is one that had fallen silent: it may have been cut off and master
 * all the while, has nothing to announce then, and caches that our announcements have misled stay as they are until it
 * hears of us.
 */
export type LastAdvert = 'always' | 'returned' | 'never';

export interface VirtualRouterParameters {
  readonly name: string;
  /** 1-255. */
  readonly vrid: number;
  readonly family: AddressFamily;
  readonly version: VrrpVersion;
  /** Base priority 1-255; 255 is the address owner. */
  readonly priority: number;
  /** Interval between our advertisements while master. v3 0.01-40.95 s, v2 1-255 s whole. advert_int, default 1 s. */
  readonly advertisementInterval: Micros;
  /** False with `nopreempt`: a better router leaves a worse master alone. */
  readonly preemptMode: boolean;
  /** How long a better router waits before it takes over from a worse master. preempt_delay, default 0. */
  readonly preemptDelay: Micros;
  /** Missed intervals before the master counts as gone. down_timer_adverts, default 3. */
  readonly downTimerAdverts: number;
  /** Time after start in which adverts are ignored and no timer runs out. vrrp_startup_delay, default 0. */
  readonly startupDelay: Micros;
  readonly announcements: AnnouncementParameters;
  /** Do not answer a lower-priority advertisement with one of ours. lower_prio_no_advert. */
  readonly lowerPriorityNoAdvert: boolean;
  /** Whom to answer with one more advertisement before yielding. higher_prio_send_advert. */
  readonly lastAdvert: LastAdvert;
  /** At priority 255 drop every advertisement heard. owner_ignore_adverts. */
  readonly ownerIgnoreAdverts: boolean;
  /**
   * Highest priority 1-254 among the other routers: a master woken later than that router would wait counts as
   * replaced. timer_expired_backup; undefined takes our own priority, which is never later.
   */
  readonly timerExpiredBackup: number | undefined;
  /** Everything watched, in the order of the file; the own interface first. */
  readonly trackedObjects: readonly TrackedObject[];
  /** Name of the sync group that this router belongs to. */
  readonly syncGroup: string | undefined;
  /** Why the configuration itself forbids running, for people; undefined where it does not. A fault until changed. */
  readonly configurationFault: string | undefined;
}
