/**
 * One virtual address of one virtual router: what it should be, and whether it is bound now.
 */

import type { VirtualAddress } from '../config/model.js';
import type { AddressChange, Frame, LinkInfo } from './ports/network.js';

/** `claiming` between asking the kernel and its answer. */
export type BindingState = 'absent' | 'claiming' | 'bound';

export class PlannedAddress {
  readonly wanted: VirtualAddress;
  /** Not in the adverts. */
  readonly excluded: boolean;
  state: BindingState = 'absent';
  /** Interface that it was bound to, while it is. */
  link: LinkInfo | undefined = undefined;
  /** Announcement made for `link`, kept because every round sends the same bytes. */
  frame: Frame | undefined = undefined;

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
  return {
    operation,
    interfaceIndex: link.index,
    interfaceName: link.name,
    prefix: wanted.prefix,
    noDad: !wanted.dad,
    ...(wanted.label === undefined ? {} : { label: wanted.label }),
    ...(wanted.broadcast === undefined ? {} : { broadcast: wanted.broadcast }),
    ...(wanted.peer === undefined ? {} : { peer: wanted.peer }),
    ...(wanted.scope === undefined ? {} : { scope: wanted.scope }),
    ...(wanted.home ? { home: true } : {}),
    ...(wanted.noPrefixRoute ? { noPrefixRoute: true } : {}),
    ...(wanted.manageTemporary ? { manageTemporary: true } : {}),
    ...(wanted.autoJoin ? { autoJoin: true } : {}),
    ...(lease === 0 ? {} : { validLifetime: lease }),
    ...preferredLifetime(wanted, lease),
  };
}

function preferredLifetime(
  { preferredLifetime: written }: VirtualAddress,
  lease: number,
): { preferredLifetime?: number } {
  if (written === undefined) return {};
  return { preferredLifetime: lease === 0 ? written : Math.min(written, lease) };
}
