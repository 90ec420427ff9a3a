/**
 * What one virtual router hears: each packet goes through the receive checks and becomes an event, or is counted,
 * remembered and logged as rejected. A rejected packet changes nothing else.
 */

import type { Logger } from '../base/logger.js';
import { type Micros, micros } from '../base/micros.js';
import { countRejection, countRemark } from '../vrrp/counters.js';
import { skewTime } from '../vrrp/timers.js';
import { type ClaimedAdvertisement, peekAdvertisement } from '../wire/peek-advertisement.js';
import type { HeardAdvertisement, RejectedPacket } from './codec.js';
import type { PacketTaker } from './endpoints.js';
import type { Heard, KnownPeer, PeerTable, Said } from './peer-table.js';
import { transmitInterface } from './placement.js';
import type { ReceivedPacket } from './ports/network.js';
import { receiveBufferOf } from './receive-buffer.js';
import { LONGEST_WINDOW, moderationWindow } from './receive-moderation.js';
import type { Repeats } from './repeats.js';
import { advertPace, type Rivals } from './rivals.js';
import type { TurnLoop } from './turn-loop.js';
import type { VirtualRouter } from './virtual-router.js';

export interface ReceiverServices {
  readonly loop: TurnLoop;
  readonly peers: PeerTable;
  readonly repeats: Repeats;
  readonly rivals: Rivals;
  readonly logger: Logger;
  wall(): number;
  /** Of an interface; undefined where there is none. */
  mtu(interfaceName: string): number | undefined;
}

type Claim = Pick<HeardAdvertisement, 'priority' | 'advertisementInterval'>;

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

  get patience(): Micros {
    const { version, priority, advertisementInterval } = this.#router.instance;
    const skew = skewTime(version, priority, advertisementInterval);
    return moderationWindow(advertisementInterval, skew, this.#router.state.type === 'master');
  }

  get receiveBuffer(): number | undefined {
    const { instance } = this.#router;
    return receiveBufferOf(instance, this.#services.mtu(transmitInterface(instance)));
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
    const said = peekAdvertisement(packet);
    this.#services.peers.rejected(this.#heard(packet), claimed(said), code, message, this.#services.wall());
    this.#tell('rejected', packet, code, message, now);
    const theirs = `its adverts are rejected here (${code}: ${message}), and it may reject ours`;
    if (said !== undefined && said.priority > 0) this.#noteRival(packet, said, theirs, now);
  }

  #accept(packet: ReceivedPacket, decoded: HeardAdvertisement, now: Micros): void {
    const { priority, advertisementInterval } = decoded;
    this.#noteSender(packet, decoded);
    if (decoded.remarks.length > 0) this.#remark(packet, decoded, now);
    this.#router.handle(
      { type: 'advertisement-received', from: packet.source, priority, advertisementInterval },
      this.#arrival(packet, now),
    );
    if (priority > 0 && this.#router.state.type === 'master') {
      this.#noteRival(packet, decoded, this.#whyWorseGoesOn(packet, priority), now);
    }
  }

  /** A router that is master still, after what it heard, shares mastership with the sender. */
  #noteRival({ source: address }: ReceivedPacket, said: Claim, theirs: string, now: Micros): void {
    const { priority, advertisementInterval } = said;
    const router = this.#router;
    if (router.state.type !== 'master') return;
    const pace = advertPace(router, advertisementInterval);
    this.#services.rivals.heard(router, { sender: { address, vrid: router.vrid }, priority, theirs, pace }, now);
  }

  /** A worse one yields to our answer, if it hears it. */
  #whyWorseGoesOn({ source }: ReceivedPacket, priority: number): string {
    const { sourceAddress, effectivePriority } = this.#router.state;
    if (source === sourceAddress) return `it sends from our own address ${source}`;
    return `with priority ${priority} it should have yielded to our ${effectivePriority}: it does not hear our adverts, or rejects them`;
  }

  /** The codec gives back the same object for a repeated advert, which a table of senders need not be asked about. */
  #noteSender(packet: ReceivedPacket, decoded: HeardAdvertisement): void {
    const wall = this.#services.wall();
    if (decoded === this.#last && this.#sender !== undefined) {
      this.#sender.again(wall);
      return;
    }
    const vrrpVersion = this.#router.instance.version;
    const remarks = decoded.remarks.map(({ code, message }) => `${code}: ${message}`);
    const remark = remarks.length === 0 ? undefined : remarks.join('; ');
    this.#sender = this.#services.peers.accepted(this.#heard(packet), { ...decoded, vrrpVersion }, remark, wall);
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
    const router = this.#router;
    for (const { code, message } of decoded.remarks) {
      router.counters = countRemark(router.counters, code);
      this.#tell('accepted', packet, code, message, now);
    }
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

/** What a packet that was not believed says, as the table of peers keeps it. */
export function claimed(said: ClaimedAdvertisement | undefined): Said | undefined {
  return said === undefined ? undefined : { ...said, vrrpVersion: said.version };
}
