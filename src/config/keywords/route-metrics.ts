/**
 * Metrics of a route: numbers that the kernel keeps with it.
 */

import { type MetricName, TIME_METRICS } from '../model-route.js';
import type { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import type { Word } from '../tree.js';
import { type Row, special } from './keyword.js';

const UINT = 4_294_967_295;

interface WithMetrics {
  readonly metrics: Partial<Record<MetricName, { readonly value: number; readonly locked: boolean }>>;
  dropped: boolean;
}

interface Metric {
  readonly name: MetricName;
  readonly most: number;
  readonly lock: boolean;
  readonly tier: 3 | 4;
  readonly help: string;
}

const METRICS: readonly Metric[] = [
  { name: 'mtu', most: UINT, lock: true, tier: 3, help: 'Largest packet on the way.' },
  { name: 'hoplimit', most: 255, lock: false, tier: 4, help: 'Hop limit of packets on the way.' },
  { name: 'advmss', most: UINT, lock: true, tier: 4, help: 'Largest segment that TCP advertises.' },
  {
    name: 'rtt',
    most: UINT,
    lock: true,
    tier: 4,
    help: 'Round-trip time that TCP starts with. Without a unit: in eighths of a millisecond.',
  },
  {
    name: 'rttvar',
    most: UINT,
    lock: true,
    tier: 4,
    help: 'Variance of the round-trip time that TCP starts with. Without a unit: in quarters of a millisecond.',
  },
  { name: 'reordering', most: UINT, lock: true, tier: 4, help: 'How far TCP expects segments out of order.' },
  { name: 'window', most: UINT, lock: false, tier: 4, help: 'Largest window that TCP advertises.' },
  { name: 'cwnd', most: UINT, lock: true, tier: 4, help: 'Limit of the congestion window.' },
  { name: 'ssthresh', most: UINT, lock: true, tier: 4, help: 'Slow-start threshold that TCP starts with.' },
  { name: 'rto_min', most: UINT, lock: true, tier: 4, help: 'Least time until TCP sends again.' },
  { name: 'initcwnd', most: UINT, lock: false, tier: 4, help: 'Congestion window that TCP starts with.' },
  { name: 'initrwnd', most: UINT, lock: false, tier: 4, help: 'Receive window that TCP starts with.' },
  { name: 'quickack', most: 1, lock: false, tier: 4, help: '1: TCP acknowledges at once.' },
  { name: 'fastopen_no_cookie', most: 1, lock: false, tier: 4, help: '1: TCP fast open needs no cookie.' },
];

/** keepalived keeps times of a route between these, in milliseconds. */
const TIME = { least: 200, most: 120_000 } as const;

export const metricRows: readonly Row<WithMetrics>[] = [
  ...METRICS.map((metric) =>
    special<WithMetrics>(
      metric.name,
      {
        tier: metric.tier,
        args: `${metric.lock ? '[lock] ' : ''}${metric.name in TIME_METRICS ? '<TIME>[s|ms]' : '<NUMBER>'}`,
        range: metric.name in TIME_METRICS ? `${TIME.least} ms-${TIME.most / 1000} s` : `0-${metric.most}`,
        default: 'as the kernel has it',
        invalid:
          metric.name in TIME_METRICS ? 'below: 200 ms; above: 120 s, or the line is dropped' : 'the line is dropped',
        help: metric.help,
      },
      (cursor, draft) => readMetric(cursor, draft, metric),
    ),
  ),
  special<WithMetrics>(
    'lock',
    { args: '', default: 'off', help: 'Before the value of a metric: the kernel does not change it.' },
    (cursor, draft) => {
      draft.dropped = true;
      cursor.report(
        'dropped-line',
        cursor.subject.span,
        '"lock" stands before the value of a metric, as in "mtu lock 1400"',
        {
          keepalived: 'drops the line',
        },
      );
    },
  ),
];

function readMetric(cursor: Cursor, draft: WithMetrics, metric: Metric): void {
  const locked = metric.lock && cursor.peek()?.text === 'lock';
  if (locked) cursor.next();
  const word = cursor.required();
  const units = TIME_METRICS[metric.name];
  const value =
    word === undefined
      ? undefined
      : units !== undefined
        ? readTime(cursor, word, units)
        : readInteger(cursor, word, 0, metric.most);
  if (value === undefined) draft.dropped = true;
  else draft.metrics[metric.name] = { value, locked };
}

/** Units of the kernel of `1600`, `200ms` or `1.5s`. @param units in a millisecond; what the number is in without a unit */
function readTime(cursor: Cursor, word: Word, units: number): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(s|ms)?$/i.exec(word.text);
  const unit = match?.[2]?.toLowerCase();
  const number = Math.round(Number(match?.[1]) * (unit === 's' ? 1000 : 1));
  // keepalived bounds the number before it looks at the unit.
  if (match === null || number > TIME.most * units) {
    cursor.badValue(word, 'a time such as 200ms or 1s', { keepalived: 'drops the line' });
    return undefined;
  }
  const value = unit === undefined ? number : number * units;
  const clamped = Math.min(Math.max(value, TIME.least * units), TIME.most * units);
  if (value === clamped) return value;
  cursor.report('out-of-range', word.span, `"${cursor.subject.text}" goes from 200 ms to 120 s`, {
    keepalived: `uses ${clamped / units} ms`,
    hint: `write ${clamped / units}ms`,
  });
  return clamped;
}
