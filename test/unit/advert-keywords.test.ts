/** Keywords about adverts on the wire: where they go, what is in them, how they are taken. */

import t from 'tap';
import type { Daemon } from '../../src/runtime/daemon-api.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon, stateOf } from '../support/memory-daemon.js';

const SECOND = 1_000_000;

interface Pair {
  readonly world: FakeWorld;
  readonly hosts: readonly [FakeHost, FakeHost];
  readonly daemons: readonly [Daemon, Daemon];
}

/** 10.0.0.1 with priority 120 and 10.0.0.2 with 100, each with the text given, after enough time for an election. */
function pair(first: string, second: string): Pair {
  const world = new FakeWorld();
  const hosts = [world.host('first', '10.0.0.1'), world.host('second', '10.0.0.2')] as const;
  const daemons = [startMemoryDaemon(hosts[0], first), startMemoryDaemon(hosts[1], second)] as const;
  world.advance(8 * SECOND);
  return { world, hosts, daemons };
}

function globals(lines: string): string {
  return `global_defs {\n${lines}\n}\n`;
}

function sentTo(text: string): readonly string[] {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.putAddress('fe80::1', 64);
  startMemoryDaemon(host, text);
  world.advance(8 * SECOND);
  return [...new Set(host.sent.map(({ destination }) => destination))];
}

t.test('the group that adverts go to', async (t) => {
  t.same(sentTo(memoryInstance('priority 100\nmcast_dst_ip 224.0.0.50')), ['224.0.0.50']);
  t.same(sentTo(globals('vrrp_mcast_group4 224.0.0.19') + memoryInstance('priority 100')), ['224.0.0.19']);
  const six = memoryInstance('priority 100', 'VI_1', 51, 'fe80::51');
  t.same(sentTo(six), ['ff02::12']);
  t.same(sentTo(globals('vrrp_mcast_group6 ff02::13') + six), ['ff02::13']);
  t.same(sentTo(memoryInstance('priority 100\nnative_ipv6', 'VI_1', 51, 'fe80::51')), ['ff02::12']);
});

t.test('mcast_src_ip and unicast_src_ip are the source', async (t) => {
  for (const lines of ['mcast_src_ip 10.0.0.7', 'unicast_src_ip 10.0.0.7\nunicast_peer {\n10.0.0.2\n}']) {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    host.putAddress('10.0.0.7', 24);
    startMemoryDaemon(host, memoryInstance(`priority 100\n${lines}`));
    world.advance(4 * SECOND);
    t.same([...(host.sent[0]?.bytes.subarray(12, 16) ?? [])], [10, 0, 0, 7]);
  }
});

t.test('vrrp_check_unicast_src: who is no peer is not heard', async (t) => {
  const unicast = (peer: string): string => `version 3\nunicast_peer {\n${peer}\n}`;
  const first = memoryInstance(`priority 120\n${unicast('10.0.0.2')}`);
  const second = memoryInstance(`priority 100\n${unicast('10.0.0.7')}`);
  const rejectedBySecond = (text: string): unknown => pair(first, text).daemons[1].snapshot().peers[0]?.rejected;
  t.same(rejectedBySecond(second), {});
  t.match(rejectedBySecond(globals('vrrp_check_unicast_src') + second), { 'unknown-peer': 5 });
});

t.test('v3_checksum_as_v2: without the pseudo-header, by either name', async (t) => {
  const plain = memoryInstance('priority 100\nversion 3');
  for (const first of [
    memoryInstance('priority 120\nversion 3\nv3_checksum_as_v2'),
    globals('v3_checksum_as_v2') + memoryInstance('priority 120\nversion 3'),
  ]) {
    t.equal(pair(first, plain).daemons[1].snapshot().peers[0]?.checksum, 'message-only');
  }
});

