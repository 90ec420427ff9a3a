/** Keywords of an instance, and their defaults in global_defs, that decide who is master and when: each by its effect. */

import t from 'tap';
import type { Daemon } from '../../src/runtime/daemon-api.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon, stateOf } from '../support/memory-daemon.js';

const SECOND = 1_000_000;

interface Host {
  readonly host: FakeHost;
  readonly daemon: Daemon;
}

/** A host with one instance, lines of global_defs before it. */
function start(world: FakeWorld, address: string, lines: string, global = ''): Host {
  const host = world.host(address, address);
  const text = `${global === '' ? '' : `global_defs {\n${global}\n}\n`}${memoryInstance(lines)}`;
  return { host, daemon: startMemoryDaemon(host, text) };
}

/** Moments of adverts in milliseconds, the first at 0. */
function rhythm({ sent }: FakeHost): readonly number[] {
  return sent.map(({ at }) => (at - (sent[0]?.at ?? 0)) / 1000);
}

/** A keyword of an instance and the one of global_defs that is its default: the effect must be the same. */
function bothWays(own: string, global: string): readonly (readonly [string, string])[] {
  return [
    [own, ''],
    ['', global],
  ];
}

t.test('state and priority: who starts as what', async (t) => {
  const world = new FakeWorld();
  const owner = start(world, '10.0.0.1', 'state MASTER');
  world.advance(1);
  t.equal(stateOf(owner.daemon), 'master', 'MASTER without a priority owns its address');
  t.same(owner.host.priorities, [255]);
  const other = new FakeWorld();
  const patient = start(other, '10.0.0.1', 'state MASTER\npriority 120');
  other.advance(3_531_249);
  t.equal(stateOf(patient.daemon), 'backup', 'with one it listens first');
  other.advance(1);
  t.same(patient.host.priorities, [120]);
  const third = new FakeWorld();
  const backup = start(third, '10.0.0.1', 'state BACKUP');
  third.advance(4 * SECOND);
  t.same(backup.host.priorities, [100], 'BACKUP without a priority has 100');
});

t.test('advert_int is the time between adverts, in the unit of the version', async (t) => {
  for (const [lines, interval] of [
    ['priority 255\nversion 2\nadvert_int 2', 2_000],
    ['priority 255\nversion 3\nadvert_int 0.05', 50],
  ] as const) {
    const world = new FakeWorld();
    const { host } = start(world, '10.0.0.1', lines);
    world.advance(3 * interval * 1000);
    t.same(rhythm(host), [0, interval, 2 * interval, 3 * interval]);
  }
});

t.test('version and vrrp_version: the version of what is sent', async (t) => {
  for (const [lines, global] of bothWays('version 3', 'vrrp_version 3')) {
    const world = new FakeWorld();
    const { host } = start(world, '10.0.0.1', `priority 255\n${lines}`, global);
    world.advance(1);
    t.equal(host.sent[0]?.bytes[20], 0x31);
  }
});

t.test('nopreempt, preempt and preempt_delay: a better one that comes late', async (t) => {
  const late = (lines: string): { readonly first: Host; readonly second: Host; readonly world: FakeWorld } => {
    const world = new FakeWorld();
    const first = start(world, '10.0.0.1', 'priority 100');
    world.advance(5 * SECOND);
    const second = start(world, '10.0.0.2', `priority 150\n${lines}`);
    world.advance(10 * SECOND);
    return { first, second, world };
  };
  t.equal(stateOf(late('').second.daemon), 'master');
  t.equal(stateOf(late('nopreempt').second.daemon), 'backup');
  t.equal(stateOf(late('nopreempt\npreempt').second.daemon), 'master', 'preempt takes nopreempt back');
  const { second, world } = late('preempt_delay 20');
  t.equal(stateOf(second.daemon), 'backup');
  world.advance(14 * SECOND);
  t.equal(stateOf(second.daemon), 'master', 'it has waited long enough');
});

t.test('down_timer_adverts: how many adverts may be missed', async (t) => {
  for (const [lines, global] of bothWays('down_timer_adverts 5', 'vrrp_down_timer_adverts 5')) {
    const world = new FakeWorld();
    const { daemon } = start(world, '10.0.0.1', `priority 100\n${lines}`, global);
    // Five intervals, and Skew_Time of priority 100.
    world.advance(5_609_374);
    t.equal(stateOf(daemon), 'backup');
    world.advance(1);
    t.equal(stateOf(daemon), 'master');
  }
});

