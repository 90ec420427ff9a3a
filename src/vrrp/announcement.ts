/**
 * The plan of gratuitous ARP and unsolicited neighbour advertisements: which rounds leave when. One plan belongs to one
 * period as master, so that series never pile up.
 */

import { earliest, type Micros, minus, plus } from '../base/micros.js';
import type { VrrpAction } from './action.js';
import type { AnnouncementParameters } from './parameters.js';
import type { MasterState } from './state.js';

/** Doubtful announcements leave at most once in this time, so that a flapping link cannot make us flood it. */
const DOUBTFUL_SPACING = 1_000_000 as Micros;
/** A worse master has misled caches for sure, so this one is short; it only keeps a flood of its adverts from us. */
const LOWER_PRIORITY_SPACING = 100_000 as Micros;

/** The part of the master state that belongs to the plan. */
export type AnnouncementPlan = Pick<
  MasterState,
  'announceAt' | 'refreshAt' | 'lowerPriorityAnnounceAt' | 'doubtfulAt' | 'announcedAt'
>;

/** Rounds that leave now and the plan after them. */
export interface Announcing {
  readonly plan: AnnouncementPlan;
  readonly actions: readonly VrrpAction[];
}

/** Becoming master: one block at once, a second after `delay`, then the refresh series, which starts after the second. */
export function planOnMaster(parameters: AnnouncementParameters, now: Micros): Announcing {
  const plan: AnnouncementPlan = {
    announceAt: parameters.delay > 0 ? plus(now, parameters.delay) : undefined,
    refreshAt: parameters.refresh > 0 ? plus(now, parameters.delay, parameters.refresh) : undefined,
    lowerPriorityAnnounceAt: undefined,
    doubtfulAt: undefined,
    announcedAt: now,
  };
  return { plan, actions: announce(parameters.repeat) };
}

/** A worse master was heard: its announcements have misled caches, so ours are repeated. */
export function planOnLowerPriority(
  parameters: AnnouncementParameters,
  plan: AnnouncementPlan,
  now: Micros,
): Announcing {
  if (parameters.lowerPriorityRepeat === 0) return { plan, actions: [] };
  const second = parameters.lowerPriorityDelay > 0 ? plus(now, parameters.lowerPriorityDelay) : undefined;
  const planned = { ...plan, lowerPriorityAnnounceAt: plan.lowerPriorityAnnounceAt ?? second };
  return spaced(planned, parameters.lowerPriorityRepeat, LOWER_PRIORITY_SPACING, now);
}

/** Caches may be wrong: announce now, or as soon as the spacing allows. */
export function planOnDoubt(parameters: AnnouncementParameters, plan: AnnouncementPlan, now: Micros): Announcing {
  return spaced(plan, parameters.repeat, DOUBTFUL_SPACING, now);
}

function spaced(plan: AnnouncementPlan, rounds: number, spacing: Micros, now: Micros): Announcing {
  const free = plus(plan.announcedAt, spacing);
  if (now >= free) return { plan: { ...plan, doubtfulAt: undefined, announcedAt: now }, actions: announce(rounds) };
  const doubtfulAt = earliest(plan.doubtfulAt, free);
  return { plan: doubtfulAt === plan.doubtfulAt ? plan : { ...plan, doubtfulAt }, actions: [] };
}

/** Sends what is due. A refresh that was slept through is sent once, not once for each period missed. */
export function runPlan(parameters: AnnouncementParameters, plan: AnnouncementPlan, now: Micros): Announcing {
  let { announceAt, refreshAt, lowerPriorityAnnounceAt, doubtfulAt } = plan;
  const actions: VrrpAction[] = [];
  if (announceAt !== undefined && announceAt <= now) {
    actions.push(...announce(parameters.repeat));
    announceAt = undefined;
  }
  if (doubtfulAt !== undefined && doubtfulAt <= now) {
    if (actions.length === 0) actions.push(...announce(parameters.repeat));
    doubtfulAt = undefined;
  }
  if (lowerPriorityAnnounceAt !== undefined && lowerPriorityAnnounceAt <= now) {
    actions.push(...announce(parameters.lowerPriorityRepeat));
    lowerPriorityAnnounceAt = undefined;
  }
  if (refreshAt !== undefined && refreshAt <= now) {
    actions.push(...announce(parameters.refreshRepeat));
    refreshAt = nextRefresh(refreshAt, parameters.refresh, now);
  }
  if (actions.length === 0) return { plan, actions };
  return { plan: { announceAt, refreshAt, lowerPriorityAnnounceAt, doubtfulAt, announcedAt: now }, actions };
}

/** The plan's part of a state, to be spread into another. */
export function planOf(state: AnnouncementPlan): AnnouncementPlan {
  const { announceAt, refreshAt, lowerPriorityAnnounceAt, doubtfulAt, announcedAt } = state;
  return { announceAt, refreshAt, lowerPriorityAnnounceAt, doubtfulAt, announcedAt };
}

/**
 * A reload changed something: the refresh series follows the new keywords, and new addresses, which the shell announces
 * as it binds them, get their second block too.
 */
export function planOnReload(
  previous: AnnouncementParameters,
  parameters: AnnouncementParameters,
  plan: AnnouncementPlan,
  now: Micros,
): AnnouncementPlan {
  const announceAt = plan.announceAt ?? (parameters.delay > 0 ? plus(now, parameters.delay) : undefined);
  if (previous.refresh === parameters.refresh) return { ...plan, announceAt };
  return { ...plan, announceAt, refreshAt: parameters.refresh > 0 ? plus(now, parameters.refresh) : undefined };
}

function announce(rounds: number): readonly VrrpAction[] {
  return rounds > 0 ? [{ type: 'announce-addresses', rounds }] : [];
}

function nextRefresh(due: Micros, refresh: Micros, now: Micros): Micros | undefined {
  if (refresh <= 0) return undefined;
  const next = plus(due, refresh);
  return minus(next, now) > 0 ? next : plus(now, refresh);
}
