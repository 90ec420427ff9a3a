/**
 * UDP over sockets of the addon: node's own does not tell the TTL of what it received.
 */

import { type AddressFamily, formatIpAddress, type IpAddress } from '../base/address.js';
import { SystemError } from '../base/errors.js';
import type {
  DatagramListener,
  DatagramRoute,
  DatagramSender,
  DatagramTransport,
  ReceivedDatagram,
} from '../runtime/ports/datagrams.js';
import { type NativeConstants, type NativeSocket, native } from './native.js';
import { ReceiveRing } from './receive-ring.js';
import { decodeIpSocketAddress, encodeIpSocketAddress } from './socket-address.js';

/** Datagrams of one call. */
const SLOTS = 64;
/** Longer ones are cut; nobody here reads further. */
const SLOT_BYTES = 512;
/** Batches of one drain: more than fits a receive buffer of the usual size, so that a drain ends under a flood. */
const DRAIN_BATCHES = 16;
/** Internetwork control. @see RFC 2474 section 4.2.2.2 */
const TRAFFIC_CLASS = 0xc0;
/** The highest that needs no privilege. */
const SOCKET_PRIORITY = 6;
/** Classic BPF: return 0, which keeps no byte of any datagram. */
const DROP_ALL = Uint8Array.of(0x06, 0, 0, 0, 0, 0, 0, 0);

export const nativeDatagrams: DatagramTransport = {
  listen: (family, port, readable) => new NativeListener(family, port, readable),
  open: (route) => new NativeSender(route),
};

class NativeListener implements DatagramListener {
  readonly #socket: NativeSocket;
  readonly #ring: ReceiveRing;
  readonly #readable: () => void;

  constructor(family: AddressFamily, port: number, readable: () => void) {
    this.#socket = open(family, (socket, c) => {
      if (family === 4) {
        socket.setOption(c.IPPROTO_IP, c.IP_RECVTTL, 1);
        socket.setOption(c.IPPROTO_IP, c.IP_PKTINFO, 1);
      } else {
        socket.setOption(c.IPPROTO_IPV6, c.IPV6_V6ONLY, 1);
        socket.setOption(c.IPPROTO_IPV6, c.IPV6_RECVHOPLIMIT, 1);
        socket.setOption(c.IPPROTO_IPV6, c.IPV6_RECVPKTINFO, 1);
      }
      socket.bind(encodeIpSocketAddress(anyAddress(family), 0, port));
    });
    this.#ring = new ReceiveRing(this.#socket, SLOTS, SLOT_BYTES);
    this.#readable = readable;
    this.#socket.watch(readable);
  }

  drain(): readonly ReceivedDatagram[] {
    const all: ReceivedDatagram[] = [];
    for (let batch = 0; batch < DRAIN_BATCHES; batch += 1) {
      const datagrams = this.#receive();
      if (batch === 0 && datagrams.length < SLOTS) return datagrams;
      for (const one of datagrams) all.push({ ...one, bytes: one.bytes.slice() });
      if (datagrams.length < SLOTS) break;
    }
    return all;
  }

  pause(): void {
    this.#socket.unwatch();
  }

  resume(): void {
    this.#socket.watch(this.#readable);
  }

  close(): void {
    this.#socket.close();
  }

  /** One batch. An error of the socket is told once and means nothing here. */
  #receive(): ReceivedDatagram[] {
    try {
      return this.#ring.receive().flatMap(({ bytes, source: from, destination, hopLimit }) => {
        const source = decodeIpSocketAddress(from);
        if (source === undefined) return [];
        return { bytes, source, destination: destination && formatIpAddress(destination), hopLimit };
      });
    } catch (error) {
      if (error instanceof SystemError) return [];
      throw error;
    }
  }
}

class NativeSender implements DatagramSender {
  readonly #socket: NativeSocket;
  readonly #to: Uint8Array;

  constructor({ family, source, sourcePort, destination, destinationPort, hopLimit }: DatagramRoute) {
    this.#to = encodeIpSocketAddress(destination, 0, destinationPort);
    this.#socket = open(family, (socket, c) => {
      socket.attachFilter(DROP_ALL);
      if (family === 4) {
        socket.setOption(c.IPPROTO_IP, c.IP_FREEBIND, 1);
        socket.setOption(c.IPPROTO_IP, c.IP_TTL, hopLimit);
        socket.setOption(c.IPPROTO_IP, c.IP_TOS, TRAFFIC_CLASS);
      } else {
        socket.setOption(c.IPPROTO_IPV6, c.IPV6_V6ONLY, 1);
        socket.setOption(c.IPPROTO_IPV6, c.IPV6_FREEBIND, 1);
        socket.setOption(c.IPPROTO_IPV6, c.IPV6_UNICAST_HOPS, hopLimit);
        socket.setOption(c.IPPROTO_IPV6, c.IPV6_TCLASS, TRAFFIC_CLASS);
      }
      // After the traffic class, which sets a priority of its own.
      socket.setOption(c.SOL_SOCKET, c.SO_PRIORITY, SOCKET_PRIORITY);
      socket.bind(encodeIpSocketAddress(source ?? anyAddress(family), 0, sourcePort));
    });
  }

  send(bytes: Uint8Array): SystemError | undefined {
    return this.#socket.send([{ bytes, to: this.#to }], 0)[0]?.error;
  }

  close(): void {
    this.#socket.close();
  }
}

function open(family: AddressFamily, prepare: (socket: NativeSocket, c: NativeConstants) => void): NativeSocket {
  const { Socket, constants } = native();
  const domain = family === 4 ? constants.AF_INET : constants.AF_INET6;
  const socket = new Socket(domain, constants.SOCK_DGRAM, constants.IPPROTO_UDP);
  try {
    prepare(socket, constants);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

function anyAddress(family: AddressFamily): IpAddress {
  return formatIpAddress(new Uint8Array(family === 4 ? 4 : 16));
}
