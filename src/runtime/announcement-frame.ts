/** The frame that announces one bound address on its link. */

import { familyOf } from '../base/address.js';
import { encodeGratuitousArp } from '../wire/arp.js';
import { encodeNeighbourAdvertisement } from '../wire/neighbour-advertisement.js';
import type { PlannedAddress } from './planned-address.js';
import type { Frame } from './ports/network.js';

/** Undefined where the link takes no announcements: no hardware address, or ARP switched off. */
export function announcementFrame({ link, wanted }: PlannedAddress): Frame | undefined {
  if (link?.mac === undefined || link.noArp) return undefined;
  const { address } = wanted.prefix;
  const bytes =
    familyOf(address) === 4
      ? encodeGratuitousArp(address, link.mac)
      : encodeNeighbourAdvertisement({ address, mac: link.mac, router: link.forwardsIpv6 === true });
  return { interfaceIndex: link.index, bytes };
}
