/**
 * What can happen to a virtual router. Events say what happened, never what to do about it. Plain data.
 */

import type { IpAddress } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { VirtualRouterParameters } from './parameters.js';

/** Last word of a tracked object. A file reports its value, everything else up or down. */
export type TrackedResult =
  | { readonly type: 'pending' }
  | { readonly type: 'up' }
  | { readonly type: 'down' }
  | { readonly type: 'value'; readonly value: number };

/** A tracked object and its last word. */
export interface TrackedWord {
  readonly id: string;
  readonly result: TrackedResult;
  /** For people: `exit 1`, `no carrier`. */
  readonly detail?: string;
}

export type VrrpEvent =
  /** The shell is ready: sockets are open. Leaves init. @see RFC 9568 section 6.4.1 */
  | { readonly type: 'start' }
  /** The daemon stops (the default), or a reload drops this router. */
  | { readonly type: 'stop'; readonly reason?: 'shutdown' | 'reload' }
  /** Time has come to `now`. Late and early ticks are harmless. All sockets were drained before. */
  | { readonly type: 'tick' }
  /** An advertisement for this router passed every receive check. */
  | {
      readonly type: 'advertisement-received';
      readonly from: IpAddress;
      /** 0-255 as received. */
      readonly priority: number;
      /** The sender's interval; in v2 equal to ours. */
      readonly advertisementInterval: Micros;
    }
  /** Our address for advertisements appeared, changed or went. The tie-break needs it; none is a fault. */
  | { readonly type: 'source-address-changed'; readonly address: IpAddress | undefined }
  | ({ readonly type: 'tracked-object-changed' } & TrackedWord)
  /** Addresses of ours were removed by someone else while we hold them. */
  | { readonly type: 'addresses-lost'; readonly addresses: readonly IpAddress[] }
  /** The kernel refused to bind the addresses: the router would be master of nothing. */
  | { readonly type: 'claim-failed'; readonly detail: string }
  /** Somebody else may have announced our addresses (foreign ARP, link back, clock jump). */
  | { readonly type: 'announcement-doubtful' }
  /** The sync group decided for its members. */
  | { readonly type: 'group-decided'; readonly state: 'master' | 'backup' | 'fault' }
  /** Another member of the sync group heard a worse master: caches may be wrong for our addresses too. */
  | { readonly type: 'group-heard-lower-priority' }
  | { readonly type: 'standby-requested' }
  | { readonly type: 'standby-ended' }
  /** A master hands over now and does not preempt its successor; a backup that is better takes over now. */
  | { readonly type: 'switchover-requested' }
  /** A reload changed the parameters; `step` is called with the new ones. */
  | {
      readonly type: 'parameters-changed';
      readonly previous: VirtualRouterParameters;
      /** What is known of objects that were not tracked before: it counts before anything is sent. */
      readonly learned?: readonly TrackedWord[];
    };

/** Every event's type, for readers of recordings. */
export const EVENT_TYPES = [
  'start',
  'stop',
  'tick',
  'advertisement-received',
  'source-address-changed',
  'tracked-object-changed',
  'addresses-lost',
  'claim-failed',
  'announcement-doubtful',
  'group-decided',
  'group-heard-lower-priority',
  'standby-requested',
  'standby-ended',
  'switchover-requested',
  'parameters-changed',
] as const satisfies readonly VrrpEvent['type'][];
