/**
 * Sockets for adverts, shared by all virtual routers with the same endpoint: a thousand routers on one interface are
 * one socket. A router belongs to one endpoint, and hears only what came in there.
 */

import { peekVrid } from '../wire/received-message.js';
import type {
  AdvertisementEndpoint,
  AdvertisementSocket,
  AdvertisementTransport,
  ReceivedPacket,
} from './ports/network.js';

/** Takes what one endpoint received for its VRID. */
export interface PacketTaker {
  readonly vrid: number;
  receive(packet: ReceivedPacket): void;
}

export interface Endpoint {
  readonly key: string;
  readonly socket: AdvertisementSocket;
  readonly takers: Map<number, PacketTaker>;
}

export interface EndpointEvents {
  /** The endpoint has something to read. */
  readable(endpoint: Endpoint): void;
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
    return endpoint;
  }

  /** Takes the taker off; the last one closes the socket. */
  leave(endpoint: Endpoint, taker: PacketTaker): void {
    if (endpoint.takers.get(taker.vrid) !== taker) return;
    endpoint.takers.delete(taker.vrid);
    if (endpoint.takers.size > 0) return;
    this.#open.delete(endpoint.key);
    endpoint.socket.close();
  }

  drainAll(): void {
    for (const endpoint of [...this.#open.values()]) this.drain(endpoint);
  }

  drain(endpoint: Endpoint): void {
    for (const packet of endpoint.socket.drain()) this.#dispatch(endpoint, packet);
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
    const endpoint: Endpoint = { key, socket, takers };
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

/** Two wishes with the same key can share a socket. */
function endpointKey(wanted: AdvertisementEndpoint): string {
  const { family, protocol, interfaceIndex, group, source, hopLimit } = wanted;
  return [family, protocol, interfaceIndex ?? '', group ?? '', source, hopLimit].join(' ');
}
