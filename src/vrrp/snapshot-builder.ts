/**
 * Makes the snapshot of one virtual router from its state and from what only the shell knows.
 */

import { type Micros, minus, toMillis } from '../base/micros.js';
import { deadlines } from './deadline.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { PrioritySummand, RouterSnapshot, TrackedSnapshot } from './snapshot.js';
import type { VrrpState } from './state.js';
import { contribution, isFault, OWNER_PRIORITY } from './tracking.js';
import { explain } from './why.js';

/** What the core does not know. */
export interface SnapshotContext extends Pick<RouterSnapshot, 'interfaceName' | 'addresses' | 'counters'> {
  /** Wall clock at `now`, milliseconds since 1970. */
  readonly wall: number;
}

export function snapshotRouter(
  parameters: VirtualRouterParameters,
  state: VrrpState,
  now: Micros,
  context: SnapshotContext,
): RouterSnapshot {
  return {
    name: parameters.name,
    vrid: parameters.vrid,
    family: parameters.family,
    version: parameters.version,
    interfaceName: context.interfaceName,
    state: state.type,
    sinceWall: Math.round(context.wall - toMillis(minus(now, state.since))),
    reason: state.reason,
    why: explain(parameters, state, now),
    basePriority: parameters.priority,
    effectivePriority: state.effectivePriority,
    priority: prioritySummands(parameters, state),
    preempt: parameters.preemptMode,
    standby: state.standby,
    syncGroup: parameters.syncGroup,
    sourceAddress: state.sourceAddress,
    master: masterOf(state, now),
    deadlines: remaining(state, now),
    addresses: context.addresses,
    tracked: parameters.trackedObjects.map((object) => snapshotTracked(object, state)),
    causes: state.type === 'fault' ? state.causes : [],
    counters: context.counters,
  };
}

/**
 * The sum that the effective priority is made of: `base`, then each tracked object that adds something. The effective
 * priority differs from the sum where 1 or 254 limits it, and for an address owner that yields.
 */
export function prioritySummands(
  parameters: VirtualRouterParameters,
  state: Pick<VrrpState, 'tracked'>,
): readonly PrioritySummand[] {
  const summands: PrioritySummand[] = [{ source: 'base', value: parameters.priority }];
  if (parameters.priority === OWNER_PRIORITY) return summands;
  for (const object of parameters.trackedObjects) {
    const result = state.tracked[object.id];
    const value = isFault(object, result) ? 0 : contribution(object, result);
    if (value !== 0) summands.push({ source: object.id, value });
  }
  return summands;
}

function masterOf(state: VrrpState, now: Micros): RouterSnapshot['master'] {
  if (state.type === 'master') {
    const heardAgo = minus(now, state.advertisedAt);
    return { address: state.sourceAddress, priority: state.effectivePriority, heardAgo };
  }
  const { heardMaster } = state;
  if (heardMaster === undefined) return undefined;
  const { address, priority, heardAt } = heardMaster;
  return { address, priority, heardAgo: minus(now, heardAt) };
}

function remaining(state: VrrpState, now: Micros): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(deadlines(state)).map(([name, at]) => [name, minus(at, now)]));
}

function snapshotTracked(object: VirtualRouterParameters['trackedObjects'][number], state: VrrpState): TrackedSnapshot {
  const result = state.tracked[object.id];
  const detail = state.trackedDetail[object.id];
  return {
    id: object.id,
    weight: object.weight,
    result: result?.type ?? 'pending',
    ...(result?.type === 'value' ? { value: result.value } : {}),
    ...(detail === undefined ? {} : { detail }),
  };
}
