/**
 * Packets that are not captures were made with python3's struct-free arithmetic: the one's complement sum of RFC 1071
 * over the message (with source, destination, 0x0070 and length in front for the pseudo-header), and
 * `hmac.new(key, packet_with_zeroed_fields, 'md5').digest()[:12]` for AH. vrrpd had no part in them.
 */
import t from 'tap';
import type { IpAddress } from '../../src/base/address.js';
import { fromSeconds } from '../../src/base/micros.js';
import { VRRP_GROUP_4, VRRP_GROUP_6 } from '../../src/wire/advertisement.js';
import { passwordBytes } from '../../src/wire/authentication.js';
import { decodeAdvertisement, inspectPacket, NOTHING_HEARD, type ReceiveMemory } from '../../src/wire/receive.js';
import { RECEIVE_CHECKS, type RejectionCode } from '../../src/wire/receive-checks.js';
import type { ReceiveRules } from '../../src/wire/receive-rules.js';
import { peekVrid, type WirePacket } from '../../src/wire/received-message.js';
import * as captures from './captures.js';
import { hex } from './captures.js';

const ip = (text: string): IpAddress => text as IpAddress;
const NOW = { wallMillis: 1_744_830_465_000 };

const V2: ReceiveRules = {
  version: 2,
  family: 4,
  advertisementInterval: fromSeconds(1),
  addresses: [ip('10.77.0.100')],
  authentication: { type: 'none' },
  hmac: undefined,
  multicast: true,
  groupChecksum: true,
  group: VRRP_GROUP_4,
  peers: undefined,
};
const PASS: ReceiveRules = { ...V2, authentication: { type: 'pass', data: passwordBytes('1111') } };
const AH: ReceiveRules = {
  ...V2,
  addresses: [ip('10.77.0.107')],
  authentication: { type: 'ah', data: passwordBytes('secret78') },
};
const V3: ReceiveRules = {
  ...V2,
  version: 3,
  advertisementInterval: fromSeconds(0.5),
  addresses: [ip('10.77.0.103')],
};
const UNICAST: ReceiveRules = {
  ...V3,
  advertisementInterval: fromSeconds(1),
  addresses: [ip('10.77.0.108')],
  multicast: false,
};

function ipv4(bytes: Uint8Array): WirePacket {
  return { family: 4, bytes, source: ip('10.77.0.1'), destination: undefined, hopLimit: undefined };
}

function ipv6(bytes: Uint8Array): WirePacket {
  const source = ip('fe80::ff:fe00:7701');
  return { family: 6, bytes, source, destination: VRRP_GROUP_6, hopLimit: 255 };
}

t.test('the checks run in a fixed order', async (t) => {
  t.strictSame(
    RECEIVE_CHECKS.map(({ code }) => code),
    [
      'authentication-header',
      'packet-length',
      'hop-limit',
      'version',
      'hmac-missing',
      'hmac-malformed',
      'hmac-stale',
      'hmac-unknown-key',
      'hmac-invalid',
      'hmac-replayed',
      'authentication-type-unknown',
      'authentication-type',
      'password',
      'ah-index',
      'ah-digest',
      'ah-replayed',
      'advertisement-interval',
      'type',
      'total-length',
      'advertisement-interval-zero',
      'checksum',
      'destination',
      'address-count-zero',
      'unknown-peer',
      'peer-hop-limit',
    ],
  );
  for (const { source } of RECEIVE_CHECKS) t.match(source, /^(RFC \d+ sections? \d|keepalived )/);
});

