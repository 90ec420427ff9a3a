/**
 * Why a virtual router changed state: one closed list for the log, notify scripts, JSON and counters.
 */

export const REASONS = [
  /** The daemon started and the router begins to listen. */
  'started',
  /** Priority 255: the owner of the addresses does not wait. */
  'address-owner',
  /** An unweighted check has not reported for the first time yet. */
  'waiting-for-first-check',
  /** No advertisement within Master_Down_Interval. */
  'master-down-expired',
  /** The master said that it is leaving (priority 0) and Skew_Time has passed. */
  'master-left',
  /** We are better than the master heard, preemption is on, and its delay is over. */
  'preempted',
  /** While master, an advertisement with a higher priority was heard. */
  'higher-priority-heard',
  /** While master, an advertisement with our priority from a numerically higher address was heard. */
  'equal-priority-higher-address-heard',
  /** A tracked object with weight 0 failed, or a file's value asked for a fault. */
  'tracked-object-failed',
  /** There is no address to advertise from. */
  'no-source-address',
  /** The configuration forbids running: no unicast peers, a virtual router defined twice. */
  'configuration-fault',
  /** The last fault ended. */
  'fault-cleared',
  /** A master woken so late that another router has taken over: it listens before it sends. */
  'timer-expired',
  /** Someone keeps removing the addresses; given up for now. */
  'addresses-fought-over',
  /** The addresses could not be bound. */
  'addresses-not-bound',
  /** The sync group follows a member. */
  'sync-group',
  /** The operator asked for standby. */
  'operator-standby',
  /** The operator ended standby. */
  'operator-resume',
  /** The operator asked the master to hand over, or a better backup to take over. */
  'operator-switchover',
  /** The new configuration has no such router. */
  'reload',
  /** The daemon stops. */
  'shutdown',
] as const;

export type Reason = (typeof REASONS)[number];
