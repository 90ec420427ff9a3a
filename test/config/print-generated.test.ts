import t from 'tap';
import { buildConfiguration } from '../../src/config/build/build.js';
import { formatConfiguration } from '../../src/config/print/configuration.js';
import { formatTree } from '../../src/config/print/tree.js';
import { decodeBytes } from '../../src/config/tree.js';
import { treeOf } from '../support/config-texts.js';
import { build, withoutSpans } from '../support/configurations.js';
import { generateConfiguration } from '../support/generated-configuration.js';
import { Random } from '../support/random.js';

const FILES = 150;

function chanceOf(seed: number): () => number {
  const random = new Random(seed);
  return () => random.next();
}

t.test('printing a file made by chance and reading it gives the same model', async (t) => {
  for (let seed = 1; seed <= FILES; seed += 1) {
    const first = build(generateConfiguration(chanceOf(seed))).configuration;
    const text = formatConfiguration(first);
    const second = build(decodeBytes(text)).configuration;
    const same = JSON.stringify(withoutSpans(first)) === JSON.stringify(withoutSpans(second));
    if (!same) t.same(withoutSpans(second), withoutSpans(first), `seed ${seed}`);
    if (formatConfiguration(second) !== text) t.equal(formatConfiguration(second), text, `seed ${seed}`);
  }
  t.pass(`${FILES} files`);
});

t.test('so do the resolved lines of a file made by chance', async (t) => {
  for (let seed = 1; seed <= FILES; seed += 1) {
    const tree = treeOf(generateConfiguration(chanceOf(seed)));
    const first = withoutSpans(buildConfiguration(tree).configuration);
    const second = withoutSpans(build(decodeBytes(formatTree(tree.nodes))).configuration);
    if (JSON.stringify(second) !== JSON.stringify(first)) t.same(second, first, `seed ${seed}`);
  }
  t.pass(`${FILES} files`);
});
