/** Interfaces that the daemon makes on top of others. */

import type { SystemError } from '../../base/errors.js';
import type { VirtualLink } from '../../wire/netlink/link-message.js';
import type { ChangeOutcome, LinkInfo } from './network.js';

export interface NewLink {
  readonly name: string;
  /** Index of the interface below. */
  readonly lower: number;
  readonly link: VirtualLink;
  /** Link group; undefined is that of the interface below. */
  readonly group: number | undefined;
}

export type CreatedLink =
  | { readonly ok: true; readonly link: LinkInfo }
  | { readonly ok: false; readonly error: SystemError };

/** The kernel answers at once. `remove` of what is not there is fine. */
export interface LinkTable {
  /** Makes the interface; it is down. */
  create(wanted: NewLink): CreatedLink;
  setUp(index: number): ChangeOutcome;
  /** Lets the kernel report the interface once more to everybody who listens, unchanged. */
  reportAgain(link: LinkInfo): void;
  remove(index: number): ChangeOutcome;
  close(): void;
}
