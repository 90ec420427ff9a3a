/**
 * The moments at which a virtual router wants a tick.
 */

import { assertNever } from '../base/assert-never.js';
import { earliest, type Micros } from '../base/micros.js';
import type { VrrpState } from './state.js';

/** Every armed moment by its name in the state. */
export function deadlines(state: VrrpState): Readonly<Record<string, Micros>> {
  const armed: Record<string, Micros> = {};
  for (const [name, at] of Object.entries(moments(state))) {
    if (at !== undefined) armed[name] = at;
  }
  return armed;
}

/** When the next tick is due; undefined while the router waits for events alone. */
export function nextDeadline(state: VrrpState): Micros | undefined {
  switch (state.type) {
    case 'init':
      return undefined;
    case 'backup':
      return earliest(state.masterDownAt, state.deafUntil);
    case 'master':
      return earliest(
        state.advertAt,
        state.announceAt,
        state.refreshAt,
        state.lowerPriorityAnnounceAt,
        state.doubtfulAt,
        state.ownerContest?.yieldUntil,
      );
    case 'fault':
      return state.retryAt;
    default:
      return assertNever(state);
  }
}

function moments(state: VrrpState): Readonly<Record<string, Micros | undefined>> {
  switch (state.type) {
    case 'init':
      return {};
    case 'backup': {
      const { masterDownAt, preemptAt, deafUntil } = state;
      return { masterDownAt, preemptAt, deafUntil };
    }
    case 'master': {
      const { advertAt, announceAt, refreshAt, lowerPriorityAnnounceAt, doubtfulAt, ownerContest } = state;
      return {
        advertAt,
        announceAt,
        refreshAt,
        lowerPriorityAnnounceAt,
        doubtfulAt,
        yieldUntil: ownerContest?.yieldUntil,
      };
    }
    case 'fault':
      return { retryAt: state.retryAt };
    default:
      return assertNever(state);
  }
}