t.test('adverts of keepalived are read', async (t) => {
  const cases: [string, WirePacket, ReceiveRules, object][] = [
    ['v2 PASS', ipv4(captures.V2_PASS), PASS, { version: 2, vrid: 91, priority: 120, checksum: 'message-only' }],
    ['v2 leaving', ipv4(captures.V2_PASS_LEAVING), PASS, { vrid: 91, priority: 0 }],
    [
      'v2 none',
      ipv4(captures.V2_NONE),
      { ...V2, addresses: [ip('10.77.0.101'), ip('10.77.0.102')] },
      { vrid: 10, priority: 100, advertisementInterval: 1_000_000, addresses: ['10.77.0.101', '10.77.0.102'] },
    ],
    [
      'v3 IPv4',
      ipv4(captures.V3_IPV4),
      V3,
      { version: 3, vrid: 51, priority: 255, advertisementInterval: 500_000, checksum: 'pseudo-header', hopLimit: 255 },
    ],
    [
      'v3 IPv6',
      ipv6(captures.V3_IPV6),
      {
        ...V3,
        family: 6,
        advertisementInterval: fromSeconds(1),
        addresses: [ip('fe80::100'), ip('fd77::100')],
        group: VRRP_GROUP_6,
      },
      { family: 6, vrid: 53, priority: 110, addresses: ['fe80::100', 'fd77::100'], checksum: 'pseudo-header' },
    ],
    ['v2 AH', ipv4(captures.V2_AH), AH, { vrid: 54, priority: 101, addresses: ['10.77.0.107'] }],
    [
      'v3 unicast',
      ipv4(captures.V3_UNICAST),
      UNICAST,
      { vrid: 55, priority: 120, destination: '10.77.0.2', source: '10.77.0.1' },
    ],
    [
      'v2 unicast',
      ipv4(captures.V2_UNICAST),
      {
        ...PASS,
        multicast: false,
        addresses: [ip('10.77.0.109')],
        authentication: { type: 'pass', data: passwordBytes('hunter2') },
      },
      { vrid: 56, priority: 120 },
    ],
    [
      'v3 IPv6 unicast',
      { ...ipv6(captures.V3_IPV6_UNICAST), source: ip('fd77::1'), destination: ip('fd77::2'), hopLimit: 64 },
      { ...UNICAST, family: 6, addresses: [ip('fd77::109')], group: VRRP_GROUP_6 },
      { vrid: 57, priority: 90, hopLimit: 64 },
    ],
  ];
  for (const [name, packet, rules, expected] of cases) {
    const decoded = decodeAdvertisement(packet, rules, NOTHING_HEARD, NOW);
    t.match(decoded, { ok: true, advertisement: expected, remarks: [] }, name);
  }
});

t.test('the VRID is found before anything is checked', async (t) => {
  t.equal(peekVrid(ipv4(captures.V2_PASS)), 91);
  t.equal(peekVrid(ipv4(captures.V2_AH)), 54);
  t.equal(peekVrid(ipv6(captures.V3_IPV6)), 53);
  t.equal(peekVrid(ipv4(hex('47c0002800010000ff70d04c0a4d0001e000001294040000000000003133ff01'))), 51);
  t.equal(peekVrid(ipv4(hex('45c0'))), undefined);
  t.equal(peekVrid(ipv4(hex('40c0'))), undefined);
  t.equal(peekVrid(ipv6(hex(''))), undefined);
});

// Draft appendix image of keepalived's auth_hmac: key 00 to 1f, source 198.51.100.10, sequence 0x6800000080000000.
const SIGNED = hex(
  '45c0003c00010000ff7000000a4d0001e0000012' +
    '3133c80100644402c0000264' +
    '010100006800000080000000 1b84bc4e8e43892dc6d98448f8ee2265',
);
SIGNED.set([198, 51, 100, 10], 12);
const SECRET = Uint8Array.from({ length: 32 }, (_, index) => index);
const HMAC: ReceiveRules = {
  ...V3,
  advertisementInterval: fromSeconds(1),
  addresses: [ip('192.0.2.100')],
  hmac: { mode: 'enforce', keys: [{ id: 1, secret: SECRET }], timeWindow: 5 },
};

function changed(bytes: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[offset] = value;
  return copy;
}

interface Story {
  readonly code: RejectionCode;
  readonly packet: WirePacket;
  readonly rules: ReceiveRules;
  readonly expected: string;
  readonly actual: string;
  readonly memory?: ReceiveMemory;
  readonly wallMillis?: number;
}

