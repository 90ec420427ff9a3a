/** Changes of state, once they are logged: for the journal, for two masters that end with it, for those who listen. */

import type { TransitionRecord } from './daemon-api.js';
import type { EventJournal } from './event-journal.js';
import { transitionEvent } from './event-record.js';
import type { Rivals } from './rivals.js';
import type { TurnLoop } from './turn-loop.js';

export class Transitions {
  readonly #loop: TurnLoop;
  readonly #journal: EventJournal;
  readonly #rivals: Rivals;
  readonly #listeners = new Set<(record: TransitionRecord) => void>();

  constructor(loop: TurnLoop, journal: EventJournal, rivals: Rivals) {
    this.#loop = loop;
    this.#journal = journal;
    this.#rivals = rivals;
  }

  /** @param why the reason in words */
  add(record: TransitionRecord, why: string): void {
    this.#journal.add(transitionEvent(record, why));
    if (record.from === 'master') this.#loop.run((now) => this.#rivals.left(record.router, now));
    for (const listener of this.#listeners) listener(record);
  }

  /** Calls the listener after each transition; returns the way to unsubscribe. */
  listen(listener: (record: TransitionRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
