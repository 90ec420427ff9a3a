import t from 'tap';
import { type Rank, rankSender } from '../../src/vrrp/election.js';
import { ip } from '../support/parameters.js';

t.test('priority first, then the numerically higher address', async (t) => {
  const rows: readonly (readonly [number, string, number, string | undefined, Rank])[] = [
    [101, '192.0.2.1', 100, '192.0.2.2', 'better'],
    [99, '192.0.2.2', 100, '192.0.2.1', 'worse'],
    [100, '192.0.2.2', 100, '192.0.2.1', 'better'],
    [100, '192.0.2.1', 100, '192.0.2.2', 'worse'],
    [100, '192.0.2.1', 100, '192.0.2.1', 'same'],
    // Numbers, not text.
    [100, '192.0.2.10', 100, '192.0.2.9', 'better'],
    [100, '9.255.255.255', 100, '10.0.0.0', 'worse'],
    [100, 'fe80::a', 100, 'fe80::9', 'better'],
    [100, 'fe80::1:0:0:0', 100, 'fe80::ffff', 'better'],
    // Without an address of our own every tie is lost.
    [100, '192.0.2.1', 100, undefined, 'better'],
    [99, '192.0.2.1', 100, undefined, 'worse'],
  ];
  for (const [theirs, from, ours, own, rank] of rows) {
    const us = { priority: ours, address: own === undefined ? undefined : ip(own) };
    const name = `${theirs} from ${from} against ${ours} at ${own}`;
    t.equal(rankSender({ priority: theirs, address: ip(from) }, us), rank, name);
  }
});
