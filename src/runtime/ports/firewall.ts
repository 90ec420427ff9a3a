/**
 * The packet filter: addresses that are not answered although they are bound, and group reports that must not carry a
 * virtual MAC.
 */

import type { AddressFamily, IpAddress } from '../../base/address.js';
import type { SystemError } from '../../base/errors.js';

export interface FirewallPlan {
  /** Name of our table, the same in both families. */
  readonly table: string;
  /** Of the chains, beside others in the same hook. */
  readonly priority: number;
  /** Rules count what they drop. */
  readonly counters: boolean;
  /** Interfaces are matched by number, not by name. */
  readonly byIndex: boolean;
  /** Packets to and from these are dropped; neighbour discovery is let through. */
  readonly dropped: readonly IpAddress[];
  /** The same for link-local addresses, which are told apart by their interface. */
  readonly droppedLinkLocal: readonly { readonly address: IpAddress; readonly interfaceName: string }[];
  /** Interfaces whose IGMP and MLD reports leave by the one below instead. */
  readonly reports: readonly ReportRedirect[];
}

export interface ReportRedirect {
  readonly interfaceName: string;
  readonly lower: string;
  readonly family: AddressFamily;
}

export interface Firewall {
  /**
   * Replaces our whole table in one transaction; an empty plan removes it.
   * @param done called later from the event loop, with the error if there was one
   */
  replace(plan: FirewallPlan, done: (error: SystemError | undefined) => void): void;
  /** The same at once, at start, before anything else runs. @throws SystemError */
  replaceNow(plan: FirewallPlan): void;
  /** Removes the table; resolves when it is gone or cannot be removed. */
  clear(table: string): Promise<void>;
  /** @param gone called when somebody else took our table or a part of it away */
  watch(table: string, gone: () => void): void;
  close(): void;
}
