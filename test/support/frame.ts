/**
 * Reads frames off the wire for the tests, on its own: what the daemon sends is not judged by the daemon's own decoder.
 */

export interface SeenAdvert {
  readonly type: 'advert';
  /** Microseconds, the kernel's stamp at the third host. */
  readonly at: number;
  readonly source: string;
  readonly destination: string;
  readonly version: number;
  readonly vrid: number;
  readonly priority: number;
  /** Addresses in the order sent. */
  readonly addresses: readonly string[];
  /** The VRRP message, from its first byte on. */
  readonly message: Buffer;
  readonly ttl: number;
  /** 51 where an authentication header is in front. */
  readonly protocol: 112 | 51;
}

/** A gratuitous ARP: sender and target address are the same. */
export interface SeenGratuitousArp {
  readonly type: 'gratuitous-arp';
  readonly at: number;
  readonly address: string;
  readonly mac: string;
}

/** An unsolicited neighbour advertisement, to all nodes. */
export interface SeenNeighbour {
  readonly type: 'neighbour-advertisement';
  readonly at: number;
  readonly address: string;
  readonly source: string;
  readonly router: boolean;
  readonly solicited: boolean;
  readonly override: boolean;
  readonly hopLimit: number;
}

export type Seen = SeenAdvert | SeenGratuitousArp | SeenNeighbour;

/** What a frame is to VRRP, undefined for anything else. @param at microseconds */
export function readFrame(frame: Buffer, at: number): Seen | undefined {
  if (frame.length < 34) return undefined;
  const etherType = frame.readUInt16BE(12);
  if (etherType === 0x0806) return readArp(frame, at);
  if (etherType === 0x0800) return readAdvert(frame.subarray(14), at);
  if (etherType === 0x86dd) return readIpv6(frame.subarray(14), at);
  return undefined;
}

function readArp(frame: Buffer, at: number): SeenGratuitousArp | undefined {
  if (frame.length < 42) return undefined;
  const sender = dotted(frame.subarray(28, 32));
  if (sender !== dotted(frame.subarray(38, 42))) return undefined;
  const mac = frame
    .subarray(22, 28)
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1:');
  return { type: 'gratuitous-arp', at, address: sender, mac };
}

function readAdvert(packet: Buffer, at: number): SeenAdvert | undefined {
  const headerLength = ((packet[0] ?? 0) & 15) * 4;
  const protocol = packet[9];
  if ((protocol !== 112 && protocol !== 51) || packet.length < headerLength + 8) return undefined;
  const authentication = protocol === 51 ? ((packet[headerLength + 1] ?? 0) + 2) * 4 : 0;
  return {
    ...readMessage(packet.subarray(headerLength + authentication, packet.readUInt16BE(2)), 4, dotted),
    at,
    source: dotted(packet.subarray(12, 16)),
    destination: dotted(packet.subarray(16, 20)),
    ttl: packet[8] ?? 0,
    protocol,
  };
}

function readIpv6(packet: Buffer, at: number): Seen | undefined {
  const [protocol, hopLimit = 0] = packet.subarray(6, 8);
  const message = packet.subarray(40, 40 + packet.readUInt16BE(4));
  const source = colons(packet.subarray(8, 24));
  const destination = colons(packet.subarray(24, 40));
  if (protocol === 112 && message.length >= 8) {
    return { ...readMessage(message, 16, colons), at, source, destination, ttl: hopLimit, protocol };
  }
  if (protocol !== 58 || message[0] !== 136 || destination !== 'ff02::1' || message.length < 24) return undefined;
  const flags = message[4] ?? 0;
  return {
    type: 'neighbour-advertisement',
    at,
    address: colons(message.subarray(8, 24)),
    source,
    router: (flags & 0x80) !== 0,
    solicited: (flags & 0x40) !== 0,
    override: (flags & 0x20) !== 0,
    hopLimit,
  };
}

function readMessage(
  message: Buffer,
  size: 4 | 16,
  format: (bytes: Uint8Array) => string,
): Pick<SeenAdvert, 'type' | 'version' | 'vrid' | 'priority' | 'addresses' | 'message'> {
  const count = message[3] ?? 0;
  const addresses: string[] = [];
  for (let offset = 8; offset < 8 + size * count && offset + size <= message.length; offset += size) {
    addresses.push(format(message.subarray(offset, offset + size)));
  }
  return {
    type: 'advert',
    version: (message[0] ?? 0) >> 4,
    vrid: message[1] ?? 0,
    priority: message[2] ?? 0,
    addresses,
    message: Buffer.from(message),
  };
}

/** The URL parser shortens an address as RFC 5952 asks. */
function colons(bytes: Uint8Array): string {
  const groups = Buffer.from(bytes).toString('hex').match(/..../g) ?? [];
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

function dotted(bytes: Uint8Array): string {
  return Array.from(bytes).join('.');
}
