/**
 * BFD control packets. The good ones were recorded with tcpdump from Debian's keepalived 2.2.7 and FRR's bfdd 8.4.4;
 * nothing of vrrpd made them. RFC 5880 sections 4.1 and 6.8.6.
 */

import t from 'tap';
import { micros } from '../../src/base/micros.js';
import { type BfdControl, decodeBfdControl, describeDiagnostic, encodeBfdControl } from '../../src/wire/bfd.js';
import { hex, toHex } from './captures.js';

const KEEPALIVED_UP: BfdControl = {
  diagnostic: 0,
  state: 'up',
  poll: false,
  final: false,
  independent: false,
  demand: false,
  detectMultiplier: 3,
  myDiscriminator: 0x3ed0f4ac,
  yourDiscriminator: 0x4f9f6b7a,
  desiredMinTransmit: micros(50_000),
  requiredMinReceive: micros(50_000),
  requiredMinEchoReceive: micros(0),
};
const KEEPALIVED_NEW: BfdControl = {
  ...KEEPALIVED_UP,
  state: 'down',
  yourDiscriminator: 0,
  desiredMinTransmit: micros(1_000_000),
};

const CAPTURES: readonly (readonly [string, string, BfdControl])[] = [
  ['keepalived: down, the other end unknown', '204003183ed0f4ac00000000000f42400000c35000000000', KEEPALIVED_NEW],
  [
    'keepalived: init',
    '208005184f9f6b7a3ed0f4ac000f42400000c35000000000',
    {
      ...KEEPALIVED_NEW,
      state: 'init',
      detectMultiplier: 5,
      myDiscriminator: 0x4f9f6b7a,
      yourDiscriminator: 0x3ed0f4ac,
    },
  ],
  ['keepalived: up', '20c003183ed0f4ac4f9f6b7a0000c3500000c35000000000', KEEPALIVED_UP],
  [
    'keepalived: up, asks for a confirmation',
    '20e003183ed0f4ac4f9f6b7a0000c3500000c35000000000',
    { ...KEEPALIVED_UP, poll: true },
  ],
  [
    'keepalived: up, confirms',
    '20d005184f9f6b7a3ed0f4ac0000c3500000c35000000000',
    {
      ...KEEPALIVED_UP,
      final: true,
      detectMultiplier: 5,
      myDiscriminator: 0x4f9f6b7a,
      yourDiscriminator: 0x3ed0f4ac,
    },
  ],
  [
    'keepalived: down, the other end was silent',
    '21400518c287f8fd00000000000f42400000c35000000000',
    { ...KEEPALIVED_NEW, diagnostic: 1, detectMultiplier: 5, myDiscriminator: 0xc287f8fd },
  ],
  [
    'FRR: down, answers echo packets',
    '204003185d82b07100000000000f4240000f42400000c350',
    {
      ...KEEPALIVED_NEW,
      myDiscriminator: 0x5d82b071,
      requiredMinReceive: micros(1_000_000),
      requiredMinEchoReceive: micros(50_000),
    },
  ],
  [
    'FRR: administratively down',
    '200003185d82b071ad5029000000c3500000c3500000c350',
    {
      ...KEEPALIVED_UP,
      state: 'admin-down',
      myDiscriminator: 0x5d82b071,
      yourDiscriminator: 0xad502900,
      requiredMinEchoReceive: micros(50_000),
    },
  ],
];

t.test('packets of keepalived and FRR are read, and written again to the same bytes', async (t) => {
  for (const [name, digits, packet] of CAPTURES) {
    t.same(decodeBfdControl(hex(digits)), { ok: true, packet }, name);
    t.equal(toHex(encodeBfdControl(packet)), digits, name);
  }
});

t.test('every flag has its place', async (t) => {
  const flags = { poll: true, final: false, independent: true, demand: true };
  const digits = '25ea01180000000100000002000000030000000400000005';
  const packet: BfdControl = {
    diagnostic: 5,
    state: 'up',
    ...flags,
    detectMultiplier: 1,
    myDiscriminator: 1,
    yourDiscriminator: 2,
    desiredMinTransmit: micros(3),
    requiredMinReceive: micros(4),
    requiredMinEchoReceive: micros(5),
  };
  t.same(decodeBfdControl(hex(digits)), { ok: true, packet });
  t.equal(toHex(encodeBfdControl(packet)), digits);
});

t.test('what RFC 5880 tells to discard is rejected, the first failure first', async (t) => {
  const good = '20c003183ed0f4ac4f9f6b7a0000c3500000c35000000000';
  const cases: readonly (readonly [string, string, string])[] = [
    ['length', 'no bytes', ''],
    ['length', 'one byte is missing', good.slice(0, -2)],
    ['version', 'version 0', `00${good.slice(2)}`],
    ['version', 'version 2', `40${good.slice(2)}`],
    ['length-field', 'shorter than a packet', good.replace('20c00318', '20c00317')],
    ['length-field', 'longer than the datagram', good.replace('20c00318', '20c00319')],
    ['length-field', 'authenticated, without room for it', good.replace('20c00318', '20c40318')],
    ['detect-multiplier', 'multiplier 0', good.replace('20c00318', '20c00018')],
    ['multipoint', 'multipoint', good.replace('20c00318', '20c10318')],
    ['my-discriminator', 'discriminator 0', good.replace('3ed0f4ac', '00000000')],
    ['your-discriminator', 'up with nobody', good.replace('4f9f6b7a', '00000000')],
    ['your-discriminator', 'init with nobody', good.replace('20c0', '2080').replace('4f9f6b7a', '00000000')],
    ['authentication', 'a password', `${good.replace('20c00318', '20c4031c')}01040161`],
  ];
  for (const [code, name, digits] of cases) t.same(decodeBfdControl(hex(digits)), { ok: false, code }, name);
  const padded = decodeBfdControl(hex(`${good}0000`));
  t.same(padded, { ok: true, packet: KEEPALIVED_UP }, 'bytes behind the packet are ignored');
});

t.test('diagnostics have words', async (t) => {
  t.equal(describeDiagnostic(1), 'control detection time expired');
  t.equal(describeDiagnostic(3), 'neighbor signaled session down');
  t.equal(describeDiagnostic(31), 'diagnostic 31');
});
