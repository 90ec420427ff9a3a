import t from 'tap';
import {
  earliest,
  fromCentis,
  fromMillis,
  fromSeconds,
  micros,
  minus,
  plus,
  toMillis,
  toSeconds,
} from '../../src/base/micros.js';

t.test('conversions give whole microseconds', (t) => {
  t.equal(fromSeconds(1), 1_000_000);
  t.equal(fromSeconds(0.1 + 0.2), 300_000);
  t.equal(fromCentis(4095), 40_950_000);
  t.equal(fromMillis(1.5), 1_500);
  t.equal(micros(3.9), 3);
  t.equal(toSeconds(micros(1_500_000)), 1.5);
  t.equal(toMillis(micros(1_500)), 1.5);
  t.end();
});

t.test('moments', (t) => {
  t.equal(plus(micros(1), micros(2), micros(3)), 6);
  t.equal(minus(micros(1), micros(2)), -1);
  t.equal(earliest(undefined, micros(5), micros(3), undefined), 3);
  t.equal(earliest(undefined), undefined);
  t.equal(earliest(), undefined);
  t.end();
});
