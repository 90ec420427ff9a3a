/** Lines of address blocks and of peers, as they are read back. */

import { familyOf, formatPrefix } from '../../base/address.js';
import type { StaticAddress, UnicastPeer, VirtualAddress } from '../model.js';
import { formatWord } from './statement.js';

/** @param device interface that a line without `dev` has */
export function formatAddressLine(address: VirtualAddress | StaticAddress, device: string): string {
  const { options } = address;
  const words = [formatPrefix(address.prefix)];
  const option = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) words.push(`${name} ${typeof value === 'number' ? value : formatWord(value)}`);
  };
  const flag = (name: string, set: boolean): void => {
    if (set) words.push(name);
  };
  option('dev', address.device === device ? undefined : address.device);
  option('brd', options.broadcast);
  option('scope', options.scope);
  option('label', options.label);
  option('peer', options.peer === undefined ? undefined : formatPrefix(options.peer));
  option('preferred_lft', lifetimeOf(address));
  flag('home', options.home);
  flag('-nodad', options.dad);
  flag('mngtmpaddr', options.manageTemporary);
  flag('noprefixroute', options.noPrefixRoute);
  flag('autojoin', options.autoJoin);
  flag('no_track', options.noTrack);
  flag('use_vmac', options.useVmac);
  option('track_group', 'trackGroup' in address ? address.trackGroup : undefined);
  return words.join(' ');
}

/** An IPv6 host address has a lifetime of 0 unless something else is written. */
function lifetimeOf({ prefix, options }: VirtualAddress): string | number | undefined {
  const { preferredLifetime } = options;
  const host = familyOf(prefix.address) === 6 && prefix.length === 128;
  if (host) return preferredLifetime === 0 ? undefined : (preferredLifetime ?? 'forever');
  return preferredLifetime;
}

export function formatPeer({ address, minTtl, maxTtl }: UnicastPeer): string {
  return `${address}${minTtl === 0 ? '' : ` min_ttl ${minTtl}`}${maxTtl === 255 ? '' : ` max_ttl ${maxTtl}`}`;
}
