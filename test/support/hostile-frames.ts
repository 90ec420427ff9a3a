/**
 * Adverts that must change nothing, as whole Ethernet frames written out by hand: each is wrong in one way, and right
 * in every other.
 */

const ATTACKER_MAC = '02660000aa66';
const GROUP_MAC = '01005e000012';
const ATTACKER = '10.0.0.66';
const GROUP = '224.0.0.18';

export interface HostileFrame {
  readonly name: string;
  readonly frame: Buffer;
}

interface Shape {
  readonly version: number;
  readonly type?: number;
  readonly vrid: number;
  readonly priority: number;
  readonly count?: number;
  /** Bytes 4 and 5. */
  readonly middle: readonly [number, number];
  readonly addresses: readonly string[];
  /** Behind the addresses: authentication data. */
  readonly tail?: string;
  readonly ttl?: number;
  readonly damageChecksum?: boolean;
  readonly cut?: number;
}

/** For a virtual router of version 2 with PASS 1111, interval 1 s and the one address. */
export function hostileFrames2(vrid: number, address: string): readonly HostileFrame[] {
  const good: Shape = { version: 2, vrid, priority: 254, middle: [1, 1], addresses: [address], tail: '1111\0\0\0\0' };
  return named(good, {
    'wrong password': { tail: '2222\0\0\0\0' },
    'wrong password, priority 0': { tail: '2222\0\0\0\0', priority: 0 },
    'no authentication': { middle: [0, 1], tail: '\0\0\0\0\0\0\0\0' },
    'authentication of an unknown type': { middle: [9, 1] },
    'another interval': { middle: [1, 7] },
    ...WRONG_IN_ANY_VERSION,
  });
}

/** For a virtual router of version 3 and the one address. */
export function hostileFrames3(vrid: number, address: string): readonly HostileFrame[] {
  const good: Shape = { version: 3, vrid, priority: 254, middle: [0, 10], addresses: [address] };
  return named(good, { 'an interval of zero': { middle: [0, 0] }, ...WRONG_IN_ANY_VERSION });
}

const WRONG_IN_ANY_VERSION: Readonly<Record<string, Partial<Shape>>> = {
  'TTL 254': { ttl: 254 },
  'TTL 254, priority 0': { ttl: 254, priority: 0 },
  'damaged checksum': { damageChecksum: true },
  'another version': { version: 7 },
  'another type': { type: 2 },
  'more addresses promised than sent': { count: 9 },
  'cut after four bytes': { cut: 4 },
  'no message at all': { cut: 0 },
};

function named(good: Shape, wrong: Readonly<Record<string, Partial<Shape>>>): readonly HostileFrame[] {
  return Object.entries(wrong).map(([name, change]) => ({ name, frame: frameOf({ ...good, ...change }) }));
}

function frameOf(shape: Shape): Buffer {
  const message = messageOf(shape).subarray(0, shape.cut);
  const header = Buffer.from(`45c0${hex16(20 + message.length)}00004000${hex8(shape.ttl ?? 255)}700000`, 'hex');
  const ip = Buffer.concat([header, dotted(ATTACKER), dotted(GROUP)]);
  ip.writeUInt16BE(checksum(ip), 10);
  return Buffer.concat([Buffer.from(`${GROUP_MAC}${ATTACKER_MAC}0800`, 'hex'), ip, message]);
}

function messageOf({ version, type = 1, vrid, priority, addresses, count, middle, tail = '', ...rest }: Shape): Buffer {
  const head = Buffer.from([(version << 4) | type, vrid, priority, count ?? addresses.length, ...middle, 0, 0]);
  const message = Buffer.concat([head, ...addresses.map(dotted), Buffer.from(tail, 'latin1')]);
  const pseudo = Buffer.concat([dotted(ATTACKER), dotted(GROUP), Buffer.from([0, 112, 0, message.length])]);
  const sum = checksum(version === 3 ? Buffer.concat([pseudo, message]) : message);
  message.writeUInt16BE(rest.damageChecksum === true ? sum ^ 0x5555 : sum, 6);
  return message;
}

/** The internet checksum, RFC 1071. */
function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let index = 0; index < bytes.length; index += 2) sum += ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

function dotted(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function hex16(value: number): string {
  return value.toString(16).padStart(4, '0');
}

function hex8(value: number): string {
  return value.toString(16).padStart(2, '0');
}
