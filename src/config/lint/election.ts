/** Lints about who becomes master: weights that move nothing, 255 as the highest, nopreempt with weights only. */

import type { Instance } from '../model.js';
import { formatPriority, hasFaultingCheck, priorityRange, weightedChecks, withGroup } from './priority-range.js';
import type { LintReport, LintSubject } from './subject.js';

const HIGHEST_PRIORITY = 254;
const OWNER_PRIORITY = 255;
/** Priorities of two hosts are mostly this far apart, or farther. */
const USUAL_GAP = 10;

export function lintElection({ configuration, host, paired, report }: LintSubject): void {
  for (const instance of configuration.instances) {
    if (instance.priority === OWNER_PRIORITY) {
      if (!ownsAddress(instance, host)) reportOwner(instance, report);
      continue;
    }
    const whole = withGroup(configuration, instance);
    if (whole === undefined) continue;
    if (!paired.has(instance)) {
      reportRange(whole, report);
      reportNoPreempt(whole, report);
    }
    reportClamped(whole, report);
  }
}

function reportRange(instance: Instance, report: LintReport): void {
  const range = priorityRange(instance);
  const checks = weightedChecks(instance);
  const first = checks[0];
  if (range === undefined || first === undefined) return;
  const { least, greatest } = range;
  // Where the ends of the range leave nothing to move in, that is said.
  if (greatest - least >= USUAL_GAP || greatest === least) return;
  const names = checks.map(({ name }) => name).join(', ');
  const wanted = least + 1 === greatest ? `${greatest}` : `${least + 1} to ${greatest}`;
  report(
    'weights-move-little',
    first.reference.span,
    `${names} moves the priority of ${instance.name} between ${least} and ${greatest} (${formatPriority(instance, range)}), so the address leaves this host only where the other's priority is then ${wanted}`,
    {
      hint: 'use a weight larger than the gap between the hosts, or weight 0; "vrrpd check" with the files of both hosts proves it',
    },
  );
}

function reportNoPreempt(instance: Instance, report: LintReport): void {
  const checks = weightedChecks(instance);
  if (instance.preemptMode || checks.length === 0 || hasFaultingCheck(instance)) return;
  const names = checks.map(({ name }) => name).join(', ');
  report(
    'weights-and-nopreempt',
    checks[0]?.reference.span,
    `${names} only changes the priority, and a host with nopreempt never takes over from a master that still advertises, whatever its priority`,
    {
      hint: 'give the check weight 0, so that a failure is a FAULT and the other host takes over, or remove nopreempt',
    },
  );
}

function reportClamped(instance: Instance, report: LintReport): void {
  let high = instance.priority;
  let low = instance.priority;
  for (const { fine, failed, reference } of weightedChecks(instance)) {
    high += Math.max(fine, failed);
    low += Math.min(fine, failed);
    const beyond = Math.max(high - HIGHEST_PRIORITY, 1 - low);
    if (beyond <= 0) continue;
    report(
      'weight-beyond-range',
      reference.span,
      `${reference.name} would move the priority of ${instance.name} to ${high > HIGHEST_PRIORITY ? high : low}, and a priority stays between 1 and ${HIGHEST_PRIORITY}`,
      { hint: 'choose a priority farther from the end, or a smaller weight' },
    );
    return;
  }
}

function ownsAddress(instance: Instance, host: LintSubject['host']): boolean {
  if (host === undefined) return false;
  const own = host.interfaceNames().flatMap((name) => host.networkInterface(name)?.addresses ?? []);
  return instance.addresses.some(({ prefix }) => own.some(({ address }) => address === prefix.address));
}

function reportOwner(instance: Instance, report: LintReport): void {
  report(
    'priority-owner',
    instance.span,
    `${instance.name} has priority 255, which says that its virtual IP is this host's own address`,
    {
      keepalived: 'becomes master at once at every start, ignores nopreempt and the weights of checks',
      hint: 'write a priority of at most 254',
    },
  );
}