const REJECTED: readonly Story[] = [
  {
    code: 'authentication-header',
    packet: ipv4(
      hex(
        '45c0004000010000ff33d0690a4d0001e0000012700400000a4d000100000001877d6109c3b2eb9877888e502136650100016f0f0a4d006b0000000000000000',
      ),
    ),
    rules: { ...V2, addresses: [ip('10.77.0.107')] },
    expected: 'no AH',
    actual: 'AH',
  },
  {
    code: 'authentication-header',
    packet: ipv4(hex('45c0002800010000ff70d0440a4d0001e00000122136650102016d0f0a4d006b0000000000000000')),
    rules: AH,
    expected: 'AH',
    actual: 'no AH',
  },
  {
    code: 'packet-length',
    packet: ipv4(hex('45c0002400010000ff70d0480a4d0001e00000123133ff020032c4e30a4d0067')),
    rules: V3,
    expected: 'at least 16 bytes',
    actual: '12 bytes',
  },
  {
    code: 'hop-limit',
    packet: ipv4(hex('45c0002800010000fe70d1440a4d0001e0000012215b78010101f88e0a4d00643131313100000000')),
    rules: PASS,
    expected: '255',
    actual: '254',
  },
  {
    code: 'hop-limit',
    packet: { ...ipv6(captures.V3_IPV6), hopLimit: 64 },
    rules: { ...V3, family: 6, addresses: [ip('fe80::100'), ip('fd77::100')], group: VRRP_GROUP_6 },
    expected: '255',
    actual: '64',
  },
  {
    code: 'hop-limit',
    packet: { ...ipv6(captures.V3_IPV6), hopLimit: undefined },
    rules: { ...V3, family: 6, addresses: [ip('fe80::100'), ip('fd77::100')], group: VRRP_GROUP_6 },
    expected: '255',
    actual: 'unknown',
  },
  {
    code: 'version',
    packet: ipv4(captures.V2_NONE),
    rules: { ...V3, advertisementInterval: fromSeconds(1), addresses: [ip('10.77.0.101'), ip('10.77.0.102')] },
    expected: '3',
    actual: '2',
  },
  {
    code: 'version',
    packet: ipv4(captures.V3_IPV4_THREE),
    rules: V2,
    expected: '2',
    actual: '3',
  },
  {
    code: 'hmac-missing',
    packet: ipv4(captures.V3_IPV4),
    rules: { ...V3, hmac: HMAC.hmac },
    expected: 'a signature',
    actual: 'none',
  },
  {
    code: 'hmac-malformed',
    packet: ipv4(changed(SIGNED, 32, 2)),
    rules: HMAC,
    expected: 'type 1, reserved 0',
    actual: 'type 2, 28 bytes',
  },
  {
    code: 'hmac-malformed',
    packet: ipv4(changed(SIGNED, 35, 1)),
    rules: HMAC,
    expected: 'type 1, reserved 0',
    actual: 'type 1, 28 bytes',
  },
  {
    code: 'hmac-stale',
    packet: ipv4(SIGNED),
    rules: HMAC,
    wallMillis: 1_744_830_470_000,
    expected: 'a clock within 5 s of ours',
    actual: 'behind by 6 s',
  },
  {
    code: 'hmac-stale',
    packet: ipv4(SIGNED),
    rules: HMAC,
    wallMillis: 1_744_830_458_999,
    expected: 'a clock within 5 s of ours',
    actual: 'ahead by 6 s',
  },
  {
    code: 'hmac-unknown-key',
    packet: ipv4(SIGNED),
    rules: { ...HMAC, hmac: { mode: 'enforce', keys: [{ id: 2, secret: SECRET }], timeWindow: 5 } },
    expected: 'key id 2',
    actual: 'key id 1',
  },
  {
    code: 'hmac-invalid',
    packet: ipv4(SIGNED),
    rules: { ...HMAC, hmac: { mode: 'permissive', keys: [{ id: 1, secret: SECRET.toReversed() }], timeWindow: 5 } },
    expected: 'a signature made with our key 1',
    actual: 'another signature',
  },
  {
    code: 'hmac-replayed',
    packet: ipv4(SIGNED),
    rules: HMAC,
    memory: { ahSequence: 0, marks: [{ sender: ip('198.51.100.10'), sequence: 0x6800_0000_8000_0000n }] },
    expected: 'a sequence after 0x6800000080000000',
    actual: '0x6800000080000000',
  },
  {
    code: 'authentication-type-unknown',
    packet: ipv4(hex('45c0002800010000ff70d0440a4d0001e0000012215b78010901f08e0a4d00643131313100000000')),
    rules: PASS,
    expected: '0 (none), 1 (PASS) or 2 (AH)',
    actual: '9',
  },
  {
    code: 'authentication-type',
    packet: ipv4(hex('45c0002800010000ff70d0440a4d0001e0000012215b780100015bf10a4d00640000000000000000')),
    rules: PASS,
    expected: 'PASS',
    actual: 'none',
  },
  {
    code: 'authentication-type',
    packet: ipv4(captures.V2_PASS),
    rules: V2,
    expected: 'none',
    actual: 'PASS',
  },
  {
    code: 'password',
    packet: ipv4(hex('45c0002800010000ff70d0440a4d0001e0000012215b78010101f88d0a4d00643131313200000000')),
    rules: PASS,
    expected: 'the configured password',
    actual: 'another password',
  },
  {
    code: 'ah-index',
    packet: ipv4(
      hex(
        '45c0004000010000ff33d0690a4d0001e0000012700400000a4d000900000001caf4fa7daae3a3f95dccffb02136650102016d0f0a4d006b0000000000000000',
      ),
    ),
    rules: AH,
    expected: '10.77.0.1',
    actual: '10.77.0.9',
  },
  {
    code: 'ah-index',
    packet: ipv4(
      hex(
        '45c0004000010000ff33d0690a4d0001e0000012040400000a4d000100000001066fc2a783e66f1865dfe5c92136650102016d0f0a4d006b0000000000000000',
      ),
    ),
    rules: AH,
    expected: 'next header 112, length 4',
    actual: 'next header 4, length 4',
  },
  {
    code: 'ah-digest',
    packet: ipv4(
      hex(
        '45c0004000010000ff33d0690a4d0001e0000012700400000a4d0001000000014329aa8b0914cd953dece6a42136650102016d0f0a4d006b0000000000000000',
      ),
    ),
    rules: AH,
    expected: 'a digest made with the configured key',
    actual: 'another digest',
  },
  {
    code: 'ah-replayed',
    packet: ipv4(captures.V2_AH_SIXTH),
    rules: AH,
    memory: { ahSequence: 6, marks: [] },
    expected: 'a sequence above 6',
    actual: '6',
  },
  {
    code: 'advertisement-interval',
    packet: ipv4(hex('45c0002800010000ff70d0440a4d0001e0000012215b78010102f88d0a4d00643131313100000000')),
    rules: PASS,
    expected: '1 s',
    actual: '2 s',
  },
  {
    code: 'type',
    packet: ipv4(hex('45c0002000010000ff70d04c0a4d0001e00000123233ff010032d9070a4d0067')),
    rules: V3,
    expected: '1',
    actual: '2',
  },
  {
    code: 'total-length',
    packet: ipv4(hex('45c0002400010000ff70d0480a4d0001e00000123133ff010032da070a4d006700000000')),
    rules: V3,
    expected: '32 bytes',
    actual: '36 bytes',
  },
  {
    code: 'total-length',
    packet: ipv4(SIGNED),
    rules: { ...HMAC, hmac: undefined },
    expected: '32 bytes',
    actual: '60 bytes, the length of a signature that we do not expect',
  },
  {
    code: 'advertisement-interval-zero',
    packet: ipv4(hex('45c0002000010000ff70d04c0a4d0001e00000123133ff010000da390a4d0067')),
    rules: V3,
    expected: 'at least 0.01 s',
    actual: '0 s',
  },
  {
    code: 'checksum',
    packet: ipv4(hex('45c0002000010000ff70d04c0a4d0001e00000123133ff010032da080a4d0067')),
    rules: V3,
    expected: '0xda07 (0xc4e4 without pseudo-header)',
    actual: '0xda08',
  },
  {
    code: 'checksum',
    packet: ipv4(changed(captures.V2_PASS, 26, 0xf7)),
    rules: PASS,
    expected: '0xf88e',
    actual: '0xf78e',
  },
  {
    code: 'checksum',
    packet: ipv6(changed(captures.V3_IPV6, 2, 111)),
    rules: { ...V3, family: 6, addresses: [ip('fe80::100'), ip('fd77::100')], group: VRRP_GROUP_6 },
    expected: '0xed3b',
    actual: '0xee3b',
  },
  {
    code: 'destination',
    packet: ipv4(captures.V3_UNICAST),
    rules: { ...UNICAST, multicast: true },
    expected: 'a multicast group',
    actual: '10.77.0.2',
  },
  {
    code: 'destination',
    packet: ipv4(captures.V3_IPV4),
    rules: { ...V3, multicast: false },
    expected: 'a unicast address',
    actual: '224.0.0.18',
  },
  {
    code: 'address-count-zero',
    packet: ipv4(hex('45c0001c00010000ff70d0500a4d0001e00000123133ff000032e4c0')),
    rules: V3,
    expected: 'at least 1',
    actual: '0',
  },
  {
    code: 'unknown-peer',
    packet: ipv4(captures.V3_UNICAST),
    rules: { ...UNICAST, peers: [{ address: ip('10.77.0.3') }] },
    expected: 'a configured peer',
    actual: '10.77.0.1',
  },
  {
    code: 'peer-hop-limit',
    packet: ipv4(captures.V3_UNICAST),
    rules: { ...UNICAST, peers: [{ address: ip('10.77.0.1'), minimumHopLimit: 60, maximumHopLimit: 64 }] },
    expected: '60 to 64',
    actual: '255',
  },
];

