/**
 * Signs of life for the service manager, which ends a daemon that gives none. A master that hangs keeps its addresses
 * while the others, who miss three adverts, take them over: it must be ended before that. For all others the time of
 * the unit is short enough.
 */

import { fromSeconds, type Micros, micros, toMillis } from '../base/micros.js';
import type { Configuration } from '../config/model.js';
import type { ServiceManager } from '../runtime/ports/process.js';

/** Less would end a daemon that a busy machine only slows down. */
const SHORTEST = fromSeconds(2);
/** In intervals. A hang may begin one interval after the last advert: the others wait two more, and their skew time. */
const MASTER_SHARE = 2;
/** Signs of life within the time. */
const SIGNS = 8;

/**
 * Time without a sign of life after which the daemon counts as hung.
 * @param limit of the unit, WatchdogSec
 * @param intervals between adverts of those that are master
 */
export function watchdogTimeout(limit: Micros, intervals: readonly Micros[]): Micros {
  if (intervals.length === 0) return limit;
  return micros(Math.min(limit, Math.max(SHORTEST, Math.min(...intervals) * MASTER_SHARE)));
}

export class Watchdog {
  readonly #service: ServiceManager;
  #timeout: Micros | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(service: ServiceManager) {
    this.#service = service;
    this.#use(service.watchdogTimeout);
  }

  /** After transitions and reloads. @param masters names of the virtual routers that are master now */
  review({ instances }: Configuration, masters: ReadonlySet<string>): void {
    const limit = this.#service.watchdogTimeout;
    if (limit === undefined || this.#stopped) return;
    const intervals = instances
      .filter(({ name }) => masters.has(name))
      .map(({ advertisementInterval }) => advertisementInterval);
    const timeout = watchdogTimeout(limit, intervals);
    if (timeout === this.#timeout) return;
    this.#service.setWatchdogTimeout(timeout);
    this.#use(timeout);
  }

  /** For good: a daemon that stops has the unit's TimeoutStopSec. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  #use(timeout: Micros | undefined): void {
    clearInterval(this.#timer);
    this.#timeout = timeout;
    if (timeout === undefined) return;
    this.#service.watchdog();
    this.#timer = setInterval(() => this.#service.watchdog(), toMillis(timeout) / SIGNS);
  }
}
