import t from 'tap';
import { fromCentis, fromSeconds, micros } from '../../src/base/micros.js';
import type { VrrpVersion } from '../../src/vrrp/parameters.js';
import { masterDownInterval, skewTime } from '../../src/vrrp/timers.js';

interface Row {
  readonly version: VrrpVersion;
  readonly priority: number;
  readonly interval: number;
  readonly skew: number;
  readonly down: number;
}

t.test('skew and master-down interval, in microseconds', async (t) => {
  const rows: readonly Row[] = [
    { version: 2, priority: 100, interval: 1_000_000, skew: 609_375, down: 3_609_375 },
    { version: 3, priority: 100, interval: 1_000_000, skew: 609_375, down: 3_609_375 },
    { version: 3, priority: 100, interval: 10_000, skew: 6_093, down: 36_093 },
    { version: 2, priority: 255, interval: 1_000_000, skew: 3_906, down: 3_003_906 },
    { version: 2, priority: 254, interval: 1_000_000, skew: 7_812, down: 3_007_812 },
    { version: 2, priority: 1, interval: 1_000_000, skew: 996_093, down: 3_996_093 },
    // Version 2 skews by one second whatever the interval, version 3 by the interval.
    { version: 2, priority: 128, interval: 255_000_000, skew: 500_000, down: 765_500_000 },
    { version: 3, priority: 128, interval: 40_950_000, skew: 20_475_000, down: 143_325_000 },
    { version: 3, priority: 255, interval: 10_000, skew: 39, down: 30_039 },
    { version: 3, priority: 1, interval: 10_000, skew: 9_960, down: 39_960 },
  ];
  for (const { version, priority, interval, skew, down } of rows) {
    const name = `v${version} priority ${priority} every ${interval} us`;
    t.equal(skewTime(version, priority, micros(interval)), skew, `${name}: skew`);
    t.equal(masterDownInterval(version, priority, micros(interval)), down, `${name}: down`);
  }
});

t.test('down_timer_adverts counts the missed advertisements', async (t) => {
  t.equal(masterDownInterval(2, 100, fromSeconds(1), 1), 1_609_375);
  t.equal(masterDownInterval(3, 100, fromCentis(1), 10), 106_093);
});
