/**
 * ClaimListening over two sockets of an interface: ARP frames through AF_PACKET, and neighbour advertisements through
 * ICMPv6, which the kernel has checked. Filters in the kernel leave only claims on the addresses asked for.
 */

import { familyOf, type IpAddress, type MacAddress } from '../base/address.js';
import type { AddressClaim, AddressQuestion, ClaimListener, ClaimListening } from '../runtime/ports/claims.js';
import type { LinkInfo } from '../runtime/ports/network.js';
import { decodeArpFrame, encodeArpProbe } from '../wire/arp.js';
import { ETHERTYPE_ARP, ETHERTYPE_IPV6 } from '../wire/ethernet.js';
import { decodeNeighbourAdvertisement, NEIGHBOUR_ADVERTISEMENT } from '../wire/neighbour-advertisement.js';
import { encodeNeighbourSolicitation } from '../wire/neighbour-solicitation.js';
import { claimFilter } from './claim-filter.js';
import { type NativeSocket, native, type OutgoingMessage } from './native.js';
import { ReceiveRing } from './receive-ring.js';
import { encodeLinkSocketAddress, encodeName } from './socket-address.js';

/** Claims taken in at once; more wait in the kernel, or are lost in a flood. */
const SLOTS = 32;
const SLOT_SIZE = 256;
const RECEIVE_BUFFER = 64 * 1024;
/** Of the sender's address in an ARP frame, and of the target's last four bytes in a neighbour advertisement. */
const ARP_OFFSET = 28;
const ADVERTISEMENT_OFFSET = 20;
/** @see netinet/icmp6.h */
const ICMP6_FILTER = 1;
/** RFC 4861 section 7.1.2: what a router has forwarded is not from this segment. */
const HOP_LIMIT = 255;

interface Ear {
  readonly socket: NativeSocket;
  readonly ring: ReceiveRing;
}

export const claimListening: ClaimListening = { open: (link, readable) => new SocketListener(link, readable) };

class SocketListener implements ClaimListener {
  readonly #link: LinkInfo;
  readonly #readable: () => void;
  readonly #arp: NativeSocket;
  readonly #arpRing: ReceiveRing;
  /** Opened with the first IPv6 address: a host may have no IPv6. */
  #icmp: Ear | undefined;
  #paused = false;
  /** Probes for the addresses listened for: each is asked every minute. */
  readonly #probes = new Map<IpAddress, OutgoingMessage>();

  constructor(link: LinkInfo, readable: () => void) {
    this.#link = link;
    this.#readable = readable;
    this.#arp = openArp(link);
    this.#arpRing = new ReceiveRing(this.#arp, SLOTS, SLOT_SIZE);
    this.#arp.watch(readable);
  }

