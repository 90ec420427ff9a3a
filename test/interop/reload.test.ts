import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { runReloadTrial } from '../support/reload-trial.js';

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
