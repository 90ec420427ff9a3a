/**
 * The journal of events: the newest in memory for those who ask, all of those in a file for the next run. The file is
 * appended to without waiting, and written anew from memory when it has grown too large, so neither grows without bound.
 */

import type { EventRecord, NewEvent } from './event-record.js';
import type { KeptFile } from './kept-files.js';
import type { FileStore } from './ports/files.js';

/** Events kept; a pair of hosts makes a few a day. */
const MAX_EVENTS = 2_000;
/** Characters of the file at which it is written anew with the events kept. */
const MAX_FILE = 4 * 1024 * 1024;
/** What one event may say: paths and script output have no bound of their own. */
const MAX_TEXT = 400;

export interface EventFilter {
  /** Of this router or of the members of this sync group, of what they track, and those of the whole daemon. */
  readonly router?: string | undefined;
  /** Not earlier than this moment, milliseconds since 1970. */
  readonly sinceWall?: number | undefined;
  /** Later than the event with this number. */
  readonly after?: number | undefined;
}

/** What the configuration says of names. */
export interface JournalServices {
  /** Whether a router tracks a BFD session. */
  tracks(router: string, session: string): boolean;
  /** Members of the sync group with this name; a name of anything else stands for itself. */
  members(name: string): readonly string[];
}

export class EventJournal implements KeptFile {
  readonly #path: string;
  readonly #files: FileStore;
  readonly #wall: () => number;
  readonly #services: JournalServices;
  readonly #listeners = new Set<(event: EventRecord) => void>();
  readonly #events: EventRecord[];
  #sequence: number;
  #written: number;

  /**
   * @param path file of the journal
   * @param kept what the file holds already
   */
  constructor(
    path: string,
    files: FileStore,
    wall: () => number,
    kept: readonly EventRecord[],
    services: JournalServices,
  ) {
    this.#path = path;
    this.#files = files;
    this.#wall = wall;
    this.#services = services;
    this.#events = kept.slice(-MAX_EVENTS);
    this.#sequence = this.#events.at(-1)?.sequence ?? 0;
    // A last line that a crash left half written must not swallow the next one: the file begins anew.
    this.#written = MAX_FILE;
  }

  /** Why the file does not hold all of them; undefined where it does. */
  get problem(): string | undefined {
    const problem = this.#files.problem(this.#path);
    return problem === undefined ? undefined : `${this.#path}: ${problem}`;
  }

  add(event: NewEvent): EventRecord {
    this.#sequence += 1;
    const record: EventRecord = { sequence: this.#sequence, wall: this.#wall(), ...bounded(event) };
    this.#events.push(record);
    if (this.#events.length > MAX_EVENTS) this.#events.shift();
    this.#write(record);
    for (const listener of this.#listeners) listener(record);
    return record;
  }

  /** Whether the last run, as far as is known, did not say that it stopped. */
  get brokenOff(): boolean {
    const last = this.#events.findLast(({ router, session }) => router === undefined && session === undefined);
    return last !== undefined && last.type !== 'stopped';
  }

  /** Oldest first. */
  select({ router, sinceWall, after }: EventFilter): readonly EventRecord[] {
    const names = this.#namesOf(router);
    return this.#events.filter(
      (event) =>
        this.#concerns(event, names) &&
        (sinceWall === undefined || event.wall >= sinceWall) &&
        (after === undefined || event.sequence > after),
    );
  }

  /**
   * Calls the listener after each event; returns the way to unsubscribe.
   * @param router as in the filter
   */
  onEvent(router: string | undefined, listener: (event: EventRecord) => void): () => void {
    const choosy = (event: EventRecord): void => {
      if (this.#concerns(event, this.#namesOf(router))) listener(event);
    };
    this.#listeners.add(choosy);
    return () => void this.#listeners.delete(choosy);
  }

  #namesOf(router: string | undefined): readonly string[] | undefined {
    return router === undefined ? undefined : this.#services.members(router);
  }

  #concerns({ router, session }: EventRecord, names: readonly string[] | undefined): boolean {
    if (names === undefined) return true;
    if (router !== undefined) return names.includes(router);
    return session === undefined || names.some((name) => this.#services.tracks(name, session));
  }

  #write(record: EventRecord): void {
    // It is written anew as soon as that is possible, this one included.
    if (this.problem !== undefined) return;
    const line = `${JSON.stringify(record)}\n`;
    this.#written += line.length;
    if (this.#written <= MAX_FILE) this.#files.append(this.#path, line);
    else this.rewrite();
  }

  /** Writes the file anew from memory. */
  rewrite(): void {
    const text = this.#events.map((event) => `${JSON.stringify(event)}\n`).join('');
    this.#written = text.length;
    this.#files.replace(this.#path, text);
  }
}

function bounded(event: NewEvent): NewEvent {
  const text = event.text.slice(0, MAX_TEXT);
  return event.detail === undefined ? { ...event, text } : { ...event, text, detail: event.detail.slice(0, MAX_TEXT) };
}
