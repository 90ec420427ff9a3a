/**
 * Adverts of virtual routers that are not ours, heard because they share the wire: remembered for `vrrpd peers`. One that
 * announces an address of ours under another number is a second master that the protocol itself can never settle.
 */

import { type ClaimedAdvertisement, peekAdvertisement } from '../wire/peek-advertisement.js';
import type { Endpoint } from './endpoints.js';
import type { PeerTable } from './peer-table.js';
import type { ReceivedPacket } from './ports/network.js';
import type { RepeatedWarnings } from './repeated-warnings.js';
import { advertPace, type Rivals } from './rivals.js';
import type { TurnLoop } from './turn-loop.js';
import type { VirtualRouter } from './virtual-router.js';

export interface StrangerServices {
  readonly loop: TurnLoop;
  readonly peers: PeerTable;
  readonly warnings: RepeatedWarnings;
  /** log_unknown_vrids. */
  told(): boolean;
  wall(): number;
  rivals(): Rivals;
  routers(): readonly VirtualRouter[];
}

export class Strangers {
  readonly #services: StrangerServices;

  constructor(services: StrangerServices) {
    this.#services = services;
  }

  heard({ socket }: Endpoint, packet: ReceivedPacket): void {
    const { peers, wall, loop, warnings, told } = this.#services;
    const said = peekAdvertisement(packet);
    const { interfaceName } = socket.endpoint;
    const sender = { address: packet.source, interfaceName, vrid: said?.vrid, router: undefined };
    if (said === undefined) {
      peers.rejected(sender, undefined, 'unreadable', 'no advert of version 2 or 3', wall());
      return;
    }
    if (told()) {
      const { vrid } = said;
      const text = `Unknown VRID(${vrid}) received on interface(${interfaceName ?? 'any'}) from ${packet.source}. ignoring...`;
      warnings.warn(`vrid ${vrid} ${packet.source}`, text);
    }
    peers.stranger(sender, { ...said, vrrpVersion: said.version }, wall());
    if (said.priority > 0 && said.addresses.length > 0) loop.run((now) => this.#noteRivals(packet, said, now));
  }

  #noteRivals({ source }: ReceivedPacket, said: ClaimedAdvertisement, now: Parameters<Rivals['heard']>[2]): void {
    const { vrid, priority, advertisementInterval } = said;
    for (const router of this.#services.routers()) {
      if (router.state.type !== 'master') continue;
      const shared = router.instance.addresses.find(({ prefix }) => said.addresses.includes(prefix.address));
      if (shared === undefined) continue;
      const theirs = `it announces ${shared.prefix.address} as VRID ${vrid}, here it is VRID ${router.vrid}`;
      const pace = advertPace(router, advertisementInterval);
      this.#services.rivals().heard(router, { sender: { address: source, vrid }, priority, theirs, pace }, now);
    }
  }
}
