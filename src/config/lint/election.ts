/** Lints about who becomes master: weights that move nothing, 255 as the highest, nopreempt with weights only. */

import type { Instance, TrackedReference } from '../model.js';
import {
  bestOf,
  clamp,
  formatPriority,
  type Group,
  GroupedInstances,
  HIGHEST_PRIORITY,
  hasFaultingCheck,
  LEAST_WEIGHT,
  namesOf,
  OWNER_PRIORITY,
  priorityRange,
  stateWords,
  weightedChecks,
  weightedFiles,
  worstOf,
} from './priority-range.js';
import type { LintReport, LintSubject } from './subject.js';

/** Priorities of two hosts are mostly this far apart, or farther. */
const USUAL_GAP = 10;

export function lintElection({ configuration, host, paired, report }: LintSubject): void {
  const grouped = new GroupedInstances(configuration);
  // What a sync group tracks is one mistake, however many members it has.
  const told = new Set<TrackedReference>();
  const tellOnce = (reference: TrackedReference, ...words: Told): true => {
    const [code, message, details] = words;
    if (!told.has(reference)) report(code, reference.span, message, details);
    told.add(reference);
    return true;
  };
  for (const instance of configuration.instances) {
    if (instance.priority === OWNER_PRIORITY) {
      if (!ownsAddress(instance, host)) reportOwner(instance, host !== undefined, report);
      continue;
    }
    // Where the other hosts are known, what can move the address is proved and not guessed.
    if (paired.has(instance)) continue;
    const whole = grouped.whole(instance);
    const group = grouped.groupOf(instance);
    if (reportNoPreempt(whole, group, tellOnce)) continue;
    if (!reportClamped(whole, tellOnce)) reportRange(whole, group, tellOnce);
  }
}

type Told = [code: Parameters<LintReport>[0], message: string, details: Parameters<LintReport>[3]];
/** Returns true: there is something to say, here or where it was said before. */
type TellOnce = (reference: TrackedReference, ...words: Told) => true;

function reportRange(instance: Instance, group: Group | undefined, tell: TellOnce): void {
  const range = priorityRange(instance);
  const checks = weightedChecks(instance);
  const first = checks[0];
  if (range === undefined || first === undefined || checks.some(({ name }) => group?.uneven.has(name))) return;
  const { least, greatest } = range;
  if (greatest - least >= USUAL_GAP) return;
  const wanted = least + 1 === greatest ? `${greatest}` : `${least + 1} to ${greatest}`;
  const reversed = checks.some(({ fine, failed }) => failed > fine);
  const sums = reversed
    ? `${stateWords(checks, 'least')}: ${formatPriority(instance, 'least')}`
    : formatPriority(instance, 'greatest');
  tell(
    first.reference,
    'weights-move-little',
    `${namesOf(checks)} moves the priority of ${instance.name} between ${least} and ${greatest} (${sums}), so the address leaves this host only where the other's priority is then ${wanted}`,
    {
      hint: `${reversed ? 'remove reverse, with which a failure raises the priority, and ' : ''}use a negative weight of more than the gap between the hosts (-20 where they are 10 apart), or weight 0; "vrrpd check" with the files of both hosts proves it`,
    },
  );
}

function reportNoPreempt(instance: Instance, group: Group | undefined, tell: TellOnce): boolean {
  const checks = weightedChecks(instance);
  const files = weightedFiles(instance);
  const [first] = [...checks.map(({ reference }) => reference), ...files];
  if (instance.preemptMode || first === undefined || (group?.faulting ?? hasFaultingCheck(instance))) return false;
  return tell(
    first,
    'weights-and-nopreempt',
    `${namesOf([...checks, ...files])} only changes the priority, and a host with nopreempt never takes over from a master that still advertises, whatever its priority`,
    {
      // A file may be there for a value that is a FAULT.
      ...(checks.length === 0 && { severity: 'note' as const }),
      hint:
        files.length > 0
          ? 'let the value of the file times its weight be -254 or less, which is a FAULT, so that the other host takes over; or remove nopreempt'
          : 'give the check weight 0, so that a failure is a FAULT and the other host takes over, or remove nopreempt',
    },
  );
}

function reportClamped(instance: Instance, tell: TellOnce): boolean {
  let high = instance.priority;
  let low = instance.priority;
  for (const check of weightedChecks(instance)) {
    const { name, reference } = check;
    high += bestOf(check);
    const lowest = worstOf(check) <= LEAST_WEIGHT;
    if (!lowest) low += worstOf(check);
    // 0 instead of 1 loses nothing, unless nothing else is left.
    if (high <= HIGHEST_PRIORITY && low >= 0 && (lowest || clamp(high) !== clamp(low))) continue;
    return tell(
      reference,
      'weight-beyond-range',
      `${name} would move the priority of ${instance.name} to ${high > HIGHEST_PRIORITY ? high : low}, and a priority stays between 1 and ${HIGHEST_PRIORITY}`,
      { hint: 'choose a priority farther from the end, or a smaller weight' },
    );
  }
  return false;
}

function ownsAddress(instance: Instance, host: LintSubject['host']): boolean {
  if (host === undefined) return false;
  const own = host.interfaceNames().flatMap((name) => host.networkInterface(name)?.addresses ?? []);
  return instance.addresses.some(({ prefix }) => own.some(({ address }) => address === prefix.address));
}

/** @param asked whether the addresses of the host are known */
function reportOwner(instance: Instance, asked: boolean, report: LintReport): void {
  report(
    'priority-owner',
    instance.span,
    asked
      ? `${instance.name} has priority 255, which says that its virtual IP is this host's own address`
      : `${instance.name} has priority 255, which is right only if its virtual IP is the host's own address`,
    {
      ...(!asked && { severity: 'note' as const }),
      keepalived: 'becomes master at once at every start, ignores nopreempt and the weights of checks',
      hint: 'write a priority of at most 254',
    },
  );
}
