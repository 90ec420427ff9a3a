/**
 * What one turn decided, gathered so that it leaves in a few system calls and in the order that the protocol wants:
 * adverts of all routers first, then all address changes in one batch, then announcements, and only then what may
 * take its time: log lines, notify scripts, files.
 */

import type { SystemError } from '../base/errors.js';
import type { PlannedChange } from './address-holding.js';
import type { AnnouncementQueue } from './announcement-queue.js';
import type { AddressTable, AdvertisementSocket, ChangeOutcome, OutgoingPacket } from './ports/network.js';

/** Who asked for address changes, and hears what became of them. */
export interface ChangeOwner {
  changesApplied(changes: readonly PlannedChange[], outcomes: readonly ChangeOutcome[]): void;
}

export interface OutboxPorts {
  readonly addresses: AddressTable;
  readonly announcements: AnnouncementQueue;
  sendFailed(socket: AdvertisementSocket, error: SystemError): void;
}

/** Passes in one flush: an answer of the kernel may lead to another decision, but not for ever. */
const MAX_PASSES = 8;

export class Outbox {
  readonly #ports: OutboxPorts;
  #adverts = new Map<AdvertisementSocket, OutgoingPacket[]>();
  #changes: { readonly owner: ChangeOwner; readonly changes: readonly PlannedChange[] }[] = [];
  #before: (() => void)[] = [];
  #after: (() => void)[] = [];
  #later: (() => void)[] = [];
  #applying = 0;
  #idle: (() => void)[] = [];

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  advert(socket: AdvertisementSocket, packets: readonly OutgoingPacket[]): void {
    const waiting = this.#adverts.get(socket);
    if (waiting === undefined) this.#adverts.set(socket, [...packets]);
    else waiting.push(...packets);
  }

  change(owner: ChangeOwner, changes: readonly PlannedChange[]): void {
    if (changes.length > 0) this.#changes.push({ owner, changes });
  }

  /** Work that must be done before addresses change: what stands on them is removed first. */
  beforeAddresses(work: () => void): void {
    this.#before.push(work);
  }

  /** Work that needs the addresses of this turn, and that announcements wait for. */
  afterAddresses(work: () => void): void {
    this.#after.push(work);
  }

  /** Work that no advert, address or announcement of this turn has to wait for. */
  later(work: () => void): void {
    this.#later.push(work);
  }

  /** Adverts, address changes, and the first announcement of each address. */
  flushUrgent(): void {
    for (let pass = 0; pass < MAX_PASSES && this.#busy; pass += 1) {
      this.#sendAdverts();
      runAll(this.#before.splice(0));
      this.#applyChanges();
      runAll(this.#after.splice(0));
    }
    this.#ports.announcements.flushFirst();
  }

  flush(): void {
    this.flushUrgent();
    this.#ports.announcements.flush();
    const work = this.#later;
    this.#later = [];
    runAll(work);
  }

  /** Resolves when the kernel has answered everything that was asked of it. */
  async whenApplied(): Promise<void> {
    if (this.#applying > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  get #busy(): boolean {
    return this.#adverts.size + this.#before.length + this.#changes.length + this.#after.length > 0;
  }

  #sendAdverts(): void {
    if (this.#adverts.size === 0) return;
    const adverts = this.#adverts;
    this.#adverts = new Map();
    for (const [socket, packets] of adverts) {
      for (const failure of socket.send(packets)) this.#ports.sendFailed(socket, failure.error);
    }
  }

  #applyChanges(): void {
    if (this.#changes.length === 0) return;
    const batches = this.#changes;
    this.#changes = [];
    this.#applying += 1;
    const all = batches.flatMap((batch) => batch.changes.map((one) => one.change));
    this.#ports.addresses.apply(all, (outcomes) => {
      let start = 0;
      for (const { owner, changes } of batches) {
        owner.changesApplied(changes, outcomes.slice(start, start + changes.length));
        start += changes.length;
      }
      this.#applying -= 1;
      if (this.#applying === 0) for (const resolve of this.#idle.splice(0)) resolve();
    });
  }
}

function runAll(work: readonly (() => void)[]): void {
  for (const one of work) one();
}