for (const { code, packet, rules, expected, actual, memory = NOTHING_HEARD, wallMillis } of REJECTED) {
  t.test(`rejected: ${code}, expected ${expected}, got ${actual}`, async (t) => {
    const circumstances = wallMillis === undefined ? NOW : { wallMillis };
    const input = inspectPacket(packet, rules, memory, circumstances);
    t.strictSame(
      RECEIVE_CHECKS.filter((row) => row.check(input) !== undefined).map((row) => row.code),
      [code],
      'and nothing else is wrong with it',
    );
    const decoded = decodeAdvertisement(packet, rules, memory, circumstances);
    t.match(decoded, { ok: false, rejection: { code, expected, actual } });
  });
}

t.test('every check has a packet that fails it', async (t) => {
  const shown = new Set(REJECTED.map(({ code }) => code));
  t.strictSame(
    RECEIVE_CHECKS.map(({ code }) => code).filter((code) => !shown.has(code)),
    [],
  );
});

t.test('the first failure in the order decides', async (t) => {
  // Everything is wrong: TTL, version, authentication, interval, type, checksum, destination.
  const packet = ipv4(hex('45c00028000100000170d0440a4d00010a4d00024f5b7801 0909 0000 0a4d00643131313200000000'));
  const decoded = decodeAdvertisement(packet, PASS, NOTHING_HEARD, NOW);
  t.match(decoded, { ok: false, rejection: { code: 'hop-limit', counter: 'ip_ttl_err' } });
});

