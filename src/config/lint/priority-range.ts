/** Least and greatest effective priority that the checks of an instance can give it. */

import { memberOf, tracksAnything } from '../group-tracking.js';
import type { Configuration, Instance, TrackedReference } from '../model.js';

const OWNER_PRIORITY = 255;
const HIGHEST_PRIORITY = 254;

export interface WeightedCheck {
  /** `chk_haproxy`. */
  readonly name: string;
  /** What it adds to the priority while it is fine, and while it is not. */
  readonly fine: number;
  readonly failed: number;
  readonly reference: TrackedReference;
}

export interface PriorityRange {
  /** Every check as it lowers it most. */
  readonly least: number;
  /** Every check as it raises it most: fine, or failed where it counts in reverse. */
  readonly greatest: number;
}

/** The checks that move the priority. A file can hold any value and is not among them. */
export function weightedChecks(instance: Instance): readonly WeightedCheck[] {
  if (!tracksAnything(instance)) return [];
  const { trackedScripts, trackedInterfaces, trackedProcesses, trackedBfds } = instance;
  return [...trackedScripts, ...trackedInterfaces, ...trackedProcesses, ...trackedBfds]
    .filter(({ weight }) => weight !== 0)
    .map((reference) => {
      const sign = reference.reverse ? -1 : 1;
      const fine = sign * Math.max(reference.weight, 0);
      const failed = sign * Math.min(reference.weight, 0);
      return { name: reference.name, fine, failed, reference };
    });
}

/** Whether anything tracked can bring the instance into FAULT, from where another host takes over at once. */
export function hasFaultingCheck(instance: Instance): boolean {
  const { trackedScripts, trackedInterfaces, trackedProcesses, trackedBfds } = instance;
  return [trackedScripts, trackedInterfaces, trackedProcesses, trackedBfds].some((references) =>
    references.some(({ weight }) => weight === 0),
  );
}

/** Undefined where a file, whose value nobody knows, moves the priority. */
export function priorityRange(instance: Instance): PriorityRange | undefined {
  if (instance.trackedFiles.length > 0) return undefined;
  if (instance.priority === OWNER_PRIORITY) return { least: OWNER_PRIORITY, greatest: OWNER_PRIORITY };
  let least = instance.priority;
  let greatest = instance.priority;
  for (const { fine, failed } of weightedChecks(instance)) {
    greatest += Math.max(fine, failed);
    least += Math.min(fine, failed);
  }
  return { least: clamp(least), greatest: clamp(greatest) };
}

/** `120 + 2 = 122`, as status prints it. */
export function formatPriority(instance: Instance, range: PriorityRange): string {
  const sum = weightedChecks(instance)
    .map(({ fine, failed }) => Math.max(fine, failed))
    .filter((most) => most !== 0)
    .map((most) => (most < 0 ? ` - ${-most}` : ` + ${most}`))
    .join('');
  return sum === '' ? `${range.greatest}` : `${instance.priority}${sum} = ${range.greatest}`;
}

function clamp(priority: number): number {
  return Math.min(Math.max(priority, 1), HIGHEST_PRIORITY);
}

/**
 * The instance with what its sync group tracks for it. Undefined where another member tracks something: its failure
 * moves the whole group, so nothing can be said about one instance alone.
 */
export function withGroup({ instances, syncGroups }: Configuration, instance: Instance): Instance | undefined {
  const group = syncGroups.find(({ name }) => name === instance.syncGroup);
  if (group === undefined) return instance;
  const others = instances.filter((other) => other !== instance && other.syncGroup === group.name);
  if (others.some(tracksAnything)) return undefined;
  return memberOf(instance, group);
}
