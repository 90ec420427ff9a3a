/**
 * BFD sessions that come up and go down, told to the journal. Bounded: a session that flaps for hours must not push
 * everything else out of it.
 */

import type { IpAddress } from '../base/address.js';
import { fromSeconds, type Micros, minus } from '../base/micros.js';
import { type BfdState, DIAGNOSTIC, describeDiagnostic } from '../wire/bfd.js';
import type { EventJournal } from './event-journal.js';
import type { NewEvent } from './event-record.js';
import type { Outbox } from './outbox.js';
import type { Repeats } from './repeats.js';

/** A session is up, or no longer up. */
export interface SessionChange {
  readonly name: string;
  readonly neighbor: IpAddress;
  readonly from: BfdState;
  readonly to: BfdState;
  /** Of our own side. */
  readonly diagnostic: number;
  /** What the other end last said of itself. */
  readonly remoteDiagnostic: number | undefined;
}

export interface SessionLogServices {
  readonly journal: EventJournal;
  readonly outbox: Outbox;
  readonly repeats: Repeats;
  now(): Micros;
}

/** Changes of one session in a period that are told one by one; more of them are counted and told together. */
const TOLD_SINGLY = 10;
const PERIOD = fromSeconds(300);

interface Told {
  readonly since: Micros;
  count: number;
}

export class SessionLog {
  readonly #services: SessionLogServices;
  readonly #told = new Map<string, Told>();

  constructor(services: SessionLogServices) {
    this.#services = services;
  }

  changed(change: SessionChange): void {
    this.#services.outbox.later(() => this.#tell(change, this.#services.now()));
  }

  #tell(change: SessionChange, now: Micros): void {
    const { journal, repeats } = this.#services;
    const event = sessionEvent(change);
    if (this.#count(change.name, now) <= TOLD_SINGLY) {
      journal.add(event);
      return;
    }
    repeats.note(`bfd ${change.name} ${change.to}`, now, (times) => {
      journal.add(times > 1 ? { ...event, text: `${event.text} (×${times} in 5 min)` } : event);
    });
  }

  #count(name: string, now: Micros): number {
    for (const [known, { since }] of this.#told) if (minus(now, since) >= PERIOD) this.#told.delete(known);
    const told = this.#told.get(name) ?? { since: now, count: 0 };
    told.count += 1;
    this.#told.set(name, told);
    return told.count;
  }
}

function sessionEvent(change: SessionChange): NewEvent {
  const { name, neighbor, from, to, diagnostic } = change;
  const head = { type: 'bfd', session: name, from, to } as const;
  const said = `BFD session ${name} ${from} -> ${to}`;
  if (to === 'up') return { ...head, text: `${said}: ${neighbor} answers` };
  return { ...head, text: `${said}: ${whyDown(change)}`, reason: describeDiagnostic(diagnostic) };
}

function whyDown({ neighbor, diagnostic, remoteDiagnostic }: SessionChange): string {
  if (diagnostic === DIAGNOSTIC.detectionTimeExpired) {
    return `nothing was heard of ${neighbor} for too long (${describeDiagnostic(diagnostic)})`;
  }
  if (diagnostic !== DIAGNOSTIC.neighborDown || remoteDiagnostic === undefined) return describeDiagnostic(diagnostic);
  return `${neighbor} ${whatItSays(remoteDiagnostic)} (${describeDiagnostic(remoteDiagnostic)})`;
}

function whatItSays(diagnostic: number): string {
  if (diagnostic === DIAGNOSTIC.adminDown) return 'ended the session';
  return diagnostic === DIAGNOSTIC.detectionTimeExpired ? 'heard nothing of this host' : 'says that it is down';
}