t.test('a rejection never tells a password', async (t) => {
  const secret = { ...PASS, authentication: { type: 'pass', data: passwordBytes('s3cr3t!!') } } as const;
  const decoded = decodeAdvertisement(ipv4(captures.V2_PASS), secret, NOTHING_HEARD, NOW);
  t.notMatch(JSON.stringify(decoded), /s3cr3t|1111|115,51/);
});

t.test('both checksums of version 3 over IPv4 are taken, and which one it was is said', async (t) => {
  const cases: [string, string, ReceiveRules][] = [
    ['pseudo-header', '45c0002000010000ff70d04c0a4d0001e00000123133ff010032da070a4d0067', V3],
    ['message-only', '45c0002000010000ff70d04c0a4d0001e00000123133ff010032c4e40a4d0067', V3],
    ['group', '45c0002000010000ff70a6100a4d00010a4d000231377801006460cd0a4d006c', UNICAST],
  ];
  for (const [checksum, bytes, rules] of cases) {
    t.match(decodeAdvertisement(ipv4(hex(bytes)), rules, NOTHING_HEARD, NOW), {
      ok: true,
      advertisement: { checksum },
    });
  }
  const old = decodeAdvertisement(ipv4(hex(cases[2]?.[1] ?? '')), UNICAST, NOTHING_HEARD, NOW);
  t.match(old, { remarks: [{ code: 'checksum-of-group', actual: 'checksum made with 224.0.0.18' }] });
});

t.test('odd but accepted', async (t) => {
  const padding = hex('45c0002000010000ff70d04c0a4d0001e00000123133ff010032da070a4d00670000000000000000000000000000');
  t.match(decodeAdvertisement(ipv4(padding), V3, NOTHING_HEARD, NOW), { ok: true, remarks: [] }, 'Ethernet padding');
  const reserved = hex('45c0002000010000ff70d04c0a4d0001e00000123133ff01f032ea060a4d0067');
  t.match(
    decodeAdvertisement(ipv4(reserved), V3, NOTHING_HEARD, NOW),
    { ok: true, advertisement: { advertisementInterval: 500_000 }, remarks: [] },
    'reserved bits',
  );
  const options = hex('47c0002800010000ff70d04c0a4d0001e000001294040000000000003133ff010032da070a4d0067');
  t.match(decodeAdvertisement(ipv4(options), V3, NOTHING_HEARD, NOW), { ok: true, remarks: [] }, 'IPv4 options');
});

