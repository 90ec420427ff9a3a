/**
 * Stories with a known end on the simulated network: takeover times, frozen and paused hosts, partitions.
 */

import t from 'tap';
import type { Micros } from '../../src/base/micros.js';
import type { VirtualRouterParameters } from '../../src/vrrp/parameters.js';
import { Lan } from '../support/lan.js';
import type { SimulatedHost } from '../support/lan-host.js';
import { at, ip, routerParameters } from '../support/parameters.js';

const SECOND = 1_000_000;
/** Longest time of a packet on the way. */
const DELAY = 1_000;

interface Story {
  readonly lan: Lan;
  readonly hosts: readonly [SimulatedHost, SimulatedHost];
  advertsOf(host: SimulatedHost): number;
}

/** Two hosts, the first with priority 120, the second with 110, and ten seconds to settle. */
function pair(changes: Partial<VirtualRouterParameters> = {}): Story {
  const lan = new Lan(1, { loss: 0, duplication: 0, delay: at(DELAY), lateness: at(0) });
  const first = lan.add('h1', ip('192.0.2.1'), [routerParameters({ priority: 120, ...changes })]);
  const second = lan.add('h2', ip('192.0.2.2'), [routerParameters({ priority: 110, ...changes })]);
  first.start(lan.now);
  second.start(lan.now);
  lan.runTo(at(10 * SECOND));
  return { lan, hosts: [first, second], advertsOf: (host) => lan.sent.get(host) ?? 0 };
}

function after(lan: Lan, duration: number): Micros {
  return at(lan.now + duration);
}

function namesOf(hosts: readonly SimulatedHost[]): readonly string[] {
  return hosts.map(({ name }) => name);
}

t.test('the better of two hosts is master', async (t) => {
  const { lan } = pair();
  t.same(namesOf(lan.masters('VI_1')), ['h1']);
  t.same(lan.violations, []);
});

t.test('a crashed master is replaced within Master_Down_Interval of the backup', async (t) => {
  const { lan, hosts } = pair();
  lan.crash(hosts[0]);
  const [last] = lan.transitions.slice(-1);
  lan.runTo(after(lan, 3_570_312 + DELAY));
  const [now] = lan.transitions.slice(-1);
  t.not(now, last, 'something happened');
  t.match(now, { host: 'h2', to: 'master', reason: 'master-down-expired' });
});

t.test('a master that stops is replaced within Skew_Time', async (t) => {
  const { lan, hosts } = pair();
  hosts[0].stop(lan.now);
  lan.runTo(after(lan, 570_312 + DELAY));
  t.match(lan.transitions.at(-1), { host: 'h2', to: 'master', reason: 'master-left' });
});

t.test('a frozen backup reads what came before it looks at its deadlines', async (t) => {
  const { lan, hosts, advertsOf } = pair();
  lan.freeze(hosts[1], at(30 * SECOND));
  lan.runTo(after(lan, 40 * SECOND));
  t.equal(advertsOf(hosts[1]), 0, 'not one advertisement');
  t.same(namesOf(lan.masters('VI_1')), ['h1']);
});

t.test('a paused backup that heard nothing in its sleep listens before it takes over', async (t) => {
  const { lan, hosts, advertsOf } = pair();
  lan.pause(hosts[1], at(30 * SECOND));
  lan.runTo(after(lan, 40 * SECOND));
  t.equal(advertsOf(hosts[1]), 0, 'not one advertisement');
});

t.test('a paused backup whose master died meanwhile takes over soon', async (t) => {
  const { lan, hosts } = pair();
  lan.pause(hosts[1], at(30 * SECOND));
  lan.runTo(after(lan, SECOND));
  lan.crash(hosts[0]);
  lan.runTo(after(lan, 29 * SECOND + 1_570_312));
  t.match(lan.transitions.at(-1), { host: 'h2', to: 'master', reason: 'master-down-expired' });
});

