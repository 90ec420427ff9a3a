/**
 * What a master holds beside addresses, over ports in memory: order, putting back, gaps between announcements.
 */

import t from 'tap';
import type { MacAddress } from '../../src/base/address.js';
import { startDaemon } from '../../src/runtime/daemon.js';
import { type Daemon, type DaemonSettings, type LoadOutcome, NOTHING_KEPT } from '../../src/runtime/daemon-api.js';
import { build } from '../support/configurations.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';

const SECOND = 1_000_000;

const SETTINGS: DaemonSettings = {
  version: '0.0.0',
  configurationFile: '/etc/keepalived/keepalived.conf',
  runDirectory: '/run/vrrpd',
  stateDirectory: '/run/vrrpd',
  kept: NOTHING_KEPT,
  addressLease: 0,
  recordDirectory: undefined,
  keepAddressesAtStop: false,
  dumpDirectory: '/tmp',
};

function start(host: FakeHost, text: string, next: () => string = () => text): Daemon {
  const load = async (): Promise<LoadOutcome> => ({ ok: true, configuration: build(next()).configuration });
  return startDaemon(build(text).configuration, SETTINGS, host.adapters, load);
}

function instance(lines: string, addresses = '10.0.0.100'): string {
  return `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority 150
  garp_master_delay 0
  ${lines}
  virtual_ipaddress {
    ${addresses}
  }
}
`;
}

const ROUTING = `virtual_routes {
    10.9.0.0/16 via 10.0.0.3 dev eth0
    10.8.0.0/16 via 10.0.0.3 dev eth0 no_track
  }
  virtual_rules {
    from 10.9.0.0/16 table 100 priority 2000
  }`;

const HELD = [
  'add 10.0.0.100',
  'add route 10.9.0.0/16 via 10.0.0.3',
  'add route 10.8.0.0/16 via 10.0.0.3',
  'add rule from 10.9.0.0/16 preference 2000',
];

t.test('routes and rules come after the addresses and go before them', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, instance(ROUTING));
  world.advance(5 * SECOND);
  t.strictSame(host.journal, HELD);
  host.journal.length = 0;
  await daemon.stop();
  t.strictSame(host.journal, [
    'remove rule from 10.9.0.0/16 preference 2000',
    'remove route 10.8.0.0/16 via 10.0.0.3',
    'remove route 10.9.0.0/16 via 10.0.0.3',
    'remove 10.0.0.100',
  ]);
});

t.test('a removed route is put back, at most once a second, but not one with no_track', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, instance(ROUTING));
  world.advance(5 * SECOND);
  host.dropRouting('route 10.8.0.0/16 via 10.0.0.3');
  host.dropRouting('route 10.9.0.0/16 via 10.0.0.3');
  world.advance(1000);
  t.ok(host.routing.has('route 10.9.0.0/16 via 10.0.0.3'));
  t.notOk(host.routing.has('route 10.8.0.0/16 via 10.0.0.3'));
  t.strictSame(host.logged(/somebody removed/), ['(VI_1) somebody removed route 10.9.0.0/16 via 10.0.0.3: put back']);

  host.dropRouting('route 10.9.0.0/16 via 10.0.0.3');
  world.advance(SECOND / 2);
  t.notOk(host.routing.has('route 10.9.0.0/16 via 10.0.0.3'), 'a quarrel is slow');
  world.advance(SECOND);
  t.ok(host.routing.has('route 10.9.0.0/16 via 10.0.0.3'));
  t.equal(daemon.snapshot().routers[0]?.state, 'master', 'and mastership is kept');
});

t.test(
  'what has no_track and was removed stays away until the next mastership, whatever else comes back',
  async (t) => {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    const rule = 'from 10.8.0.0/16 table 100 priority 2001 no_track\n  }';
    const text = instance(ROUTING.replace(/}$/, rule), '10.0.0.100\n 10.0.0.101 no_track');
    start(host, text);
    world.advance(5 * SECOND);
    const whole = host.routing.size;
    t.equal(whole, 4);
    for (const name of [...host.routing.keys()]) host.dropRouting(name);
    for (const address of ['10.0.0.100', '10.0.0.101']) host.dropAddress(address);
    world.advance(5 * SECOND);
    t.strictSame([...host.routing.keys()], ['route 10.9.0.0/16 via 10.0.0.3', 'rule from 10.9.0.0/16 preference 2000']);
    t.strictSame([host.has('10.0.0.100'), host.has('10.0.0.101')], [true, false]);
    t.notMatch(host.files.get('/run/vrrpd/objects'), /10\.8/);

    host.setLink({ running: false });
    world.advance(SECOND);
    t.equal(host.routing.size, 0);
    host.setLink({ running: true });
    world.advance(5 * SECOND);
    t.equal(host.routing.size, whole);
    t.ok(host.has('10.0.0.101'));
  },
);

