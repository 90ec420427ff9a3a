/**
 * Sockets for adverts, shared by all virtual routers with the same endpoint: a thousand routers on one interface are
 * one socket. A router belongs to one endpoint, and hears only what came in there.
 */

import { type Micros, micros } from '../base/micros.js';
import { peekVrid } from '../wire/received-message.js';
import type { Deadline } from './deadline-queue.js';
import type {
  AdvertisementEndpoint,
  AdvertisementSocket,
  AdvertisementTransport,
  ReceivedPacket,
} from './ports/network.js';
import { LONGEST_WINDOW, ReceiveModeration } from './receive-moderation.js';

/** Takes what one endpoint received for its VRID. */
export interface PacketTaker {
  readonly vrid: number;
  /** How long a packet may wait for others to come before it is read. */
  readonly patience: Micros;
  /** Bytes of receive buffer that the router asks for, beside what others on the endpoint do; undefined leaves it. */
  readonly receiveBuffer: number | undefined;
  receive(packet: ReceivedPacket): void;
}

export interface Endpoint {
  readonly key: string;
  readonly socket: AdvertisementSocket;
  readonly takers: Map<number, PacketTaker>;
  readonly moderation: ReceiveModeration;
}

export interface EndpointEvents {
  /** The endpoint has something to read. */
  readable(endpoint: Endpoint): void;
  arm(deadline: Deadline, at: Micros | undefined): void;
  /** A packet for a VRID that nobody here has. */
  stranger(endpoint: Endpoint, packet: ReceivedPacket): void;
}

export class Endpoints {
  readonly #transport: AdvertisementTransport;
  readonly #events: EndpointEvents;
  readonly #open = new Map<string, Endpoint>();

  constructor(transport: AdvertisementTransport, events: EndpointEvents) {
    this.#transport = transport;
    this.#events = events;
  }

  /**
   * Joins the taker to the endpoint, opening it if it is the first there.
   * @throws SystemError where the kernel refuses the socket
   */
  join(wanted: AdvertisementEndpoint, taker: PacketTaker): Endpoint {
    const key = endpointKey(wanted);
    const endpoint = this.#open.get(key) ?? this.#openEndpoint(key, wanted);
    endpoint.takers.set(taker.vrid, taker);
    endpoint.moderation.patienceChanged();
    setBuffer(endpoint);
    return endpoint;
  }

  /** Takes the taker off; the last one closes the socket. */
  leave(endpoint: Endpoint, taker: PacketTaker): void {
    if (endpoint.takers.get(taker.vrid) !== taker) return;
    endpoint.takers.delete(taker.vrid);
    endpoint.moderation.patienceChanged();
    if (endpoint.takers.size > 0) return;
    this.#open.delete(endpoint.key);
    endpoint.moderation.close();
    endpoint.socket.close();
  }

  drainAll(): void {
    for (const endpoint of [...this.#open.values()]) this.drain(endpoint);
  }

  /** Drains an endpoint because the event loop said that it is readable. */
  take(endpoint: Endpoint, now: Micros): void {
    endpoint.moderation.woken(now);
    this.drain(endpoint);
  }

  drain(endpoint: Endpoint): void {
    const packets = endpoint.socket.drain();
    if (packets.length > 0) endpoint.moderation.drained();
    for (const packet of packets) this.#dispatch(endpoint, packet);
  }

  close(): void {
    for (const endpoint of this.#open.values()) endpoint.socket.close();
    this.#open.clear();
  }

  #openEndpoint(key: string, wanted: AdvertisementEndpoint): Endpoint {
    const takers = new Map<number, PacketTaker>();
    const socket = this.#transport.open(wanted, () => {
      const endpoint = this.#open.get(key);
      if (endpoint !== undefined) this.#events.readable(endpoint);
    });
    const arm = (deadline: Deadline, at: Micros | undefined): void => this.#events.arm(deadline, at);
    const moderation = new ReceiveModeration(socket, arm, () => shortestPatience(takers));
    const endpoint: Endpoint = { key, socket, takers, moderation };
    this.#open.set(key, endpoint);
    return endpoint;
  }

  #dispatch(endpoint: Endpoint, packet: ReceivedPacket): void {
    const vrid = peekVrid(packet);
    const taker = vrid === undefined ? undefined : endpoint.takers.get(vrid);
    if (taker === undefined) this.#events.stranger(endpoint, packet);
    else taker.receive(packet);
  }
}

/** The least patient router on an endpoint says how long packets may lie there. */
function shortestPatience(takers: Endpoint['takers']): Micros {
  return micros(Math.min(LONGEST_WINDOW, ...Array.from(takers.values(), (taker) => taker.patience)));
}

/** vrrp_rx_bufs_policy, kernel_rx_buf_size: the routers on an endpoint share one socket, so their wishes add up. */
function setBuffer({ takers, socket }: Endpoint): void {
  const wishes = Array.from(takers.values(), ({ receiveBuffer }) => receiveBuffer ?? 0);
  const bytes = wishes.reduce((sum, wish) => sum + wish, 0);
  if (bytes > 0) socket.setReceiveBuffer(bytes);
}

/** Two wishes with the same key can share a socket. */
function endpointKey(wanted: AdvertisementEndpoint): string {
  const { family, protocol, interfaceIndex, group, source, hopLimit } = wanted;
  return [family, protocol, interfaceIndex ?? '', group ?? '', source, hopLimit].join(' ');
}
