/**
 * New facts written into the part of the state that every state shares. What follows from them is for the state to
 * decide.
 */

import type { TrackedResult, TrackedWord, VrrpEvent } from './event.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { VrrpState } from './state.js';
import { effectivePriority, OWNER_PRIORITY } from './tracking.js';

/** Events that change a fact and ask every state to look at itself again. */
export type FactEvent = Extract<
  VrrpEvent,
  { readonly type: 'tracked-object-changed' | 'source-address-changed' | 'parameters-changed' }
>;

/** The state with the event's fact in it, or the same object where it says nothing new. */
export function withFact<S extends VrrpState>(parameters: VirtualRouterParameters, state: S, event: FactEvent): S {
  switch (event.type) {
    case 'source-address-changed':
      return event.address === state.sourceAddress ? state : { ...state, sourceAddress: event.address };
    case 'tracked-object-changed':
      return withResult(parameters, state, event);
    case 'parameters-changed':
      return withParameters(parameters, state, event.learned ?? []);
  }
}

/** For people: what made a fact event matter. */
export function describeFact(event: FactEvent): string {
  switch (event.type) {
    case 'source-address-changed':
      return `source address ${event.address ?? 'gone'}`;
    case 'tracked-object-changed':
      return `${event.id} ${describeResult(event.result)}${event.detail === undefined ? '' : ` (${event.detail})`}`;
    case 'parameters-changed':
      return 'reload';
  }
}

export function describeResult(result: TrackedResult): string {
  return result.type === 'value' ? `value ${result.value}` : result.type;
}

function withResult<S extends VrrpState>(
  parameters: VirtualRouterParameters,
  state: S,
  event: Extract<FactEvent, { readonly type: 'tracked-object-changed' }>,
): S {
  const { id, result } = event;
  if (!parameters.trackedObjects.some((object) => object.id === id)) return state;
  const detail = result.type === 'up' ? undefined : event.detail;
  if (sameResult(state.tracked[id], result) && state.trackedDetail[id] === detail) return state;
  const tracked = { ...state.tracked, [id]: result };
  const trackedDetail = { ...state.trackedDetail };
  if (detail === undefined) delete trackedDetail[id];
  else trackedDetail[id] = detail;
  return { ...state, tracked, trackedDetail, effectivePriority: effectivePriority(parameters, { ...state, tracked }) };
}

function withParameters<S extends VrrpState>(
  parameters: VirtualRouterParameters,
  state: S,
  learned: readonly TrackedWord[],
): S {
  const ids = new Set(parameters.trackedObjects.map((object) => object.id));
  const kept = (entries: object) => Object.fromEntries(Object.entries(entries).filter(([id]) => ids.has(id)));
  const tracked: Record<string, TrackedResult> = kept(state.tracked);
  const trackedDetail: Record<string, string> = kept(state.trackedDetail);
  for (const { id, result, detail } of learned) {
    if (!ids.has(id)) continue;
    tracked[id] = result;
    if (detail !== undefined && result.type !== 'up') trackedDetail[id] = detail;
  }
  const ownerYielded = state.ownerYielded && parameters.priority === OWNER_PRIORITY;
  const updated = { ...state, tracked, trackedDetail, ownerYielded };
  return { ...updated, effectivePriority: effectivePriority(parameters, updated) };
}

function sameResult(first: TrackedResult | undefined, second: TrackedResult): boolean {
  if (first?.type !== second.type) return false;
  return first.type !== 'value' || second.type !== 'value' || first.value === second.value;
}
