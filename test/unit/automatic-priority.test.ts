/** max_auto_priority: timers that run late raise the real-time priority, one step each. */

import t from 'tap';
import { formatStatus } from '../../src/cli/status-text.js';
import type { Daemon } from '../../src/runtime/daemon-api.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';

const SECOND = 1_000_000;

interface Story {
  readonly world: FakeWorld;
  readonly host: FakeHost;
  readonly daemon: Daemon;
  /** The daemon does not run for so long, counted from its next deadline on. */
  stall(late: number): void;
}

function start(lines: string, next?: () => string): Story {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const text = (globals: string): string => `global_defs {\n ${globals}\n}\n${memoryInstance('priority 120')}`;
  const daemon = startMemoryDaemon(host, text(lines), next === undefined ? undefined : () => text(next()));
  world.advance(5 * SECOND);
  const stall = (late: number): void => {
    host.frozen = true;
    world.advance((host.armedAt ?? world.now) - world.now + late);
    host.frozen = false;
    world.advance(1);
  };
  return { world, host, daemon, stall };
}

t.test('each late timer is one step, up to the limit', async (t) => {
  const { host, daemon, stall } = start('max_auto_priority 3\n min_auto_priority_delay 200000');
  stall(200_000);
  t.same(host.realTimePriorities, [], 'not later than the delay');
  t.equal(daemon.snapshot().daemon.automaticPriority, undefined);
  for (let round = 0; round < 5; round += 1) stall(200_001);
  t.same(host.realTimePriorities, [1, 2, 3]);
  t.same(daemon.snapshot().daemon.automaticPriority, { priority: 3, raises: 3 });
  t.same(host.logged(/real-time priority/), [
    'a timer ran 200 ms late: real-time priority is now 1',
    'a timer ran 200 ms late: real-time priority is now 2',
    'a timer ran 200 ms late: real-time priority is now 3',
  ]);
  const [, line] = formatStatus(daemon.snapshot(), { columns: 100, color: false });
  t.equal(line, 'real-time priority 3, raised 3 times: timers ran late, by 200 ms at worst');
});

t.test('the steps begin at vrrp_rt_priority', async (t) => {
  const { host, stall } = start('vrrp_rt_priority 50\n max_auto_priority');
  stall(1_000_001);
  t.same(host.realTimePriorities, [51], 'the delay is a second where none is written');
});

const OFF: readonly [string, string][] = [
  ['is off where it is not written', ''],
  ['is off with 0', 'max_auto_priority 0'],
  ['is off with -1', 'max_auto_priority -1'],
  ['does not lower what vrrp_rt_priority asks for', 'vrrp_rt_priority 50\n max_auto_priority 10'],
];

for (const [title, lines] of OFF) {
  t.test(title, async (t) => {
    const { host, stall } = start(lines);
    stall(3_000_000);
    t.same(host.realTimePriorities, []);
    t.same(host.logged(/real-time/), []);
  });
}

t.test('a refusal is told once, and tried again after a reload', async (t) => {
  let lines = 'max_auto_priority 10';
  const { host, daemon, stall } = start(lines, () => lines);
  host.refusesRealTime = true;
  stall(1_500_000);
  stall(1_500_000);
  t.same(host.logged(/refuses real time/), [
    'a timer ran 1.5 s late, and the kernel refuses real time: sched_setscheduler: EPERM',
  ]);
  t.equal(daemon.snapshot().daemon.automaticPriority, undefined);
  host.refusesRealTime = false;
  lines = 'max_auto_priority 1';
  t.same(await daemon.reload(), { ok: true });
  stall(1_500_000);
  stall(1_500_000);
  t.same(host.realTimePriorities, [1]);
});
