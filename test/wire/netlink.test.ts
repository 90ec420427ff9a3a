/**
 * Messages of Linux 6.18 for changes that `ip` made, recorded from a netlink socket on a little-endian machine.
 */
import t from 'tap';
import type { IpAddress, MacAddress } from '../../src/base/address.js';
import { concatBytes } from '../../src/base/bytes.js';
import { decodeAddress, encodeDeleteAddress, encodeNewAddress } from '../../src/wire/netlink/address-message.js';
import { listAttributes, PayloadWriter, readAttributes, readU32 } from '../../src/wire/netlink/attributes.js';
import {
  decodeFamily,
  decodeLinkState,
  encodeGetFamily,
  encodeGetLinkState,
} from '../../src/wire/netlink/generic-message.js';
import { decodeLink, encodeNewVirtualLink, encodeSetLinkUp } from '../../src/wire/netlink/link-message.js';
import {
  decodeAcknowledgement,
  decodeNetlinkMessages,
  encodeNetlinkMessage,
  numberNetlinkMessages,
} from '../../src/wire/netlink/message.js';
import { hex, toHex } from './captures.js';

const ip = (text: string): IpAddress => text as IpAddress;

const ADDRESS_4 = hex(
  '5c000000140000000b6f016b3b010000021800000200000008000100c633640708000200c633640708000400c63364ff' +
    '0d000300657468303a76697000000000080008000000000014000600640000002c010000a68c0400a68c0400',
);
const ADDRESS_6 = hex(
  '480000001400000000000000000000000a80a200020000001400010020010db8000000000000000000000007' +
    '1400060000000000ffffffffa78c0400a78c040008000800a2000000',
);
const PEER = hex(
  '50000000140000000b6f016b3d010000022080000200000008000100cb00710908000200c633640909000300657468300000000008000800' +
    '8000000014000600ffffffffffffffffa78c0400a78c0400',
);
const REFUSED = hex(
  '580000000200000207000000f47f00009dffffff28000000150005000700000000000000021800000200000008000200c000024d08000100c000024d' +
    '1c000100697076343a2041646472657373206e6f7420666f756e6400',
);
const ACCEPTED = hex('240000000200000107000000f47f0000000000003c000000140005050700000000000000');
const DUMP_END = hex('140000000300020007000000f47f000000000000');
const MACVLAN = hex(
  // Shortened by hand: name, MTU, lower link, hardware address, kind, and IPv6 settings with forwarding switched on.
  '80000000100000000000000000000000 0000010003000000 02100000ffffffff' +
    '080003006d76300008000d00e8030000050010000200000008000400dc050000080005000200000 00a00010000005e0001330000' +
    '100012000c0001006d6163766c616e00' +
    '1c001a00 18000a00 14000200 01000000 40000000 dc050000 01000000',
);

function only(bytes: Uint8Array) {
  const messages = decodeNetlinkMessages(bytes);
  const [message] = messages;
  if (messages.length !== 1 || message === undefined) throw new Error(`${messages.length} messages`);
  return message;
}

t.test('addresses as the kernel tells them', async (t) => {
  t.match(decodeAddress(only(ADDRESS_4).payload), {
    interfaceIndex: 2,
    prefix: { address: '198.51.100.7', length: 24 },
    label: 'eth0:vip',
    permanent: false,
    validLifetime: 300,
    scope: 0,
    peer: undefined,
  });
  t.match(decodeAddress(only(ADDRESS_6).payload), {
    prefix: { address: '2001:db8::7', length: 128 },
    deprecated: true,
    permanent: true,
    tentative: false,
    validLifetime: undefined,
    label: undefined,
  });
  t.match(decodeAddress(only(PEER).payload), { prefix: { address: '198.51.100.9', length: 32 }, peer: '203.0.113.9' });
});

t.test('a link as the kernel tells it', async (t) => {
  t.match(decodeLink(only(MACVLAN).payload), {
    index: 3,
    name: 'mv0',
    up: false,
    running: false,
    mtu: 1500,
    mac: '00:00:5e:00:01:33',
    lower: 2,
    kind: 'macvlan',
    operationalState: 2,
    multicast: true,
    forwardsIpv6: true,
  });
});

t.test('a message with a family of its own is not about the link', async (t) => {
  const payload = only(MACVLAN).payload.slice();
  payload[0] = 7;
  t.equal(decodeLink(payload), undefined);
});

t.test('answers of the kernel', async (t) => {
  t.strictSame(decodeAcknowledgement(only(REFUSED)), { sequence: 7, error: 99, message: 'ipv4: Address not found' });
  t.strictSame(decodeAcknowledgement(only(ACCEPTED)), { sequence: 7, error: 0, message: undefined });
  t.strictSame(decodeAcknowledgement(only(DUMP_END)), { sequence: 7, error: 0, message: undefined });
  t.equal(decodeAcknowledgement(only(ADDRESS_4)), undefined);
});

t.test('several messages in one datagram', async (t) => {
  const both = new Uint8Array([...REFUSED, ...DUMP_END]);
  t.strictSame(
    decodeNetlinkMessages(both).map(({ type }) => type),
    [2, 3],
  );
});

t.test('lengths that do not fit end the reading', async (t) => {
  const lie = (length: number): Uint8Array => {
    const bytes = new Uint8Array([...DUMP_END, ...ADDRESS_4]);
    new DataView(bytes.buffer).setUint32(DUMP_END.length, length, true);
    return bytes;
  };
  for (const length of [0, 1, 15, 93, 0x7fff_ffff, 0xffff_ffff]) {
    t.strictSame(
      decodeNetlinkMessages(lie(length)).map(({ type }) => type),
      [3],
      String(length),
    );
  }
  for (const [bytes, decode] of [
    [ADDRESS_4, decodeAddress],
    [MACVLAN, decodeLink],
  ] as const) {
    const { payload } = only(bytes);
    for (let length = 0; length < payload.length; length += 1) t.doesNotThrow(() => decode(payload.slice(0, length)));
  }
});

