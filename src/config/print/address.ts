/** Lines of address blocks and of peers, as they are read back. */

import { familyOf, formatPrefix } from '../../base/address.js';
import type { StaticAddress, UnicastPeer, VirtualAddress } from '../model.js';
import { formatWord } from './statement.js';

/** @param device interface that a line without `dev` has */
export function formatAddressLine(address: VirtualAddress | StaticAddress, device: string): string {
  const words = [formatPrefix(address.prefix)];
  const option = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) words.push(`${name} ${typeof value === 'number' ? value : formatWord(value)}`);
  };
  const flag = (name: string, set: boolean): void => {
    if (set) words.push(name);
  };
  option('dev', address.device === device ? undefined : address.device);
  option('brd', address.broadcast);
  option('scope', address.scope);
  option('label', address.label);
  option('peer', address.peer === undefined ? undefined : formatPrefix(address.peer));
  option('preferred_lft', lifetimeOf(address));
  flag('home', address.home);
  flag('-nodad', address.dad);
  flag('mngtmpaddr', address.manageTemporary);
  flag('noprefixroute', address.noPrefixRoute);
  flag('autojoin', address.autoJoin);
  flag('no_track', address.noTrack);
  flag('use_vmac', address.useVmac);
  option('track_group', 'trackGroup' in address ? address.trackGroup : undefined);
  return words.join(' ');
}

/** An IPv6 host address has a lifetime of 0 unless something else is written. */
function lifetimeOf({ prefix, preferredLifetime }: VirtualAddress): string | number | undefined {
  const host = familyOf(prefix.address) === 6 && prefix.length === 128;
  if (host) return preferredLifetime === 0 ? undefined : (preferredLifetime ?? 'forever');
  return preferredLifetime;
}

export function formatPeer({ address, minTtl, maxTtl }: UnicastPeer): string {
  return `${address}${minTtl === 0 ? '' : ` min_ttl ${minTtl}`}${maxTtl === 255 ? '' : ` max_ttl ${maxTtl}`}`;
}
