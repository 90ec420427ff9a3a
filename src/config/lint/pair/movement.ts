/**
 * Proves for each weighted check of a host whether it can make another host take over: whether there are results of the
 * other checks, here and there, with which this one decides. A backup takes over only when its priority is the higher
 * one, and with nopreempt not even then.
 */

import type { Instance } from '../../model.js';
import {
  bestOf,
  clamp,
  formatPriority,
  HIGHEST_PRIORITY,
  LEAST_WEIGHT,
  namesOf,
  OWNER_PRIORITY,
  priorityRange,
  stateWords,
  sumOf,
  type WeightedCheck,
  weightedChecks,
  worstOf,
} from '../priority-range.js';
import { type LintReport, relatedPlaces } from '../subject.js';
import type { Member } from './match.js';

/** `never`: no results of the others make it decide. `together`: only while others of this host are not at their best. */
export type Verdict = 'never' | 'together' | 'alone';

/** What is known of the checks of one instance; without its counterparts nothing is. */
export interface Judgement {
  readonly member: Member;
  readonly others: readonly Member[];
  readonly verdicts: ReadonlyMap<WeightedCheck, Verdict>;
}

/** More results than those of so many checks are not counted through. */
const MOST_CHECKS = 10;

/** Undefined where nothing can be said: a file moves a priority, or another host would be master anyway. */
export function judge(member: Member, others: readonly Member[]): Judgement | undefined {
  const { instance } = member;
  const checks = weightedChecks(instance);
  const rivals = others.filter(({ instance: { preemptMode } }) => preemptMode).map((other) => other.instance);
  if (checks.length === 0 || instance.priority === OWNER_PRIORITY) return undefined;
  const range = priorityRange(instance);
  const ranges = rivals.map(priorityRange).filter((theirs) => theirs !== undefined);
  if (range === undefined || ranges.length < rivals.length) return undefined;
  const highest = Math.max(0, ...ranges.map(({ greatest }) => greatest));
  if (highest > range.greatest) return undefined;
  const verdictOf = highest <= range.least ? () => 'never' as const : verdicts(instance, checks, rivals, highest);
  if (verdictOf === undefined) return undefined;
  return { member, others, verdicts: new Map(checks.map((check) => [check, verdictOf(check)])) };
}

function verdicts(
  instance: Instance,
  checks: readonly WeightedCheck[],
  rivals: readonly Instance[],
  highest: number,
): ((check: WeightedCheck) => Verdict) | undefined {
  if ([instance, ...rivals].some((each) => weightedChecks(each).length > MOST_CHECKS)) return undefined;
  const below = countBelow(rivals.flatMap((rival) => [...totals(rival.priority, weightedChecks(rival))].map(clamp)));
  return (check) => {
    const rest = checks.filter((other) => other !== check);
    const decides = [...totals(instance.priority, rest)].some(
      (total) => (below[clamp(total + bestOf(check))] ?? 0) > (below[clamp(total + worstOf(check))] ?? 0),
    );
    if (!decides) return 'never';
    return clamp(instance.priority + sumOf(rest.map(bestOf)) + worstOf(check)) < highest ? 'alone' : 'together';
  };
}

/** How many of the priorities are at most as great as an index. */
function countBelow(priorities: readonly number[]): readonly number[] {
  const counts = new Array<number>(HIGHEST_PRIORITY + 1).fill(0);
  for (const priority of priorities) counts[priority] = (counts[priority] ?? 0) + 1;
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum;
  });
}

/** Every sum that results of the checks can make. */
function totals(base: number, checks: readonly WeightedCheck[]): ReadonlySet<number> {
  let sums = new Set([base]);
  for (const check of checks) sums = new Set([...sums].flatMap((sum) => [sum + bestOf(check), sum + worstOf(check)]));
  return sums;
}

/**
 * Says which checks decide nothing, or only together.
 * @param settled whether it is to be said of this check
 */