t.test('timer_expired_backup: a master that was asleep for too long listens first', async (t) => {
  const woken = (lines: string): string | undefined => {
    const world = new FakeWorld();
    const { host, daemon } = start(world, '10.0.0.1', `priority 100\nnopreempt\n${lines}`);
    world.advance(5 * SECOND);
    host.frozen = true;
    // Three intervals, and Skew_Time of priority 254: 3.0078125 s after the last advert.
    world.advance(2_700_000);
    host.frozen = false;
    world.advance(1);
    return stateOf(daemon);
  };
  t.equal(woken('timer_expired_backup'), 'backup');
  t.equal(woken('timer_expired_backup 1'), 'master', 'its measure was somebody worse, who takes longer');
  t.equal(woken('thread_timer_expired'), 'backup', 'the old spelling');
});

/** A master of priority 100 that hears one advert of another priority; how many of its own follow within 10 ms. */
function answers(lines: string, global: string, priority: number): number {
  const world = new FakeWorld();
  const first = start(world, '10.0.0.1', `priority 100\n${lines}`, global);
  world.advance(5 * SECOND);
  first.host.unplugged = true;
  const second = start(world, '10.0.0.2', `priority ${priority}`);
  world.advance(4 * SECOND);
  const [advert] = second.host.sent;
  const before = first.host.sent.length;
  second.host.unplugged = true;
  first.host.unplugged = false;
  if (advert !== undefined) first.host.receive({ bytes: advert.bytes, destination: advert.destination as never });
  world.advance(10_000);
  return first.host.sent.length - before;
}

t.test('lower_prio_no_advert: a worse master is not answered', async (t) => {
  t.equal(answers('', '', 90), 1);
  for (const [lines, global] of bothWays('lower_prio_no_advert', 'vrrp_lower_prio_no_advert')) {
    t.equal(answers(lines, global, 90), 0);
  }
});

t.test('higher_prio_send_advert: a better master is told before it is yielded to', async (t) => {
  t.equal(answers('', '', 110), 0);
  for (const [lines, global] of bothWays('higher_prio_send_advert', 'vrrp_higher_prio_send_advert')) {
    t.equal(answers(lines, global, 110), 1);
  }
});

t.test('owner_ignore_adverts: an owner does not hear another', async (t) => {
  const besideAnother = (lines: string, global: string): string | undefined => {
    const world = new FakeWorld();
    const { daemon } = start(world, '10.0.0.1', `priority 255\n${lines}`, global);
    start(world, '10.0.0.2', 'priority 255');
    world.advance(SECOND);
    return stateOf(daemon);
  };
  t.equal(besideAnother('', ''), 'backup', 'otherwise the lower address yields');
  for (const [lines, global] of bothWays('owner_ignore_adverts', 'vrrp_owner_ignore_adverts')) {
    t.equal(besideAnother(lines, global), 'master');
  }
});

t.test('vrrp_startup_delay: the router is deaf and silent until then', async (t) => {
  const world = new FakeWorld();
  const { daemon } = start(world, '10.0.0.1', 'priority 255', 'vrrp_startup_delay 2.5');
  world.advance(2_499_999);
  t.equal(stateOf(daemon), 'backup');
  world.advance(1);
  t.equal(stateOf(daemon), 'master');
});

t.test('strict_mode and vrrp_strict: what version and standard do not have is left out', async (t) => {
  for (const [lines, global] of bothWays('strict_mode', 'vrrp_strict')) {
    const world = new FakeWorld();
    const password = 'authentication {\nauth_type PASS\nauth_pass 1111\n}';
    const { host } = start(world, '10.0.0.1', `priority 120\npreempt_delay 9\n${password}\n${lines}`, global);
    world.advance(4 * SECOND);
    t.equal(host.sent[0]?.bytes[24], 0, 'no password');
    t.match(host.filters.get('vrrpd'), { dropped: ['10.0.0.100'] }, 'only the owner takes packets');
  }
});

t.test('no_accept and accept: whether packets to the address are taken', async (t) => {
  const filtered = (lines: string, global = ''): number => {
    const world = new FakeWorld();
    return start(world, '10.0.0.1', `priority 120\n${lines}`, global).host.filters.size;
  };
  t.equal(filtered(''), 0);
  t.equal(filtered('no_accept'), 1);
  t.equal(filtered('no_accept\naccept'), 0);
});
