/** Keywords about gratuitous ARP and neighbour advertisements: when they leave, and how often. */

import t from 'tap';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';

const SECOND = 1_000_000;
const IPV6 = 0x86dd;

/** Moments of announcements in milliseconds, the first at 0; without the first `skipped`. */
function moments({ frames }: FakeHost, skipped = 0): readonly number[] {
  const counted = frames.slice(skipped);
  return counted.map(({ at }) => (at - (counted[0]?.at ?? 0)) / 1000);
}

function start(world: FakeWorld, address: string, text: string): FakeHost {
  const host = world.host(address, address);
  startMemoryDaemon(host, text);
  return host;
}

/** Keywords in an instance, or with a prefix in global_defs. */
function bothWays(...keywords: readonly string[]): readonly string[] {
  const own = memoryInstance(['priority 120', ...keywords].join('\n'));
  const lines = keywords.map((keyword) => `vrrp_${keyword}`).join('\n');
  return [own, `global_defs {\n${lines}\n}\n${memoryInstance('priority 120')}`];
}

t.test('how often a new master announces, again after a while, and then now and again', async (t) => {
  const keywords = [
    'garp_master_repeat 2',
    'garp_master_delay 3',
    'garp_master_refresh 10',
    'garp_master_refresh_repeat 3',
  ];
  for (const text of bothWays(...keywords)) {
    const world = new FakeWorld();
    const host = start(world, '10.0.0.1', text);
    world.advance(28 * SECOND);
    t.same(moments(host), [0, 0, 3_000, 3_000, 13_000, 13_000, 13_000, 23_000, 23_000, 23_000]);
  }
});

t.test('the same keywords under their names of global_defs', async (t) => {
  const names = [
    'vrrp_garp_master_repeat 1',
    'vrrp_garp_master_delay 0',
    'vrrp_garp_master_refresh 5',
    'vrrp_garp_master_refresh_repeat 2',
  ];
  const world = new FakeWorld();
  const host = start(world, '10.0.0.1', `global_defs {\n${names.join('\n')}\n}\n${memoryInstance('priority 120')}`);
  world.advance(10 * SECOND);
  t.same(moments(host), [0, 5_000, 5_000], 'one, and two every five seconds');
  const afterwards = 'vrrp_garp_master_delay 0\nvrrp_garp_lower_prio_repeat 3\nvrrp_garp_lower_prio_delay 2';
  t.same(afterWorse(afterwards, ''), [0, 0, 0, 2_000, 2_000, 2_000]);
});

t.test('a worse master heard: the address is announced again, and once more after a while', async (t) => {
  const lines = 'garp_master_repeat 1\ngarp_master_delay 0\ngarp_lower_prio_repeat 2\ngarp_lower_prio_delay 1';
  t.same(afterWorse('', lines), [0, 0, 1_000, 1_000]);
});

/** Announcements of a master, in milliseconds from when it heard one advert of a worse one. */
function afterWorse(global: string, lines: string): readonly number[] {
  const world = new FakeWorld();
  const globals = global === '' ? '' : `global_defs {\n${global}\n}\n`;
  const first = start(world, '10.0.0.1', globals + memoryInstance(`priority 120\n${lines}`));
  world.advance(4 * SECOND);
  first.unplugged = true;
  const second = start(world, '10.0.0.2', memoryInstance('priority 100'));
  world.advance(3_700_000);
  second.unplugged = true;
  first.unplugged = false;
  const before = first.frames.length;
  const [advert] = second.sent;
  if (advert !== undefined) first.receive({ bytes: advert.bytes, destination: advert.destination as never });
  world.advance(2_100_000);
  return moments(first, before).slice(0, 6);
}

t.test('gaps between neighbour advertisements: vrrp_gna_interval, and gna_interval of a garp_group', async (t) => {
  const excluded = 'virtual_ipaddress_excluded {\n2001:db8::1\n2001:db8::2\n}';
  const instance = memoryInstance(`priority 120\ngarp_master_repeat 1\ngarp_master_delay 0\n${excluded}`);
  for (const before of [
    'global_defs {\nvrrp_gna_interval 0.2\n}\n',
    'garp_group {\ngna_interval 0.2\ninterface eth0\n}\n',
    'garp_group {\ngna_interval 0.2\ninterfaces {\neth0\n}\n}\n',
  ]) {
    const world = new FakeWorld();
    const host = start(world, '10.0.0.1', before + instance);
    world.advance(5 * SECOND);
    const neighbours = host.frames.filter(
      ({ frame }) => (((frame.bytes[12] ?? 0) << 8) | (frame.bytes[13] ?? 0)) === IPV6,
    );
    t.same(
      neighbours.map(({ at }) => at - (neighbours[0]?.at ?? 0)),
      [0, 200_000],
      before,
    );
  }
});

t.test('announcements on other interfaces, by each of the names', async (t) => {
  const lines = 'priority 150\ngarp_master_repeat 1\ngarp_master_delay 0';
  const addresses = '10.0.0.100\n10.0.0.101 dev eth1';
  for (const [global, own] of [
    ['vrrp_garp_extra_if all 2', ''],
    ['vrrp_vmac_garp_intvl all 2', ''],
    ['', 'garp_extra_if all 2'],
    ['', 'vmac_garp_intvl all 2'],
  ] as const) {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    host.moreLinks.push({ ...host.link, index: 77, name: 'eth1' });
    const instance = memoryInstance(`${lines}\n${own}`, 'VI_1', 51, addresses);
    startMemoryDaemon(host, `global_defs {\n${global}\n}\n${instance}`);
    world.advance(5 * SECOND);
    host.frames.length = 0;
    world.advance(6 * SECOND);
    t.same(
      host.frames.map(({ frame }) => frame.interfaceIndex),
      [77, 77, 77],
      global + own,
    );
  }
});
