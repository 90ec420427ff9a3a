/** What goes wrong on the simulated network, one fault at a time, and how all of it is mended. */

import { type Micros, micros, plus } from '../../src/base/micros.js';
import type { VirtualRouterParameters } from '../../src/vrrp/parameters.js';
import type { Lan } from './lan.js';
import { LINK_ID, type SimulatedHost } from './lan-host.js';
import { ip, tracked } from './parameters.js';
import type { Random } from './random.js';

export const CHECK = 'script:chk';

/** The first result of a check comes a little after the start. */
export function startHost(lan: Lan, host: SimulatedHost, soon: boolean): void {
  if (host.running) return;
  host.checks.set(CHECK, { type: 'pending' });
  host.start(lan.now);
  lan.plan(plus(lan.now, micros(soon ? 5_000 : 100_000)), () => host.check(CHECK, { type: 'up' }, lan.now));
}

/** Plans faults within some thirty intervals and gives back when they end. */
export function makeTrouble(lan: Lan, random: Random, interval: Micros): Micros {
  const lasting = micros(random.integer(5, 40) * interval);
  for (let fault = random.integer(0, 12); fault > 0; fault -= 1) {
    const host = random.pick(lan.hosts);
    const length = micros(random.integer(1, 12) * interval + random.integer(0, interval));
    lan.plan(micros(random.next() * lasting), trouble(lan, random, host, length, { interval, end: lasting }));
  }
  return lasting;
}

/** Everything runs, the network is whole, clocks are right, and all agree on the interval. */
export function healAll(lan: Lan, interval: Micros): void {
  lan.heal();
  for (const host of lan.hosts) {
    if (lan.isAsleep(host)) lan.wake(host);
    host.setWallOffset(0);
    if (!host.running) startHost(lan, host, true);
    host.setLink(true, lan.now);
    host.setAddressed(true, lan.now);
    host.check(CHECK, { type: 'up' }, lan.now);
    if (host.routers.some(({ parameters }) => parameters.advertisementInterval !== interval)) {
      host.reload((before) => ({ ...before, advertisementInterval: interval }), lan.now);
    }
    if (host.standby) host.setStandby(false, lan.now);
  }
}

interface Times {
  readonly interval: Micros;
  /** Nothing goes wrong from then on. */
  readonly end: Micros;
}

function trouble(lan: Lan, random: Random, host: SimulatedHost, length: Micros, times: Times): () => void {
  const part = random.integer(1, 3);
  const awake = (run: () => void) => () => {
    if (!lan.isAsleep(host)) run();
  };
  const reload = reloadOf(random, host, times.interval);
  const offset = random.pick([-1, 1]) * random.pick([500_000, 3_000_000, 4_900_000, 60_000_000, 3_600_000_000]);
  return random.pick<() => void>([
    () => lan.crash(host),
    awake(() => host.stop(lan.now)),
    awake(() => startHost(lan, host, true)),
    awake(() => lan.freeze(host, length)),
    awake(() => lan.pause(host, length)),
    () => lan.isolate(host, part),
    awake(() => host.setLink(false, lan.now)),
    awake(() => host.setLink(true, lan.now)),
    flap(lan, random, host, times),
    vanish(lan, host, length, times),
    awake(() => host.setAddressed(false, lan.now)),
    awake(() => host.setAddressed(true, lan.now)),
    awake(() => host.check(CHECK, { type: 'down' }, lan.now)),
    awake(() => host.check(CHECK, { type: 'up' }, lan.now)),
    awake(() => host.setStandby(true, lan.now)),
    awake(() => host.setStandby(false, lan.now)),
    awake(() => host.toAll({ type: 'switchover-requested' }, lan.now)),
    awake(() => host.toAll({ type: 'addresses-lost', addresses: [ip('192.0.2.100')] }, lan.now)),
    awake(() => host.toAll({ type: 'announcement-doubtful' }, lan.now)),
    awake(() => host.reload(reload, lan.now)),
    awake(() => host.reload(reload, lan.now)),
    () => host.setWallOffset(offset),
  ]);
}

/** The link goes and comes back a few times within an interval or so. */
function flap(lan: Lan, random: Random, host: SimulatedHost, { interval, end }: Times): () => void {
  const gaps = Array.from({ length: 2 * random.integer(1, 4) }, () => random.next() * (interval / 2));
  return () => {
    let at = lan.now;
    for (const [index, gap] of gaps.entries()) {
      at = plus(at, micros(gap));
      lan.plan(at, () => {
        if (!lan.isAsleep(host) && lan.now < end) host.setLink(index % 2 === 1, lan.now);
      });
    }
  };
}

/** The interface is taken out with its address, and is back after a while. */
function vanish(lan: Lan, host: SimulatedHost, length: Micros, { end }: Times): () => void {
  const change = (there: boolean) => () => {
    if (lan.isAsleep(host) || lan.now >= end) return;
    host.setLink(there, lan.now);
    host.setAddressed(there, lan.now);
  };
  return () => {
    change(false)();
    lan.plan(plus(lan.now, length), change(true));
  };
}

type Reload = (before: VirtualRouterParameters) => VirtualRouterParameters;

/** What an administrator may change while the others run on. */
function reloadOf(random: Random, host: SimulatedHost, interval: Micros): Reload {
  const owner = host.routers.some(({ parameters }) => parameters.priority === 255);
  const priority = random.integer(1, 254);
  const weight = random.pick([0, 20, -20]);
  const slower = micros(interval * random.pick([2, 3]));
  const changes: readonly Partial<VirtualRouterParameters>[] = [
    owner ? {} : { priority },
    { trackedObjects: [tracked(LINK_ID), tracked(CHECK, { weight })] },
    { trackedObjects: [tracked(LINK_ID)] },
    { advertisementInterval: slower },
    owner ? {} : { preemptMode: false, preemptDelay: micros(0) },
    { preemptMode: true, preemptDelay: micros(owner ? 0 : 2 * interval) },
    { downTimerAdverts: random.integer(2, 5) },
    { lowerPriorityNoAdvert: true, lastAdvert: 'always' },
  ];
  const change = random.pick(changes);
  return (before) => ({ ...before, ...change });
}