t.test('an address whose length does not fit its family is none', async (t) => {
  const wrong = (offset: number, value: number): unknown => {
    const payload = only(ADDRESS_4).payload.slice();
    payload[offset] = value;
    return decodeAddress(payload);
  };
  t.equal(wrong(0, 10), undefined, 'IPv6 with four bytes');
  t.equal(wrong(0, 7), undefined, 'an unknown family');
  t.equal(wrong(1, 33), undefined, 'a prefix of 33 bits');
});

t.test('attributes', async (t) => {
  const bytes = new PayloadWriter()
    .attributeU32(1, 0x01020304)
    .attributeText(2, 'abc')
    .attributeU8(3, 9)
    .nested(4, (inner) => inner.attributeU16(5, 0x0102))
    .finish();
  t.equal(toHex(bytes), '0800010004030201' + '0800020061626300' + '0500030009000000' + '0c0004800600050002010000');
  const attributes = readAttributes(bytes);
  t.equal(readU32(attributes, 1), 0x01020304);
  t.equal(readU32(attributes, 3), undefined, 'too short');
  t.equal(readU32(attributes, 9), undefined);
  t.strictSame(
    listAttributes(new Uint8Array([...bytes, ...bytes])).map(([type]) => type),
    [1, 2, 3, 4, 1, 2, 3, 4],
  );
  t.strictSame(listAttributes(hex('0300010000000000')), [], 'shorter than its header');
  t.strictSame(listAttributes(hex('0900010000000000')), [], 'longer than what is there');
});

t.test('requests', async (t) => {
  const request = { interfaceIndex: 2, prefix: { address: ip('198.51.100.7'), length: 24 } };
  const start = '0218000002000000' + '08000200c6336407' + '08000100c6336407';
  t.equal(toHex(encodeDeleteAddress(request)), start);
  t.equal(
    toHex(encodeNewAddress({ ...request, label: 'eth0:vip', broadcast: ip('198.51.100.255'), validLifetime: 10 })),
    `${start}0d000300657468303a7669700000000008000400c63364ff140006000a0000000a0000000000000000000000`,
  );
  const six = { interfaceIndex: 2, prefix: { address: ip('2001:db8::7'), length: 128 }, noDad: true, home: true };
  t.equal(
    toHex(encodeNewAddress({ ...six, preferredLifetime: 0, protocol: 18 })),
    '0a80000002000000' +
      '1400020020010db8000000000000000000000007' +
      '1400010020010db8000000000000000000000007' +
      '0800080012000000' +
      '1400060000000000ffffffff0000000000000000' +
      '05000b0012000000',
  );
  t.equal(
    toHex(encodeDeleteAddress({ interfaceIndex: 1, prefix: { address: ip('127.0.0.2'), length: 8 } })).slice(0, 8),
    '020800fe',
  );
  t.equal(
    toHex(encodeNetlinkMessage(21, 5, 7, encodeDeleteAddress(request))),
    `28000000150005000700000000000000${start}`,
    'the request that the kernel echoed in its refusal',
  );
});

t.test('messages of one datagram are numbered where they stand', async (t) => {
  const messages = [hex('010203'), hex('0405060708')].map((payload) => encodeNetlinkMessage(20, 0x501, 0, payload));
  const datagram = concatBytes(messages);
  numberNetlinkMessages(datagram, messages, 0xffff_ffff, 4);
  t.equal(
    toHex(datagram),
    `1300000014000105ffffffff0000000001020300${'15000000140005050000000000000000'}0405060708000000`,
  );
});

t.test('requests about links', async (t) => {
  t.equal(toHex(encodeSetLinkUp(3, true)), '00000000030000000100000001000000');
  t.equal(toHex(encodeSetLinkUp(3, false)), '00000000030000000000000001000000');
  const mac = '00:00:5e:00:01:33' as MacAddress;
  t.equal(
    toHex(encodeNewVirtualLink('vrrp.51', 2, { kind: 'macvlan', mode: 'private', mac })),
    '00000000000000000000000000000000' +
      '0c000300767272702e353100' +
      '0800050002000000' +
      '0a00010000005e0001330000' +
      '1c0012800c0001006d6163766c616e000c0002800800010001000000',
  );
});

t.test('the driver is asked for its link', async (t) => {
  t.equal(toHex(encodeGetFamily('ethtool')), '03010000' + '0c000200657468746f6f6c00');
  t.equal(decodeFamily(hex('01020000' + '0c000200657468746f6f6c00' + '0600010015000000')), 21);
  t.equal(decodeFamily(hex('01020000' + '0c000200657468746f6f6c00')), undefined);
  t.equal(toHex(encodeGetLinkState('eth0')), '06010000' + '10000180' + '0900020065746830' + '00000000');
  const header = '06010000' + '18000180' + '0800010002000000' + '0900020065746830' + '00000000';
  t.equal(decodeLinkState(hex(`${header}0500020001000000`)), true);
  t.equal(decodeLinkState(hex(`${header}0500020000000000`)), false);
  t.equal(decodeLinkState(hex(header)), undefined, 'a driver that cannot tell');
  t.equal(decodeLinkState(hex('')), undefined);
});