t.test('a reload that gives a route another gateway is no loss, with no_track and without', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  let text = instance(ROUTING);
  const daemon = start(host, text, () => text);
  world.advance(5 * SECOND);
  text = text.replaceAll('via 10.0.0.3', 'via 10.0.0.4');
  await daemon.reload();
  world.advance(5 * SECOND);
  t.strictSame(host.logged(/somebody removed/), []);
  t.match(host.files.get('/run/vrrpd/objects'), /10\.8\.0\.0\/16 via 10\.0\.0\.4/);
  await daemon.stop();
  t.equal(host.routing.size, 0);
});

t.test('what an earlier run left is removed at start, and what is made is written down', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  start(host, instance(ROUTING));
  world.advance(5 * SECOND);
  t.match(host.files.get('/run/vrrpd/objects'), /^route [0-9a-f]+ route 10\.9\.0\.0\/16 via 10\.0\.0\.3$/m);
  const left = world.host('second', '10.0.0.2');
  for (const [text, object] of host.routing) left.routing.set(text, object);
  start(left, instance(ROUTING));
  t.strictSame([...left.routing.keys()], []);
});

t.test('a reload adds and removes just what changed', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  let text = instance(ROUTING);
  const daemon = start(host, text, () => text);
  world.advance(5 * SECOND);
  host.journal.length = 0;
  text = text.replace('10.8.0.0/16 via 10.0.0.3 dev eth0 no_track', '10.7.0.0/16 via 10.0.0.3 dev eth0');
  await daemon.reload();
  t.strictSame(host.journal, ['remove route 10.8.0.0/16 via 10.0.0.3', 'add route 10.7.0.0/16 via 10.0.0.3']);
});

t.test('a reload gives a standing master its first routes and rules, takes them and gives them again', async (t) => {
  for (const none of [instance(''), instance('', '')]) {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    let text = none.replace(/virtual_ipaddress \{\s*\}/, '');
    const bare = text;
    const daemon = start(host, text, () => text);
    world.advance(5 * SECOND);
    t.equal(daemon.snapshot().routers[0]?.state, 'master');
    for (const wanted of [3, 0, 3]) {
      text = wanted === 0 ? bare : bare.replace('priority 150', `priority 150\n  ${ROUTING}`);
      t.match(await daemon.reload(), { ok: true });
      t.equal(host.routing.size, wanted);
    }
    host.dropRouting('route 10.9.0.0/16 via 10.0.0.3');
    world.advance(SECOND);
    t.ok(host.routing.has('route 10.9.0.0/16 via 10.0.0.3'), 'and they are put back');
  }
});

t.test('a reload gives a standing master its first address, and its first excluded one', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const none = instance('').replace(/virtual_ipaddress \{[^}]*\}/, '');
  let text = none;
  const daemon = start(host, text, () => text);
  world.advance(5 * SECOND);
  t.equal(daemon.snapshot().routers[0]?.state, 'master');
  for (const block of ['virtual_ipaddress', 'virtual_ipaddress_excluded']) {
    text = none.replace('priority 150', `priority 150\n ${block} {\n 10.0.0.100\n }`);
    await daemon.reload();
    world.settle();
    t.ok(host.has('10.0.0.100'), block);
    text = none;
    await daemon.reload();
    t.notOk(host.has('10.0.0.100'));
  }
});

t.test('a reload brings the first static routes and rules, takes them and brings them again', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const statics = `static_routes {\n 10.6.0.0/16 via 10.0.0.9 dev eth0\n}
static_rules {\n from 10.6.0.0/16 table 100 priority 3000\n}\n`;
  let text = instance('');
  const daemon = start(host, text, () => text);
  for (const wanted of [2, 0, 2]) {
    text = (wanted === 0 ? '' : statics) + instance('');
    t.match(await daemon.reload(), { ok: true });
    t.equal(host.routing.size, wanted);
  }
});

