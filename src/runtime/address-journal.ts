/**
 * The journal of the addresses that this run has bound, which tells the one who cleans up after a crash: the next start,
 * or `vrrpd cleanup`. Together with the journal of the other objects, written anew after each turn that changed what is held.
 *
 * Beside it the same addresses as commands for `ip -batch`, with which a unit takes them away before any program of ours
 * has started.
 */

import { formatPrefix, type IpAddress, parsePrefix } from '../base/address.js';
import { batchLines } from '../wire/ip-batch.js';
import type { AddressHolding } from './address-holding.js';
import type { NetworkObjects } from './network-objects.js';
import type { Outbox } from './outbox.js';
import { addressChange, type PlannedAddress } from './planned-address.js';
import type { FileStore } from './ports/files.js';
import type { LinkInfo } from './ports/network.js';
import type { RouterSet } from './router-set.js';

export class AddressJournal {
  readonly #directory: string;
  readonly #namespace: string | undefined;
  readonly #files: FileStore;
  readonly #outbox: Outbox;
  readonly #routers: RouterSet;
  readonly #objects: NetworkObjects;
  #due = false;

  /**
   * @param directory where the journal is
   * @param namespace that the daemon has entered; nobody else's commands reach what is bound there
   */
  constructor(
    directory: string,
    namespace: string | undefined,
    files: FileStore,
    outbox: Outbox,
    routers: RouterSet,
    objects: NetworkObjects,
  ) {
    this.#directory = directory;
    this.#namespace = namespace;
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
    const bound = holdings.flatMap(boundBy);
    const head = this.#namespace === undefined ? [] : [`namespace ${this.#namespace}\n`];
    this.#files.replace(`${this.#directory}/addresses`, [...head, ...bound.map(journalLine)].join(''));
    const removals = this.#namespace === undefined ? bound.flatMap(removalLines) : [];
    this.#files.replace(`${this.#directory}/release`, removals.join(''));
    this.#objects.writeJournal();
  }
}

/** One bound address as the journal has it: `eth0 192.0.2.10/32`, a line each. */
export interface JournalEntry {
  readonly interfaceName: string;
  readonly prefix: { readonly address: IpAddress; readonly length: number };
}

interface Bound {
  readonly link: LinkInfo;
  readonly wanted: PlannedAddress['wanted'];
}

function boundBy({ planned }: AddressHolding): Bound[] {
  return planned.flatMap(({ state, link, wanted }) =>
    state === 'absent' || link === undefined ? [] : [{ link, wanted }],
  );
}

function journalLine({ link, wanted }: Bound): string {
  return `${link.name} ${formatPrefix(wanted.prefix)}\n`;
}

function removalLines({ link, wanted }: Bound): readonly string[] {
  return batchLines(addressChange('remove', wanted, link, 0));
}

/** The namespace whose addresses a journal has; undefined: the one where everything starts. */
export function parseNamespace(text: string): string | undefined {
  return /^namespace ([^\s/]+)\n/.exec(text)?.[1];
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
