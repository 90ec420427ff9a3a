import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { fromMillis, type Micros, micros, plus } from '../../src/base/micros.js';
import { bootClock, timerAlarm } from '../../src/system/clock.js';

const clock = bootClock();

async function until(condition: () => boolean): Promise<void> {
  for (let round = 0; round < 2000 && !condition(); round += 1) await delay(1);
}

/** CLOCK_BOOTTIME in microseconds, as the kernel prints it: cut to hundredths. @see proc(5) */
function uptime(): number {
  return Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]) * 1_000_000;
}

t.test('the clock counts whole microseconds since boot', async (t) => {
  const before = uptime();
  const now = clock.now();
  const after = uptime() + 10_000;
  t.ok(Number.isSafeInteger(now));
  t.ok(now >= before && now <= after, `${before} <= ${now} <= ${after}`);
});

const SUSPENDED_SECONDS = 5_000;
const unshare = ['--time', '--boottime', String(SUSPENDED_SECONDS), '--fork'];
const namespaces = spawnSync('unshare', [...unshare, 'true']).status === 0;

t.test(
  'time that the host was suspended counts, for clock, alarm and arrival',
  namespaces ? {} : { skip: 'no time namespace can be made here' },
  async (t) => {
    const story = fileURLToPath(new URL('../support/suspended-host.js', import.meta.url));
    const { stdout, stderr } = spawnSync('unshare', [...unshare, process.execPath, story], { encoding: 'utf8' });
    t.equal(stderr, '');
    const { ahead, rang, age } = JSON.parse(stdout) as Record<string, number>;
    t.equal(Math.round((ahead ?? 0) / 1_000_000), SUSPENDED_SECONDS);
    t.ok((rang ?? -1) >= 0, 'the alarm rang at its moment');
    t.ok(Math.abs(age ?? Number.NaN) < 1_000_000_000, 'a packet came just now');
  },
);

t.test('alarms ring in the order of their moments, never early', async (t) => {
  const rung: { name: string; early: boolean }[] = [];
  const start = clock.now();
  const set = (name: string, after: number) => {
    const at = plus(start, micros(after));
    const alarm = timerAlarm(() => rung.push({ name, early: clock.now() < at }));
    alarm.arm(at);
    return alarm;
  };
  // Less than a millisecond apart: timers of the event loop could not tell them from each other.
  const alarms = [set('third', 40_600), set('first', 40_000), set('second', 40_300)];
  await until(() => rung.length === 3);
  t.strictSame(rung, [
    { name: 'first', early: false },
    { name: 'second', early: false },
    { name: 'third', early: false },
  ]);
  for (const alarm of alarms) alarm.close();
});

t.test('a moment that has passed rings at once, but not in the same turn', async (t) => {
  let rings = 0;
  const alarm = timerAlarm(() => {
    rings += 1;
  });
  for (const at of [micros(clock.now() - 5), micros(0), micros(-1)]) {
    rings = 0;
    alarm.arm(at);
    t.equal(rings, 0);
    await until(() => rings > 0);
    t.equal(rings, 1);
  }
  alarm.close();
});

t.test('arming anew replaces, undefined disarms', async (t) => {
  const rung: Micros[] = [];
  const alarm = timerAlarm(() => rung.push(clock.now()));
  const later = plus(clock.now(), fromMillis(8));
  alarm.arm(plus(clock.now(), fromMillis(2)));
  alarm.arm(later);
  await until(() => rung.length > 0);
  t.equal(rung.length, 1);
  t.ok((rung[0] ?? 0) >= later);
  alarm.arm(plus(clock.now(), fromMillis(2)));
  alarm.arm(undefined);
  await delay(10);
  t.equal(rung.length, 1);
  alarm.close();
});

t.test('an alarm that is due when it is put off does not ring', async (t) => {
  let rings = 0;
  const alarm = timerAlarm(() => {
    rings += 1;
  });
  alarm.arm(plus(clock.now(), micros(200)));
  const end = plus(clock.now(), micros(600));
  while (clock.now() < end);
  alarm.arm(plus(clock.now(), fromMillis(3_600_000)));
  await delay(5);
  t.equal(rings, 0);
  alarm.close();
});

t.test('an alarm may arm itself, or close itself, while it rings', async (t) => {
  let rings = 0;
  const alarm = timerAlarm(() => {
    rings += 1;
    if (rings < 3) alarm.arm(plus(clock.now(), micros(100)));
    else alarm.close();
  });
  alarm.arm(clock.now());
  await until(() => rings === 3);
  t.equal(rings, 3);
  t.throws(() => alarm.arm(clock.now()), { code: 'EBADF' });
  alarm.close();
});
