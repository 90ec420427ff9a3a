/** The frame that announces one bound address on its link. */

import { familyOf, type IpAddress } from '../base/address.js';
import { encodeGratuitousArp } from '../wire/arp.js';
import { encodeNeighbourAdvertisement } from '../wire/neighbour-advertisement.js';
import type { PlannedAddress } from './planned-address.js';
import type { Frame, LinkInfo } from './ports/network.js';

export function announcementFrame({ link, wanted }: PlannedAddress): Frame | undefined {
  return link && frameFor(wanted.prefix.address, link);
}

/** Undefined where the link takes no announcements: no hardware address, or ARP switched off. */
export function frameFor(address: IpAddress, link: LinkInfo): Frame | undefined {
  if (link.mac === undefined || link.noArp) return undefined;
  const bytes =
    familyOf(address) === 4
      ? encodeGratuitousArp(address, link.mac)
      : encodeNeighbourAdvertisement({ address, mac: link.mac, router: link.forwardsIpv6 === true });
  return { interfaceIndex: link.index, bytes };
}
