import t from 'tap';
import { type Prefix, parsePrefix } from '../../src/base/address.js';
import type { AddressTable, ChangeOutcome } from '../../src/runtime/ports/network.js';
import { ipAddressTable } from '../../src/system/ip-address-table.js';
import { testAddressTable } from '../support/address-table-contract.js';

testAddressTable(t, (end) => ipAddressTable(['ip', '-n', end.name]));

const PREFIX = parsePrefix('192.0.2.100/32') as Prefix;

function add(table: AddressTable, interfaceName: string): Promise<readonly ChangeOutcome[]> {
  const change = { operation: 'add', interfaceIndex: 2, interfaceName, prefix: PREFIX } as const;
  return new Promise((resolve) => table.apply([change], resolve));
}

t.test('a missing ip command is an outcome, not an exception', async (t) => {
  const outcomes = await add(ipAddressTable(['/nonexistent/ip']), 'eth0');
  t.match(outcomes, [{ ok: false, error: { errno: 'ENOENT' } }]);
});

t.test('an ip command that gives up fails the whole batch', async (t) => {
  const outcomes = await add(ipAddressTable(['sh', '-c', 'echo broken >&2; exit 3']), 'eth0');
  t.match(outcomes, [{ ok: false, error: { message: 'add 192.0.2.100/32 on eth0: broken' } }]);
});

t.test('a name that the batch language would read as more than a name is refused', async (t) => {
  const outcomes = await add(ipAddressTable(['sh', '-c', 'test -z "$(cat)"']), 'eth0 label#x');
  t.match(outcomes, [{ ok: false, error: { errno: 'EINVAL' } }]);
});
