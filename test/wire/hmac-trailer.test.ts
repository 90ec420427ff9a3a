/**
 * The images are those of the appendix of the draft behind keepalived's auth_hmac: key 00 to 1f, VRID 51, priority 200,
 * sequence 0x6800000080000000. The IPv4 one again with python3:
 *   ps=bytes([4,3,51,0])+bytes([198,51,100,10])+bytes(12); m=bytes.fromhex('3133c80100640000c0000264')
 *   hmac.new(bytes(range(32)), ps+m+bytes.fromhex('010100006800000080000000')+bytes(16), 'sha256').hexdigest()[:32]
 */
import t from 'tap';
import type { IpAddress } from '../../src/base/address.js';
import { fromSeconds } from '../../src/base/micros.js';
import { encodeAdvertisement } from '../../src/wire/advertisement-packet.js';
import {
  defaultTimeWindow,
  type HmacRules,
  nextHmacSequence,
  type ReplayMark,
  rememberMark,
  verifyHmacTrailer,
} from '../../src/wire/hmac-trailer.js';
import { decodeAdvertisement, NOTHING_HEARD } from '../../src/wire/receive.js';
import { hex, toHex } from './captures.js';

const ip = (text: string): IpAddress => text as IpAddress;
const SEQUENCE = 0x6800_0000_8000_0000n;
const SECONDS = 0x6800_0000;
const KEY = { id: 1, secret: Uint8Array.from({ length: 32 }, (_, index) => index) };

const IPV4 = '3133c80100644402c0000264 010100006800000080000000 1b84bc4e8e43892dc6d98448f8ee2265';
const IPV6 =
  '3133c8010064a2e9 fe800000000000000000000000000100 010100006800000080000000 c8c56146ebfd66ee10ec4d8186461b78';

const TEMPLATE = {
  version: 3,
  vrid: 51,
  advertisementInterval: fromSeconds(1),
  authentication: { type: 'none' },
  checksumStyle: 'message-only',
  timeToLive: 255,
} as const;
const TEMPLATE_4 = {
  ...TEMPLATE,
  family: 4,
  addresses: [ip('192.0.2.100')],
  source: ip('198.51.100.10'),
  destination: ip('198.51.100.20'),
} as const;
const TEMPLATE_6 = {
  ...TEMPLATE,
  family: 6,
  addresses: [ip('fe80::100')],
  source: ip('fe80::10'),
  destination: ip('fe80::20'),
} as const;
const SEAL = { hmac: { key: KEY, sequence: SEQUENCE } };

t.test('signed advertisements are the images of the draft', async (t) => {
  t.equal(toHex(encodeAdvertisement(TEMPLATE_4, 200, SEAL).subarray(20)), toHex(hex(IPV4)));
  t.equal(toHex(encodeAdvertisement(TEMPLATE_6, 200, SEAL)), toHex(hex(IPV6)), 'the checksum covers the trailer');
});

t.test('the total length of IPv4 includes the trailer', async (t) => {
  t.equal(toHex(encodeAdvertisement(TEMPLATE_4, 200, SEAL).subarray(2, 4)), '003c');
});

const RULES: HmacRules = { mode: 'enforce', keys: [KEY], timeWindow: undefined };

function verifyIpv6(image: Uint8Array, source = 'fe80::10', vrid = 51, rules = RULES): string {
  const binding = { family: 6, version: 3, vrid, source: ip(source) } as const;
  const verdict = verifyHmacTrailer(image.subarray(0, 24), image.subarray(24), binding, rules, [], SECONDS);
  return verdict.ok ? 'ok' : verdict.fault;
}

t.test('one byte changed in the image of the draft', async (t) => {
  const cases: [string, number, string][] = [
    ['priority', 2, 'invalid'],
    ['interval', 5, 'invalid'],
    ['checksum', 6, 'ok'],
    ['address', 23, 'invalid'],
    ['type of the trailer', 24, 'malformed'],
    ['key id', 25, 'unknown-key'],
    ['reserved', 26, 'malformed'],
    ['seconds', 28, 'invalid'],
    ['counter', 34, 'invalid'],
    ['signature', 36, 'invalid'],
  ];
  t.equal(verifyIpv6(hex(IPV6)), 'ok');
  for (const [name, offset, verdict] of cases) {
    const image = hex(IPV6);
    image[offset] = (image[offset] ?? 0) ^ 1;
    t.equal(verifyIpv6(image), verdict, name);
  }
});

t.test('a signature binds its sender and its virtual router', async (t) => {
  t.equal(verifyIpv6(hex(IPV6), 'fe80::20'), 'invalid');
  t.equal(verifyIpv6(hex(IPV6), 'fe80::10', 52), 'invalid');
});

