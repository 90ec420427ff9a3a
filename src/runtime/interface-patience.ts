/**
 * interface_up_down_delays as one virtual router has them: an interface that goes down or comes up is believed after
 * its delay. Not one that was never seen up, and not one that is gone.
 */

import { type Micros, micros, plus } from '../base/micros.js';
import type { InterfaceDelay } from '../config/model.js';
import type { VirtualRouterParameters } from '../vrrp/parameters.js';
import type { InterfaceView } from './network-facts.js';

interface Believed {
  problem: string;
  seenUp: boolean;
  /** When the interface became otherwise than it is believed to be. */
  since: Micros | undefined;
}

export class InterfacePatience {
  readonly #believed = new Map<string, Believed>();

  /** What to take for its problem now; empty is none. @param limit the longest delay that does not cost mastership */
  problem(view: InterfaceView, delay: InterfaceDelay | undefined, limit: Micros, now: Micros): string {
    const believed = this.#of(view);
    const wasUsable = believed.problem === '';
    if (wasUsable === view.usable) believed.since = undefined;
    else believed.since ??= now;
    if (view.usable) believed.seenUp = true;
    const end = dueAt(view, believed, delay, limit);
    if (end !== undefined && end > now) return believed.problem;
    believed.problem = view.problem;
    believed.since = undefined;
    return view.problem;
  }

  /** When the belief about this interface changes if nothing happens. */
  changesAt(view: InterfaceView, delay: InterfaceDelay | undefined, limit: Micros): Micros | undefined {
    const believed = this.#believed.get(view.name);
    return believed && dueAt(view, believed, delay, limit);
  }

  #of(view: InterfaceView): Believed {
    const known = this.#believed.get(view.name);
    if (known !== undefined) return known;
    const first = { problem: view.problem, seenUp: view.usable, since: undefined };
    this.#believed.set(view.name, first);
    return first;
  }
}

function dueAt(
  { link, usable }: InterfaceView,
  { seenUp, since }: Believed,
  delay: InterfaceDelay | undefined,
  limit: Micros,
): Micros | undefined {
  if (delay === undefined || since === undefined || link === undefined || !seenUp) return undefined;
  return plus(since, micros(Math.min(usable ? delay.up : delay.down, limit)));
}

/** keepalived's: a router whose interface is back within this time has not lost its mastership. */
export function longestPatience({
  downTimerAdverts,
  advertisementInterval,
}: Pick<VirtualRouterParameters, 'downTimerAdverts' | 'advertisementInterval'>): Micros {
  if (downTimerAdverts <= 1) return micros(0);
  return micros((downTimerAdverts - 1) * advertisementInterval - Math.trunc(advertisementInterval / 256));
}