t.test('skip_check_adv_addr: a list of addresses is compared once for each master', async (t) => {
  const first = memoryInstance('priority 120', 'VI_1', 51, '10.0.0.100\n10.0.0.101');
  const errors = (lines: string, global = ''): number | undefined => {
    const { daemons } = pair(first, global + memoryInstance(`priority 100\n${lines}`));
    t.equal(stateOf(daemons[1]), 'backup');
    return daemons[1].snapshot().routers[0]?.counters.remarked['address-list-differs'];
  };
  t.equal(errors(''), 5);
  t.equal(errors('skip_check_adv_addr'), 1);
  t.equal(errors('', globals('vrrp_skip_check_adv_addr')), 1);
});

t.test(
  'no_virtual_ipaddress: adverts without an address, and virtual_ipaddress_excluded: addresses without adverts',
  async (t) => {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    const text = memoryInstance('priority 100\nno_virtual_ipaddress\nvirtual_ipaddress_excluded {\n10.0.0.100\n}');
    startMemoryDaemon(host, text.replace(/virtual_ipaddress \{[^}]*\}/, ''));
    world.advance(4 * SECOND);
    t.equal(host.sent[0]?.bytes[23], 0, 'the count of addresses');
    t.ok(host.has('10.0.0.100'));
  },
);

t.test('vrf: the device that an instance without an interface waits for', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(
    host,
    `vrrp_instance VI_1 {
  virtual_router_id 51
  priority 100
  vrf blue
  unicast_src_ip 10.0.0.1
  unicast_peer {
    10.0.0.2
  }
  virtual_ipaddress {
    10.0.0.100 dev eth0
  }
}`,
  );
  world.advance(5 * SECOND);
  t.match(daemon.snapshot().routers[0]?.why, /interface blue does not exist/);
  host.moreLinks.push({ ...host.link, index: 9, name: 'blue', kind: 'vrf', vrfTable: 77 });
  host.reportLink(host.moreLinks[0] ?? host.link);
  world.advance(5 * SECOND);
  t.equal(stateOf(daemon), 'master');
  t.match(host.endpoint, { interfaceName: 'blue', interfaceIndex: 9 });
});

t.test('log_unknown_vrids: another virtual router on the segment is told once', async (t) => {
  const stranger = memoryInstance('priority 100', 'VI_2', 77, '10.0.0.200');
  const own = memoryInstance('priority 100');
  const told = (global: string): readonly string[] => pair(global + own, stranger).hosts[0].logged(/Unknown VRID/);
  t.same(told(''), []);
  t.same(told(globals('log_unknown_vrids')), [
    'Unknown VRID(77) received on interface(eth0) from 10.0.0.2. ignoring...',
  ]);
});

t.test('how large the buffer of received adverts is', async (t) => {
  const asked = (global: string, first: string, second = ''): number | undefined => {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    const other = memoryInstance(`priority 100\n${second}`, 'VI_2', 52, '10.0.0.101\n10.0.0.102');
    startMemoryDaemon(host, globals(global) + memoryInstance(`priority 100\nversion 3\n${first}`) + other);
    world.settle();
    return host.receiveBuffer;
  };
  t.equal(asked('', ''), undefined);
  t.equal(asked('', 'kernel_rx_buf_size 4096'), 4096);
  t.equal(asked('', 'kernel_rx_buf_size 4096', 'kernel_rx_buf_size 1000'), 5096, 'routers on one socket add up');
  t.equal(asked('vrrp_rx_bufs_policy MTU', ''), 2 * 3 * 1500);
  t.equal(asked('vrrp_rx_bufs_policy MTU\nvrrp_rx_bufs_multiplier 5', ''), 2 * 5 * 1500);
  // An IPv4 header of 20 bytes, 8 of VRRP, 4 for each address, 8 of authentication in version 2.
  t.equal(asked('vrrp_rx_bufs_policy ADVERT', ''), 3 * 32 + 3 * 44);
  t.equal(asked('vrrp_rx_bufs_policy 30000', 'kernel_rx_buf_size 1'), 30_001);
});
