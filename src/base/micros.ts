/**
 * Time as integer microseconds. Every moment and duration inside the daemon is one of these; seconds and
 * centiseconds exist only on the wire and in the configuration file. A moment counts from the start of the
 * monotonic clock, a duration is a difference of two moments.
 */

declare const microsBrand: unique symbol;

/** Integer microseconds, a moment of the monotonic clock or a duration. */
export type Micros = number & { readonly [microsBrand]: 'Micros' };

/** Brands a number that is already whole microseconds; a fraction is cut off. */
export function micros(value: number): Micros {
  return Math.trunc(value) as Micros;
}

/** Converts seconds, rounding to the nearest microsecond. */
export function fromSeconds(seconds: number): Micros {
  return Math.round(seconds * 1_000_000) as Micros;
}

/** Converts milliseconds, rounding to the nearest microsecond. */
export function fromMillis(millis: number): Micros {
  return Math.round(millis * 1_000) as Micros;
}

/** Converts centiseconds, the unit of version 3 on the wire. */
export function fromCentis(centis: number): Micros {
  return Math.round(centis * 10_000) as Micros;
}

/** Seconds as a fraction, for people and for files. */
export function toSeconds(value: Micros): number {
  return value / 1_000_000;
}

/** Milliseconds as a fraction, for people and for timers of the runtime. */
export function toMillis(value: Micros): number {
  return value / 1_000;
}

/** Sum of a moment and durations. */
export function plus(first: Micros, ...rest: readonly Micros[]): Micros {
  let sum: number = first;
  for (const value of rest) sum += value;
  return sum as Micros;
}

/** Difference of two moments or durations; negative when the second is the larger. */
export function minus(first: Micros, second: Micros): Micros {
  return (first - second) as Micros;
}

/** The earlier of the moments that are set, or undefined when none is. */
export function earliest(...moments: readonly (Micros | undefined)[]): Micros | undefined {
  let best: Micros | undefined;
  for (const moment of moments) {
    if (moment !== undefined && (best === undefined || moment < best)) best = moment;
  }
  return best;
}
