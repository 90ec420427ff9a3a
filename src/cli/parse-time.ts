/**
 * Durations and moments as people write them.
 */

import { UsageError } from './usage-error.js';

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const MAX_SECONDS = 366 * 86_400;

/**
 * `90s`, `10m`, `2h`, `1h30m`, `1d` as seconds, at most a year.
 * @throws UsageError
 */
export function parseDuration(option: string, text: string): number {
  const parts = /^(?:\d{1,8}[smhd])+$/.test(text) ? [...text.matchAll(/(\d+)([smhd])/g)] : [];
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
  if (seconds <= 0 || seconds > MAX_SECONDS) {
    throw new UsageError(`${option} is a time such as 90s, 10m, 2h, 1h30m or 1d, not '${text}'`);
  }
  return seconds;
}

/**
 * How far back (`2h`) or from when (`2026-11-21`, `2026-11-21 10:30`, `10:30` of today), as milliseconds since 1970.
 * @param now milliseconds since 1970
 * @throws UsageError
 */
export function parseMoment(option: string, text: string, now: number): number {
  if (/^(?:\d+[smhd])+$/.test(text)) return now - parseDuration(option, text) * 1_000;
  const today = new Date(now);
  const day = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) => String(part).padStart(2, '0'));
  const whole = /^\d{1,2}:\d{2}(?::\d{2})?$/.test(text) ? `${day.join('-')} ${text.padStart(5, '0')}` : text;
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?$/.exec(whole);
  const moment = match === null ? Number.NaN : new Date(`${match[1]}T${match[2] ?? '00:00'}`).getTime();
  if (Number.isNaN(moment)) {
    throw new UsageError(`${option} is a time back such as 2h, or a moment such as '2026-11-21 10:30', not '${text}'`);
  }
  return moment;
}
