/**
 * Tracking arithmetic: what each watched object adds to the priority, and which of them forbid running at all.
 */

import { assertNever } from '../base/assert-never.js';
import type { TrackedResult } from './event.js';
import type { TrackedObject, VirtualRouterParameters } from './parameters.js';
import type { Common } from './state.js';

/** Address owner: its priority never moves. */
export const OWNER_PRIORITY = 255;
const HIGHEST_PRIORITY = 254;
const FILE_FAULT_LIMIT = -254;
const FILE_VALUE_LIMIT = 253;

type Tracked = Pick<Common, 'tracked' | 'sourceAddress' | 'ownerYielded'>;

/**
 * What one object adds to the priority.
 *
 * Positive weights count while the object is fine, negative ones while it is not; a file adds its value times the
 * weight, at most 253. `reverse` turns the sign. An object that has not reported adds nothing.
 */
export function contribution(object: TrackedObject, result: TrackedResult | undefined): number {
  if (object.weight === 0 || result === undefined) return 0;
  switch (result.type) {
    case 'pending':
      return 0;
    case 'up':
      return signed(object, Math.max(object.weight, 0));
    case 'down':
      return signed(object, Math.min(object.weight, 0));
    case 'value':
      return Math.min(signed(object, result.value * object.weight), FILE_VALUE_LIMIT);
    default:
      return assertNever(result);
  }
}

function signed(object: TrackedObject, amount: number): number {
  // Zero stays a plain zero: a negative one would look odd in status and recordings.
  if (amount === 0) return 0;
  return object.reverse ? -amount : amount;
}

/**
 * Whether the object as it is forbids running: an unweighted one that is not fine, or a file whose value times its
 * weight is -254 or less. What has not reported yet forbids nothing; see `isHolding`.
 */
export function isFault(object: TrackedObject, result: TrackedResult | undefined): boolean {
  if (result === undefined || result.type === 'pending') return false;
  if (result.type === 'value') {
    if (object.weight === 0) return (result.value !== 0) !== object.reverse;
    return contribution(object, result) <= FILE_FAULT_LIMIT;
  }
  return object.weight === 0 && (result.type === 'down') !== object.reverse;
}

/** Whether the router must wait for this object's first report before it does anything. */
export function isHolding(object: TrackedObject, result: TrackedResult | undefined): boolean {
  return object.holdsStart && object.weight === 0 && (result === undefined || result.type === 'pending');
}

/** Ids of the objects whose first report is awaited, in the order of the file. */
export function holdingObjects(parameters: VirtualRouterParameters, common: Tracked): readonly string[] {
  return parameters.trackedObjects
    .filter((object) => isHolding(object, common.tracked[object.id]))
    .map((object) => object.id);
}

/**
 * Everything that forbids running by itself: `configuration`, ids of tracked objects in the order of the file, and
 * `source-address` last, because an interface that is not there explains it. An address owner ignores weighted objects, as keepalived does.
 */
export function faultCauses(parameters: VirtualRouterParameters, common: Tracked): readonly string[] {
  const causes: string[] = [];
  if (parameters.configurationFault !== undefined) causes.push('configuration');
  for (const object of parameters.trackedObjects) {
    if (parameters.priority === OWNER_PRIORITY && object.weight !== 0) continue;
    if (isFault(object, common.tracked[object.id])) causes.push(object.id);
  }
  if (common.sourceAddress === undefined) causes.push('source-address');
  return causes;
}

/** Base priority and contributions, clamped to 1-254; an address owner stays at 255, or at 254 while it yields. */
export function effectivePriority(parameters: VirtualRouterParameters, common: Tracked): number {
  if (parameters.priority === OWNER_PRIORITY) return common.ownerYielded ? HIGHEST_PRIORITY : OWNER_PRIORITY;
  let total = parameters.priority;
  for (const object of parameters.trackedObjects) {
    const result = common.tracked[object.id];
    if (!isFault(object, result)) total += contribution(object, result);
  }
  return Math.min(Math.max(total, 1), HIGHEST_PRIORITY);
}
