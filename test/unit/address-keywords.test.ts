/** Words of addresses, virtual and static alike: what each of them changes in what the kernel is asked for. */

import t from 'tap';
import type { AddressChange } from '../../src/runtime/ports/network.js';
import { FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon, stateOf } from '../support/memory-daemon.js';

const SECOND = 1_000_000;

/** What is asked for of the first address that is not the instance's own. */
function asked(text: string): AddressChange | undefined {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.moreLinks.push({ ...host.link, index: 77, name: 'eth1' });
  startMemoryDaemon(host, text);
  world.advance(5 * SECOND);
  return host.changes.find(({ operation, prefix }) => operation === 'add' && prefix.address !== '10.0.0.100');
}

const bothWays = (line: string): readonly (AddressChange | undefined)[] => [
  asked(memoryInstance(`priority 200\nvirtual_ipaddress_excluded {\n${line}\n}`)),
  asked(`static_ipaddress {\n${line}\n}\n${memoryInstance('priority 200')}`),
];

t.test('each word of an address', async (t) => {
  for (const [line, part] of [
    ['10.0.0.101/24', { prefix: { address: '10.0.0.101', length: 24 }, interfaceName: 'eth0' }],
    ['10.0.0.101/24 brd 10.0.0.255', { broadcast: '10.0.0.255' }],
    ['10.0.0.101/24 brd +', { broadcast: '10.0.0.255' }],
    ['10.0.0.101/24 broadcast -', { broadcast: '10.0.0.0' }],
    ['10.0.0.101/24 dev eth1', { interfaceName: 'eth1', interfaceIndex: 77 }],
    ['10.0.0.101/24 scope link', { scope: 253 }],
    ['10.0.0.101/24 label eth0:x', { label: 'eth0:x' }],
    ['10.0.0.101 peer 10.0.0.102/32', { peer: { address: '10.0.0.102', length: 32 } }],
    ['10.0.0.101/24 noprefixroute', { noPrefixRoute: true }],
    ['239.1.2.3/32 autojoin', { autoJoin: true }],
    ['2001:db8::1/64 home', { home: true }],
    ['2001:db8::1/64', { noDad: true }],
    ['2001:db8::1/64 mngtmpaddr', { manageTemporary: true }],
    ['2001:db8::1/64 preferred_lft 7', { preferredLifetime: 7 }],
  ] as const) {
    for (const change of bothWays(line)) t.match(change, part, line);
  }
  for (const change of bothWays('2001:db8::1/64 -nodad')) t.not(change?.noDad, true, 'with duplicate detection');
});

t.test('no_track: the interface of a virtual address is no matter, and a static one is not put back', async (t) => {
  const stateWith = (word: string): string | undefined => {
    const world = new FakeWorld();
    const line = `10.0.0.101 dev eth9 ${word}`;
    const text = memoryInstance(`priority 200\nvirtual_ipaddress_excluded {\n${line}\n}`);
    const daemon = startMemoryDaemon(world.host('first', '10.0.0.1'), text);
    world.advance(5 * SECOND);
    return stateOf(daemon);
  };
  t.same([stateWith(''), stateWith('no_track')], ['fault', 'master']);
  const isBack = (text: string): boolean => {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    startMemoryDaemon(host, text);
    world.advance(5 * SECOND);
    host.dropAddress('10.7.0.1');
    world.advance(5 * SECOND);
    return host.has('10.7.0.1');
  };
  const asStatic = (line: string): string => `static_ipaddress {\n${line}\n}\n${memoryInstance('priority 200')}`;
  const asVirtual = (line: string): string => memoryInstance(`priority 200\nvirtual_ipaddress_excluded {\n${line}\n}`);
  for (const text of [asStatic, asVirtual]) {
    t.same([isBack(text('10.7.0.1/24')), isBack(text('10.7.0.1/24 no_track'))], [true, false]);
  }
});

t.test('default_interface: where static addresses are that name none', async (t) => {
  const text = (global: string): string =>
    `global_defs {\n${global}\n}\nstatic_ipaddress {\n10.7.0.1/24\n}\n${memoryInstance('priority 200')}`;
  t.equal(asked(text(''))?.interfaceName, 'eth0');
  t.equal(asked(text('default_interface eth1'))?.interfaceName, 'eth1');
});
