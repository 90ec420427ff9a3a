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
}

/** A gratuitous ARP: sender and target address are the same. */
export interface SeenGratuitousArp {
  readonly type: 'gratuitous-arp';
  readonly at: number;
  readonly address: string;
  readonly mac: string;
}

export type Seen = SeenAdvert | SeenGratuitousArp;

/** What a frame is to VRRP, undefined for anything else. @param at microseconds */
export function readFrame(frame: Buffer, at: number): Seen | undefined {
  if (frame.length < 34) return undefined;
  const etherType = frame.readUInt16BE(12);
  if (etherType === 0x0806) return readArp(frame, at);
  if (etherType === 0x0800) return readAdvert(frame.subarray(14), at);
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
  if (packet[9] !== 112 || packet.length < headerLength + 8) return undefined;
  const message = packet.subarray(headerLength, packet.readUInt16BE(2));
  const count = message[3] ?? 0;
  const addresses: string[] = [];
  for (let offset = 8; offset < 8 + 4 * count && offset + 4 <= message.length; offset += 4) {
    addresses.push(dotted(message.subarray(offset, offset + 4)));
  }
  return {
    type: 'advert',
    at,
    source: dotted(packet.subarray(12, 16)),
    destination: dotted(packet.subarray(16, 20)),
    version: (message[0] ?? 0) >> 4,
    vrid: message[1] ?? 0,
    priority: message[2] ?? 0,
    addresses,
    message: Buffer.from(message),
    ttl: packet[8] ?? 0,
  };
}

function dotted(bytes: Uint8Array): string {
  return Array.from(bytes).join('.');
}
