/**
 * Random stories on the simulated network: hosts and parameters, a time of trouble, healing, and what must be true then.
 */

import { type Micros, micros, plus } from '../../src/base/micros.js';
import type { TrackedObject, VirtualRouterParameters } from '../../src/vrrp/parameters.js';
import { masterDownInterval, skewTime } from '../../src/vrrp/timers.js';
import { Lan } from './lan.js';
import { LINK_ID } from './lan-host.js';
import { TIME_WINDOW } from './lan-seal.js';
import { CHECK, healAll, makeTrouble, startHost } from './lan-trouble.js';
import { ip, routerParameters, tracked } from './parameters.js';
import { Random } from './random.js';

export interface Outcome {
  readonly seed: number;
  /** What did not hold, in order; empty when all is well. */
  readonly violations: readonly string[];
  /** A scenario file for each virtual router, by a name for it. */
  recordings(): ReadonlyMap<string, string>;
}

interface Plan {
  readonly routers: readonly string[];
  readonly grouped: boolean;
  readonly interval: Micros;
}

/** Runs the story of one seed. */
export function runSchedule(seed: number): Outcome {
  const random = new Random(seed);
  const interval = micros(random.pick([10_000, 100_000, 1_000_000, 1_000_000]));
  const lan = new Lan(random.integer(0, 2 ** 31), {
    loss: random.pick([0, 0, 0.05, 0.3]),
    duplication: random.pick([0, 0, 0.2]),
    delay: micros(random.pick([0, interval / 100, interval / 10])),
    lateness: micros(random.pick([0, interval / 1000, interval / 50])),
  });
  lan.signed = random.chance(0.2);
  const plan = addHosts(lan, random, interval);
  const troubleEnds = makeTrouble(lan, random, interval);
  lan.runTo(troubleEnds);
  healAll(lan, interval);
  judge(lan, plan);
  judgeTakeover(lan, random, plan);
  return { seed, violations: lan.violations, recordings: () => recordingsOf(lan) };
}

function addHosts(lan: Lan, random: Random, interval: Micros): Plan {
  const grouped = random.chance(0.25);
  const routers = grouped ? ['VI_1', 'VI_2'] : ['VI_1'];
  const shared = sharedParameters(random, interval);
  const count = random.pick([1, 2, 2, 2, 3, 4]);
  const equal = random.chance(0.2);
  for (let index = 0; index < count; index += 1) {
    const priority = equal ? 100 : random.pick([1, 50, 99, 100, 101, 150, 200, 254, random.integer(1, 254), 255]);
    const own = ownParameters(random, priority);
    const parameters = routers.map((name, position) =>
      routerParameters({
        ...shared,
        ...own,
        name,
        vrid: 51 + position,
        ...(grouped ? { syncGroup: 'VG_1' } : {}),
      }),
    );
    const host = lan.add(`h${index + 1}`, ip(`192.0.2.${index + 1}`), parameters);
    lan.plan(micros(random.integer(0, 3) * interval), () => startHost(lan, host, random.chance(0.5)));
  }
  return { routers, grouped, interval };
}

/** What hosts of one virtual router have to agree on. */
function sharedParameters(random: Random, interval: Micros): Partial<VirtualRouterParameters> {
  return {
    version: interval === 1_000_000 ? random.pick([2, 3] as const) : 3,
    advertisementInterval: interval,
    downTimerAdverts: random.pick([3, 3, 3, 2, 5]),
  };
}

function ownParameters(random: Random, priority: number): Partial<VirtualRouterParameters> {
  const preemptMode = priority === 255 || random.chance(0.6);
  const delayed = preemptMode && priority !== 255 && random.chance(0.2);
  return {
    priority,
    preemptMode,
    preemptDelay: micros(delayed ? 5_000_000 : 0),
    startupDelay: micros(random.chance(0.1) ? 2_000_000 : 0),
    lowerPriorityNoAdvert: random.chance(0.1),
    lastAdvert: random.chance(0.1) ? 'always' : 'returned',
    timerExpiredBackup: !preemptMode && random.chance(0.3) ? 254 : undefined,
    trackedObjects: [tracked(LINK_ID), ...trackedScript(random)],
  };
}

