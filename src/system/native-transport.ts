/**
 * Adverts over raw sockets of the addon, all four kinds: IPv4 and IPv6, multicast and unicast. Checksums and the IPv4
 * header are the wire layer's.
 */

import { formatIpAddress, type IpAddress } from '../base/address.js';
import { SystemError } from '../base/errors.js';
import type {
  AdvertisementEndpoint,
  AdvertisementSocket,
  AdvertisementTransport,
  OutgoingPacket,
  ReceivedPacket,
} from '../runtime/ports/network.js';
import { openReceiver, openSender, setReceiveBuffer } from './advertisement-sockets.js';
import { type NativeSocket, native, type SendFailure } from './native.js';
import { type ReceivedMessage, ReceiveRing } from './receive-ring.js';
import { decodeIpSocketAddress, encodeIpSocketAddress } from './socket-address.js';

/** Packets of one call; what waits beyond is copied out batch by batch. */
const SLOTS = 256;
/** The longest advert, 255 IPv6 addresses, and some; pages that no packet reaches cost nothing. */
const SLOT_BYTES = 4352;
/** Batches of one drain: more than fits a receive buffer of the usual size, so that a drain ends under a flood. */
const DRAIN_BATCHES = 64;
/** Errors of the socket that one receive passes over. */
const ERRORS_PASSED = 3;

export const nativeTransport: AdvertisementTransport = {
  open: (endpoint, readable) => new NativeAdvertisementSocket(endpoint, readable),
};

class NativeAdvertisementSocket implements AdvertisementSocket {
  readonly endpoint: AdvertisementEndpoint;
  readonly #receiver: NativeSocket;
  readonly #sender: NativeSocket;
  readonly #ring: ReceiveRing;
  readonly #readable: () => void;
  readonly #socketAddresses = new Map<IpAddress, Uint8Array>();
  readonly #sources = new LastText(decodeIpSocketAddress);
  readonly #destinations = new LastText(formatIpAddress);
  readonly #sendFlags: number;

  constructor(endpoint: AdvertisementEndpoint, readable: () => void) {
    this.endpoint = endpoint;
    this.#sendFlags = endpoint.group === undefined ? 0 : native().constants.MSG_DONTROUTE;
    this.#receiver = openReceiver(endpoint);
    try {
      this.#sender = openSender(endpoint);
    } catch (error) {
      this.#receiver.close();
      throw error;
    }
    this.#ring = new ReceiveRing(this.#receiver, SLOTS, SLOT_BYTES);
    this.#readable = readable;
    this.#receiver.watch(readable);
  }

  drain(): readonly ReceivedPacket[] {
    const packets = this.#receive();
    if (packets.length < SLOTS) return packets;
    const all = packets.map(withOwnBytes);
    for (let batch = 1; batch < DRAIN_BATCHES; batch += 1) {
      const more = this.#receive();
      all.push(...more.map(withOwnBytes));
      if (more.length < SLOTS) break;
    }
    return all;
  }

  send(packets: readonly OutgoingPacket[]): readonly SendFailure[] {
    const scope = this.endpoint.interfaceIndex;
    const messages = packets.map(({ bytes, destination }) => ({ bytes, to: this.#addressOf(destination, scope) }));
    return this.#sender.send(messages, this.#sendFlags);
  }

  setReceiveBuffer(bytes: number): void {
    setReceiveBuffer(this.#receiver, native().constants, bytes);
  }

  pause(): void {
    this.#receiver.unwatch();
  }

  resume(): void {
    this.#receiver.watch(this.#readable);
  }

  close(): void {
    this.#receiver.close();
    this.#sender.close();
  }

  #addressOf(destination: IpAddress, scope: number | undefined): Uint8Array {
    const known = this.#socketAddresses.get(destination);
    if (known !== undefined) return known;
    const address = encodeIpSocketAddress(destination, scope);
    // One group, or the peers that the configuration names: bounded by it.
    this.#socketAddresses.set(destination, address);
    return address;
  }

  /** One batch. An error (the interface went down) is the network monitor's news; packets may wait behind it. */
  #receive(): ReceivedPacket[] {
    for (let attempt = 0; attempt < ERRORS_PASSED; attempt += 1) {
      try {
        return this.#ring.receive().map((message) => this.#packet(message));
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
      }
    }
    return [];
  }

  #packet(message: ReceivedMessage): ReceivedPacket {
    return {
      family: this.endpoint.family,
      bytes: message.bytes,
      source: this.#sources.of(message.source) ?? UNSPECIFIED,
      destination: message.destination === undefined ? undefined : this.#destinations.of(message.destination),
      hopLimit: message.hopLimit,
      arrivedAt: message.timestamp,
      interfaceIndex: message.interfaceIndex,
    };
  }
}

const UNSPECIFIED = formatIpAddress(new Uint8Array(4));

function withOwnBytes(packet: ReceivedPacket): ReceivedPacket {
  return { ...packet, bytes: packet.bytes.slice() };
}

/** Text of bytes that are mostly the same as the last time: most adverts come from one sender. */
class LastText<T> {
  readonly #format: (bytes: Uint8Array) => T;
  #bytes: Uint8Array | undefined;
  #text: T | undefined;

  constructor(format: (bytes: Uint8Array) => T) {
    this.#format = format;
  }

  of(bytes: Uint8Array): T | undefined {
    if (this.#bytes === undefined || !sameBytes(this.#bytes, bytes)) {
      this.#text = this.#format(bytes);
      this.#bytes = bytes.slice();
    }
    return this.#text;
  }
}

function sameBytes(first: Uint8Array, second: Uint8Array): boolean {
  if (first.length !== second.length) return false;
  for (let index = 0; index < first.length; index += 1) if (first[index] !== second[index]) return false;
  return true;
}
