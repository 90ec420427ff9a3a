/**
 * Adverts over the npm package raw-socket, which need not be installed: the second adapter of the transport, chosen by
 * `transport = raw-socket`. IPv4 only, since the package gives no hop limit for IPv6. It cannot bind, so packets for
 * other destinations are dropped here; TTL and destination are read from the IP header.
 */

import { readdirSync, readlinkSync } from 'node:fs';
import { formatIpAddress, type IpAddress } from '../base/address.js';
import { SystemError, VrrpdError } from '../base/errors.js';
import type {
  AdvertisementEndpoint,
  AdvertisementSocket,
  AdvertisementTransport,
  OutgoingPacket,
  ReceivedPacket,
} from '../runtime/ports/network.js';
import { native, type SendFailure } from './native.js';
import { encodeIpv4Membership, encodeName } from './socket-address.js';

/** What is used of the package. Its native part receives and sends at once; errors are the C library's sentences. */
interface RawSocket {
  readonly wrap: {
    recv(buffer: Buffer, received: (buffer: Buffer, bytes: number, source: string) => void): void;
    send(buffer: Buffer, offset: number, length: number, address: string, sent: (bytes: number) => void): void;
  };
  setOption(level: number, option: number, value: number): void;
  setOption(level: number, option: number, value: Buffer, length: number): void;
  pauseRecv(): void;
  resumeRecv(): void;
  close(): void;
}

interface RawSocketOptions {
  readonly protocol: number;
}

type RawSocketClass = new (options: RawSocketOptions) => RawSocket;

const LONGEST_PACKET = 4096;
const DRAIN_PACKETS = 4096;
const IP_HEADER_BYTES = 20;
const SO_DONTROUTE = 5;
const SOCKET_PRIORITY = 6;

/** The sentences for errors that a transport meets. */
const ERRNO_BY_SENTENCE: Readonly<Record<string, string>> = {
  'Operation not permitted': 'EPERM',
  'Permission denied': 'EACCES',
  'Resource temporarily unavailable': 'EAGAIN',
  'Message too long': 'EMSGSIZE',
  'Network is down': 'ENETDOWN',
  'Network is unreachable': 'ENETUNREACH',
  'No route to host': 'EHOSTUNREACH',
  'No buffer space available': 'ENOBUFS',
  'No such device': 'ENODEV',
  'Cannot assign requested address': 'EADDRNOTAVAIL',
  'Invalid argument': 'EINVAL',
  'Bad file descriptor': 'EBADF',
};

/** @throws VrrpdError RAW_SOCKET_UNAVAILABLE where the package is not installed or was not compiled */
export async function loadRawSocketTransport(): Promise<AdvertisementTransport> {
  // A name in a variable: the package may be absent, also when this is compiled.
  const name: string = 'raw-socket';
  try {
    const { default: module } = (await import(name)) as { default: { Socket: RawSocketClass } };
    return rawSocketTransport(module.Socket);
  } catch (cause) {
    const message = 'transport raw-socket needs the npm package raw-socket, and a compiler when it is installed';
    throw new VrrpdError('RAW_SOCKET_UNAVAILABLE', message, { cause });
  }
}

function rawSocketTransport(Base: RawSocketClass): AdvertisementTransport {
  // The package reads one packet for each wake-up into a buffer of its own; here a drain reads all of them.
  class WatchedSocket extends Base {
    #readable: () => void = () => {};

    watch(readable: () => void): void {
      this.#readable = readable;
    }

    onRecvReady(): void {
      this.#readable();
    }

    /** The event loop stops watching after an error; resuming starts it again. */
    onError(): void {
      this.resumeRecv();
    }
  }
  return {
    open(endpoint, readable) {
      if (endpoint.family === 6) throw new VrrpdError('IPV6_UNSUPPORTED', 'transport raw-socket serves IPv4 only');
      const receiver = opened(WatchedSocket, endpoint.protocol, (socket) => prepareReceiver(socket, endpoint));
      receiver.watch(readable);
      try {
        const { IPPROTO_RAW } = native().constants;
        const sender = opened(Base, IPPROTO_RAW, (socket) => prepareSender(socket, endpoint));
        return new RawAdvertisementSocket(endpoint, receiver, sender);
      } catch (error) {
        receiver.close();
        throw error;
      }
    },
  };
}

/** What the kernel doubles must fit an int. */
const LARGEST_BUFFER = 0x3fffffff;

class RawAdvertisementSocket implements AdvertisementSocket {
  readonly endpoint: AdvertisementEndpoint;
  readonly #receiver: RawSocket;
  readonly #sender: RawSocket;
  readonly #buffer = Buffer.alloc(LONGEST_PACKET);
  #closed = false;

  constructor(endpoint: AdvertisementEndpoint, receiver: RawSocket, sender: RawSocket) {
    this.endpoint = endpoint;
    this.#receiver = receiver;
    this.#sender = sender;
  }

