/**
 * Proves whether the weighted checks of a host can make another host take over. It is computed from the least and the
 * greatest effective priority of each: a backup takes over only when its priority is the higher one, and with
 * nopreempt not even then.
 */

import { formatPriority, type PriorityRange, priorityRange, weightedChecks, withGroup } from '../priority-range.js';
import { type LintReport, relatedPlaces } from '../subject.js';
import type { Member } from './match.js';

export function lintMovement(single: Member, singleOthers: readonly Member[], report: LintReport): void {
  const member = wholeMember(single);
  const others = singleOthers.map(wholeMember).filter((other) => other !== undefined);
  if (member === undefined || others.length < singleOthers.length) return;
  const range = priorityRange(member.instance);
  const checks = weightedChecks(member.instance);
  if (range === undefined || checks.length === 0) return;
  const reasons = others.map((other) => whyNot(range, other));
  if (reasons.some((reason) => reason === undefined)) return;
  const names = checks.map(({ name }) => name).join(', ');
  const { name } = member.instance;
  const fall = `${name} of ${member.host.name} is at ${formatPriority(member.instance, range)} while all is well and at ${range.least} when ${names} fails`;
  report(
    'pair-check-cannot-move',
    checks[0]?.reference.span,
    `${fall}; ${reasons.join('; ')}: the address never moves because of a check`,
    {
      ...relatedPlaces(...others.map((other) => [other.instance.span, `the instance of ${other.host.name}`] as const)),
      hint: hintFor(range, others),
    },
  );
}

function wholeMember({ host, instance }: Member): Member | undefined {
  const whole = withGroup(host.configuration, instance);
  return whole && { host, instance: whole };
}

/** Why the other does not take over from a master at its least priority; undefined where it does. */
function whyNot({ least }: PriorityRange, other: Member): string | undefined {
  const theirs = priorityRange(other.instance);
  if (!other.instance.preemptMode) return `${other.host.name} has nopreempt and leaves a living master alone`;
  if (theirs === undefined || theirs.greatest > least) return undefined;
  return `${other.host.name} has ${formatPriority(other.instance, theirs)} at most, ${least} is not less`;
}

function hintFor({ greatest }: PriorityRange, others: readonly Member[]): string {
  const preempting = others.filter(({ instance }) => instance.preemptMode);
  if (preempting.length === 0)
    return 'give the check weight 0, so that a failure is a FAULT and the other host takes over';
  const best = Math.max(...preempting.map(({ instance }) => priorityRange(instance)?.greatest ?? 0));
  return `use a weight of more than ${Math.max(greatest - best, 0)} in size, or weight 0, so that a failure is a FAULT`;
}
