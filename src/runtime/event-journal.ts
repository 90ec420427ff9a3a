/**
 * The journal of events: the newest in memory for those who ask, all of those in a file for the next run. The file is
 * appended to without waiting, and written anew from memory when it has grown too large, so neither grows without bound.
 */

import type { EventRecord, NewEvent } from './event-record.js';
import type { FileStore } from './ports/files.js';

/** Events kept; a pair of hosts makes a few a day. */
const MAX_EVENTS = 2_000;
/** Characters of the file at which it is written anew with the events kept. */
const MAX_FILE = 4 * 1024 * 1024;
/** What one event may say: paths and script output have no bound of their own. */
const MAX_TEXT = 400;

export interface EventFilter {
  /** Of this router, of what it tracks, and those of the whole daemon. */
  readonly router?: string | undefined;
  /** Not earlier than this moment, milliseconds since 1970. */
  readonly sinceWall?: number | undefined;
  /** Later than the event with this number. */
  readonly after?: number | undefined;
}

export class EventJournal {
  readonly #path: string;
  readonly #files: FileStore;
  readonly #wall: () => number;
  readonly #tracks: (router: string, session: string) => boolean;
  readonly #listeners = new Set<(event: EventRecord) => void>();
  readonly #events: EventRecord[];
  #sequence: number;
  #written: number;

  /**
   * @param path file of the journal
   * @param kept what the file holds already
   * @param tracks whether a router tracks a BFD session now
   */
  constructor(
    path: string,
    files: FileStore,
    wall: () => number,
    kept: readonly EventRecord[],
    tracks: (router: string, session: string) => boolean,
  ) {
    this.#path = path;
    this.#files = files;
    this.#wall = wall;
    this.#tracks = tracks;
    this.#events = kept.slice(-MAX_EVENTS);
    this.#sequence = this.#events.at(-1)?.sequence ?? 0;
    // A last line that a crash left half written must not swallow the next one: the file begins anew.
    this.#written = MAX_FILE;
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

  /** Oldest first. */
  select({ router, sinceWall, after }: EventFilter): readonly EventRecord[] {
    return this.#events.filter(
      (event) =>
        this.#concerns(event, router) &&
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
      if (this.#concerns(event, router)) listener(event);
    };
    this.#listeners.add(choosy);
    return () => void this.#listeners.delete(choosy);
  }

  #concerns(event: EventRecord, router: string | undefined): boolean {
    if (router === undefined || event.router === router) return true;
    return event.router === undefined && (event.session === undefined || this.#tracks(router, event.session));
  }

  #write(record: EventRecord): void {
    const line = `${JSON.stringify(record)}\n`;
    this.#written += line.length;
    if (this.#written <= MAX_FILE) {
      this.#files.append(this.#path, line);
      return;
    }
    const text = this.#events.map((event) => `${JSON.stringify(event)}\n`).join('');
    this.#written = text.length;
    this.#files.replace(this.#path, text);
  }
}

function bounded(event: NewEvent): NewEvent {
  const text = event.text.slice(0, MAX_TEXT);
  return event.detail === undefined ? { ...event, text } : { ...event, text, detail: event.detail.slice(0, MAX_TEXT) };
}