function trackedScript(random: Random): readonly TrackedObject[] {
  if (random.chance(0.4)) return [];
  const weight = random.pick([0, 0, 2, 30, -30, -253]);
  return [tracked(CHECK, { weight, holdsStart: weight === 0 && random.chance(0.5) })];
}

/** One master within the longest master-down interval plus skew, and one at every moment of rest after that. */
function judge(lan: Lan, plan: Plan): void {
  const settled = plus(lan.now, settlingTime(lan, plan));
  lan.runTo(settled);
  for (let look = 0; look < 20; look += 1) {
    lan.runTo(plus(lan.now, micros(plan.interval / 2)));
    for (const router of plan.routers) judgeRouter(lan, plan, router);
  }
}

function judgeRouter(lan: Lan, plan: Plan, router: string): void {
  const masters = lan.masters(router);
  if (masters.length === 1) return;
  const last = lan.transitions.at(-1);
  const handover = plus(lan.weather.delay, lan.weather.delay, lan.weather.lateness, plan.interval);
  // A preemption that is going on has two masters until the old one has heard the new one, and a member of a sync group
  // that was taken down has none until the other host's timer ends.
  if (last !== undefined && lan.now - last.at <= (masters.length === 0 ? 0 : handover)) return;
  const names = masters.map(({ name }) => name).join(', ');
  lan.violations.push(`${lan.now}: ${router} has ${masters.length} masters (${names}) at rest`);
}

/** The master crashes or stops: the next one is there within Master_Down_Interval, or within Skew_Time. */
function judgeTakeover(lan: Lan, random: Random, plan: Plan): void {
  const [router = ''] = plan.routers;
  const [master] = lan.masters(router);
  if (master === undefined || lan.hosts.length < 2 || lan.violations.length > 0) return;
  const crashed = random.chance(0.5);
  if (crashed) lan.crash(master);
  else master.stop(lan.now);
  const others = lan.hosts.filter((host) => host !== master);
  const waits = others.map((host) => host.longestWait(crashed ? 'master-down' : 'skew'));
  lan.runTo(plus(lan.now, micros(Math.max(...waits)), lan.weather.delay, lan.weather.lateness));
  for (const name of plan.routers) {
    const successors = lan.masters(name).length;
    // Two that took over in the same moment are settled by their first advertisements.
    if (successors === 0)
      lan.violations.push(
        `${lan.now}: nobody took ${name} over from a ${crashed ? 'crashed' : 'stopped'} ${master.name}`,
      );
  }
}

function settlingTime(lan: Lan, plan: Plan): Micros {
  let longest = 0;
  for (const host of lan.hosts) {
    for (const { parameters } of host.routers) {
      const { version, advertisementInterval, downTimerAdverts, startupDelay } = parameters;
      const down = masterDownInterval(version, 1, advertisementInterval, downTimerAdverts);
      const skew = skewTime(version, 1, advertisementInterval);
      longest = Math.max(longest, down + skew + startupDelay);
    }
  }
  const checks = 100_000;
  // A process that starts while its clock is behind what it signed before is not believed until the window is over.
  const window = lan.signed ? TIME_WINDOW * 1_000_000 : 0;
  const rounds = plan.grouped ? 2 : 1;
  return micros(rounds * (longest + 2 * lan.weather.delay + 2 * lan.weather.lateness) + checks + window);
}

function recordingsOf(lan: Lan): ReadonlyMap<string, string> {
  const recordings = new Map<string, string>();
  for (const host of lan.hosts) {
    for (const { parameters, lines } of host.routers) {
      recordings.set(`${host.name}-${parameters.name}`, `${lines.map((line) => line()).join('\n')}\n`);
    }
  }
  return recordings;
}
