import t from 'tap';
import {
  compareAddresses,
  formatPrefix,
  type IpAddress,
  isLinkLocal,
  isMulticast,
  networkOf,
  parseIpAddress,
  parsePrefix,
  prefixContains,
  virtualMac,
} from '../../src/base/address.js';

t.test('addresses are read into one canonical text', (t) => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['192.0.2.1', '192.0.2.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['192.0.2.256', undefined],
    ['192.0.2', undefined],
    ['192.0.02.1', undefined],
    ['192.0.2.1 ', undefined],
    ['', undefined],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8::', '2001:db8::'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80:0:0:1::2', 'fe80:0:0:1::2'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:192.0.2.7', '::ffff:192.0.2.7'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:7', undefined],
    ['1:2:3:4:5:6:7:8:9', undefined],
    ['1::2::3', undefined],
    ['1:2:3:4:5:6:7::8', undefined],
    ['12345::', undefined],
    ['192.0.2.1::', undefined],
    [':::', undefined],
  ];
  for (const [text, expected] of cases) t.equal(parseIpAddress(text), expected, JSON.stringify(text));
  t.end();
});

t.test('order is numeric, not the order of text', (t) => {
  const order = (a: string, b: string): number => Math.sign(compareAddresses(a as IpAddress, b as IpAddress));
  t.equal(order('192.0.2.9', '192.0.2.10'), -1);
  t.equal(order('192.0.2.10', '192.0.2.9'), 1);
  t.equal(order('192.0.2.9', '192.0.2.9'), 0);
  t.equal(order('fe80::ff', 'fe80::100'), -1);
  t.equal(order('255.255.255.255', '::'), -1);
  t.end();
});

t.test('prefixes', (t) => {
  const show = (text: string): string | undefined => {
    const prefix = parsePrefix(text);
    return prefix === undefined ? undefined : formatPrefix(prefix);
  };
  t.equal(show('192.0.2.1'), '192.0.2.1/32');
  t.equal(show('192.0.2.1/24'), '192.0.2.1/24');
  t.equal(show('192.0.2.1/33'), undefined);
  t.equal(show('192.0.2.1/'), undefined);
  t.equal(show('192.0.2.1/2x'), undefined);
  t.equal(show('2001:db8::1'), '2001:db8::1/128');
  t.equal(show('2001:db8::1/129'), undefined);
  const inside = (prefix: string, address: string): boolean => {
    const network = parsePrefix(prefix);
    return network !== undefined && prefixContains(network, address as IpAddress);
  };
  t.equal(inside('192.0.2.1/24', '192.0.2.255'), true);
  t.equal(inside('192.0.2.1/24', '192.0.3.0'), false);
  t.equal(inside('192.0.2.128/25', '192.0.2.127'), false);
  t.equal(inside('0.0.0.0/0', '203.0.113.1'), true);
  t.equal(inside('2001:db8::/33', '2001:db8:8000::1'), false);
  t.equal(inside('192.0.2.1/24', '2001:db8::1'), false);
  t.end();
});

t.test('kinds of address', (t) => {
  t.equal(isLinkLocal('fe80::1' as IpAddress), true);
  t.equal(isLinkLocal('fec0::1' as IpAddress), false);
  t.equal(isLinkLocal('169.254.3.4' as IpAddress), true);
  t.equal(isMulticast('224.0.0.18' as IpAddress), true);
  t.equal(isMulticast('ff02::12' as IpAddress), true);
  t.equal(isMulticast('223.255.255.255' as IpAddress), false);
  t.equal(virtualMac(4, 91), '00:00:5e:00:01:5b');
  t.equal(virtualMac(6, 255), '00:00:5e:00:02:ff');
  t.end();
});

t.test('a network judges a long list as it judges each address', async (t) => {
  const list = [
    '10.0.0.1',
    '10.0.0.2',
    '10.0.1.1',
    '10.0.1.200',
    '10.0.10.1',
    '10.0.1.3',
    '::ffff:10.0.1.3',
    'fd00::1',
  ];
  for (const text of ['10.0.1.0/24', '10.0.0.0/23', '10.0.1.0/25', '10.0.1.3/32', '0.0.0.0/0', 'fd00::/64']) {
    const prefix = parsePrefix(text);
    if (prefix === undefined) throw new Error(text);
    const contains = networkOf(prefix);
    for (const address of list as IpAddress[]) {
      t.equal(contains(address), prefixContains(prefix, address), `${address} in ${text}`);
    }
  }
});
