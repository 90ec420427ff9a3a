/**
 * The timer arithmetic of the RFC, in whole microseconds. Fractions of a microsecond are cut off.
 */

import { type Micros, micros } from '../base/micros.js';
import type { VirtualRouterParameters, VrrpVersion } from './parameters.js';

const SECOND = 1_000_000;

/**
 * Time a backup waits beyond the missed intervals, so that the better priority wakes first.
 *
 * Version 3 scales with the interval heard from the master; version 2 with one second.
 * @param priority 1-255; 255 is the address owner
 * @param masterAdverInterval heard from the master, or our own before any was heard
 * @see RFC 9568 section 6.1, Skew_Time; RFC 3768 section 6.1
 */
export function skewTime(version: VrrpVersion, priority: number, masterAdverInterval: Micros): Micros {
  const scale = version === 2 ? SECOND : masterAdverInterval;
  return micros(((256 - priority) * scale) / 256);
}

/**
 * Silence after which a backup takes over.
 * @param downTimerAdverts missed advertisements that count as gone, 3 by the RFC
 * @see RFC 9568 section 6.1, Active_Down_Interval; RFC 3768 section 6.1, Master_Down_Interval
 */
export function masterDownInterval(
  version: VrrpVersion,
  priority: number,
  masterAdverInterval: Micros,
  downTimerAdverts = 3,
): Micros {
  return micros(downTimerAdverts * masterAdverInterval + skewTime(version, priority, masterAdverInterval));
}

/** Skew_Time of one router. An address owner counts with 255 even while it yields to another owner. */
export function routerSkew(
  parameters: VirtualRouterParameters,
  effectivePriority: number,
  masterAdverInterval: Micros,
): Micros {
  return skewTime(parameters.version, timerPriority(parameters, effectivePriority), masterAdverInterval);
}

/** Master_Down_Interval of one router. */
export function routerDownInterval(
  parameters: VirtualRouterParameters,
  effectivePriority: number,
  masterAdverInterval: Micros,
): Micros {
  const priority = timerPriority(parameters, effectivePriority);
  return masterDownInterval(parameters.version, priority, masterAdverInterval, parameters.downTimerAdverts);
}

function timerPriority(parameters: VirtualRouterParameters, effectivePriority: number): number {
  return parameters.priority === 255 ? 255 : effectivePriority;
}
