/**
 * What a master makes of another router's advertisement: yield to a better one, answer a worse one, and settle the
 * quarrel of two address owners. RFC 9568 section 6.4.3; keepalived for the second owner.
 */

import { assertNever } from '../base/assert-never.js';
import { type Micros, micros, plus } from '../base/micros.js';
import { planOf, planOnLowerPriority } from './announcement.js';
import { rankSender } from './election.js';
import { type Advertisement, heardFrom, learnInterval } from './hearing.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { Reason } from './reason.js';
import { type StepResult, unchanged } from './result.js';
import type { MasterState } from './state.js';
import { effectivePriority, OWNER_PRIORITY } from './tracking.js';
import { enterBackup, priorityChange, toGroup } from './transition.js';

/** Advertisements of ours that another owner must have ignored before we yield. */
const OWNER_ADVERTS = 2;

export function hearAsMaster(
  parameters: VirtualRouterParameters,
  state: MasterState,
  advertisement: Advertisement,
  now: Micros,
): StepResult {
  if (parameters.ownerIgnoreAdverts && parameters.priority === OWNER_PRIORITY) return unchanged(state);
  if (advertisement.priority === 0) return answerLeaving(parameters, state, now);
  const theirs = { priority: advertisement.priority, address: advertisement.from };
  const rank = rankSender(theirs, { priority: state.effectivePriority, address: state.sourceAddress });
  switch (rank) {
    case 'better':
      return yieldTo(parameters, state, advertisement, now);
    case 'worse':
      return isOtherOwner(state, advertisement)
        ? contest(parameters, state, advertisement, now)
        : answerWorse(parameters, state, advertisement, now);
    case 'same':
      return {
        state,
        actions: [{ type: 'own-address-heard', from: advertisement.from, priority: advertisement.priority }],
      };
    default:
      return assertNever(rank);
  }
}

/** Another router left: the learning bridges are told where we are, and the timer starts again, as the RFC says. */
function answerLeaving(parameters: VirtualRouterParameters, state: MasterState, now: Micros): StepResult {
  const advertAt = plus(now, parameters.advertisementInterval);
  return {
    state: { ...state, advertAt, advertisedAt: now },
    actions: [{ type: 'send-advertisement', priority: state.effectivePriority }],
  };
}

function yieldTo(
  parameters: VirtualRouterParameters,
  state: MasterState,
  advertisement: Advertisement,
  now: Micros,
): StepResult {
  const higher = advertisement.priority > state.effectivePriority;
  const reason: Reason = higher ? 'higher-priority-heard' : 'equal-priority-higher-address-heard';
  const heard = { from: advertisement.from, priority: advertisement.priority };
  const left = enterBackup(
    parameters,
    state,
    now,
    { reason, heard },
    {
      masterAdverInterval: learnInterval(parameters, advertisement, parameters.advertisementInterval),
      heardMaster: heardFrom(advertisement, now),
    },
  );
  const yielded = toGroup(parameters, left, 'backup');
  if (!answersBetter(parameters, state, advertisement)) return yielded;
  const last = { type: 'send-advertisement', priority: state.effectivePriority } as const;
  return { state: yielded.state, actions: [last, ...yielded.actions] };
}

function answersBetter({ lastAdvert }: VirtualRouterParameters, state: MasterState, better: Advertisement): boolean {
  if (lastAdvert !== 'returned') return lastAdvert === 'always';
  return state.reason === 'master-down-expired' && state.followed?.address === better.from;
}

/**
 * A worse router believes that it is master: tell it and the switches otherwise.
 *
 * The reply does not move advertAt: RFC 9568 section 6.4.3 asks for an extra advertisement, not a new rhythm. So nobody
 * can keep us silent by talking.
 */
function answerWorse(
  parameters: VirtualRouterParameters,
  state: MasterState,
  advertisement: Advertisement,
  now: Micros,
): StepResult {
  const { plan, actions } = planOnLowerPriority(parameters.announcements, state, now);
  const planned = { ...state, ...planOf(plan) };
  const heard = {
    type: 'lower-priority-heard',
    from: advertisement.from,
    priority: advertisement.priority,
  } as const;
  if (parameters.lowerPriorityNoAdvert) return { state: planned, actions: [...actions, heard] };
  return {
    state: { ...planned, advertisedAt: now },
    actions: [{ type: 'send-advertisement', priority: state.effectivePriority }, ...actions, heard],
  };
}

function isOtherOwner(state: MasterState, advertisement: Advertisement): boolean {
  return state.effectivePriority === OWNER_PRIORITY && advertisement.priority === OWNER_PRIORITY;
}

/**
 * Another owner with a lower address, which should yield. We wait for two advertisements of ours and a little more than
 * the longer interval; an owner that still insists then makes us yield, because two masters are worse than one.
 */
function contest(
  parameters: VirtualRouterParameters,
  state: MasterState,
  advertisement: Advertisement,
  now: Micros,
): StepResult {
  const { ownerContest } = state;
  if (ownerContest?.yieldUntil !== undefined) {
    const yielding = { ...state, ownerYielded: true };
    const lowered = { ...yielding, effectivePriority: effectivePriority(parameters, yielding) };
    const left = yieldTo(parameters, lowered, advertisement, now);
    const changes = priorityChange(state, lowered, `second address owner ${advertisement.from}`);
    return { state: left.state, actions: [...changes, ...left.actions] };
  }
  const { advertisementInterval } = advertisement;
  const contested = {
    ...state,
    ownerContest: {
      advertsLeft: ownerContest?.advertsLeft ?? OWNER_ADVERTS,
      advertisementInterval,
      yieldUntil: undefined,
    },
  };
  return answerWorse(parameters, contested, advertisement, now);
}

/** Moves the wait for another owner on: an advertisement of ours was sent, or time passed. */
export function countAdvert(
  parameters: VirtualRouterParameters,
  state: MasterState,
  now: Micros,
  advert: 'sent' | 'none',
): MasterState {
  const { ownerContest } = state;
  if (ownerContest === undefined) return state;
  if (ownerContest.yieldUntil !== undefined) {
    return ownerContest.yieldUntil <= now ? { ...state, ownerContest: undefined } : state;
  }
  if (advert === 'none') return state;
  const advertsLeft = ownerContest.advertsLeft - 1;
  const longer = Math.max(parameters.advertisementInterval, ownerContest.advertisementInterval);
  const yieldUntil = advertsLeft === 0 ? plus(now, micros((longer * 12) / 10)) : undefined;
  return { ...state, ownerContest: { ...ownerContest, advertsLeft, yieldUntil } };
}
