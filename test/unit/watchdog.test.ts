import t, { type Test } from 'tap';
import { fromSeconds, type Micros, micros } from '../../src/base/micros.js';
import type { ServiceManager } from '../../src/runtime/ports/process.js';
import { Watchdog, watchdogTimeout } from '../../src/wiring/watchdog.js';
import { build, instanceText } from '../support/configurations.js';

const UNIT = fromSeconds(10);

t.test('a master has less time than the others wait for it', async (t) => {
  const timeout = (...seconds: readonly number[]) => watchdogTimeout(UNIT, seconds.map(fromSeconds));
  t.equal(timeout(), 10_000_000, 'a backup holds nothing: the time of the unit');
  // A hang that begins just before an advert is due, at 1 s: another host takes over 2 s and its skew time later.
  t.equal(timeout(1), 2_000_000);
  t.equal(timeout(3, 2), 4_000_000, 'the shortest interval decides');
  t.equal(timeout(30), 10_000_000, 'never more than the unit says');
  t.equal(timeout(1.5), 3_000_000);
  t.equal(timeout(0.1), 2_000_000, 'a busy machine needs a moment');
  t.equal(watchdogTimeout(fromSeconds(1), [fromSeconds(1)]), 1_000_000, 'but who sets less gets less');
});

function listenTo(t: Test, watchdogTimeout: Micros | undefined): { watchdog: Watchdog; told: string[] } {
  const told: string[] = [];
  const service: ServiceManager = {
    ready: () => {},
    reloading: () => {},
    stopping: () => {},
    status: () => {},
    watchdog: () => told.push('alive'),
    setWatchdogTimeout: (timeout) => told.push(`${timeout}`),
    watchdogTimeout,
  };
  const watchdog = new Watchdog(service);
  t.teardown(() => watchdog.stop());
  return { watchdog, told };
}

t.test('the time follows mastership, and is told when it changes', async (t) => {
  const { configuration } = build(instanceText('advert_int 2'));
  const [instance] = configuration.instances;
  t.equal(instance?.advertisementInterval, 2_000_000);
  const masters = new Set([instance?.name ?? '']);
  const { watchdog, told } = listenTo(t, UNIT);
  watchdog.review(configuration, new Set());
  t.strictSame(told, ['alive']);
  watchdog.review(configuration, masters);
  watchdog.review(configuration, masters);
  t.strictSame(told, ['alive', '4000000', 'alive']);
  watchdog.review(configuration, new Set());
  t.strictSame(told, ['alive', '4000000', 'alive', '10000000', 'alive']);
  watchdog.stop();
  watchdog.review(configuration, masters);
  t.equal(told.length, 5, 'a daemon that stops says no more');
});

t.test('without a watchdog nothing is said', async (t) => {
  const { watchdog, told } = listenTo(t, undefined);
  const { configuration } = build(instanceText(''));
  watchdog.review(configuration, new Set(configuration.instances.map(({ name }) => name)));
  t.strictSame(told, []);
});

t.test('signs of life come several times within the time', async (t) => {
  const { told } = listenTo(t, micros(40_000));
  await new Promise<void>((resolve) => {
    const wait = setInterval(() => {
      if (told.length < 5) return;
      clearInterval(wait);
      resolve();
    }, 1);
  });
  t.ok(told.every((one) => one === 'alive'));
});
