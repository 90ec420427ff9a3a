/** Parameters of a virtual router for tests: keepalived's defaults, and what a test changes. */

import { type IpAddress, parseIpAddress } from '../../src/base/address.js';
import { type Micros, micros } from '../../src/base/micros.js';
import type { TrackedKind, TrackedObject, VirtualRouterParameters } from '../../src/vrrp/parameters.js';

export function routerParameters(changes: Partial<VirtualRouterParameters> = {}): VirtualRouterParameters {
  return {
    name: 'VI_1',
    vrid: 51,
    family: 4,
    version: 2,
    priority: 100,
    advertisementInterval: micros(1_000_000),
    preemptMode: true,
    preemptDelay: micros(0),
    downTimerAdverts: 3,
    startupDelay: micros(0),
    announcements: {
      repeat: 5,
      delay: micros(5_000_000),
      refresh: micros(0),
      refreshRepeat: 1,
      lowerPriorityRepeat: 5,
      lowerPriorityDelay: micros(5_000_000),
    },
    lowerPriorityNoAdvert: false,
    higherPrioritySendAdvert: false,
    ownerIgnoreAdverts: false,
    timerExpiredBackup: undefined,
    trackedObjects: [],
    syncGroup: undefined,
    configurationFault: undefined,
    ...changes,
  };
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
