/**
 * Routes and policy rules as the runtime needs them. The kernel answers at once, so nothing here waits.
 */

import type { RouteReport } from '../../wire/netlink/route-message.js';
import type { RouteRequest, RuleRequest } from '../../wire/netlink/route-request.js';
import type { RuleReport } from '../../wire/netlink/rule-message.js';
import type { ChangeOutcome } from './network.js';

export type RoutingObject =
  | { readonly type: 'route'; readonly route: RouteRequest }
  | { readonly type: 'rule'; readonly rule: RuleRequest };

export interface RoutingChange {
  readonly operation: 'add' | 'remove';
  readonly object: RoutingObject;
}

/** The kernel's routes and rules. `add` of what is there and `remove` of what is not are fine. */
export interface RoutingTable {
  /** Applies all in order and returns an outcome for each; one failing does not stop the rest. */
  apply(changes: readonly RoutingChange[]): readonly ChangeOutcome[];
  close(): void;
}

/**
 * What went from the kernel's tables, and whether we asked for that; `all` when messages were lost and anything may be
 * gone.
 */
export type RoutingLoss = (
  | { readonly type: 'route'; readonly route: RouteReport }
  | { readonly type: 'rule'; readonly rule: RuleReport }
  | { readonly type: 'all' }
) & { readonly ours?: boolean };

/** Hears of routes and rules that are removed. */
export interface RoutingMonitor {
  /** Removals that wait, without waiting. */
  drain(): readonly RoutingLoss[];
  /** @param readable called from the event loop when `drain` has something to return */
  start(readable: () => void): void;
  close(): void;
}

export interface Routing {
  readonly table: RoutingTable;
  /** Opened when the first route or rule is configured: a host with a full routing table has many messages. */
  monitor(): RoutingMonitor;
}
