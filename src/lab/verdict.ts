/**
 * Judges what a rehearsal saw. After every fault each address has exactly one owner, or the fault was not survived;
 * while a host is cut off or hangs nobody can make it let go, so two holders count only when it is back.
 */

import { type Fault, formatFault } from './fault-plan.js';
import type { ServiceOutcome } from './service-ledger.js';

/** One fault and what became of it. */
export interface FaultOutcome {
  readonly fault: Fault;
  /** The fault in words, names instead of roles. */
  readonly text: string;
  /** The host it befell; undefined: all or none. */
  readonly host: string | undefined;
  /** Milliseconds from the fault until it was judged. */
  readonly took: number;
  /** Hosts that cannot be reached or told anything at the end of it. */
  readonly unreachable: readonly string[];
  /** What the daemons complained of until then, newest last: why a fault was not survived. */
  readonly complaints: readonly string[];
  readonly services: readonly ServiceOutcome[];
}

export interface Judgement {
  readonly survived: boolean;
  /** What is wrong or worth knowing, one sentence each. */
  readonly problems: readonly string[];
  readonly remarks: readonly string[];
}

export function judge(outcome: FaultOutcome): Judgement {
  const { services, unreachable } = outcome;
  const problems: string[] = [];
  const remarks: string[] = [];
  for (const { address, after, holders } of services) {
    const awake = holders.filter((name) => !unreachable.includes(name));
    if (after === undefined) problems.push(`${address} has no owner${heldBy(holders)}`);
    else if (awake.length > 1) problems.push(`${address} has ${awake.length} owners: ${awake.join(', ')}`);
    else if (holders.length > 1) remarks.push(`${address} is held by ${holders.join(' and ')} while this lasts`);
  }
  if (problems.length === 0) remarks.push(...idleCheck(outcome));
  return { survived: problems.length === 0, problems, remarks };
}

/** Whether all faults were survived, of at least one. */
export function survivedAll(outcomes: readonly FaultOutcome[]): boolean {
  return outcomes.length > 0 && outcomes.every((outcome) => judge(outcome).survived);
}

/** The whole as plain data, for JSON. */
export function describeOutcome(outcome: FaultOutcome): object {
  const { survived, problems, remarks } = judge(outcome);
  return {
    fault: formatFault(outcome.fault),
    text: outcome.text,
    host: outcome.host,
    tookMillis: Math.round(outcome.took),
    survived,
    problems,
    remarks,
    complaints: problems.length === 0 ? [] : outcome.complaints,
    services: outcome.services.map(({ silence, twoMasters, ...service }) => ({
      ...service,
      silenceMillis: silence === undefined ? null : Math.round(silence),
      twoMastersMillis: Math.round(twoMasters),
    })),
  };
}

/** A check that fails on the master and moves nothing: its weight may be too small. */
function idleCheck({ fault, host, services }: FaultOutcome): readonly string[] {
  if (fault.kind !== 'fail' || host === undefined || !services.some(({ before }) => before === host)) return [];
  if (services.some(({ before, after }) => before !== after)) return [];
  return [`nobody takes over: without ${fault.object} the priority of ${host} still is the best`];
}

function heldBy(holders: readonly string[]): string {
  return holders.length === 0 ? '' : `, although ${holders.join(' and ')} hold${holders.length === 1 ? 's' : ''} it`;
}