  listenFor(addresses: readonly IpAddress[]): void {
    const four = addresses.filter((address) => familyOf(address) === 4);
    const six = addresses.filter((address) => familyOf(address) === 6);
    this.#probes.clear();
    this.#arp.attachFilter(claimFilter(ARP_OFFSET, four));
    if (six.length > 0 && this.#icmp === undefined) this.#icmp = this.#openIcmp();
    this.#icmp?.socket.attachFilter(claimFilter(ADVERTISEMENT_OFFSET, six));
  }

  ask(questions: readonly AddressQuestion[]): void {
    const { mac } = this.#link;
    if (mac === undefined) return;
    this.#arp.send(
      questions.flatMap((question) => this.#message(question, mac)),
      0,
    );
  }

  drain(): readonly AddressClaim[] {
    const claims: AddressClaim[] = [];
    for (const { bytes } of receive(this.#arpRing)) {
      const arp = decodeArpFrame(bytes);
      if (arp === undefined) continue;
      // The lowest bit of the first byte marks a group, of which broadcast is one.
      claims.push({ address: arp.sender, mac: arp.senderMac, announced: ((bytes[0] ?? 0) & 1) === 1 });
    }
    if (this.#icmp === undefined) return claims;
    for (const { bytes, hopLimit, destination } of receive(this.#icmp.ring)) {
      const claim = hopLimit === HOP_LIMIT ? decodeNeighbourAdvertisement(bytes) : undefined;
      if (claim !== undefined) claims.push({ ...claim, announced: destination?.[0] === 0xff });
    }
    return claims;
  }

  pause(): void {
    this.#paused = true;
    this.#arp.unwatch();
    this.#icmp?.socket.unwatch();
  }

  resume(): void {
    this.#paused = false;
    this.#arp.watch(this.#readable);
    this.#icmp?.socket.watch(this.#readable);
  }

  close(): void {
    this.#arp.close();
    this.#icmp?.socket.close();
  }

  #message({ address, source }: AddressQuestion, mac: MacAddress): readonly OutgoingMessage[] {
    if (familyOf(address) === 4) return [this.#probe(address, mac)];
    if (source === undefined) return [];
    return [this.#frame(encodeNeighbourSolicitation({ target: address, source, mac }), ETHERTYPE_IPV6)];
  }

  #probe(address: IpAddress, mac: MacAddress): OutgoingMessage {
    const known = this.#probes.get(address);
    if (known !== undefined) return known;
    const made = this.#frame(encodeArpProbe(address, mac), ETHERTYPE_ARP);
    this.#probes.set(address, made);
    return made;
  }

  #frame(bytes: Uint8Array, etherType: number): OutgoingMessage {
    return { bytes, to: encodeLinkSocketAddress(this.#link.index, etherType, bytes.subarray(0, 6)) };
  }

  #openIcmp(): Ear {
    const socket = openIcmp(this.#link);
    if (!this.#paused) socket.watch(this.#readable);
    return { socket, ring: new ReceiveRing(socket, SLOTS, SLOT_SIZE) };
  }
}

/** Hears nothing before `listenFor`. The kernel hands it no frames that this host sends. */
function openArp(link: LinkInfo): NativeSocket {
  const { Socket, constants } = native();
  const socket = new Socket(constants.AF_PACKET, constants.SOCK_RAW, 0);
  return prepared(socket, () => {
    socket.attachFilter(claimFilter(ARP_OFFSET, []));
    socket.setOption(constants.SOL_SOCKET, constants.SO_RCVBUF, RECEIVE_BUFFER);
    socket.bind(encodeLinkSocketAddress(link.index, ETHERTYPE_ARP));
  });
}

function openIcmp(link: LinkInfo): NativeSocket {
  const { Socket, constants: c } = native();
  const socket = new Socket(c.AF_INET6, c.SOCK_RAW, c.IPPROTO_ICMPV6);
  return prepared(socket, () => {
    // A bit set blocks the type.
    const types = new Uint8Array(32).fill(0xff);
    types[NEIGHBOUR_ADVERTISEMENT >> 3] = 0xff & ~(1 << (NEIGHBOUR_ADVERTISEMENT & 7));
    socket.setOption(c.IPPROTO_ICMPV6, ICMP6_FILTER, types);
    socket.setOption(c.SOL_SOCKET, c.SO_BINDTODEVICE, encodeName(link.name));
    socket.setOption(c.SOL_SOCKET, c.SO_RCVBUF, RECEIVE_BUFFER);
    socket.setOption(c.IPPROTO_IPV6, c.IPV6_RECVHOPLIMIT, 1);
    socket.setOption(c.IPPROTO_IPV6, c.IPV6_RECVPKTINFO, 1);
  });
}

function prepared(socket: NativeSocket, prepare: () => void): NativeSocket {
  try {
    prepare();
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** An interface that goes down tells its sockets by an error, once; the monitor tells us as well. */
function receive(ring: ReceiveRing): ReturnType<ReceiveRing['receive']> {
  try {
    return ring.receive();
  } catch {
    return [];
  }
}