export function reportMovement(
  { member, others, verdicts }: Judgement,
  settled: (check: WeightedCheck) => boolean,
  report: LintReport,
): void {
  const checks = [...verdicts.keys()];
  const having = (wanted: Verdict): readonly WeightedCheck[] =>
    checks.filter((check) => verdicts.get(check) === wanted && settled(check));
  const places = relatedPlaces(
    ...others.map((other) => [other.instance.span, `the instance of ${other.host.name}`] as const),
  );
  const never = having('never');
  const together = having('together');
  if (never.length > 0) {
    report('pair-check-cannot-move', never[0]?.reference.span, whyNever(member, others, checks, never), {
      ...places,
      hint: hintFor(member.instance, others, checks, never),
    });
  }
  if (together.length > 0) {
    report(
      'pair-check-cannot-move',
      together[0]?.reference.span,
      `${namesOf(together)} moves the address of ${title(member)} only together with others: one alone does not lower the priority enough`,
      {
        ...places,
        severity: 'note',
        hint: hintFor(member.instance, others, checks, together),
      },
    );
  }
}

function whyNever(
  member: Member,
  others: readonly Member[],
  checks: readonly WeightedCheck[],
  never: readonly WeightedCheck[],
): string {
  const { instance } = member;
  const [best, worst] = [formatPriority(instance, 'greatest'), formatPriority(instance, 'least')];
  const range = `${title(member)} is at ${best} ${stateWords(checks, 'greatest')}`;
  const reasons = others.map((other) => theirPriority(other));
  if (never.length < checks.length)
    return `${range}; ${reasons.join('; ')}: ${namesOf(never)} never decides whether the address moves`;
  const least = priorityRange(instance)?.least ?? 0;
  const all = others.map(
    (other) => `${theirPriority(other)}${other.instance.preemptMode ? `, ${least} is not less` : ''}`,
  );
  return `${range} and at ${worst} ${stateWords(checks, 'least')}; ${all.join('; ')}: the address never moves because of ${checks.length > 1 ? 'its weighted checks' : namesOf(checks)}`;
}

function theirPriority({ host, instance }: Member): string {
  if (!instance.preemptMode) return `${host.name} has nopreempt and leaves a living master alone`;
  return `${host.name} has ${formatPriority(instance, 'greatest')} at most`;
}

/**
 * A weight with which each of the checks moves the address alone, whether the other hosts get it as well or not: they
 * are counted without what these checks add to their priorities.
 */
function hintFor(
  instance: Instance,
  others: readonly Member[],
  checks: readonly WeightedCheck[],
  wanted: readonly WeightedCheck[],
): string {
  const fault = 'weight 0, so that a failure is a FAULT and the other host takes over';
  const rivals = others.filter(({ instance: { preemptMode } }) => preemptMode).map((other) => other.instance);
  if (rivals.length === 0) return `give the check ${fault}`;
  const names = new Set(wanted.map(({ name }) => name));
  const theirs = Math.max(
    ...rivals.map((rival) => {
      const rest = weightedChecks(rival).filter(({ name }) => !names.has(name));
      return rival.priority === OWNER_PRIORITY ? OWNER_PRIORITY : clamp(rival.priority + sumOf(rest.map(bestOf)));
    }),
  );
  const gap = Math.max(
    ...wanted.map((check) => instance.priority + sumOf(checks.filter((other) => other !== check).map(bestOf)) - theirs),
  );
  const reversed = wanted.some(({ fine, failed }) => failed > fine);
  const remove = reversed ? 'remove reverse, with which a failure raises the priority, and ' : '';
  if (theirs <= 1 || -gap <= LEAST_WEIGHT) return `${remove}use ${fault}`;
  return `${remove}use a weight below ${-Math.max(gap, 0)}, or ${fault}`;
}

function title({ host, instance }: Member): string {
  return `${instance.name} of ${host.name}`;
}
