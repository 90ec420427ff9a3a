/** An address that is put on an interface or taken off it, as the kernel is asked for it. */

import { familyOf, type IpAddress, type Prefix } from '../base/address.js';

export interface AddressStep {
  readonly operation: 'add' | 'renew' | 'remove';
  readonly interfaceName: string;
  readonly prefix: Prefix;
  readonly label?: string;
  readonly broadcast?: IpAddress;
  readonly peer?: Prefix;
  /** 0-255 or undefined for the kernel's choice by address. */
  readonly scope?: number;
  /** Kernel lifetime in seconds after which the address goes by itself; undefined is for ever. */
  readonly validLifetime?: number;
  /** Lifetime as a preferred source in seconds; 0 marks it deprecated; undefined follows validLifetime. */
  readonly preferredLifetime?: number;
  /** IPv6: skip duplicate address detection. */
  readonly noDad?: boolean;
  /** IPv6: home address flag. */
  readonly home?: boolean;
  /** IPv6: temporary addresses are made from it. */
  readonly manageTemporary?: boolean;
  /** IPv4 and IPv6: joins the multicast group that it is. */
  readonly autoJoin?: boolean;
  /** IPv4/6: do not make the prefix route (only where asked for). */
  readonly noPrefixRoute?: boolean;
  /** Mark of who put it there: 4-255. Kernels before 5.18 and the ip command's adapter do not keep it. */
  readonly protocol?: number;
}

/**
 * What the kernel is asked for one change, in order; the answer to the last counts. The kernel leaves the prefix route
 * of a leased IPv6 address in place until the lease would have ended, and removes at once that of a lasting one: so the
 * address is made lasting first, as no source of packets. With a peer's network the kernel makes another route instead.
 */
export function stepsOf<T extends AddressStep>(change: T): readonly T[] {
  const { operation, prefix, peer, noPrefixRoute } = change;
  const leavesRoute = operation === 'remove' && familyOf(prefix.address) === 6 && noPrefixRoute !== true;
  if (!leavesRoute || (peer !== undefined && peer.length !== 128)) return [change];
  return [{ ...change, operation: 'renew', preferredLifetime: 0 }, change];
}