t.test('a rule for a tunnel survives a reload untouched', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, instance('virtual_rules {\n from all tunnel-id 77 table 100 priority 2000\n }'));
  world.advance(5 * SECOND);
  host.journal.length = 0;
  t.match(await daemon.reload(), { ok: true });
  t.strictSame(host.journal, []);
});

t.test('asked to keep the addresses, a stop leaves routes and settings too', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.settings.set('net/ipv4/conf/eth0/promote_secondaries', '0');
  const text = instance(`no_accept\n promote_secondaries\n ${ROUTING}`);
  const load = async (): Promise<LoadOutcome> => ({ ok: true, configuration: build(text).configuration });
  const daemon = startDaemon(
    build(text).configuration,
    { ...SETTINGS, keepAddressesAtStop: true },
    host.adapters,
    load,
  );
  world.advance(5 * SECOND);
  await daemon.stop();
  t.equal(host.routing.size, 3);
  t.equal(host.filters.size, 1);
  t.equal(host.settings.get('net/ipv4/conf/eth0/promote_secondaries'), '1');
  t.equal(host.files.get('/run/vrrpd/objects'), '', 'and nothing is left to clean up');
});

t.test('vrrp_garp_interval keeps announcements apart', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const gap = 'global_defs {\n vrrp_garp_interval 0.1\n}\n';
  start(host, gap + instance('garp_master_repeat 2', '10.0.0.100\n 10.0.0.101\n 10.0.0.102'));
  world.advance(6 * SECOND);
  const first = host.frames[0]?.at ?? 0;
  t.strictSame(
    host.frames.map(({ at, frame }) => [at - first, frame.bytes[31]]),
    [
      [0, 100],
      [100_000, 101],
      [200_000, 102],
      [300_000, 100],
      [400_000, 101],
      [500_000, 102],
    ],
  );
});

t.test('garp_group sets the gap of its interfaces', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const group = 'garp_group {\n garp_interval 0.25\n interface eth0\n}\n';
  start(host, group + instance('garp_master_repeat 1', '10.0.0.100\n 10.0.0.101'));
  world.advance(6 * SECOND);
  const [first, second] = host.frames.map(({ at }) => at);
  t.equal((second ?? 0) - (first ?? 0), 250_000);

  const free = world.host('second', '10.0.0.2');
  free.unplugged = true;
  start(free, group.replace('eth0', 'eth7') + instance('garp_master_repeat 1', '10.0.0.100\n 10.0.0.101'));
  world.advance(6 * SECOND);
  t.equal(new Set(free.frames.map(({ at }) => at)).size, 1, 'others are not held up');
});

t.test('gaps end with mastership', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const gap = 'global_defs {\n vrrp_garp_interval 0.5\n}\n';
  const daemon = start(host, gap + instance('garp_master_repeat 3', '10.0.0.100\n 10.0.0.101'));
  world.advance(4 * SECOND);
  const count = host.frames.length;
  t.ok(count >= 1 && count < 6);
  daemon.standby({ router: undefined, untilWall: undefined, force: true, takeBack: false });
  world.advance(10 * SECOND);
  t.equal(host.frames.length, count, 'an address that is gone is not announced');
});

t.test('garp_extra_if announces on interfaces without adverts', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.moreLinks.push({ ...host.link, index: 77, name: 'eth1' });
  start(host, instance('garp_extra_if all 2\n garp_master_repeat 1', '10.0.0.100\n 10.0.0.101 dev eth1'));
  world.advance(5 * SECOND);
  host.frames.length = 0;
  world.advance(6 * SECOND);
  t.strictSame(
    host.frames.map(({ frame }) => [frame.interfaceIndex, frame.bytes[31]]),
    [
      [77, 101],
      [77, 101],
      [77, 101],
    ],
  );
});

t.test('garp_extra_if without all is for virtual MACs', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.moreLinks.push({ ...host.link, index: 77, name: 'eth1' });
  const global = 'global_defs {\n vrrp_garp_extra_if 1\n}\n';
  start(host, global + instance('garp_master_repeat 1', '10.0.0.100\n 10.0.0.101 dev eth1'));
  world.advance(5 * SECOND);
  host.frames.length = 0;
  world.advance(6 * SECOND);
  t.strictSame(host.frames, []);
});

t.test('vrrp_min_garp: one announcement for each address and no second block', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const text = instance('').replace('garp_master_delay 0', '');
  start(host, `global_defs {\n vrrp_min_garp\n}\n${text}`);
  world.advance(20 * SECOND);
  t.equal(host.frames.length, 1);
});

