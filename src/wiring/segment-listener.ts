/**
 * Listens to the segments of virtual routers for a while: what arrives on the interface, before any packet filter, what
 * of it reaches a socket, and who answers when asked for a virtual address.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { familyOf, formatIpAddress, type IpAddress, isLinkLocal, type MacAddress } from '../base/address.js';
import type { HeardAdvert, HostExamination, Patient } from '../cli/doctor-facts.js';
import type { ClaimListener } from '../runtime/ports/claims.js';
import type { AddressInfo, LinkInfo } from '../runtime/ports/network.js';
import { openReceiver } from '../system/advertisement-sockets.js';
import { claimListening } from '../system/claim-listener.js';
import { type NativeSocket, native } from '../system/native.js';
import { netlinkMonitor } from '../system/netlink-monitor.js';
import { ReceiveRing } from '../system/receive-ring.js';
import { encodeLinkSocketAddress } from '../system/socket-address.js';
import { ETHERTYPE_IPV6 } from '../wire/ethernet.js';

const ETHERTYPE_IPV4 = 0x0800;
/** Every frame of the interface. @see linux/if_ether.h */
const ETH_P_ALL = 3;
const VRRP = 112;
const SLOTS = 64;
const FRAME = 2048;
const TURN = 20;
const MAX_HEARD = 1_000;
const MAX_MACS = 16;
/** Asked more than once: the first may meet a switch that still learns. */
const PROBES = 3;

type Segments = Pick<HostExamination, 'heard' | 'delivered' | 'answers'>;

/** @param notSeen takes what could not be listened to */
export async function listenToSegments(
  patients: readonly Patient[],
  millis: number,
  notSeen: string[],
): Promise<Segments> {
  const ears: Ear[] = [];
  const host = lookAtHost();
  for (const name of new Set(patients.map(({ interfaceName }) => interfaceName))) {
    const link = host.links.find((one) => one.name === name);
    if (link === undefined) continue;
    const here = patients.filter(({ interfaceName }) => interfaceName === name);
    try {
      ears.push(new Ear(link, here, host));
    } catch (error) {
      notSeen.push(`${link.name} was not listened to: ${(error as Error).message}`);
    }
  }
  try {
    const end = performance.now() + millis;
    for (let turn = 0; performance.now() < end; turn += 1) {
      if (turn < PROBES * 10 && turn % 10 === 0) for (const ear of ears) ear.ask();
      for (const ear of ears) ear.listen();
      await pause(TURN);
    }
  } finally {
    for (const ear of ears) ear.close();
  }
  return {
    heard: ears.flatMap(({ heard }) => heard),
    delivered: Object.fromEntries(ears.map((ear) => [ear.name, ear.delivered])),
    answers: ears.flatMap((ear) => ear.answers()),
  };
}

interface Host {
  readonly links: readonly LinkInfo[];
  readonly addresses: readonly AddressInfo[];
}

function lookAtHost(): Host {
  const monitor = netlinkMonitor();
  try {
    return monitor.snapshot();
  } finally {
    monitor.close();
  }
}

/** One interface. */
class Ear {
  readonly name: string;
  readonly heard: HeardAdvert[] = [];
  delivered = 0;
  readonly #link: LinkInfo;
  readonly #patients: readonly Patient[];
  readonly #ourMacs: ReadonlySet<string>;
  /** Where answers for IPv6 addresses go. */
  readonly #linkLocal: IpAddress | undefined;
  #claims: ClaimListener | undefined;
  readonly #wire: NativeSocket;
  readonly #frames: ReceiveRing;
  readonly #receivers: NativeSocket[] = [];
  readonly #rings: ReceiveRing[];
  readonly #answers = new Map<string, Set<MacAddress>>();

