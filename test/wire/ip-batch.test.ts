/** Address changes as lines for `ip -batch`: what a unit runs behind a daemon that was killed. */

import t from 'tap';
import { type IpAddress, parsePrefix } from '../../src/base/address.js';
import type { AddressStep } from '../../src/wire/address-change.js';
import { batchLines, isSayable } from '../../src/wire/ip-batch.js';

function removal(address: string, more: Partial<AddressStep> = {}): AddressStep {
  const prefix = parsePrefix(address);
  if (prefix === undefined) throw new Error(address);
  return { operation: 'remove', interfaceName: 'eth0', prefix, ...more };
}

t.test('an address goes with its label and the other end', (t) => {
  t.strictSame(batchLines(removal('192.0.2.1/24', { label: 'eth0:1' })), [
    'address delete 192.0.2.1/24 dev eth0 label eth0:1\n',
  ]);
  const peer = { address: '192.0.2.2' as IpAddress, length: 32 };
  t.strictSame(batchLines(removal('192.0.2.1/24', { peer })), [
    'address delete 192.0.2.1 peer 192.0.2.2/32 dev eth0\n',
  ]);
  t.end();
});

t.test('the prefix route of an IPv6 address goes with it, where there is one', (t) => {
  t.strictSame(batchLines(removal('2001:db8::1/64')), [
    'address replace 2001:db8::1/64 dev eth0 valid_lft forever preferred_lft 0\n',
    'address delete 2001:db8::1/64 dev eth0\n',
  ]);
  t.strictSame(batchLines(removal('2001:db8::1/64', { noPrefixRoute: true })), [
    'address delete 2001:db8::1/64 dev eth0\n',
  ]);
  t.end();
});

t.test('a name that would be read as another one makes a line that does nothing', (t) => {
  for (const interfaceName of ['e1#x', 'e"1', "e'1", 'e\\1']) {
    const change = removal('192.0.2.1/24', { interfaceName });
    t.notOk(isSayable(change), interfaceName);
    t.strictSame(batchLines(change), ['\n']);
  }
  t.end();
});
