/**
 * What a virtual router has done and seen so far, as a reducer over its steps.
 */

import type { VrrpAction } from './action.js';
import type { VrrpEvent } from './event.js';
import type { Counters } from './snapshot.js';

export const NO_COUNTS: Counters = {
  advertisementsReceived: 0,
  advertisementsSent: 0,
  becameMaster: 0,
  releasedMaster: 0,
  priorityZeroReceived: 0,
  priorityZeroSent: 0,
  announcementsSent: 0,
  addressesRestored: 0,
  rejected: {},
  remarked: {},
};

/**
 * Counts one event and the actions that followed. Every state counts what it hears, as the wire did.
 * `announcementsSent` counts rounds, not frames; `advertisementsSent` includes those with priority 0.
 */
export function countStep(counters: Counters, event: VrrpEvent, actions: readonly VrrpAction[]): Counters {
  if (event.type !== 'advertisement-received' && actions.length === 0) return counters;
  const counted = copyOf(counters);
  if (event.type === 'advertisement-received') {
    counted.advertisementsReceived += 1;
    if (event.priority === 0) counted.priorityZeroReceived += 1;
  }
  for (const action of actions) countAction(counted, action);
  return counted;
}

/** Counts one packet that a receive check rejected. @param code of the check */
export function countRejection(counters: Counters, code: string): Counters {
  return { ...counters, rejected: oneMore(counters.rejected, code) };
}

/** Counts one packet that was taken with a remark. @param code of the remark */
export function countRemark(counters: Counters, code: string): Counters {
  return { ...counters, remarked: oneMore(counters.remarked, code) };
}

function oneMore(counts: Readonly<Record<string, number>>, code: string): Readonly<Record<string, number>> {
  const seen = Object.hasOwn(counts, code) ? (counts[code] ?? 0) : 0;
  return { ...counts, [code]: seen + 1 };
}

/** Counting goes with every advertisement: a literal is made ten times as fast as a copy by spreading. */
function copyOf(counters: Counters): Mutable<Counters> {
  return {
    advertisementsReceived: counters.advertisementsReceived,
    advertisementsSent: counters.advertisementsSent,
    becameMaster: counters.becameMaster,
    releasedMaster: counters.releasedMaster,
    priorityZeroReceived: counters.priorityZeroReceived,
    priorityZeroSent: counters.priorityZeroSent,
    announcementsSent: counters.announcementsSent,
    addressesRestored: counters.addressesRestored,
    rejected: counters.rejected,
    remarked: counters.remarked,
  };
}

type Mutable<T> = { -readonly [key in keyof T]: T[key] };

function countAction(counted: Mutable<Counters>, action: VrrpAction): void {
  switch (action.type) {
    case 'send-advertisement':
      counted.advertisementsSent += 1;
      if (action.priority === 0) counted.priorityZeroSent += 1;
      return;
    case 'announce-addresses':
      counted.announcementsSent += action.rounds;
      return;
    case 'addresses-restored':
      counted.addressesRestored += action.addresses.length;
      return;
    case 'transition':
      if (action.to === 'master') counted.becameMaster += 1;
      if (action.from === 'master') counted.releasedMaster += 1;
      return;
    default:
  }
}