t.test('an interface without ARP gets no announcements', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.link = { ...host.link, noArp: true };
  start(host, instance(''));
  world.advance(5 * SECOND);
  t.ok(host.has('10.0.0.100'));
  t.strictSame(host.frames, []);
});

t.test('static objects are there before any router, and go with the daemon', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const statics = `static_ipaddress {\n 10.7.0.1/24 dev eth0\n}
static_routes {\n 10.6.0.0/16 via 10.7.0.9 dev eth0\n}
static_rules {\n from 10.6.0.0/16 table 100 priority 3000\n}\n`;
  const daemon = start(host, statics + instance(''));
  const all = ['add 10.7.0.1', 'add route 10.6.0.0/16 via 10.7.0.9', 'add rule from 10.6.0.0/16 preference 3000'];
  t.strictSame(host.journal, all);
  host.dropAddress('10.7.0.1');
  world.advance(1000);
  t.ok(host.has('10.7.0.1'), 'put back');
  await daemon.stop();
  t.notOk(host.has('10.7.0.1'));
  t.equal(host.routing.size, 0);
});

t.test('promote_secondaries is set, and set back at the end', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const name = 'net/ipv4/conf/eth0/promote_secondaries';
  host.settings.set(name, '0');
  const daemon = start(host, instance('promote_secondaries'));
  t.equal(host.settings.get(name), '1');
  world.settle();
  t.match(host.files.get('/run/vrrpd/objects'), /^setting net\/ipv4\/conf\/eth0\/promote_secondaries 0$/m);
  await daemon.stop();
  t.equal(host.settings.get(name), '0');
});

t.test(
  'a setting goes back with the reload that does not want it, and comes back when somebody changes it',
  async (t) => {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    const name = 'net/ipv4/conf/eth0/promote_secondaries';
    host.settings.set(name, '0');
    let text = instance('promote_secondaries');
    const daemon = start(host, text, () => text);
    world.advance(SECOND);
    host.settings.set(name, '0');
    world.advance(10 * SECOND);
    t.equal(host.settings.get(name), '1');
    t.strictSame(host.logged(/somebody set/), [`somebody set ${name} to 0: put back to 1`]);

    text = instance('');
    await daemon.reload();
    world.settle();
    t.equal(host.settings.get(name), '0');
    t.notMatch(host.files.get('/run/vrrpd/objects'), /setting/);
    world.advance(10 * SECOND);
    t.equal(host.settings.get(name), '0');

    text = instance('promote_secondaries');
    await daemon.reload();
    t.equal(host.settings.get(name), '1');
    await daemon.stop();
    t.equal(host.settings.get(name), '0');
  },
);

t.test('many settings are looked at in turn', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const names = Array.from({ length: 100 }, (_, index) => `eth${index}`);
  const setting = (name: string): string => `net/ipv4/conf/${name}/promote_secondaries`;
  for (const name of names) host.settings.set(setting(name), '0');
  const one = (name: string, index: number): string =>
    instance('promote_secondaries', `10.0.1.${index}`)
      .replace('VI_1', `V_${index}`)
      .replace('eth0', name)
      .replace('router_id 51', `router_id ${index + 1}`);
  start(host, names.map(one).join(''));
  for (const name of names) {
    t.equal(host.settings.get(setting(name)), '1');
    host.settings.set(setting(name), '0');
  }
  world.advance(60 * SECOND);
  t.ok(names.every((name) => host.settings.get(setting(name)) === '1'));
});

t.test('no_accept is filtered before the router can be master, and until it stops', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, instance('no_accept'));
  t.match(host.filters.get('vrrpd'), { dropped: ['10.0.0.100'] });
  await daemon.stop();
  t.equal(host.filters.size, 0);
});

t.test('a kernel that cannot redirect reports still drops packets', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.refusesReports = true;
  let text = instance('no_accept\n use_vmac');
  const daemon = start(host, text, () => text);
  t.match(host.filters.get('vrrpd'), { dropped: ['10.0.0.100'], reports: [] });
  text = text.replace('10.0.0.100', '10.0.0.200');
  await daemon.reload();
  world.settle();
  t.match(host.filters.get('vrrpd'), { dropped: ['10.0.0.200'], reports: [] });
  t.equal(host.logged(/not filtered/).length, 2);
});

const RP = (name: string): string => `net/ipv4/conf/${name}/rp_filter`;