t.test('another interval in version 3 is remarked on and taken', async (t) => {
  const packet = ipv4(hex('45c0002000010000ff70d04c0a4d0001e00000123133ff010064d9d50a4d0067'));
  t.match(decodeAdvertisement(packet, V3, NOTHING_HEARD, NOW), {
    ok: true,
    advertisement: { advertisementInterval: 1_000_000 },
    remarks: [{ code: 'advertisement-interval-differs', expected: '0.5 s', actual: '1 s' }],
  });
});

t.test('another list of addresses is remarked on and taken', async (t) => {
  const packet = ipv4(hex('45c0002000010000ff70d04c0a4d0001e00000123133ff010032d9a60a4d00c8'));
  t.match(decodeAdvertisement(packet, V3, NOTHING_HEARD, NOW), {
    ok: true,
    advertisement: { addresses: ['10.77.0.200'] },
    remarks: [
      {
        code: 'address-list-differs',
        counter: 'addr_list_err',
        expected: '1 addresses, missing there: 10.77.0.103',
        actual: '1 addresses, unknown here: 10.77.0.200; another pair with this VRID?',
      },
    ],
  });
  const trusted = { ...NOW, trustedSource: ip('10.77.0.1') };
  t.match(
    decodeAdvertisement(packet, V3, NOTHING_HEARD, trusted),
    { ok: true, remarks: [] },
    'not from a known master',
  );
  const another = { ...NOW, trustedSource: ip('10.77.0.9') };
  t.match(decodeAdvertisement(packet, V3, NOTHING_HEARD, another), { remarks: [{ code: 'address-list-differs' }] });
});

t.test('the order of addresses does not matter', async (t) => {
  const turned = { ...V2, addresses: [ip('10.77.0.102'), ip('10.77.0.101')] };
  t.match(decodeAdvertisement(ipv4(captures.V2_NONE), turned, NOTHING_HEARD, NOW), { ok: true, remarks: [] });
});

t.test('AH: the sequence heard is remembered, and only that of a packet that passed', async (t) => {
  const first = decodeAdvertisement(ipv4(captures.V2_AH_SIXTH), AH, NOTHING_HEARD, NOW);
  t.match(first, { ok: true, memory: { ahSequence: 6 } });
  t.match(decodeAdvertisement(ipv4(captures.V2_AH), AH, { ahSequence: 6, marks: [] }, NOW), {
    ok: false,
    rejection: { code: 'ah-replayed' },
  });
});

t.test('AH over unicast does not cover the time to live, as in keepalived', async (t) => {
  const rules = { ...AH, multicast: false };
  const packet = hex(
    '45c0004000010000ff33a62d0a4d00010a4d0002700400000a4d000100000001967de70361845133251d85842136650102016d0f0a4d006b0000000000000000',
  );
  t.match(decodeAdvertisement(ipv4(packet), rules, NOTHING_HEARD, NOW), { ok: true });
  t.match(decodeAdvertisement(ipv4(changed(packet, 8, 63)), rules, NOTHING_HEARD, NOW), { ok: true });
});

t.test('version 2 over IPv6 has no authentication data, as in keepalived', async (t) => {
  const rules = { ...V2, family: 6, addresses: [ip('fd77::109')], group: VRRP_GROUP_6 } as const;
  const plain = decodeAdvertisement(ipv6(captures.V2_IPV6), rules, NOTHING_HEARD, NOW);
  t.match(plain, { ok: true, advertisement: { priority: 100, addresses: ['fd77::109'] }, remarks: [] });
  const named = { ...rules, addresses: [ip('fd77::110')], authentication: PASS.authentication };
  t.match(decodeAdvertisement(ipv6(captures.V2_IPV6_PASS), named, NOTHING_HEARD, NOW), { ok: true, remarks: [] });
  t.match(decodeAdvertisement(ipv6(captures.V2_IPV6), named, NOTHING_HEARD, NOW), {
    ok: false,
    rejection: { code: 'authentication-type' },
  });
});

t.test('no cut of a good packet is read or throws', async (t) => {
  for (const bytes of [captures.V2_PASS, captures.V2_AH, captures.V3_IPV4, SIGNED]) {
    for (let length = 0; length < bytes.length; length += 1) {
      for (const rules of [PASS, AH, V3, HMAC]) {
        t.equal(decodeAdvertisement(ipv4(bytes.slice(0, length)), rules, NOTHING_HEARD, NOW).ok, false);
      }
    }
  }
});
