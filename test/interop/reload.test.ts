import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { runReloadTrial, waitingInstances } from '../support/reload-trial.js';

const lacks = await whatInteropLacks('ip');

t.test(
  'reloads under traffic: what stays does not notice, what changes changes',
  lacks === undefined ? {} : { skip: lacks },
  async (t) => {
    const figures = await runReloadTrial(20, 0.2);
    t.equal(figures.reloads, 24);
    t.same(figures.lost, [], 'no address of an instance that stays');
    t.ok(figures.changes >= 24, 'the others came and went');
    const entered = figures.states.map((line) => /\((VI_\d)\) Entering (\w+)/.exec(line)?.slice(1).join(' '));
    t.equal(new Set(entered).size, entered.length, 'nobody changed its state but at the start');
    t.ok(entered.includes('VI_1 MASTER'));
    t.equal(figures.descriptors[1], figures.descriptors[0]);
  },
);

t.test('a large file is read beside the adverts', lacks === undefined ? {} : { skip: lacks }, async (t) => {
  const figures = await runReloadTrial(6, 0.1, waitingInstances(600));
  t.equal(figures.reloads, 10);
  t.ok(figures.leastGapSeconds < 1.8 * Math.max(figures.calmGapSeconds, 0.1), 'at least one reload was not felt');
});
