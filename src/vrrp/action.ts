/**
 * What the shell is asked to do. The order within one step's list is part of the contract: an advertisement leaves
 * before addresses are bound, addresses are bound before they are announced, notifications come last. Plain data.
 */

import type { IpAddress } from '../base/address.js';
import type { Reason } from './reason.js';

export type StateName = 'init' | 'backup' | 'master' | 'fault';

export type VrrpAction =
  /** Send one advertisement with this priority; 0 says that we leave. */
  | { readonly type: 'send-advertisement'; readonly priority: number }
  /** Bind every address of the router (and routes, rules, firewall) in one batch. */
  | { readonly type: 'claim-addresses' }
  /** Remove everything that claim-addresses bound. */
  | { readonly type: 'release-addresses' }
  /** Bind these again; the rest is still there. */
  | { readonly type: 'restore-addresses'; readonly addresses: readonly IpAddress[] }
  /** Send this many rounds of gratuitous ARP or neighbour advertisements for every address held. */
  | { readonly type: 'announce-addresses'; readonly rounds: number }
  /** The state changed: log it, journal it, run notify scripts. */
  | {
      readonly type: 'transition';
      readonly from: StateName;
      readonly to: StateName;
      readonly reason: Reason;
      /** Effective priority at that moment. */
      readonly priority: number;
      /** Priority and address last heard from another master, where that is part of the reason. */
      readonly heard?: { readonly from: IpAddress; readonly priority: number };
      /** For people: the tracked object that failed, `exit 1`. */
      readonly detail?: string;
      /** False where keepalived runs no notify script either (a hold before the first check). */
      readonly notify: boolean;
    }
  /** The effective priority changed without a change of state. */
  | { readonly type: 'priority-changed'; readonly from: number; readonly to: number; readonly cause: string }
  /** A worse router advertised while we are master. */
  | { readonly type: 'lower-priority-heard'; readonly from: IpAddress; readonly priority: number }
  /** Addresses were removed by someone else and are being put back. */
  | { readonly type: 'addresses-restored'; readonly addresses: readonly IpAddress[]; readonly losses: number }
  /** An advertisement with our own source address and priority came from somewhere else. */
  | { readonly type: 'own-address-heard'; readonly from: IpAddress; readonly priority: number }
  /** What the member wants of its sync group; the group machine answers with group-decided. */
  | { readonly type: 'group-request'; readonly wants: 'master' | 'backup' | 'fault' | 'fault-cleared' };
