/**
 * One virtual address of one virtual router: what it should be, and whether it is bound now.
 */

import type { VirtualAddress } from '../config/model.js';
import type { AddressChange, Frame, LinkInfo } from './ports/network.js';

/**
 * `claiming`: between asking the kernel and its answer. `left`: somebody removed it, and it has no_track: until the next
 * mastership it stays away.
 */
export type BindingState = 'absent' | 'left' | 'claiming' | 'bound';

export class PlannedAddress {
  readonly wanted: VirtualAddress;
  /** Not in the adverts. */
  readonly excluded: boolean;
  state: BindingState = 'absent';
  /** Interface that it is bound to, or that its announcement was made for. */
  link: LinkInfo | undefined = undefined;
  /** Announcement made for `link`, kept because every round sends the same bytes. */
  frame: Frame | undefined = undefined;
  /** The change that binds it to `link`. */
  claim: AddressChange | undefined = undefined;
  /** The change that renews its lease, kept because every renewal asks the same. */
  renewal: AddressChange | undefined = undefined;

  constructor(wanted: VirtualAddress, excluded: boolean) {
    this.wanted = wanted;
    this.excluded = excluded;
  }
}

/** The change that binds, renews or removes the address on the link; `lease` in seconds, 0 for none. */
export function addressChange(
  operation: AddressChange['operation'],
  wanted: VirtualAddress,
  link: LinkInfo,
  lease: number,
): AddressChange {
  const { options } = wanted;
  const change: { -readonly [K in keyof AddressChange]: AddressChange[K] } = {
    operation,
    interfaceIndex: link.index,
    interfaceName: link.name,
    prefix: wanted.prefix,
    noDad: !options.dad,
  };
  if (options.label !== undefined) change.label = options.label;
  if (options.broadcast !== undefined) change.broadcast = options.broadcast;
  if (options.peer !== undefined) change.peer = options.peer;
  if (options.scope !== undefined) change.scope = options.scope;
  if (options.home) change.home = true;
  if (options.noPrefixRoute) change.noPrefixRoute = true;
  if (options.manageTemporary) change.manageTemporary = true;
  if (options.autoJoin) change.autoJoin = true;
  if (lease !== 0) change.validLifetime = lease;
  const preferred = options.preferredLifetime;
  if (preferred !== undefined) change.preferredLifetime = lease === 0 ? preferred : Math.min(preferred, lease);
  return change;
}
