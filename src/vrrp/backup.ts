/**
 * The backup state: listen, and take over when the master is gone, leaves, or is worse and may be preempted.
 * RFC 9568 section 6.4.2, with keepalived's start-up delay and sync groups. What it makes of advertisements is in
 * hearing.ts.
 */

import { assertNever } from '../base/assert-never.js';
import { type Micros, micros, minus, plus } from '../base/micros.js';
import { rankSender } from './election.js';
import type { VrrpEvent } from './event.js';
import { failIfMust, failWithGroup } from './fault.js';
import { downInterval, hearAsBackup } from './hearing.js';
import type { VirtualRouterParameters } from './parameters.js';
import { type StepResult, unchanged } from './result.js';
import type { BackupState } from './state.js';
import { routerSkew } from './timers.js';
import { type Cause, enterInit, enterMaster, priorityChange } from './transition.js';
import { describeFact, type FactEvent, withFact } from './update.js';

export function stepBackup(
  parameters: VirtualRouterParameters,
  state: BackupState,
  event: VrrpEvent,
  now: Micros,
): StepResult {
  switch (event.type) {
    case 'tick':
      return runTimers(parameters, state, now);
    case 'advertisement-received':
      return hearAsBackup(parameters, state, event, now);
    case 'tracked-object-changed':
    case 'source-address-changed':
    case 'parameters-changed':
      return learn(parameters, state, event, now);
    case 'group-decided':
      return followGroup(parameters, state, event.state, now);
    case 'standby-requested':
      return state.standby ? unchanged(state) : standBy(parameters, state);
    case 'standby-ended':
      return state.standby ? resume(parameters, state, now) : unchanged(state);
    case 'switchover-requested':
      return takeOver(parameters, state, now);
    case 'stop':
      return enterInit(parameters, state, now, { reason: event.reason ?? 'shutdown' });
    case 'start':
    case 'addresses-lost':
    case 'claim-failed':
    case 'announcement-doubtful':
    case 'group-heard-lower-priority':
      return unchanged(state);
    default:
      return assertNever(event);
  }
}

function runTimers(parameters: VirtualRouterParameters, state: BackupState, now: Micros): StepResult {
  if (state.deafUntil !== undefined && state.deafUntil <= now) {
    return runTimers(parameters, { ...state, deafUntil: undefined }, now);
  }
  if (state.masterDownAt === undefined || state.masterDownAt > now) return unchanged(state);
  if (sleptThroughDeadline(state, now)) return prolong(parameters, state, now);
  if (parameters.syncGroup === undefined) return becomeMaster(parameters, state, now);
  const rearmed = { ...state, masterDownAt: plus(now, downInterval(parameters, state)), wantsMaster: true };
  return { state: rearmed, actions: state.wantsMaster ? [] : [{ type: 'group-request', wants: 'master' }] };
}

/**
 * Woken later than the deadline by a whole interval: a paused machine heard nothing in its sleep, so the silence proves
 * nothing. Once in each silence the deadline moves, so that a machine that is always late still takes over.
 */
function sleptThroughDeadline(state: BackupState, now: Micros): boolean {
  if (state.prolonged || state.masterDownAt === undefined) return false;
  return minus(now, state.masterDownAt) >= state.masterAdverInterval;
}

function prolong(parameters: VirtualRouterParameters, state: BackupState, now: Micros): StepResult {
  const skew = routerSkew(parameters, state.effectivePriority, state.masterAdverInterval);
  const masterDownAt = plus(now, state.masterAdverInterval, skew);
  return { state: { ...state, masterDownAt, prolonged: true }, actions: [] };
}

function becomeMaster(parameters: VirtualRouterParameters, state: BackupState, now: Micros): StepResult {
  return enterMaster(parameters, state, now, takeoverCause(state));
}

function takeoverCause(state: BackupState): Cause {
  const { downCause, heardMaster } = state;
  return {
    reason: downCause,
    heard: heardMaster === undefined ? undefined : { from: heardMaster.address, priority: heardMaster.priority },
  };
}

/** A change of priority moves the running down timer by the difference it makes. */
function learn(parameters: VirtualRouterParameters, state: BackupState, event: FactEvent, now: Micros): StepResult {
  const informed = withFact(parameters, state, event);
  if (informed === state) return unchanged(state);
  const changes = priorityChange(state, informed, describeFact(event));
  const failed = failIfMust(parameters, informed, now);
  if (failed !== undefined) return { state: failed.state, actions: [...changes, ...failed.actions] };
  const before = downInterval(event.type === 'parameters-changed' ? event.previous : parameters, state);
  const masterAdverInterval = intervalAfter(parameters, informed, event);
  const after = downInterval(parameters, { ...informed, masterAdverInterval });
  const moved = state.masterDownAt === undefined ? undefined : micros(state.masterDownAt + after - before);
  return { state: { ...informed, masterAdverInterval, masterDownAt: moved }, actions: changes };
}

/** A learned interval survives a reload, our own changes with it. */
function intervalAfter(parameters: VirtualRouterParameters, state: BackupState, event: FactEvent): Micros {
  if (event.type !== 'parameters-changed') return state.masterAdverInterval;
  const learned = parameters.version === 3 && state.heardMaster !== undefined;
  return learned ? state.masterAdverInterval : parameters.advertisementInterval;
}

function followGroup(
  parameters: VirtualRouterParameters,
  state: BackupState,
  decided: 'master' | 'backup' | 'fault',
  now: Micros,
): StepResult {
  switch (decided) {
    case 'fault':
      return failWithGroup(parameters, state, now);
    case 'backup':
      return state.wantsMaster ? { state: { ...state, wantsMaster: false }, actions: [] } : unchanged(state);
    case 'master':
      if (state.standby) return unchanged(state);
      return state.wantsMaster
        ? becomeMaster(parameters, state, now)
        : enterMaster(parameters, state, now, { reason: 'sync-group', detail: parameters.syncGroup });
    default:
      return assertNever(decided);
  }
}

/** Goes on listening, but never takes over. */
function standBy(parameters: VirtualRouterParameters, state: BackupState): StepResult {
  const waiting: BackupState = {
    ...state,
    standby: true,
    reason: 'operator-standby',
    masterDownAt: undefined,
    preemptAt: undefined,
    wantsMaster: false,
  };
  const withdrawn = parameters.syncGroup !== undefined && state.wantsMaster;
  return { state: waiting, actions: withdrawn ? [{ type: 'group-request', wants: 'backup' }] : [] };
}

function resume(parameters: VirtualRouterParameters, state: BackupState, now: Micros): StepResult {
  const masterDownAt = plus(now, downInterval(parameters, state));
  const resumed = { ...state, standby: false, yielding: false, masterDownAt, reason: 'operator-resume' as const };
  return { state: { ...resumed, downCause: 'operator-resume' }, actions: [] };
}

/** Preempts at once where the master heard is worse than us, whatever `nopreempt` says: the operator asked. */
function takeOver(parameters: VirtualRouterParameters, state: BackupState, now: Micros): StepResult {
  const { heardMaster } = state;
  if (state.standby || heardMaster === undefined) return unchanged(state);
  const ours = { priority: state.effectivePriority, address: state.sourceAddress };
  if (rankSender(heardMaster, ours) !== 'worse') return unchanged(state);
  const asked: BackupState = { ...state, downCause: 'operator-switchover' };
  if (parameters.syncGroup === undefined) return becomeMaster(parameters, asked, now);
  return { state: { ...asked, wantsMaster: true }, actions: [{ type: 'group-request', wants: 'master' }] };
}
