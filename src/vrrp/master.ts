/**
 * The master state: advertise, announce, hold the addresses, and leave in an orderly way. RFC 9568 section 6.4.3.
 * What it makes of other masters' advertisements is in challenge.ts.
 */

import { assertNever } from '../base/assert-never.js';
import { type Micros, plus } from '../base/micros.js';
import { loseAddresses } from './address-loss.js';
import { type Announcing, planOf, planOnDoubt, planOnLowerPriority, planOnReload, runPlan } from './announcement.js';
import { countAdvert, hearAsMaster } from './challenge.js';
import type { VrrpEvent } from './event.js';
import { failForAddresses, failIfMust, failWithGroup } from './fault.js';
import type { VirtualRouterParameters } from './parameters.js';
import { type StepResult, unchanged } from './result.js';
import type { MasterState } from './state.js';
import { enterBackup, enterInit, priorityChange, toGroup } from './transition.js';
import { describeFact, type FactEvent, withFact } from './update.js';

export function stepMaster(
  parameters: VirtualRouterParameters,
  state: MasterState,
  event: VrrpEvent,
  now: Micros,
): StepResult {
  switch (event.type) {
    case 'tick':
      return runTimers(parameters, state, now);
    case 'advertisement-received':
      return hearAsMaster(parameters, state, event, now);
    case 'tracked-object-changed':
    case 'source-address-changed':
    case 'parameters-changed':
      return learn(parameters, state, event, now);
    case 'addresses-lost':
      return loseAddresses(parameters, state, event.addresses, now);
    case 'claim-failed':
      return failForAddresses(parameters, state, now, { reason: 'addresses-not-bound', detail: event.detail });
    case 'announcement-doubtful':
      return announcing(state, planOnDoubt(parameters.announcements, state, now));
    case 'group-heard-lower-priority':
      return announcing(state, planOnLowerPriority(parameters.announcements, state, now));
    case 'group-decided':
      return followGroup(parameters, state, event.state, now);
    case 'standby-requested':
      return handOver(parameters, { ...state, standby: true }, now, 'operator-standby');
    case 'switchover-requested':
      return handOver(parameters, state, now, 'operator-switchover');
    case 'stop':
      return enterInit(parameters, state, now, { reason: event.reason ?? 'shutdown' });
    case 'start':
    case 'standby-ended':
      return unchanged(state);
    default:
      return assertNever(event);
  }
}

/** Advertisements before announcements: they are what other routers' timers hang on. */
function runTimers(parameters: VirtualRouterParameters, state: MasterState, now: Micros): StepResult {
  const advertised = runAdverTimer(parameters, state, now);
  const { plan, actions } = runPlan(parameters.announcements, advertised.state, now);
  if (actions.length === 0) return advertised;
  return { state: { ...advertised.state, ...planOf(plan) }, actions: [...advertised.actions, ...actions] };
}

function runAdverTimer(parameters: VirtualRouterParameters, state: MasterState, now: Micros): StepResult<MasterState> {
  if (state.advertAt > now) return { state: countAdvert(parameters, state, now, 'none'), actions: [] };
  // The rhythm counts from the deadline, so that lateness does not add up; a missed beat is not made up for.
  const next = plus(state.advertAt, parameters.advertisementInterval);
  const advertAt = next > now ? next : plus(now, parameters.advertisementInterval);
  return {
    state: countAdvert(parameters, advertised(state, advertAt, now), now, 'sent'),
    actions: [{ type: 'send-advertisement', priority: state.effectivePriority }],
  };
}

/** Every advertisement comes this way, and a literal is made ten times as fast as a copy by spreading. */
function advertised(state: MasterState, advertAt: Micros, now: Micros): MasterState {
  return {
    type: 'master',
    since: state.since,
    reason: state.reason,
    sourceAddress: state.sourceAddress,
    tracked: state.tracked,
    trackedDetail: state.trackedDetail,
    effectivePriority: state.effectivePriority,
    heardMaster: state.heardMaster,
    standby: state.standby,
    ownerYielded: state.ownerYielded,
    advertAt,
    advertisedAt: now,
    announceAt: state.announceAt,
    refreshAt: state.refreshAt,
    lowerPriorityAnnounceAt: state.lowerPriorityAnnounceAt,
    doubtfulAt: state.doubtfulAt,
    announcedAt: state.announcedAt,
    ownerContest: state.ownerContest,
    followed: state.followed,
    takeoverPriority: state.takeoverPriority,
    lossesAt: state.lossesAt,
  };
}

function learn(parameters: VirtualRouterParameters, state: MasterState, event: FactEvent, now: Micros): StepResult {
  const informed = withFact(parameters, state, event);
  if (informed === state) return unchanged(state);
  const changes = priorityChange(state, informed, describeFact(event));
  const failed = failIfMust(parameters, informed, now);
  if (failed !== undefined) return { state: failed.state, actions: [...changes, ...failed.actions] };
  if (event.type !== 'parameters-changed') return { state: informed, actions: changes };
  const reloaded = reload(parameters, event.previous, informed, now);
  return { state: reloaded.state, actions: [...changes, ...reloaded.actions] };
}

/** What the others hear follows a reload at once. */
function reload(
  parameters: VirtualRouterParameters,
  previous: VirtualRouterParameters,
  state: MasterState,
  now: Micros,
): StepResult {
  return {
    state: {
      ...state,
      ...planOf(planOnReload(previous.announcements, parameters.announcements, state, now)),
      advertAt: plus(now, parameters.advertisementInterval),
      advertisedAt: now,
    },
    actions: [{ type: 'send-advertisement', priority: state.effectivePriority }],
  };
}

function followGroup(
  parameters: VirtualRouterParameters,
  state: MasterState,
  decided: 'master' | 'backup' | 'fault',
  now: Micros,
): StepResult {
  switch (decided) {
    case 'master':
      return unchanged(state);
    case 'fault':
      return failWithGroup(parameters, state, now);
    case 'backup':
      return enterBackup(
        parameters,
        state,
        now,
        { reason: 'sync-group', detail: parameters.syncGroup },
        { leave: 'priority-zero' },
      );
    default:
      return assertNever(decided);
  }
}

/** Leaves for the operator. The others take over after their skew; after a switchover we do not preempt them. */
function handOver(
  parameters: VirtualRouterParameters,
  state: MasterState,
  now: Micros,
  reason: 'operator-standby' | 'operator-switchover',
): StepResult {
  const options = { leave: 'priority-zero', yielding: reason === 'operator-switchover' } as const;
  return toGroup(parameters, enterBackup(parameters, state, now, { reason }, options), 'backup');
}

function announcing(state: MasterState, { plan, actions }: Announcing): StepResult {
  return plan === state ? unchanged(state) : { state: { ...state, ...planOf(plan) }, actions };
}
