/**
 * The init state: not started, stopped, or held. A held router neither sends nor listens, as keepalived's does, but says
 * what it waits for.
 */

import { assertNever } from '../base/assert-never.js';
import { type Micros, plus } from '../base/micros.js';
import type { VrrpEvent } from './event.js';
import { failIfMust, failWithGroup } from './fault.js';
import type { VirtualRouterParameters } from './parameters.js';
import { type StepResult, unchanged } from './result.js';
import type { InitState } from './state.js';
import { routerDownInterval } from './timers.js';
import { effectivePriority, holdingObjects, OWNER_PRIORITY } from './tracking.js';
import { enterBackup, enterInit, enterMaster, priorityChange } from './transition.js';
import { describeFact, withFact } from './update.js';

/** A router that has not been started. Tell it its source address and what is already known before `start`. */
export function initialState(parameters: VirtualRouterParameters, now: Micros): InitState {
  const nothingKnown = { sourceAddress: undefined, tracked: {}, ownerYielded: false };
  return {
    type: 'init',
    phase: 'idle',
    since: now,
    reason: 'started',
    ...nothingKnown,
    trackedDetail: {},
    effectivePriority: effectivePriority(parameters, nothingKnown),
    heardMaster: undefined,
    standby: false,
  };
}

export function stepInit(
  parameters: VirtualRouterParameters,
  state: InitState,
  event: VrrpEvent,
  now: Micros,
): StepResult {
  switch (event.type) {
    case 'start':
      return state.phase === 'idle' ? comeUp(parameters, { ...state, since: now }, now) : unchanged(state);
    case 'stop':
      if (state.phase === 'idle') return unchanged(state);
      return enterInit(parameters, state, now, { reason: event.reason ?? 'shutdown' });
    case 'tracked-object-changed':
    case 'source-address-changed':
    case 'parameters-changed': {
      const informed = withFact(parameters, state, event);
      if (informed === state) return unchanged(state);
      if (state.phase === 'idle') return { state: informed, actions: [] };
      const changes = priorityChange(state, informed, describeFact(event));
      const result = comeUp(parameters, informed, now);
      return { state: result.state, actions: [...changes, ...result.actions] };
    }
    case 'group-decided':
      return state.phase === 'idle' ? unchanged(state) : followGroup(parameters, state, event.state, now);
    case 'standby-requested':
      return state.standby ? unchanged(state) : { state: { ...state, standby: true }, actions: [] };
    case 'standby-ended':
      return state.standby ? { state: { ...state, standby: false }, actions: [] } : unchanged(state);
    case 'tick':
    case 'advertisement-received':
    case 'addresses-lost':
    case 'claim-failed':
    case 'announcement-doubtful':
    case 'group-heard-lower-priority':
    case 'switchover-requested':
      return unchanged(state);
    default:
      return assertNever(event);
  }
}

/** Faults first, then the hold, then the sync group, then the RFC. */
function comeUp(parameters: VirtualRouterParameters, state: InitState, now: Micros): StepResult {
  const failed = failIfMust(parameters, state, now);
  if (failed !== undefined) return failed;
  const holding = holdingObjects(parameters, state);
  if (holding.length > 0) return hold(state, holding);
  if (parameters.syncGroup !== undefined) return askGroup(parameters, state, now);
  return begin(parameters, state, now);
}

function hold(state: InitState, holding: readonly string[]): StepResult {
  if (state.phase === 'held') return { state, actions: [] };
  return {
    state: { ...state, phase: 'held', reason: 'waiting-for-first-check' },
    actions: [
      {
        type: 'transition',
        from: 'init',
        to: 'init',
        reason: 'waiting-for-first-check',
        priority: state.effectivePriority,
        detail: holding.join(', '),
        notify: false,
      },
    ],
  };
}

function askGroup(parameters: VirtualRouterParameters, state: InitState, now: Micros): StepResult {
  if (state.phase === 'waiting-for-group') return { state, actions: [] };
  const atOnce = isOwner(parameters, state) && deafness(parameters, state, now) === undefined;
  const wants = atOnce ? 'master' : 'backup';
  return {
    state: { ...state, phase: 'waiting-for-group', reason: 'started' },
    actions: [{ type: 'group-request', wants }],
  };
}

/** An address owner is master at once, everybody else listens first. @see RFC 9568 section 6.4.1 */
function begin(parameters: VirtualRouterParameters, state: InitState, now: Micros): StepResult {
  if (!isOwner(parameters, state)) return listenFirst(parameters, state, now);
  const deafUntil = deafness(parameters, state, now);
  if (deafUntil === undefined) return enterMaster(parameters, state, now, { reason: 'address-owner' });
  const options = { masterDownAt: deafUntil, deafUntil, downCause: 'address-owner' as const };
  return enterBackup(parameters, state, now, { reason: 'started' }, options);
}

function listenFirst(parameters: VirtualRouterParameters, state: InitState, now: Micros): StepResult {
  const deafUntil = deafness(parameters, state, now);
  const downInterval = routerDownInterval(parameters, state.effectivePriority, parameters.advertisementInterval);
  const masterDownAt = plus(deafUntil ?? now, downInterval);
  return enterBackup(parameters, state, now, { reason: 'started' }, { masterDownAt, deafUntil });
}

/** The start-up delay runs from the start, not from the end of a hold. */
function deafness(parameters: VirtualRouterParameters, state: InitState, now: Micros): Micros | undefined {
  const end = plus(state.since, parameters.startupDelay);
  return end > now ? end : undefined;
}

function followGroup(
  parameters: VirtualRouterParameters,
  state: InitState,
  decided: 'master' | 'backup' | 'fault',
  now: Micros,
): StepResult {
  if (decided === 'fault') return failWithGroup(parameters, state, now);
  if (state.phase !== 'waiting-for-group') return unchanged(state);
  // An owner whose group is not ready to be master listens like everybody else, after the start-up delay at most.
  const listens = decided === 'backup' && deafness(parameters, state, now) === undefined;
  return listens ? listenFirst(parameters, state, now) : begin(parameters, state, now);
}

function isOwner(parameters: VirtualRouterParameters, state: InitState): boolean {
  return parameters.priority === OWNER_PRIORITY && !state.standby;
}
