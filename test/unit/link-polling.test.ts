/** Links that are polled decide instead of the carrier that the kernel reports. */

import t from 'tap';
import { FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon, stateOf } from '../support/memory-daemon.js';

const SECOND = 1_000_000;
const POLLED = 'linkbeat_interfaces {\n  eth0\n}\n';

t.test('a driver that sees no link stops the router, whatever the kernel reports', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, POLLED + memoryInstance('priority 120'));
  world.advance(5 * SECOND);
  t.equal(stateOf(daemon), 'master');
  host.polledUp = false;
  world.advance(SECOND);
  t.equal(stateOf(daemon), 'fault');
  t.match(daemon.snapshot().routers[0]?.why, /no link on eth0, asked for by polling/);
  t.notOk(host.has('10.0.0.100'));
  host.polledUp = true;
  world.advance(SECOND);
  t.equal(stateOf(daemon), 'backup', 'within one period');
});

t.test('a carrier that the kernel misses does not stop a polled link; the interface set down does', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, POLLED + memoryInstance('priority 120'));
  world.advance(5 * SECOND);
  host.setLink({ running: false });
  world.advance(3 * SECOND);
  t.equal(stateOf(daemon), 'master');
  host.setLink({ up: false });
  world.settle();
  t.equal(stateOf(daemon), 'fault', 'at once, not when the next poll is due');
});

t.test('it is asked at the start, then once a second, and not again before an answer', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  startMemoryDaemon(host, POLLED + memoryInstance('priority 120'));
  world.settle();
  t.equal(host.polls.length, 1);
  world.advance(3 * SECOND);
  t.equal(host.polls.length, 4);
  host.polledUp = undefined;
  world.advance(5 * SECOND);
  t.equal(host.polls.length, 5, 'the driver has not answered');
  t.same(host.logged(/polled/), ['the link of eth0 is polled: its driver is asked once a second']);
});

t.test('without an answer the last one counts; after a reload without polling the carrier does', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const plain = memoryInstance('priority 120');
  const daemon = startMemoryDaemon(host, POLLED + plain, () => plain);
  host.polledUp = false;
  world.advance(2 * SECOND);
  t.equal(stateOf(daemon), 'fault');
  host.polledUp = undefined;
  world.advance(10 * SECOND);
  t.equal(stateOf(daemon), 'fault');
  t.same(await daemon.reload(), { ok: true });
  world.settle();
  t.equal(stateOf(daemon), 'backup');
  const asked = host.polls.length;
  world.advance(10 * SECOND);
  t.equal(host.polls.length, asked, 'nobody is asked any more');
});

const WAYS: readonly [title: string, text: string, expected: readonly object[]][] = [
  [
    'IOCTL reads the flags',
    `linkbeat_interfaces {\n eth0 IOCTL\n}\n${memoryInstance('')}`,
    [{ name: 'eth0', ask: 'flags' }],
  ],
  [
    'MII asks the driver',
    `linkbeat_interfaces {\n eth0 MII\n}\n${memoryInstance('')}`,
    [{ name: 'eth0', ask: 'driver' }],
  ],
  [
    'ETHTOOL asks the driver',
    `linkbeat_interfaces {\n eth0 ETHTOOL\n}\n${memoryInstance('')}`,
    [{ name: 'eth0', ask: 'driver' }],
  ],
  ['in the instance', memoryInstance('linkbeat_use_polling'), [{ name: 'eth0', ask: 'driver' }]],
  [
    'for all: interfaces of instances and tracked ones',
    `linkbeat_use_polling\n${memoryInstance('track_interface {\n eth1 weight 10\n}')}`,
    [
      { name: 'eth0', ask: 'driver' },
      { name: 'eth1', ask: 'driver' },
    ],
  ],
  [
    'the interface below a virtual MAC',
    memoryInstance('use_vmac vrrp.51\n linkbeat_use_polling'),
    [{ name: 'eth0', ask: 'driver' }],
  ],
];

for (const [title, text, expected] of WAYS) {
  t.test(`${title}`, async (t) => {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    startMemoryDaemon(host, text);
    t.same(host.polls[0], expected);
  });
}

t.test('nothing is polled that nobody asks for', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  startMemoryDaemon(host, memoryInstance('priority 100'));
  world.advance(10 * SECOND);
  t.same(host.polls, []);
});