/** A virtual MAC interface that was there before. */
function addVirtual(host: FakeHost, index: number, name: string, vrid: string): void {
  const mac = `00:00:5e:00:01:${vrid}` as MacAddress;
  host.moreLinks.push({ ...host.link, index, name, kind: 'macvlan', lower: host.link.index, mac });
}

t.test('with a virtual MAC the reverse path filter of all interfaces stays off, whatever it was', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  addVirtual(host, 51, 'vrrp.51', '33');
  for (const name of ['all', 'eth0', 'vrrp.51']) host.settings.set(RP(name), '0');
  start(host, instance('use_vmac'));
  world.advance(5 * SECOND);
  host.settings.set(RP('all'), '1');
  world.advance(6 * SECOND);
  t.equal(host.settings.get(RP('all')), '0', 'also where it was off before');
});

t.test('a strict filter is moved to the other interfaces once, and not to those of another daemon', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  addVirtual(host, 51, 'vrrp.51', '33');
  addVirtual(host, 62, 'vrrp.62', '3e');
  host.moreLinks.push({ ...host.link, index: 77, name: 'eth1' });
  host.settings.set(RP('all'), '1');
  for (const name of ['eth0', 'eth1', 'vrrp.62', 'vrrp.51']) host.settings.set(RP(name), '0');
  const text = instance('use_vmac');
  const daemon = start(host, text);
  world.advance(5 * SECOND);
  const found = (): readonly (string | undefined)[] =>
    ['all', 'eth0', 'eth1', 'vrrp.62', 'eth2'].map((name) => host.settings.get(RP(name)));
  t.strictSame(found(), ['0', '1', '1', '0', undefined]);
  host.moreLinks.push({ ...host.link, index: 79, name: 'eth2' });
  host.settings.set(RP('eth2'), '0');
  await daemon.reload();
  world.advance(11 * SECOND);
  t.strictSame(found(), ['0', '1', '1', '0', '0'], 'what came later has what its makers gave it');
  await daemon.stop();
  t.strictSame(found(), ['1', '0', '0', '0', '0']);
});

t.test('the owner of an address answers for it', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  start(host, instance('no_accept').replace('priority 150', 'priority 255'));
  t.equal(host.filters.size, 0);
});

t.test('an instance fails with the interface of a static object that its track_group names', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const group = 'track_group G {\n group {\n VI_1\n }\n}\n';
  const daemon = start(host, `${group}static_ipaddress {\n 10.7.0.1/24 dev eth9 track_group G\n}\n${instance('')}`);
  world.advance(5 * SECOND);
  t.equal(daemon.snapshot().routers[0]?.state, 'fault');
  const other = world.host('second', '10.0.0.2');
  const rule = 'static_rules {\n from all iif eth9 table 5 priority 9 track_group G\n}\n';
  const ruled = start(other, group + rule + instance(''));
  world.advance(5 * SECOND);
  t.equal(ruled.snapshot().routers[0]?.state, 'fault', 'with that of a rule as well');
});

t.test('with dont_track_primary a router stays master without its interface', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, instance('dont_track_primary'));
  world.advance(5 * SECOND);
  host.setLink({ running: false });
  world.advance(2 * SECOND);
  t.equal(daemon.snapshot().routers[0]?.state, 'master');
  const other = world.host('second', '10.0.0.2');
  other.unplugged = true;
  const tracked = start(other, instance(''));
  world.advance(5 * SECOND);
  other.setLink({ running: false });
  world.advance(2 * SECOND);
  t.equal(tracked.snapshot().routers[0]?.state, 'fault', 'and fails where it is tracked');
});

t.test('interfaces of routes and rules are tracked, but for those with no_track', async (t) => {
  const world = new FakeWorld();
  const states = [
    'virtual_routes {\n 10.9.0.0/16 dev eth9\n }',
    'virtual_rules {\n from all iif eth9 table 5 priority 9\n }',
    'virtual_routes {\n 10.9.0.0/16 dev eth9 no_track\n }',
    'virtual_rules {\n from all iif eth9 table 5 priority 9 no_track\n }',
  ].map((lines, index) => {
    const host = world.host(`host${index}`, `10.0.0.${index + 1}`);
    host.unplugged = true;
    const daemon = start(host, instance(lines));
    world.advance(5 * SECOND);
    return daemon.snapshot().routers[0]?.state;
  });
  t.strictSame(states, ['fault', 'fault', 'master', 'master']);
});
