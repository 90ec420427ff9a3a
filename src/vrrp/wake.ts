/**
 * A master that wakes late. Its host was frozen, suspended or starved; by the time it runs again another router has
 * most likely taken over, and may not have been heard yet.
 *
 * So a master whose advertisement is overdue by as much as makes a backup give up on it listens before it sends: it
 * releases the addresses without a word and is backup again, with a down timer of one advertisement interval and its
 * skew. A living successor is heard in that time and the ordinary rules decide: a better one is left alone, a worse one
 * is preempted, or left alone with nopreempt. With nobody there, mastership is back after that short time; several
 * routers frozen together wake in the order of their skew. Stepping down, rather than keeping the addresses while
 * listening, keeps the time with two masters as short as it can be: it ends when this router runs again.
 */

import { fromMillis, type Micros, minus, plus, toSeconds } from '../base/micros.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { StepResult } from './result.js';
import type { MasterState } from './state.js';
import { routerSkew, skewTime } from './timers.js';
import { enterBackup, toGroup } from './transition.js';

/**
 * A busy host delays a process that long, and adverts every 10 ms are overdue by it. Meanwhile the kernel has kept what a
 * successor sent, and that is judged first; to give up addresses that nobody else has taken would be an outage of its own.
 */
const ORDINARY_DELAY = fromMillis(250);

/**
 * Whether the others have given up on this master while it slept.
 *
 * With down_timer_adverts 1 the RFC's arithmetic would leave only the skew, a few milliseconds for a high priority; an
 * ordinary delay must not cost mastership, so it takes at least one interval, and never less than `ORDINARY_DELAY`.
 */
export function isWokenLate(parameters: VirtualRouterParameters, state: MasterState, now: Micros): boolean {
  const overdue = minus(now, state.advertAt);
  if (overdue <= 0) return false;
  const { advertisementInterval, downTimerAdverts } = parameters;
  const tolerated = (downTimerAdverts - 1) * advertisementInterval + othersSkew(parameters, state);
  return overdue >= Math.max(tolerated, advertisementInterval, ORDINARY_DELAY);
}

/** Steps down silently and listens. */
export function listenAgain(parameters: VirtualRouterParameters, state: MasterState, now: Micros): StepResult {
  const { advertisementInterval } = parameters;
  const detail = `no advertisement sent for ${toSeconds(minus(now, state.advertisedAt)).toFixed(3)} s`;
  const skew = routerSkew(parameters, state.effectivePriority, advertisementInterval);
  const masterDownAt = plus(now, advertisementInterval, skew);
  const left = enterBackup(parameters, state, now, { reason: 'timer-expired', detail }, { masterDownAt });
  return toGroup(parameters, left, 'backup');
}

/** Skew of the router that would take over: what timer_expired_backup says, else one with our priority. */
function othersSkew(parameters: VirtualRouterParameters, state: MasterState): Micros {
  const { timerExpiredBackup, advertisementInterval, version } = parameters;
  if (timerExpiredBackup !== undefined) return skewTime(version, timerExpiredBackup, advertisementInterval);
  return routerSkew(parameters, state.effectivePriority, advertisementInterval);
}
