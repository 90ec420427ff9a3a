/**
 * What the runtime needs of UDP: datagrams with the TTL that they came with, and a source port of our choice.
 */

import type { AddressFamily, IpAddress } from '../../base/address.js';
import type { SystemError } from '../../base/errors.js';

export interface ReceivedDatagram {
  /** The payload. Only valid until the next receive. */
  readonly bytes: Uint8Array;
  readonly source: IpAddress;
  readonly destination: IpAddress | undefined;
  /** TTL or hop limit. */
  readonly hopLimit: number | undefined;
}

/** A port on all addresses of a family. */
export interface DatagramListener {
  /** Takes what the kernel holds, up to an internal bound, without waiting. Empty when there is nothing. */
  drain(): readonly ReceivedDatagram[];
  /** Stops calling `readable` until `resume`; `drain` works as before. */
  pause(): void;
  resume(): void;
  close(): void;
}

export interface DatagramRoute {
  readonly family: AddressFamily;
  /** Undefined: as the kernel chooses for each datagram. It need not be on the host yet. */
  readonly source: IpAddress | undefined;
  readonly sourcePort: number;
  readonly destination: IpAddress;
  readonly destinationPort: number;
  /** TTL or hop limit, 1-255. */
  readonly hopLimit: number;
}

/** Sends, and keeps nothing that arrives. */
export interface DatagramSender {
  /** Without waiting. Undefined when it left. */
  send(bytes: Uint8Array): SystemError | undefined;
  close(): void;
}

export interface DatagramTransport {
  /**
   * @param readable called from the event loop when `drain` has something to return
   * @throws SystemError EADDRINUSE where somebody else has the port
   */
  listen(family: AddressFamily, port: number, readable: () => void): DatagramListener;
  /** @throws SystemError EADDRINUSE where somebody else has the source port */
  open(route: DatagramRoute): DatagramSender;
}
