import t from 'tap';
import type { IpAddress } from '../../src/base/address.js';
import { fromSeconds } from '../../src/base/micros.js';
import { VRRP_GROUP_4, VRRP_GROUP_6 } from '../../src/wire/advertisement.js';
import { decodeArpFrame } from '../../src/wire/arp.js';
import { passwordBytes } from '../../src/wire/authentication.js';
import { decodeAdvertisement, NOTHING_HEARD } from '../../src/wire/receive.js';
import type { ReceiveRules } from '../../src/wire/receive-rules.js';
import { peekVrid, type WirePacket } from '../../src/wire/received-message.js';
import { fuzzSeeds, mutate } from '../support/fuzz.js';
import * as captures from '../wire/captures.js';

const ip = (text: string): IpAddress => text as IpAddress;
const SAMPLES = [
  captures.V2_PASS,
  captures.V2_NONE,
  captures.V2_AH,
  captures.V3_IPV4,
  captures.V3_IPV4_THREE,
  captures.V3_IPV6,
  captures.V3_UNICAST,
  captures.GRATUITOUS_ARP,
  captures.hex(
    '45c0003c00010000ff700000c633640ae00000123133c80100644402c0000264010100006800000080000000' +
      '1b84bc4e8e43892dc6d98448f8ee2265',
  ),
];

const BASE: ReceiveRules = {
  version: 3,
  family: 4,
  advertisementInterval: fromSeconds(1),
  addresses: [ip('10.77.0.103')],
  authentication: { type: 'none' },
  hmac: undefined,
  multicast: true,
  groupChecksum: true,
  group: VRRP_GROUP_4,
  peers: undefined,
};
const KEY = { id: 1, secret: Uint8Array.from({ length: 32 }, (_, index) => index) };
const RULES: readonly ReceiveRules[] = [
  BASE,
  { ...BASE, version: 2 },
  { ...BASE, version: 2, authentication: { type: 'pass', data: passwordBytes('1111') } },
  { ...BASE, version: 2, authentication: { type: 'ah', data: passwordBytes('secret78') } },
  { ...BASE, hmac: { mode: 'enforce', keys: [KEY], timeWindow: 5 } },
  { ...BASE, hmac: { mode: 'permissive', keys: [KEY], timeWindow: undefined } },
  { ...BASE, multicast: false, peers: [{ address: ip('10.77.0.1'), minimumHopLimit: 1 }] },
  { ...BASE, family: 6, group: VRRP_GROUP_6, addresses: [ip('fe80::100'), ip('fd77::100')] },
];

t.test('no bytes make the reading of advertisements throw, write or grow', async (t) => {
  let accepted = 0;
  for (const { seed, random } of fuzzSeeds(20_000)) {
    const bytes = mutate(SAMPLES, random);
    const before = Buffer.from(bytes).toString('hex');
    const rules = random.pick(RULES);
    const packet: WirePacket = {
      family: rules.family,
      bytes,
      source: rules.family === 4 ? ip('10.77.0.1') : ip('fe80::1'),
      destination: random.chance(0.1) ? undefined : rules.group,
      hopLimit: random.chance(0.1) ? undefined : random.pick([255, 255, 64]),
    };
    const decoded = decodeAdvertisement(packet, rules, NOTHING_HEARD, { wallMillis: 1_744_830_465_000 });
    const vrid = peekVrid(packet);
    if (decoded.ok) {
      accepted += 1;
      const { advertisement } = decoded;
      const sane =
        advertisement.addresses.length <= 255 && advertisement.advertisementInterval > 0 && advertisement.vrid === vrid;
      if (!sane) t.fail(`seed ${seed}: accepted ${before}`);
    } else if (/1111|secret78/.test(JSON.stringify(decoded))) t.fail(`seed ${seed}: a secret is told of ${before}`);
    decodeArpFrame(bytes);
    if (Buffer.from(bytes).toString('hex') !== before) t.fail(`seed ${seed}: ${before} was written to`);
  }
  t.ok(accepted > 0, `${accepted} of the mutated packets are still good`);
});
