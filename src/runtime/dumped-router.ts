/** What the files for exporters say of one virtual router and of the addresses it holds. */

import { familyOf, formatPrefix } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { Instance, VirtualAddress } from '../config/model.js';
import type { RouterSnapshot } from '../vrrp/snapshot.js';

export interface DumpedRouter {
  readonly instance: Instance;
  readonly snapshot: RouterSnapshot;
  /** The master's own, as far as it was heard; else ours. */
  readonly masterInterval: Micros;
  /** Of the last master heard, until it has left with priority 0; 0 where there was none. */
  readonly masterPriority: number;
}

/** wantstate: where the router is going, which in INIT is what the file says. */
export function wantedState({ instance, snapshot }: DumpedRouter): RouterSnapshot['state'] {
  if (snapshot.state !== 'init') return snapshot.state;
  return instance.state === 'MASTER' ? 'master' : 'backup';
}

/** `10.0.0.100/24 dev eth0 scope global set`; a host address has no prefix, one that is not installed no `set`. */
export function formatDumpedAddress(address: VirtualAddress, { snapshot }: DumpedRouter): string {
  const { prefix, device } = address;
  const { scope, label, broadcast } = address.options;
  const host = prefix.length === (familyOf(prefix.address) === 4 ? 32 : 128);
  const text = formatPrefix(prefix);
  const bound = snapshot.addresses.some((one) => one.address === text && one.device === device && one.bound);
  return [
    host ? prefix.address : text,
    `dev ${device}`,
    ...(broadcast === undefined ? [] : [`brd ${broadcast}`]),
    `scope ${scopeName(scope)}`,
    ...(label === undefined ? [] : [`label ${label}`]),
    ...(bound ? ['set'] : []),
  ].join(' ');
}

/** @see rt_scopes of iproute2 */
function scopeName(scope: number | undefined): string {
  switch (scope) {
    case undefined:
    case 0:
      return 'global';
    case 200:
      return 'site';
    case 253:
      return 'link';
    case 254:
      return 'host';
    case 255:
      return 'nowhere';
    default:
      return String(scope);
  }
}
