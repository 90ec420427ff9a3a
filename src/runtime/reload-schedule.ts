/**
 * A reload at the moment that a file names (reload_time_file): a time, or a date and a time, of this host's clock or, with
 * a Z behind it, of UTC. The file is watched: another moment counts at once, and without the file nothing is planned.
 */

import type { Logger } from '../base/logger.js';
import { type Micros, micros, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';
import type { FileStore } from './ports/files.js';
import type { FileWatcher, Watch } from './ports/watching.js';

/** The longest line: a date of four digits, a time and a Z. */
const LINE_BYTES = 64;
/** The clock is looked at again after this long, in case that somebody set it. */
const LOOK_AGAIN = micros(60_000_000);

export interface ReloadScheduleServices {
  readonly fileWatcher: FileWatcher;
  readonly files: FileStore;
  readonly logger: Logger;
  now(): Micros;
  /** Milliseconds since 1970. */
  wall(): number;
  arm(deadline: Deadline, at: Micros | undefined): void;
  reload(): void;
}

export interface PlannedReload {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** With a date it happens once. */
  readonly dated: boolean;
}

export class ReloadSchedule {
  readonly #services: ReloadScheduleServices;
  readonly #deadline = new Deadline(() => this.#look());
  #path: string | undefined;
  #repeat = false;
  #watch: Watch | undefined;
  #planned: PlannedReload | undefined;

  constructor(services: ReloadScheduleServices) {
    this.#services = services;
  }

  /** Follows this file from now on, reading it anew; at start, and after each reload. */
  use({ timeFile, repeat }: { readonly timeFile: string | undefined; readonly repeat: boolean }): void {
    this.close();
    this.#path = timeFile;
    this.#repeat = repeat;
    if (timeFile === undefined) return;
    this.#watch = this.#services.fileWatcher.watch(timeFile, LINE_BYTES, (text) => this.#plan(text));
  }

  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
    this.#forget();
  }

  #plan(text: string | undefined): void {
    const { logger, wall } = this.#services;
    const planned = text === undefined ? undefined : momentOf(text, wall());
    const known = this.#planned !== undefined;
    this.#forget();
    if (planned !== undefined) {
      this.#planned = planned;
      logger.info({ reloadAt: planned.at }, `reload planned for ${new Date(planned.at).toISOString()}`);
      this.#arm(planned);
    } else if (text !== undefined) {
      logger.warn({ file: this.#path }, `${this.#path}: no moment to come, written as HH:MM:SS or YYYY-MM-DD HH:MM:SS`);
    } else if (known) {
      logger.info({}, 'the planned reload is off');
    }
  }

  #forget(): void {
    this.#planned = undefined;
    this.#services.arm(this.#deadline, undefined);
  }

  #arm({ at }: PlannedReload): void {
    const { arm, now, wall } = this.#services;
    const left = micros(Math.max(at - wall(), 0) * 1000);
    arm(this.#deadline, plus(now(), micros(Math.min(left, LOOK_AGAIN))));
  }

  #look(): void {
    const planned = this.#planned;
    if (planned === undefined) return;
    if (this.#services.wall() < planned.at) {
      this.#arm(planned);
      return;
    }
    // Its going is no news, and a reload that is refused is not tried again either.
    this.#watch?.close();
    this.#watch = undefined;
    this.#forget();
    if (this.#path !== undefined && (planned.dated || !this.#repeat)) this.#services.files.remove(this.#path);
    this.#services.reload();
  }
}

/**
 * The moment that the first line names: `HH:MM:SS`, `YY-MM-DD HH:MM:SS` or `YYYY-MM-DD HH:MM:SS`, with an optional Z.
 * Without a date it is the next such time. Undefined where the line is none of these, or lies in the past.
 * @param now milliseconds since 1970
 */
export function momentOf(text: string, now: number): PlannedReload | undefined {
  const [line = ''] = text.split('\n');
  const match = /^(?:((?:\d\d)?\d\d)-(\d\d)-(\d\d) )?(\d\d):(\d\d):(\d\d)(Z?)$/.exec(line);
  if (match === null) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const utc = match[7] === 'Z';
  const at = (date: readonly [number, number, number]): number =>
    utc ? Date.UTC(...date, hour, minute, second) : new Date(...date, hour, minute, second).getTime();
  if (year !== undefined && month !== undefined && day !== undefined) {
    const moment = at([year < 100 ? 2000 + year : year, month - 1, day]);
    return isDate(day, hour, minute, second, month) && moment > now ? { at: moment, dated: true } : undefined;
  }
  if (!isDate(1, hour, minute, second, 1)) return undefined;
  const [thisYear, thisMonth, thisDay] = dateOf(now, utc);
  const today = at([thisYear, thisMonth, thisDay]);
  return { at: today > now ? today : at([thisYear, thisMonth, thisDay + 1]), dated: false };
}

function isDate(day: number, hour: number, minute: number, second: number, month: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
}

function dateOf(wall: number, utc: boolean): readonly [number, number, number] {
  const date = new Date(wall);
  return utc
    ? [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
    : [date.getFullYear(), date.getMonth(), date.getDate()];
}
