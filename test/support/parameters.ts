/** Parameters of a virtual router for tests: keepalived's defaults, and what a test changes. */

import { type IpAddress, parseIpAddress } from '../../src/base/address.js';
import { type Micros, micros } from '../../src/base/micros.js';
import type { TrackedKind, TrackedObject, VirtualRouterParameters } from '../../src/vrrp/parameters.js';
import { DEFAULT_PARAMETERS } from '../../src/vrrp/recording.js';

export function routerParameters(changes: Partial<VirtualRouterParameters> = {}): VirtualRouterParameters {
  return { ...DEFAULT_PARAMETERS, ...changes };
}

/** A tracked object from its id `kind:name`. */
export function tracked(id: string, changes: Partial<TrackedObject> = {}): TrackedObject {
  const [kind = '', name = ''] = id.split(':');
  return { id, kind: kind as TrackedKind, name, weight: 0, reverse: false, holdsStart: false, ...changes };
}

export function ip(text: string): IpAddress {
  const address = parseIpAddress(text);
  if (address === undefined) throw new TypeError(`not an address: ${text}`);
  return address;
}

export function at(value: number): Micros {
  return micros(value);
}
