/** What both hosts of a duel need for IPv6. */

import type { Duel, Side } from './duel.js';

export const LINK_LOCAL = { a: 'fe80::1', b: 'fe80::2' } as const;

/** Known link-local addresses instead of those that the kernel made, and a global one each. */
export async function giveIpv6Addresses(duel: Duel, global: Readonly<Record<Side, string>>): Promise<void> {
  for (const side of ['a', 'b'] as const) {
    await duel
      .host(side)
      .ip(
        'address flush dev eth0 scope link',
        `address add ${LINK_LOCAL[side]}/64 dev eth0 nodad`,
        `address add ${global[side]}/64 dev eth0 nodad`,
      );
  }
}
