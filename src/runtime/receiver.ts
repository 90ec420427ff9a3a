/**
 * What one virtual router hears: each packet goes through the receive checks and becomes an event, or is counted,
 * remembered and logged as rejected. A rejected packet changes nothing else.
 */

import type { Logger } from '../base/logger.js';
import { type Micros, micros } from '../base/micros.js';
import { countRejection } from '../vrrp/counters.js';
import type { HeardAdvertisement, RejectedPacket } from './codec.js';
import type { PacketTaker } from './endpoints.js';
import type { Heard, KnownPeer, PeerTable } from './peer-table.js';
import type { ReceivedPacket } from './ports/network.js';
import { LONGEST_WINDOW } from './receive-moderation.js';
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

/** Twice what moderation lets a packet wait. */
const OLDEST_ARRIVAL = 2 * LONGEST_WINDOW;

export class Receiver implements PacketTaker {
  readonly #router: VirtualRouter;
  readonly #services: ReceiverServices;
  #last: HeardAdvertisement | undefined;
  #sender: KnownPeer | undefined;

  constructor(router: VirtualRouter, services: ReceiverServices) {
    this.#router = router;
    this.#services = services;
  }

  get vrid(): number {
    return this.#router.vrid;
  }

  get advertisementInterval(): Micros {
    return this.#router.instance.advertisementInterval;
  }

  receive(packet: ReceivedPacket): void {
    this.#services.loop.run((now) => this.#receive(packet, now));
  }

  #receive(packet: ReceivedPacket, now: Micros): void {
    const decoded = this.#router.codec.decode(packet, now);
    if (decoded.type === 'rejection') this.#reject(packet, decoded, now);
    else this.#accept(packet, decoded, now);
  }

  #reject(packet: ReceivedPacket, { code, message }: RejectedPacket, now: Micros): void {
    const router = this.#router;
    router.counters = countRejection(router.counters, code);
    this.#services.peers.rejected(this.#heard(packet), code, message, this.#services.wall());
    this.#tell('rejected', packet, code, message, now);
  }

  #accept(packet: ReceivedPacket, decoded: HeardAdvertisement, now: Micros): void {
    const { priority, advertisementInterval } = decoded;
    this.#noteSender(packet, decoded);
    if (decoded.remarks.length > 0) this.#remark(packet, decoded, now);
    this.#router.handle(
      { type: 'advertisement-received', from: packet.source, priority, advertisementInterval },
      this.#arrival(packet, now),
    );
  }

  /** The codec gives back the same object for a repeated advert, which a table of senders need not be asked about. */
  #noteSender(packet: ReceivedPacket, decoded: HeardAdvertisement): void {
    const wall = this.#services.wall();
    if (decoded === this.#last && this.#sender !== undefined) {
      this.#sender.again(wall);
      return;
    }
    const vrrpVersion = this.#router.instance.version;
    this.#sender = this.#services.peers.accepted(this.#heard(packet), { ...decoded, vrrpVersion }, wall);
    this.#last = decoded;
  }

  #heard(packet: ReceivedPacket): Heard {
    const { vrid, name, instance } = this.#router;
    return { address: packet.source, interfaceName: instance.interfaceName, vrid, router: name };
  }

  /**
   * Timers run from the packet's arrival, not from the moment it is read. Only from a recent one: what an overlong
   * stall kept in the socket must not count as the latest that there was, because the kernel drops the newest first.
   */
  #arrival({ arrivedAt }: ReceivedPacket, now: Micros): Micros {
    if (arrivedAt === undefined) return now;
    return micros(Math.min(now, Math.max(arrivedAt, now - OLDEST_ARRIVAL, this.#router.steppedAt)));
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
