/**
 * The whole daemon as people and programs see it: versioned plain data, the same for `status`, JSON and metrics. Filled
 * by the runtime, read by control/ and cli/. Nothing secret is in it. Moments are wall-clock milliseconds since 1970,
 * durations are microseconds.
 */

import type { IpAddress, MacAddress } from '../base/address.js';
import type { RouterSnapshot } from '../vrrp/snapshot.js';
import type { BfdState } from '../wire/bfd.js';
import type { AutomaticPrioritySnapshot } from './automatic-priority.js';

/** One vrrp_script. A tracked object's id in a router is `script:` and this name. */
export interface CheckSnapshot {
  readonly name: string;
  readonly interval: number;
  /** After rise and fall were counted. */
  readonly result: 'pending' | 'up' | 'down';
  /** A run is going on now. */
  readonly running: boolean;
  readonly lastRun:
    | {
        readonly endedWall: number;
        readonly duration: number;
        readonly outcome: 'exited' | 'signalled' | 'timed-out' | 'not-started';
        /** For people: `exit 1`, `killed by SIGKILL`, `not started: ENOENT`. */
        readonly detail: string;
        /** Last bytes that the script printed, at most 4 KiB. */
        readonly output: string;
      }
    | undefined;
  readonly runs: number;
  readonly failures: number;
  /** Runs left out because the one before had not ended. */
  readonly skipped: number;
}

/** One bfd_instance. A tracked object's id in a router is `bfd:` and this name. */
export interface SessionSnapshot {
  readonly name: string;
  readonly neighbor: IpAddress;
  /** Undefined: as the kernel chooses. */
  readonly source: IpAddress | undefined;
  readonly multihop: boolean;
  readonly state: BfdState;
  readonly sinceWall: number;
  /** For people: `with 10.0.0.2`, `control detection time expired`. */
  readonly detail: string;
  /** Why the state is another than before, in the words of RFC 5880. */
  readonly diagnostic: string;
  readonly discriminator: number;
  /** Between our packets, before jitter; undefined while none is sent. */
  readonly transmitInterval: number | undefined;
  /** How long the other end may be silent; undefined while it is not heard. */
  readonly detectionTime: number | undefined;
  /** What the other end last said of itself; undefined while it is not heard. */
  readonly remote:
    | {
        readonly state: BfdState;
        readonly diagnostic: string;
        readonly discriminator: number;
        readonly minReceive: number;
        readonly minTransmit: number;
        readonly detectMultiplier: number;
      }
    | undefined;
  readonly sent: number;
  readonly received: number;
  /** Packets for it that were not believed, by reason: `address`, `hop-limit`. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** vrrp_sync_group. */
export interface GroupSnapshot {
  readonly name: string;
  readonly state: RouterSnapshot['state'];
  readonly members: readonly string[];
}

/** Somebody heard on the wire, ourselves excluded. */
export interface PeerSnapshot {
  readonly address: IpAddress;
  readonly interfaceName: string | undefined;
  /** Undefined where nothing it sent could be read that far. */
  readonly vrid: number | undefined;
  /** Name of our virtual router with that number there, if any. */
  readonly router: string | undefined;
  readonly vrrpVersion: number | undefined;
  readonly priority: number | undefined;
  /** The interval it announces. */
  readonly advertisementInterval: number | undefined;
  /**
   * How it makes its checksums; `group` is that of keepalived before 1.3.7. Undefined where nothing of it was accepted.
   */
  readonly checksum: 'message-only' | 'pseudo-header' | 'group' | undefined;
  /** The virtual addresses it announces. */
  readonly addresses: readonly string[];
  readonly lastHeardWall: number;
  /** When it last sent an advert that passed every receive check. */
  readonly lastAcceptedWall: number | undefined;
  readonly received: number;
  /** Rejections by code of the receive check. */
  readonly rejected: Readonly<Record<string, number>>;
  /** The last rejection in words. */
  readonly lastRejection: string | undefined;
  /** What was odd about its last advert that passed every receive check, in words; undefined: nothing. */
  readonly lastRemark: string | undefined;
}

/** Somebody else who acts as master for addresses of ours while we are master. */
export interface RivalSnapshot {
  /** Sender and number of its adverts; absent where only its claim on an address was heard. */
  readonly address?: IpAddress;
  readonly vrid?: number;
  /** Who has an address of ours at its interface; absent where adverts were heard. */
  readonly mac?: MacAddress;
  readonly priority: number | undefined;
  /** For people: why the other side goes on, as far as it can be known here. */
  readonly theirs: string;
  readonly sinceWall: number;
  readonly lastHeardWall: number;
  /** Adverts or claims heard of it since then. */
  readonly adverts: number;
}

export interface TwoMastersSnapshot {
  readonly router: string;
  /** How often there were two masters since the daemon started. */
  readonly episodes: number;
  /** Who is at it now; empty while all is well. */
  readonly rivals: readonly RivalSnapshot[];
}

/** A router that the operator keeps from becoming master. */
export interface StandbySnapshot {
  readonly router: string;
  readonly sinceWall: number;
  /** Absent: until resume. */
  readonly untilWall?: number;
}

/** Absent: the file is as it should be. */
export interface NotKept {
  readonly standby?: string | undefined;
  readonly events?: string | undefined;
}

export interface DaemonSnapshot {
  /** Format of this data; a reader refuses what it does not know. */
  readonly version: 1;
  readonly takenWall: number;
  readonly daemon: {
    /** Of the package. */
    readonly version: string;
    readonly pid: number;
    readonly startedWall: number;
    /** The configuration file as it was given. */
    readonly configFile: string;
    /** When the running configuration was read. */
    readonly configuredWall: number;
    /** Why the last reload was refused; undefined while the running configuration is the newest. */
    readonly reloadProblem: string | undefined;
    /** What the next run will not know, because its file cannot be written: the file and the reason. */
    readonly notKept?: NotKept | undefined;
    /** Longest lateness of a wake-up since start, microseconds. */
    readonly latestWakeUp: number;
    /** max_auto_priority; undefined while nothing was raised. */
    readonly automaticPriority?: AutomaticPrioritySnapshot | undefined;
    readonly reloads: number;
  };
  readonly routers: readonly RouterSnapshot[];
  readonly groups: readonly GroupSnapshot[];
  readonly checks: readonly CheckSnapshot[];
  readonly sessions: readonly SessionSnapshot[];
  readonly peers: readonly PeerSnapshot[];
  readonly standby: readonly StandbySnapshot[];
  /** Of each router that had another master beside it since the start. */
  readonly twoMasters: readonly TwoMastersSnapshot[];
}
