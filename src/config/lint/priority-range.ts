/** What the weighted checks of an instance can make of its priority. */

import { memberOf, tracksAnything } from '../group-tracking.js';
import type { Configuration, Instance, TrackedReference } from '../model.js';

export const OWNER_PRIORITY = 255;
export const HIGHEST_PRIORITY = 254;
/** Of a weight: "as low as it goes", however it is written. */
export const LEAST_WEIGHT = -253;

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

/** What a check adds in the state in which it raises the priority most, and in the other one. */
export function bestOf({ fine, failed }: WeightedCheck): number {
  return Math.max(fine, failed);
}

export function worstOf({ fine, failed }: WeightedCheck): number {
  return Math.min(fine, failed);
}

/** Files whose value, which nobody knows, moves the priority. */
export function weightedFiles({ trackedFiles }: Instance): readonly TrackedReference[] {
  return trackedFiles.filter(({ weight }) => weight !== 0);
}

/** Whether anything tracked with weight 0 can bring the instance into FAULT, from where another host takes over at once. */
export function hasFaultingCheck(instance: Instance): boolean {
  return trackedObjects(instance).some(({ weight }) => weight === 0);
}

function trackedObjects(instance: Instance): readonly TrackedReference[] {
  const { trackedScripts, trackedInterfaces, trackedFiles, trackedProcesses, trackedBfds } = instance;
  return [...trackedScripts, ...trackedInterfaces, ...trackedFiles, ...trackedProcesses, ...trackedBfds];
}

/** Undefined where a file moves the priority. */
export function priorityRange(instance: Instance): PriorityRange | undefined {
  if (weightedFiles(instance).length > 0) return undefined;
  if (instance.priority === OWNER_PRIORITY) return { least: OWNER_PRIORITY, greatest: OWNER_PRIORITY };
  const checks = weightedChecks(instance);
  return {
    least: clamp(instance.priority + sumOf(checks.map(worstOf))),
    greatest: clamp(instance.priority + sumOf(checks.map(bestOf))),
  };
}

/** `120 + 2 = 122`, as status prints it, or `250 + 20, at most 254`. */
export function formatPriority(instance: Instance, side: 'least' | 'greatest'): string {
  if (instance.priority === OWNER_PRIORITY) return `${OWNER_PRIORITY}`;
  const parts = weightedChecks(instance)
    .map(side === 'least' ? worstOf : bestOf)
    .filter((part) => part !== 0);
  const total = instance.priority + sumOf(parts);
  if (parts.length === 0) return `${total}`;
  const sum = `${instance.priority}${parts.map((part) => (part < 0 ? ` - ${-part}` : ` + ${part}`)).join('')}`;
  if (total === clamp(total)) return `${sum} = ${total}`;
  return total > HIGHEST_PRIORITY ? `${sum}, at most ${HIGHEST_PRIORITY}` : `${sum}, at least 1`;
}

/** `while all is well`, or which checks are fine and which fail where some count in reverse. */
export function stateWords(checks: readonly WeightedCheck[], side: 'least' | 'greatest'): string {
  const reversed = checks.filter(({ fine, failed }) => failed > fine);
  const plain = checks.filter(({ fine, failed }) => failed <= fine);
  if (reversed.length === 0) return side === 'greatest' ? 'while all is well' : `when ${namesOf(plain)} fails`;
  const [fine, failed] = side === 'greatest' ? [plain, reversed] : [reversed, plain];
  return [
    ...(fine.length > 0 ? [`${namesOf(fine)} is fine`] : []),
    ...(failed.length > 0 ? [`${namesOf(failed)} fails`] : []),
  ]
    .join(' and ')
    .replace(/^/, 'when ');
}

export function namesOf(checks: readonly { readonly name: string }[]): string {
  return checks.map(({ name }) => name).join(', ');
}

export function clamp(priority: number): number {
  return Math.min(Math.max(priority, 1), HIGHEST_PRIORITY);
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** A sync group: its members move together. */
export interface Group {
  readonly members: readonly Instance[];
  /** Whether a check with weight 0 of any member brings all of them into FAULT. */
  readonly faulting: boolean;
  /** Names of checks that members count differently. */
  readonly uneven: ReadonlySet<string>;
}

/** Instances with what their sync groups track for them, and those groups. */
export class GroupedInstances {
  readonly #whole = new Map<Instance, Instance>();
  readonly #groups = new Map<Instance, Group>();

  constructor({ instances, syncGroups }: Configuration) {
    const byName = new Map(syncGroups.map((group) => [group.name, { group, members: [] as Instance[] }]));
    for (const instance of instances) byName.get(instance.syncGroup ?? '')?.members.push(instance);
    for (const { group, members } of byName.values()) {
      for (const member of members) this.#whole.set(member, memberOf(member, group));
      const joined = groupOf(members, (member) => this.whole(member));
      for (const member of members) this.#groups.set(member, joined);
    }
  }

  whole(instance: Instance): Instance {
    return this.#whole.get(instance) ?? instance;
  }

  groupOf(instance: Instance): Group | undefined {
    return this.#groups.get(instance);
  }
}

function groupOf(members: readonly Instance[], whole: (member: Instance) => Instance): Group {
  const counted = new Map<string, string>();
  const uneven = new Set<string>();
  for (const { name, weight, reverse } of members.flatMap((member) => trackedObjects(whole(member)))) {
    const count = `${weight} ${reverse}`;
    if ((counted.get(name) ?? count) !== count) uneven.add(name);
    counted.set(name, count);
  }
  return { members, faulting: members.some((member) => hasFaultingCheck(whole(member))), uneven };
}