t.test('signed IPv6 with the checksum of the message alone is taken too', async (t) => {
  const unsigned = encodeAdvertisement(TEMPLATE_6, 200);
  const bytes = hex(IPV6);
  bytes.set(unsigned.subarray(6, 8), 6);
  const packet = { family: 6, bytes, source: ip('fe80::10'), destination: ip('fe80::20'), hopLimit: 64 } as const;
  const rules = {
    version: 3,
    family: 6,
    advertisementInterval: fromSeconds(1),
    addresses: [ip('fe80::100')],
    authentication: { type: 'none' },
    hmac: RULES,
    multicast: false,
    groupChecksum: true,
    group: ip('ff02::12'),
    peers: [{ address: ip('fe80::10') }],
  } as const;
  t.match(decodeAdvertisement(packet, rules, NOTHING_HEARD, { wallMillis: 0 }), {
    ok: true,
    advertisement: { signedWith: 1, checksum: 'pseudo-header' },
    memory: { marks: [{ sender: 'fe80::10', sequence: SEQUENCE }] },
  });
  packet.bytes.set(hex('a2e9'), 6);
  t.match(decodeAdvertisement(packet, rules, NOTHING_HEARD, { wallMillis: 0 }), { ok: true });
});

t.test('unsigned adverts pass where the mode lets them, with a remark', async (t) => {
  const bytes = encodeAdvertisement(TEMPLATE_4, 200);
  const packet = { family: 4, bytes, source: ip('198.51.100.10'), destination: undefined, hopLimit: 255 } as const;
  for (const [mode, ok] of [
    ['enforce', false],
    ['permissive', true],
    ['receive-only', true],
  ] as const) {
    const rules = {
      version: 3,
      family: 4,
      advertisementInterval: fromSeconds(1),
      addresses: [ip('192.0.2.100')],
      authentication: { type: 'none' },
      hmac: { ...RULES, mode },
      multicast: false,
      groupChecksum: true,
      group: ip('224.0.0.18'),
      peers: [{ address: ip('198.51.100.10') }],
    } as const;
    const decoded = decodeAdvertisement(packet, rules, NOTHING_HEARD, { wallMillis: 0 });
    t.equal(decoded.ok, ok, mode);
    if (decoded.ok) t.match(decoded, { remarks: [{ code: 'unsigned' }], advertisement: { signedWith: undefined } });
  }
});

function replay(sequence: bigint, mark: bigint, timeWindow: number | undefined, wallSeconds = SECONDS): string {
  const image = hex(IPV6);
  new DataView(image.buffer).setBigUint64(28, sequence);
  const marks: ReplayMark[] = [{ sender: ip('fe80::10'), sequence: mark }];
  const rules = { ...RULES, timeWindow };
  const binding = { family: 6, version: 3, vrid: 51, source: ip('fe80::10') } as const;
  const verdict = verifyHmacTrailer(image.subarray(0, 24), image.subarray(24), binding, rules, marks, wallSeconds);
  return verdict.ok ? 'ok' : verdict.fault;
}

t.test('only a growing sequence is taken from a sender', async (t) => {
  t.equal(replay(SEQUENCE, SEQUENCE - 1n, undefined), 'ok');
  t.equal(replay(SEQUENCE, SEQUENCE, undefined), 'replayed');
  t.equal(replay(SEQUENCE, SEQUENCE + 1n, undefined), 'replayed');
  t.equal(replay(SEQUENCE, 0xe800_0000_8000_0001n, undefined), 'ok', 'by serial arithmetic');
});

t.test('a mark outside the window is forgotten, in monotonic mode it never is', async (t) => {
  const future = SEQUENCE + (3600n << 32n);
  t.equal(replay(SEQUENCE, future, 5), 'ok');
  t.equal(replay(SEQUENCE, future, undefined), 'replayed');
  t.equal(replay(SEQUENCE, SEQUENCE + (5n << 32n), 5), 'replayed', 'a mark within the window counts');
});

t.test('four senders are remembered, the one not heard for longest is forgotten', async (t) => {
  let marks: readonly ReplayMark[] = [];
  for (const sender of ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.1', '10.0.0.4', '10.0.0.5']) {
    marks = rememberMark(marks, ip(sender), SEQUENCE);
  }
  t.strictSame(
    marks.map(({ sender }) => sender),
    ['10.0.0.3', '10.0.0.1', '10.0.0.4', '10.0.0.5'],
  );
});

t.test('the sequence follows the clock and grows without it', async (t) => {
  const half = 0x6800_0000_8000_0000n;
  t.equal(nextHmacSequence(undefined, SECONDS * 1000 + 500, 5), half);
  t.equal(nextHmacSequence(half, SECONDS * 1000 + 500, 5), half + 1n, 'the clock stood still');
  t.equal(nextHmacSequence(half, SECONDS * 1000 + 250, 5), half + 1n, 'the clock was set back a little');
  t.equal(nextHmacSequence(half, SECONDS * 1000 + 750, 5), 0x6800_0000_c000_0000n);
  t.equal(nextHmacSequence(0xffff_ffff_ffff_ffffn, 0xffff_ffff * 1000, 5), 0n, 'wraps');
});

t.test('a clock set back by more than the window restarts the sequence, in monotonic mode it does not', async (t) => {
  const future = SEQUENCE + (3600n << 32n);
  t.equal(nextHmacSequence(future, SECONDS * 1000 + 500, 5), SEQUENCE);
  t.equal(nextHmacSequence(future, SECONDS * 1000 + 500, undefined), future + 1n);
});

t.test('the window without configuration', async (t) => {
  t.equal(defaultTimeWindow(0.1), 5);
  t.equal(defaultTimeWindow(1), 5);
  t.equal(defaultTimeWindow(2.5), 8);
  t.equal(defaultTimeWindow(40.95), 123);
  t.equal(defaultTimeWindow(255), 300);
});
