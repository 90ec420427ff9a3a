/**
 * What one virtual router hears: each packet goes through the receive checks and becomes an event, or is counted,
 * remembered and logged as rejected. A rejected packet changes nothing else.
 */

import type { Logger } from '../base/logger.js';
import type { Micros } from '../base/micros.js';
import { countRejection } from '../vrrp/counters.js';
import type { HeardAdvertisement } from './codec.js';
import type { PacketTaker } from './endpoints.js';
import type { PeerTable } from './peer-table.js';
import type { ReceivedPacket } from './ports/network.js';
import type { Repeats } from './repeats.js';
import type { TurnLoop } from './turn-loop.js';
import type { VirtualRouter } from './virtual-router.js';

export interface ReceiverServices {
  readonly loop: TurnLoop;
  readonly peers: PeerTable;
  readonly repeats: Repeats;
  readonly logger: Logger;
  wall(): number;
}

export class Receiver implements PacketTaker {
  readonly #router: VirtualRouter;
  readonly #services: ReceiverServices;

  constructor(router: VirtualRouter, services: ReceiverServices) {
    this.#router = router;
    this.#services = services;
  }

  get vrid(): number {
    return this.#router.vrid;
  }

  receive(packet: ReceivedPacket): void {
    this.#services.loop.run((now) => this.#receive(packet, now));
  }

  #receive(packet: ReceivedPacket, now: Micros): void {
    const router = this.#router;
    const decoded = router.codec.decode(packet, now);
    const heard = {
      address: packet.source,
      interfaceName: router.instance.interfaceName,
      vrid: router.vrid,
      router: router.name,
    };
    if (decoded.type === 'rejection') {
      router.counters = countRejection(router.counters, decoded.code);
      this.#services.peers.rejected(heard, decoded.code, decoded.message, this.#services.wall());
      this.#tell('rejected', packet, decoded.code, decoded.message, now);
      return;
    }
    this.#services.peers.accepted(heard, { ...decoded, vrrpVersion: router.instance.version }, this.#services.wall());
    this.#remark(packet, decoded, now);
    router.handle(
      {
        type: 'advertisement-received',
        from: packet.source,
        priority: decoded.priority,
        advertisementInterval: decoded.advertisementInterval,
      },
      now,
    );
  }

  #remark(packet: ReceivedPacket, decoded: HeardAdvertisement, now: Micros): void {
    for (const { code, message } of decoded.remarks) this.#tell('accepted', packet, code, message, now);
  }

  #tell(verdict: string, packet: ReceivedPacket, code: string, message: string, now: Micros): void {
    const { repeats, logger } = this.#services;
    const { name } = this.#router;
    repeats.note(`${name} ${packet.source} ${code}`, now, (times) => {
      const fields = { router: name, from: packet.source, check: code, times };
      const repeated = times > 1 ? ` (×${times} in 5 min)` : '';
      logger.warn(fields, `(${name}) ${verdict} advert from ${packet.source}: ${code}, ${message}${repeated}`);
    });
  }
}