t.test('a frozen master steps down when it wakes, and preempts the worse successor it then hears', async (t) => {
  const { lan, hosts, advertsOf } = pair();
  lan.freeze(hosts[0], at(10 * SECOND));
  lan.runTo(after(lan, 10 * SECOND - 1));
  const before = advertsOf(hosts[0]);
  t.same(namesOf(lan.masters('VI_1')), ['h1', 'h2'], 'the successor cannot know that the frozen host holds addresses');
  lan.runTo(after(lan, 1));
  t.match(lan.transitions.at(-1), { host: 'h1', to: 'backup', reason: 'timer-expired' });
  t.same(namesOf(lan.masters('VI_1')), ['h2'], 'two masters end at once');
  lan.runTo(after(lan, SECOND));
  t.equal(advertsOf(hosts[0]), before, 'silent for a whole interval');
  lan.runTo(after(lan, 531_250 + DELAY));
  t.same(namesOf(lan.masters('VI_1')), ['h1'], 'then it preempts');
});

t.test('a frozen master with nopreempt leaves its successor alone', async (t) => {
  const { lan, hosts } = pair({ preemptMode: false });
  t.same(namesOf(lan.masters('VI_1')), ['h1']);
  lan.freeze(hosts[0], at(10 * SECOND));
  lan.runTo(after(lan, 30 * SECOND));
  t.same(namesOf(lan.masters('VI_1')), ['h2']);
});

t.test('a frozen master whose peer is dead is back within an interval and its skew', async (t) => {
  const { lan, hosts } = pair();
  lan.crash(hosts[1]);
  lan.freeze(hosts[0], at(10 * SECOND));
  lan.runTo(after(lan, 10 * SECOND + 1_531_250));
  t.match(lan.transitions.at(-1), { host: 'h1', to: 'master', reason: 'master-down-expired' });
});

t.test('two hosts frozen together wake without quarrelling', async (t) => {
  const { lan, hosts } = pair();
  for (const host of hosts) lan.freeze(host, at(10 * SECOND));
  lan.runTo(after(lan, 10 * SECOND));
  const before = lan.transitions.length;
  lan.runTo(after(lan, 10 * SECOND));
  t.same(
    lan.transitions.slice(before).map(({ host, to }) => `${host} ${to}`),
    ['h1 master'],
  );
});

t.test('a master frozen for less than Master_Down_Interval goes on', async (t) => {
  const { lan, hosts } = pair();
  const before = lan.transitions.length;
  lan.freeze(hosts[0], at(2.5 * SECOND));
  lan.runTo(after(lan, 10 * SECOND));
  t.equal(lan.transitions.length, before);
});

t.test('after a partition the worse of two masters yields to the first advertisement', async (t) => {
  const { lan, hosts } = pair();
  lan.isolate(hosts[1], 1);
  lan.runTo(after(lan, 10 * SECOND));
  t.same(namesOf(lan.masters('VI_1')), ['h1', 'h2']);
  lan.heal();
  lan.runTo(after(lan, SECOND + DELAY));
  t.same(namesOf(lan.masters('VI_1')), ['h1']);
  t.match(lan.transitions.at(-1), { host: 'h2', to: 'backup', reason: 'higher-priority-heard' });
});

t.test('equal priorities: the higher address wins wherever they meet', async (t) => {
  const { lan, hosts } = pair({ priority: 100 });
  lan.isolate(hosts[1], 1);
  lan.runTo(after(lan, 10 * SECOND));
  lan.heal();
  lan.runTo(after(lan, 2 * SECOND));
  t.same(namesOf(lan.masters('VI_1')), ['h2']);
});

t.test('a sync group moves as one when one member fails', async (t) => {
  const lan = new Lan(1, { loss: 0, duplication: 0, delay: at(DELAY), lateness: at(0) });
  const members = (priority: number) =>
    [51, 52].map((vrid) => routerParameters({ name: `VI_${vrid}`, vrid, priority, syncGroup: 'VG_1' }));
  const first = lan.add('h1', ip('192.0.2.1'), members(120));
  const second = lan.add('h2', ip('192.0.2.2'), members(110));
  for (const host of [first, second]) host.start(lan.now);
  lan.runTo(at(10 * SECOND));
  t.same(namesOf(lan.masters('VI_51')), ['h1']);
  t.same(namesOf(lan.masters('VI_52')), ['h1']);
  first.tell('VI_51', { type: 'claim-failed', detail: 'EPERM' }, lan.now);
  lan.runTo(after(lan, 570_312 + DELAY));
  t.same(namesOf(lan.masters('VI_51')), ['h2']);
  t.same(namesOf(lan.masters('VI_52')), ['h2']);
  t.same(lan.violations, []);
});
