import t from 'tap';
import { type Prefix, parsePrefix } from '../../src/base/address.js';
import type { ChangeOutcome } from '../../src/runtime/ports/network.js';
import { netlinkAddressTable } from '../../src/system/netlink-address-table.js';
import { testAddressTable } from '../support/address-table-contract.js';
import { makeNamespacePair, namespacesMissing } from '../support/namespace-pair.js';

testAddressTable(t, (end) => end.within(netlinkAddressTable));

t.test('the outcome is known before apply returns', { skip: namespacesMissing() }, async (t) => {
  const pair = makeNamespacePair('as');
  const table = pair.first.within(netlinkAddressTable);
  t.teardown(() => {
    table.close();
    pair.remove();
  });
  const { interfaceIndex, interfaceName } = pair.first;
  const prefix = parsePrefix('192.0.2.100/32') as Prefix;
  let outcomes: unknown;
  table.apply([{ operation: 'add', interfaceIndex, interfaceName, prefix }], (result) => {
    outcomes = result;
  });
  t.strictSame(outcomes, [{ ok: true }]);
});

t.test(
  'a renewal that the kernel refuses is told, and the others are done',
  { skip: namespacesMissing() },
  async (t) => {
    const pair = makeNamespacePair('ar');
    const table = pair.first.within(netlinkAddressTable);
    t.teardown(() => {
      table.close();
      pair.remove();
    });
    const { interfaceIndex, interfaceName } = pair.first;
    const change = (text: string, index: number) => {
      const prefix = parsePrefix(text) as Prefix;
      return { operation: 'renew' as const, interfaceIndex: index, interfaceName, prefix, validLifetime: 10 };
    };
    let outcomes: readonly ChangeOutcome[] = [];
    table.apply([change('192.0.2.100/32', 4_000_000), change('192.0.2.101/32', interfaceIndex)], (result) => {
      outcomes = result;
    });
    t.match(outcomes, [{ ok: false, error: { errno: 'ENODEV' } }, { ok: true }]);
  },
);
