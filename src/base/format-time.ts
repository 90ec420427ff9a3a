/**
 * Times and durations for people.
 */

/** A duration in microseconds, two units at most: `310 ms`, `12.3 s`, `2 min 14 s`, `3 h 12 min`, `5 d 3 h`. */
export function formatDuration(micros: number): string {
  const size = Math.abs(micros);
  if (size < 9_950) return `${(micros / 1_000).toFixed(1)} ms`;
  if (size < 999_500) return `${Math.round(micros / 1_000)} ms`;
  if (size < 59_950_000) return `${(micros / 1_000_000).toFixed(1)} s`;
  const seconds = Math.round(micros / 1_000_000);
  if (Math.abs(seconds) < 3_600) return pair(seconds, 60, 'min', 1, 's');
  if (Math.abs(seconds) < 86_400) return pair(seconds, 3_600, 'h', 60, 'min');
  return pair(seconds, 86_400, 'd', 3_600, 'h');
}

/** A moment in milliseconds since 1970 as local time: `2026-11-21 09:12:03`. */
export function formatMoment(wall: number): string {
  const moment = new Date(wall);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}:${two(moment.getSeconds())}`;
}

function pair(seconds: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const whole = Math.trunc(seconds / large);
  const rest = Math.abs(Math.trunc((seconds % large) / small));
  return rest === 0 ? `${whole} ${largeUnit}` : `${whole} ${largeUnit} ${rest} ${smallUnit}`;
}
