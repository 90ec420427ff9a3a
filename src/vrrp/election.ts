/**
 * Who is the better master: priority first, then the numerically higher primary address.
 */

import { compareAddresses, type IpAddress } from '../base/address.js';

export type Rank = 'better' | 'worse' | 'same';

/**
 * How the sender of an advertisement ranks against us.
 * @param ours our address for advertisements; without one we lose every tie
 * @returns `same` for equal priority from our own address
 * @see RFC 9568 section 6.4.3
 */
export function rankSender(
  theirs: { readonly priority: number; readonly address: IpAddress },
  ours: { readonly priority: number; readonly address: IpAddress | undefined },
): Rank {
  if (theirs.priority !== ours.priority) return theirs.priority > ours.priority ? 'better' : 'worse';
  if (ours.address === undefined) return 'better';
  const order = compareAddresses(theirs.address, ours.address);
  if (order === 0) return 'same';
  return order > 0 ? 'better' : 'worse';
}