  constructor(link: LinkInfo, patients: readonly Patient[], { links, addresses }: Host) {
    const { Socket, constants } = native();
    this.name = link.name;
    this.#link = link;
    this.#patients = patients;
    this.#ourMacs = new Set(links.flatMap(({ mac }) => mac ?? []));
    this.#linkLocal = addresses
      .filter(({ interfaceIndex }) => interfaceIndex === link.index)
      .map(({ prefix }) => prefix.address)
      .find((address) => familyOf(address) === 6 && isLinkLocal(address));
    this.#wire = new Socket(constants.AF_PACKET, constants.SOCK_RAW, 0);
    try {
      this.#wire.bind(encodeLinkSocketAddress(link.index, ETH_P_ALL));
      this.#frames = new ReceiveRing(this.#wire, SLOTS, FRAME);
      for (const family of new Set(patients.map((patient) => patient.family))) this.#receive(family);
      this.#rings = this.#receivers.map((socket) => new ReceiveRing(socket, SLOTS, FRAME));
      if (link.mac !== undefined && !link.noArp) this.#claims = claimListening.open(link, () => {});
      this.#claims?.listenFor(this.#virtual());
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Asks who has the virtual addresses, without claiming them. */
  ask(): void {
    this.#claims?.ask(this.#virtual().map((address) => ({ address, source: this.#linkLocal })));
  }

  listen(): void {
    for (const ring of this.#rings) this.delivered += taken(ring).length;
    for (const { bytes } of taken(this.#frames)) this.#read(bytes);
    for (const { address, mac } of this.#claims?.drain() ?? []) {
      if (!this.#ourMacs.has(mac)) this.#answered(address, mac);
    }
  }

  answers(): HostExamination['answers'] {
    return [...this.#answers].map(([address, macs]) => ({ address, interfaceName: this.name, macs: [...macs] }));
  }

  close(): void {
    this.#wire.close();
    this.#claims?.close();
    for (const socket of this.#receivers) socket.close();
  }

  #virtual(): readonly IpAddress[] {
    return this.#patients.flatMap(({ addresses }) => addresses);
  }

  /** A socket as the daemon's own, which also makes the interface take the group's frames. */
  #receive(family: 4 | 6): void {
    const patient = this.#patients.find((one) => one.family === family && one.group !== undefined);
    if (patient?.group === undefined) return;
    const endpoint = {
      family,
      protocol: VRRP,
      interfaceName: this.name,
      interfaceIndex: this.#link.index,
      group: patient.group,
      source: patient.group,
      hopLimit: 255,
    } as const;
    this.#receivers.push(openReceiver(endpoint));
  }

  #read(frame: Uint8Array): void {
    const mac = Array.from(frame.subarray(6, 12), (byte) => byte.toString(16).padStart(2, '0')).join(':');
    if (mac === this.#link.mac) return;
    const advert = readAdvert(frame);
    if (advert === undefined || this.heard.length >= MAX_HEARD) return;
    this.heard.push({ interfaceName: this.name, ...advert });
  }

  #answered(address: IpAddress, mac: MacAddress): void {
    if (!this.#virtual().includes(address)) return;
    const macs = this.#answers.get(address) ?? new Set();
    if (macs.size < MAX_MACS) macs.add(mac);
    this.#answers.set(address, macs);
  }
}

/** A socket on an interface that is down says so once, as an error; that finding is another one's. */
function taken(ring: ReceiveRing): ReturnType<ReceiveRing['receive']> {
  try {
    return ring.receive();
  } catch {
    return [];
  }
}

/** What a frame claims, without believing it; undefined where it is no advert of version 2 or 3. */
export function readAdvert(frame: Uint8Array): Omit<HeardAdvert, 'interfaceName'> | undefined {
  if (frame.length < 14) return undefined;
  const type = ((frame[12] ?? 0) << 8) | (frame[13] ?? 0);
  const packet = frame.subarray(14);
  const family = type === ETHERTYPE_IPV4 ? 4 : type === ETHERTYPE_IPV6 ? 6 : undefined;
  if (family === undefined || packet[family === 4 ? 9 : 6] !== VRRP) return undefined;
  const header = family === 4 ? ((packet[0] ?? 0) & 0x0f) * 4 : 40;
  const size = family === 4 ? 4 : 16;
  const source = family === 4 ? packet.subarray(12, 16) : packet.subarray(8, 24);
  const message = packet.subarray(header);
  const version = (message[0] ?? 0) >> 4;
  if (message.length < 8 || source.length !== size || (version !== 2 && version !== 3)) return undefined;
  if (((message[0] ?? 0) & 0x0f) !== 1) return undefined;
  const count = Math.min(message[3] ?? 0, Math.floor((message.length - 8) / size), 20);
  const addresses = Array.from({ length: count }, (_, index) => {
    return formatIpAddress(message.subarray(8 + index * size, 8 + (index + 1) * size));
  });
  return { source: formatIpAddress(source), vrid: message[1] ?? 0, priority: message[2] ?? 0, addresses };
}