  drain(): readonly ReceivedPacket[] {
    const packets: ReceivedPacket[] = [];
    for (let count = 0; count < DRAIN_PACKETS && !this.#closed; count += 1) {
      const error = attempt('recvfrom', () => {
        this.#receiver.wrap.recv(this.#buffer, (buffer, length) => {
          const packet = this.#packet(buffer.subarray(0, length));
          if (packet !== undefined) packets.push(packet);
        });
      });
      if (error?.errno === 'EAGAIN') break;
    }
    return packets;
  }

  send(packets: readonly OutgoingPacket[]): readonly SendFailure[] {
    const failures: SendFailure[] = [];
    for (const [index, { bytes, destination }] of packets.entries()) {
      const error = attempt('sendto', () => {
        if (this.#closed) throw new Error('Bad file descriptor');
        const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
        this.#sender.wrap.send(buffer, 0, buffer.length, destination, () => {});
      });
      if (error !== undefined) failures.push({ index, error });
    }
    return failures;
  }

  setReceiveBuffer(bytes: number): void {
    const { SOL_SOCKET, SO_RCVBUF } = native().constants;
    if (!this.#closed) this.#receiver.setOption(SOL_SOCKET, SO_RCVBUF, Math.min(bytes, LARGEST_BUFFER));
  }

  pause(): void {
    if (!this.#closed) this.#receiver.pauseRecv();
  }

  resume(): void {
    if (!this.#closed) this.#receiver.resumeRecv();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#receiver.close();
    this.#sender.close();
  }

  /** Undefined for a packet to somebody else: another group, or another address of this host. */
  #packet(bytes: Uint8Array): ReceivedPacket | undefined {
    if (bytes.length < IP_HEADER_BYTES) return undefined;
    const destination: IpAddress = formatIpAddress(bytes.subarray(16, 20));
    if (destination !== (this.endpoint.group ?? this.endpoint.source)) return undefined;
    return {
      family: 4,
      bytes: new Uint8Array(bytes),
      source: formatIpAddress(bytes.subarray(12, 16)),
      destination,
      hopLimit: bytes[8],
      arrivedAt: undefined,
      interfaceIndex: this.endpoint.interfaceName === undefined ? undefined : this.endpoint.interfaceIndex,
    };
  }
}

function opened<T extends RawSocket>(
  Socket: new (options: RawSocketOptions) => T,
  protocol: number,
  prepare: (socket: T) => void,
): T {
  let socket: T | undefined;
  const before = new Set(openDescriptors());
  const error = attempt('socket', () => {
    socket = new Socket({ protocol });
    // The package leaves it open for scripts, which may run as a user who must not send adverts.
    for (const fd of openDescriptors()) if (!before.has(fd)) native().closeOnExec(fd);
    prepare(socket);
  });
  if (error === undefined && socket !== undefined) return socket;
  socket?.close();
  throw error ?? new SystemError('socket', 'EUNKNOWN', 'socket: not opened');
}

function openDescriptors(): number[] {
  return readdirSync('/proc/self/fd').map(Number).filter(isSocket);
}

function isSocket(fd: number): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:');
  } catch {
    // The descriptor of the listing itself, closed by now.
    return false;
  }
}

function prepareReceiver(socket: RawSocket, endpoint: AdvertisementEndpoint): void {
  const { constants: c } = native();
  bindToDevice(socket, endpoint.interfaceName);
  socket.setOption(c.IPPROTO_IP, c.IP_MULTICAST_ALL, 0);
  if (endpoint.group === undefined) return;
  const membership = Buffer.from(encodeIpv4Membership(endpoint.group, endpoint.interfaceIndex ?? 0));
  socket.setOption(c.IPPROTO_IP, c.IP_ADD_MEMBERSHIP, membership, membership.length);
}

function prepareSender(socket: RawSocket, endpoint: AdvertisementEndpoint): void {
  const { constants: c } = native();
  // A socket of IPPROTO_RAW is handed no adverts, and is not watched.
  socket.pauseRecv();
  bindToDevice(socket, endpoint.interfaceName);
  socket.setOption(c.IPPROTO_IP, c.IP_HDRINCL, 1);
  socket.setOption(c.SOL_SOCKET, c.SO_PRIORITY, SOCKET_PRIORITY);
  if (endpoint.group === undefined) return;
  const chosen = Buffer.from(encodeIpv4Membership(endpoint.group, endpoint.interfaceIndex ?? 0));
  socket.setOption(c.IPPROTO_IP, c.IP_MULTICAST_IF, chosen, chosen.length);
  socket.setOption(c.IPPROTO_IP, c.IP_MULTICAST_LOOP, 0);
  socket.setOption(c.SOL_SOCKET, SO_DONTROUTE, 1);
}

function bindToDevice(socket: RawSocket, name: string | undefined): void {
  if (name === undefined) return;
  const { constants: c } = native();
  const bytes = Buffer.from(encodeName(name));
  socket.setOption(c.SOL_SOCKET, c.SO_BINDTODEVICE, bytes, bytes.length);
}

/** Runs a call of the package and makes a SystemError of what it throws. */
function attempt(syscall: string, call: () => void): SystemError | undefined {
  try {
    call();
    return undefined;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const errno = ERRNO_BY_SENTENCE[cause.message] ?? 'EUNKNOWN';
    return new SystemError(syscall, errno, `${syscall}: ${cause.message} (${errno})`, { cause });
  }
}
