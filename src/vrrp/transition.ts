/**
 * The changes of state: what a router does on entering each one. The order of actions is the order of section 3.8 and
 * 3.9 of keepalived's behaviour: advertisement, addresses, announcement, notification.
 */

import type { IpAddress } from '../base/address.js';
import { type Micros, plus } from '../base/micros.js';
import type { StateName, VrrpAction } from './action.js';
import { planOnMaster } from './announcement.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { Reason } from './reason.js';
import type { StepResult } from './result.js';
import type { BackupState, Common, FaultState, InitState, MasterState, VrrpState } from './state.js';
import { routerDownInterval } from './timers.js';
import { effectivePriority, OWNER_PRIORITY } from './tracking.js';

/** Why a transition happens, as its action tells it. */
export interface Cause {
  readonly reason: Reason;
  readonly detail?: string | undefined;
  readonly heard?: { readonly from: IpAddress; readonly priority: number } | undefined;
}

/** How a master takes leave of the network: priority 0 says so; silence where a better master is there already. */
export type Leave = 'priority-zero' | 'silent';

/** Becoming master: advertise, bind, announce, tell. @see RFC 9568 section 6.4.2, step 350 */
export function enterMaster(
  parameters: VirtualRouterParameters,
  state: VrrpState,
  now: Micros,
  cause: Cause,
): StepResult<MasterState> {
  const common = commonOf({ ...state, ownerYielded: false }, parameters, now, cause.reason);
  const { plan, actions } = planOnMaster(parameters.announcements, now);
  const entered: MasterState = {
    ...common,
    type: 'master',
    heardMaster: undefined,
    followed: state.heardMaster,
    takeoverPriority: common.effectivePriority,
    advertAt: plus(now, parameters.advertisementInterval),
    advertisedAt: now,
    ...plan,
    ownerContest: undefined,
    lossesAt: [],
  };
  return {
    state: entered,
    actions: [
      ...priorityChange(state, entered, 'the other address owner is gone'),
      { type: 'send-advertisement', priority: entered.effectivePriority },
      { type: 'claim-addresses' },
      ...actions,
      transition(state.type, entered, cause),
    ],
  };
}

/** Settings of a period as backup that differ from the plain ones. */
export interface BackupOptions {
  readonly masterAdverInterval?: Micros;
  readonly heardMaster?: Common['heardMaster'];
  readonly downCause?: BackupState['downCause'];
  /** End of Master_Down_Timer where it is not one whole interval from now. */
  readonly masterDownAt?: Micros;
  readonly deafUntil?: Micros | undefined;
  readonly yielding?: boolean;
  readonly leave?: Leave;
}

/** Becoming backup with the down timer armed, unless the router is on standby. @see RFC 9568 section 6.4.1, step 140 */
export function enterBackup(
  parameters: VirtualRouterParameters,
  state: VrrpState,
  now: Micros,
  cause: Cause,
  options: BackupOptions = {},
): StepResult<BackupState> {
  const common = commonOf(state, parameters, now, cause.reason);
  const masterAdverInterval = options.masterAdverInterval ?? parameters.advertisementInterval;
  const downInterval = routerDownInterval(parameters, common.effectivePriority, masterAdverInterval);
  const entered: BackupState = {
    ...common,
    type: 'backup',
    heardMaster: options.heardMaster,
    masterDownAt: common.standby ? undefined : (options.masterDownAt ?? plus(now, downInterval)),
    downCause: options.downCause ?? 'master-down-expired',
    masterAdverInterval,
    preemptAt: undefined,
    deafUntil: options.deafUntil,
    prolonged: false,
    yielding: options.yielding ?? false,
    wantsMaster: false,
  };
  return {
    state: entered,
    actions: [...farewell(state, options.leave ?? 'silent'), transition(state.type, entered, cause)],
  };
}

/** Stopping for a fault. A master says goodbye first, where it still has an address to say it from. */
export function enterFault(
  parameters: VirtualRouterParameters,
  state: VrrpState,
  now: Micros,
  cause: Cause,
  fault: Pick<FaultState, 'causes' | 'retryAt'>,
): StepResult<FaultState> {
  const common = commonOf({ ...state, ownerYielded: false }, parameters, now, cause.reason);
  const entered: FaultState = {
    ...common,
    type: 'fault',
    heardMaster: undefined,
    causes: fault.causes,
    retryAt: fault.retryAt,
  };
  const leave: Leave = common.sourceAddress === undefined ? 'silent' : 'priority-zero';
  return { state: entered, actions: [...farewell(state, leave), transition(state.type, entered, cause)] };
}

/** Stopping for good. @see RFC 9568 sections 6.4.2 and 6.4.3, Shutdown event */
export function enterInit(
  parameters: VirtualRouterParameters,
  state: VrrpState,
  now: Micros,
  cause: Cause,
): StepResult<InitState> {
  const common = commonOf({ ...state, ownerYielded: false }, parameters, now, cause.reason);
  const entered: InitState = { ...common, type: 'init', heardMaster: undefined, phase: 'idle' };
  return { state: entered, actions: [...farewell(state, 'priority-zero'), transition(state.type, entered, cause)] };
}

/** What a state looks like to its successor: the shared part alone, with the priority as it is now. */
function commonOf(state: Common, parameters: VirtualRouterParameters, now: Micros, reason: Reason): Common {
  return {
    since: now,
    reason,
    sourceAddress: state.sourceAddress,
    tracked: state.tracked,
    trackedDetail: state.trackedDetail,
    effectivePriority: effectivePriority(parameters, state),
    heardMaster: state.heardMaster,
    standby: state.standby,
    ownerYielded: parameters.priority === OWNER_PRIORITY && state.ownerYielded,
  };
}

function farewell(state: VrrpState, leave: Leave): readonly VrrpAction[] {
  if (state.type !== 'master') return [];
  if (leave === 'silent') return [{ type: 'release-addresses' }];
  return [{ type: 'send-advertisement', priority: 0 }, { type: 'release-addresses' }];
}

/** Tells of a priority that changed, if it did. */
export function priorityChange(before: Common, after: Common, cause: string): readonly VrrpAction[] {
  const [from, to] = [before.effectivePriority, after.effectivePriority];
  return from === to ? [] : [{ type: 'priority-changed', from, to, cause }];
}

function transition(from: StateName, entered: VrrpState, cause: Cause): VrrpAction {
  return {
    type: 'transition',
    from,
    to: entered.type,
    reason: cause.reason,
    priority: entered.effectivePriority,
    ...(cause.heard === undefined ? {} : { heard: cause.heard }),
    ...(cause.detail === undefined ? {} : { detail: cause.detail }),
    notify: true,
  };
}

/** Tells the sync group, where there is one, what the member now wants. */
export function toGroup(
  parameters: VirtualRouterParameters,
  result: StepResult,
  wants: Extract<VrrpAction, { readonly type: 'group-request' }>['wants'],
): StepResult {
  if (parameters.syncGroup === undefined) return result;
  return { state: result.state, actions: [...result.actions, { type: 'group-request', wants }] };
}
