/**
 * The address that a virtual router sends its adverts from, or what it waits for while there is none.
 */

import type { IpAddress } from '../base/address.js';
import type { Instance } from '../config/model.js';
import { type InterfaceView, sourceOf } from './network-facts.js';

export interface SourceChoice {
  readonly address: IpAddress | undefined;
  /** For people; empty when there is an address. */
  readonly problem: string;
}

/**
 * A configured source need not be on the interface, as with keepalived, unless track_src_ip is set.
 * @param view of the instance's interface; without one the address is all that is needed
 */
export function chooseSource(instance: Instance, view: InterfaceView): SourceChoice {
  const { sourceAddress: address, interfaceName, trackSourceAddress } = instance;
  if (interfaceName === '') return { address, problem: '' };
  if (address === undefined || view.link === undefined) return sourceOf(view, instance.family);
  if (view.tentative.has(address)) return missing(`address ${address} of ${view.name} is tentative`);
  if (trackSourceAddress && !view.ready.has(address)) return missing(`address ${address} is not on ${view.name}`);
  return { address, problem: '' };
}

function missing(problem: string): SourceChoice {
  return { address: undefined, problem };
}
