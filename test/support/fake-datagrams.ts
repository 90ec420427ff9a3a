/** UDP between the hosts of a FakeWorld: a datagram reaches whoever listens on the port and has the address. */

import { SystemError } from '../../src/base/errors.js';
import type {
  DatagramListener,
  DatagramRoute,
  DatagramTransport,
  ReceivedDatagram,
} from '../../src/runtime/ports/datagrams.js';
import { ip } from './parameters.js';

interface Port {
  readonly waiting: ReceivedDatagram[];
  readonly readable: () => void;
  paused: boolean;
}

export interface SentDatagram {
  readonly at: number;
  readonly route: DatagramRoute;
  readonly bytes: Uint8Array;
}

export class FakeDatagrams implements DatagramTransport {
  readonly sent: SentDatagram[] = [];
  /** Ports that somebody else has. */
  readonly taken = new Set<number>();
  /** Sending fails with this errno. */
  sendError: string | undefined = undefined;
  readonly #ports = new Map<string, Port>();
  readonly #now: () => number;
  readonly #address: string;
  readonly #carry: (datagram: ReceivedDatagram, port: number) => void;

  /** @param carry brings a datagram to the other hosts */
  constructor(address: string, now: () => number, carry: (datagram: ReceivedDatagram, port: number) => void) {
    this.#address = address;
    this.#now = now;
    this.#carry = carry;
  }

  listen(family: 4 | 6, port: number, readable: () => void): DatagramListener {
    if (this.taken.has(port)) throw new SystemError('bind', 'EADDRINUSE', 'bind: address in use');
    const opened: Port = { waiting: [], readable, paused: false };
    const key = `${family} ${port}`;
    this.#ports.set(key, opened);
    return {
      drain: () => opened.waiting.splice(0),
      pause: () => {
        opened.paused = true;
      },
      resume: () => {
        opened.paused = false;
      },
      close: () => void this.#ports.delete(key),
    };
  }

  open(route: DatagramRoute): { send(bytes: Uint8Array): SystemError | undefined; close(): void } {
    if (this.taken.has(route.sourcePort)) throw new SystemError('bind', 'EADDRINUSE', 'bind: address in use');
    return {
      send: (bytes) => {
        if (this.sendError !== undefined) return new SystemError('sendmmsg', this.sendError, this.sendError);
        this.sent.push({ at: this.#now(), route, bytes: bytes.slice() });
        const { source, destination, hopLimit, destinationPort } = route;
        this.#carry(
          { bytes: bytes.slice(), source: source ?? ip(this.#address), destination, hopLimit },
          destinationPort,
        );
        return undefined;
      },
      close: () => {},
    };
  }

  deliver(datagram: ReceivedDatagram, port: number): void {
    if (datagram.destination !== this.#address) return;
    this.#ports.get(`${datagram.source.includes(':') ? 6 : 4} ${port}`)?.waiting.push(datagram);
  }

  /** Tells of a datagram that waits; false when none does. */
  pump(): boolean {
    for (const port of this.#ports.values()) {
      if (port.paused || port.waiting.length === 0) continue;
      port.readable();
      return true;
    }
    return false;
  }
}
