/**
 * The journal of the addresses that this run has bound, which tells the one who cleans up after a crash: the next start,
 * or `vrrpd cleanup`. Together with the journal of the other objects, written anew after each turn that changed what is held.
 */

import { formatPrefix, type IpAddress, parsePrefix } from '../base/address.js';
import type { AddressHolding } from './address-holding.js';
import type { NetworkObjects } from './network-objects.js';
import type { Outbox } from './outbox.js';
import type { FileStore } from './ports/files.js';
import type { RouterSet } from './router-set.js';

export class AddressJournal {
  readonly #path: string;
  readonly #files: FileStore;
  readonly #outbox: Outbox;
  readonly #routers: RouterSet;
  readonly #objects: NetworkObjects;
  #due = false;

  /** @param directory where the journal is */
  constructor(directory: string, files: FileStore, outbox: Outbox, routers: RouterSet, objects: NetworkObjects) {
    this.#path = `${directory}/addresses`;
    this.#files = files;
    this.#outbox = outbox;
    this.#routers = routers;
    this.#objects = objects;
  }

  /** What is held is another set now: written when the turn has carried out what it decided. */
  changed(): void {
    if (this.#due) return;
    this.#due = true;
    this.#outbox.later(() => this.write());
  }

  write(): void {
    this.#due = false;
    const holdings = [...this.#routers.routers, this.#objects.statics].map(({ holding }) => holding);
    this.#files.replace(this.#path, formatJournal(holdings));
    this.#objects.writeJournal();
  }
}

/** One bound address as the journal has it: `eth0 192.0.2.10/32`, a line each. */
export interface JournalEntry {
  readonly interfaceName: string;
  readonly prefix: { readonly address: IpAddress; readonly length: number };
}

function formatJournal(holdings: Iterable<AddressHolding>): string {
  const lines: string[] = [];
  for (const { planned } of holdings) {
    for (const { state, link, wanted } of planned) {
      if (state !== 'absent' && link !== undefined) lines.push(`${link.name} ${formatPrefix(wanted.prefix)}\n`);
    }
  }
  return lines.join('');
}

/** Reads a journal; lines that are none are left out. */
export function parseJournal(text: string): readonly JournalEntry[] {
  return text.split('\n').flatMap((line) => {
    const [interfaceName, address] = line.split(' ');
    const prefix = parsePrefix(address ?? '');
    return interfaceName === undefined || interfaceName === '' || prefix === undefined
      ? []
      : [{ interfaceName, prefix }];
  });
}
