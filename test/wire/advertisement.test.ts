import t, { type Test } from 'tap';
import type { IpAddress } from '../../src/base/address.js';
import { fromSeconds } from '../../src/base/micros.js';
import { VRRP_GROUP_4, VRRP_GROUP_6 } from '../../src/wire/advertisement.js';
import {
  AdvertisementEncoder,
  type AdvertisementTemplate,
  encodeAdvertisement,
} from '../../src/wire/advertisement-packet.js';
import { passwordBytes } from '../../src/wire/authentication.js';
import * as captures from './captures.js';

const toHex = captures.toHex;
const ip = (text: string): IpAddress => text as IpAddress;

const BASE: AdvertisementTemplate = {
  version: 2,
  family: 4,
  vrid: 91,
  advertisementInterval: fromSeconds(1),
  addresses: [ip('10.77.0.100')],
  authentication: { type: 'none' },
  source: ip('10.77.0.1'),
  destination: VRRP_GROUP_4,
  checksumStyle: 'pseudo-header',
  timeToLive: 255,
};

/** The capture as we send it: the kernel fills in identification and header checksum after us. */
function withoutIdentification(packet: Uint8Array): string {
  return toHex(packet).replace(/^(.{8}).{4}(.{8}).{4}/, '$1....$2....');
}

function same(t: Test, template: AdvertisementTemplate, priority: number, capture: Uint8Array): void {
  t.equal(withoutIdentification(encodeAdvertisement(template, priority)), withoutIdentification(capture));
}

t.test('advertisements are those that keepalived sends', async (t) => {
  const pass = { type: 'pass', data: passwordBytes('1111') } as const;
  same(t, { ...BASE, authentication: pass }, 120, captures.V2_PASS);
  same(t, { ...BASE, authentication: pass }, 0, captures.V2_PASS_LEAVING);
  same(t, { ...BASE, vrid: 10, addresses: [ip('10.77.0.101'), ip('10.77.0.102')] }, 100, captures.V2_NONE);
  const v3 = { ...BASE, version: 3 } as const;
  const half = { vrid: 51, advertisementInterval: fromSeconds(0.5), addresses: [ip('10.77.0.103')] };
  same(t, { ...v3, ...half }, 255, captures.V3_IPV4);
  const unicast = { vrid: 55, destination: ip('10.77.0.2'), addresses: [ip('10.77.0.108')] };
  same(t, { ...v3, ...unicast }, 120, captures.V3_UNICAST);
  const hunter = { type: 'pass', data: passwordBytes('hunter2') } as const;
  const v2Unicast = { vrid: 56, destination: ip('10.77.0.2'), addresses: [ip('10.77.0.109')], authentication: hunter };
  same(t, { ...BASE, ...v2Unicast }, 120, captures.V2_UNICAST);
});

t.test('an IPv6 advertisement is the message alone, with the checksum that the kernel makes', async (t) => {
  const template: AdvertisementTemplate = {
    ...BASE,
    version: 3,
    family: 6,
    vrid: 53,
    addresses: [ip('fe80::100'), ip('fd77::100')],
    source: ip('fe80::ff:fe00:7701'),
    destination: VRRP_GROUP_6,
  };
  t.equal(toHex(encodeAdvertisement(template, 110)), toHex(captures.V3_IPV6));
  const old = { ...template, version: 2, vrid: 57, addresses: [ip('fd77::109')] } as const;
  t.equal(toHex(encodeAdvertisement(old, 100)), toHex(captures.V2_IPV6));
  const pass = { type: 'pass', data: passwordBytes('1111') } as const;
  const named = { ...old, vrid: 58, addresses: [ip('fd77::110')], authentication: pass };
  t.equal(toHex(encodeAdvertisement(named, 100)), toHex(captures.V2_IPV6_PASS));
});

t.test('AH is sealed as keepalived seals it, identification and header checksum included', async (t) => {
  const template: AdvertisementTemplate = {
    ...BASE,
    vrid: 54,
    addresses: [ip('10.77.0.107')],
    authentication: { type: 'ah', data: passwordBytes('secret78') },
  };
  t.equal(toHex(encodeAdvertisement(template, 101, { ahSequence: 1 })), toHex(captures.V2_AH));
  t.equal(toHex(encodeAdvertisement(template, 101, { ahSequence: 6 })), toHex(captures.V2_AH_SIXTH));
  const wrapped = encodeAdvertisement(template, 101, { ahSequence: 0x1_0000 });
  t.equal(toHex(wrapped.subarray(4, 6)), '0001', 'identification 0 would be replaced by the kernel');
});

t.test('a checksum over the message alone is the RFC 9568 way', async (t) => {
  // python3: s=sum(int.from_bytes(b[i:i+2],'big') for i in range(0,12,2)); hex(0xffff-(s%65536+s//65536))
  //          with b=bytes.fromhex('3133ff01003200000a4d0067')
  const template = { ...BASE, version: 3, vrid: 51, advertisementInterval: fromSeconds(0.5) } as const;
  const packet = encodeAdvertisement(
    { ...template, addresses: [ip('10.77.0.103')], checksumStyle: 'message-only' },
    255,
  );
  t.equal(toHex(packet.subarray(20)), '3133ff010032c4e40a4d0067');
});

t.test('the IPv4 header asks for network control and lets the kernel number the packet', async (t) => {
  t.equal(toHex(encodeAdvertisement(BASE, 1).subarray(0, 10)), '45c0002800000000ff70');
  const hop = encodeAdvertisement({ ...BASE, timeToLive: 64, destination: ip('10.77.0.2') }, 1);
  t.equal(hop[8], 64);
});

t.test('intervals are rounded to the unit of the version and kept in its range', async (t) => {
  const bytes = (version: 2 | 3, seconds: number): string =>
    toHex(encodeAdvertisement({ ...BASE, version, advertisementInterval: fromSeconds(seconds) }, 1).subarray(24, 26));
  t.equal(bytes(2, 2.4), '0002');
  t.equal(bytes(2, 1000), '00ff');
  t.equal(bytes(3, 0.01), '0001');
  t.equal(bytes(3, 40.95), '0fff');
  t.equal(bytes(3, 60), '0fff');
  t.equal(bytes(3, 0.001), '0001');
});

t.test('a password is cut at eight bytes and filled with zeros', async (t) => {
  t.equal(toHex(passwordBytes('secret')), '7365637265740000');
  t.equal(toHex(passwordBytes('longer than eight')), '6c6f6e6765722074');
  t.equal(toHex(passwordBytes('grün')), '6772c3bc6e000000');
});

t.test('the encoder makes a packet again only when the priority changes', async (t) => {
  const encoder = new AdvertisementEncoder(BASE);
  const first = encoder.encode(120);
  t.equal(encoder.encode(120), first);
  t.not(encoder.encode(110), first);
  t.equal(encoder.encode(110)[22], 110);
});
