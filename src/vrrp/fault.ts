/**
 * The fault state and the way into it. A router in fault neither sends nor listens.
 */

import { assertNever } from '../base/assert-never.js';
import { type Micros, plus } from '../base/micros.js';
import type { VrrpEvent } from './event.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { Reason } from './reason.js';
import { type StepResult, unchanged } from './result.js';
import type { Common, FaultState, VrrpState } from './state.js';
import { faultCauses, holdingObjects } from './tracking.js';
import { type Cause, enterBackup, enterFault, enterInit, priorityChange, toGroup } from './transition.js';
import { describeFact, type FactEvent, withFact } from './update.js';

/** How long a router stays away from addresses that it cannot bind or that someone keeps removing. */
export const ADDRESS_RETRY_DELAY = 60_000_000 as Micros;

const ADDRESSES = 'addresses';
const SYNC_GROUP = 'sync-group';

/** Enters fault when something forbids running; undefined when nothing does. */
export function failIfMust(parameters: VirtualRouterParameters, state: VrrpState, now: Micros): StepResult | undefined {
  const causes = faultCauses(parameters, state);
  const [first] = causes;
  if (first === undefined) return undefined;
  const cause = { reason: reasonOf(first), detail: describeCause(parameters, state, first) };
  const held = [...causes, ...holdingObjects(parameters, state)];
  return fail(parameters, state, now, cause, { causes: held, retryAt: undefined });
}

/** Enters fault because of the addresses; tried again after a while. */
export function failForAddresses(
  parameters: VirtualRouterParameters,
  state: VrrpState,
  now: Micros,
  cause: Cause,
): StepResult {
  const causes = [...faultCauses(parameters, state), ADDRESSES];
  return fail(parameters, state, now, cause, { causes, retryAt: plus(now, ADDRESS_RETRY_DELAY) });
}

/** Enters fault because another member of the sync group did. */
export function failWithGroup(parameters: VirtualRouterParameters, state: VrrpState, now: Micros): StepResult {
  const cause = { reason: 'sync-group' as const, detail: parameters.syncGroup };
  const causes = [...holdingObjects(parameters, state), SYNC_GROUP];
  return enterFault(parameters, state, now, cause, { causes, retryAt: undefined });
}

export function stepFault(
  parameters: VirtualRouterParameters,
  state: FaultState,
  event: VrrpEvent,
  now: Micros,
): StepResult {
  switch (event.type) {
    case 'tick':
      if (state.retryAt === undefined || state.retryAt > now) return unchanged(state);
      return reassess(parameters, { ...state, retryAt: undefined }, now);
    case 'tracked-object-changed':
    case 'source-address-changed':
    case 'parameters-changed':
      return learn(parameters, state, event, now);
    case 'group-decided':
      return event.state === 'backup' && isFreeBut(SYNC_GROUP, state)
        ? leave(parameters, state, now)
        : unchanged(state);
    case 'stop':
      return enterInit(parameters, state, now, { reason: event.reason ?? 'shutdown' });
    case 'standby-requested':
      return state.standby ? unchanged(state) : { state: { ...state, standby: true }, actions: [] };
    case 'standby-ended':
      return state.standby ? { state: { ...state, standby: false }, actions: [] } : unchanged(state);
    case 'start':
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

function learn(parameters: VirtualRouterParameters, state: FaultState, event: FactEvent, now: Micros): StepResult {
  const informed = withFact(parameters, state, event);
  if (informed === state) return unchanged(state);
  const changes = priorityChange(state, informed, describeFact(event));
  const assessed = reassess(parameters, informed, now);
  return { state: assessed.state, actions: [...changes, ...assessed.actions] };
}

/** Counts the causes again, and leaves when none is left and the sync group agrees. */
function reassess(parameters: VirtualRouterParameters, state: FaultState, now: Micros): StepResult {
  const faults = [...faultCauses(parameters, state), ...(state.retryAt === undefined ? [] : [ADDRESSES])];
  const causes = [...faults, ...holdingObjects(parameters, state)];
  if (causes.length === 0) return parameters.syncGroup === undefined ? leave(parameters, state, now) : askGroup(state);
  const news = faults.length > 0 && faults.join() !== state.causes.join();
  const result = { state: { ...state, causes }, actions: [] };
  return news ? toGroup(parameters, result, 'fault') : result;
}

/** Nothing of our own is wrong any more; the group says when to leave. */
function askGroup(state: FaultState): StepResult {
  if (isFreeBut(SYNC_GROUP, state)) return unchanged(state);
  return { state: { ...state, causes: [SYNC_GROUP] }, actions: [{ type: 'group-request', wants: 'fault-cleared' }] };
}

/** keepalived goes through backup with a whole down timer, also with priority 255. */
function leave(parameters: VirtualRouterParameters, state: FaultState, now: Micros): StepResult {
  return enterBackup(parameters, state, now, { reason: 'fault-cleared' });
}

function fail(
  parameters: VirtualRouterParameters,
  state: VrrpState,
  now: Micros,
  cause: Cause,
  fault: Pick<FaultState, 'causes' | 'retryAt'>,
): StepResult {
  return toGroup(parameters, enterFault(parameters, state, now, cause, fault), 'fault');
}

function isFreeBut(cause: string, state: FaultState): boolean {
  return state.causes.every((other) => other === cause);
}

function reasonOf(cause: string): Reason {
  if (cause === 'configuration') return 'configuration-fault';
  if (cause === 'source-address') return 'no-source-address';
  return 'tracked-object-failed';
}

/** For people: `script:chk_haproxy: exit 1`. */
function describeCause(parameters: VirtualRouterParameters, common: Common, cause: string): string | undefined {
  if (cause === 'configuration') return parameters.configurationFault;
  if (cause === 'source-address') return undefined;
  const detail = common.trackedDetail[cause];
  return detail === undefined ? cause : `${cause}: ${detail}`;
}
