import { readFileSync } from 'node:fs';
import t from 'tap';
import { allKeywords, allTables } from '../../src/config/keywords/index.js';
import { lexicalTable } from '../../src/config/keywords/lexical.js';
import {
  explainableNames,
  explainKeyword,
  formatExplanations,
  nearestKeyword,
} from '../../src/config/reference/explain.js';
import { formatKeywordReference } from '../../src/config/reference/keyword-reference.js';
import { brokenProofs, proofTexts, readProofs, unprovenKeywords } from '../support/keyword-proofs.js';

t.test('docs/keywords.md is what the tables say', async (t) => {
  const written = readFileSync(new URL('../../../docs/keywords.md', import.meta.url), 'utf8');
  t.equal(written === formatKeywordReference(proofTexts(readProofs())), true, 'run: npm run docs');
});

t.test('every keyword has a test that shows its effect, and the tests are what the list says', async (t) => {
  const proofs = readProofs();
  t.same(brokenProofs(proofs), []);
  t.same(unprovenKeywords(proofs), []);
});

t.test('every row is explained, and no name stands twice in a block', async (t) => {
  const poor = allKeywords.filter(({ help }) => !/^[A-Z0-9].*\.$/s.test(help));
  t.same(
    poor.map(({ block, name }) => `${block}/${name}`),
    [],
  );
  const twice = allTables.filter(({ rows }) => new Set(rows.map(({ name }) => name)).size < rows.length);
  t.same(
    twice.map(({ block }) => block),
    [],
  );
});

t.test('every name of the language is known', async (t) => {
  const list = readFileSync(new URL('../../../test/config/keyword-names.txt', import.meta.url), 'utf8');
  const known = new Set([...allKeywords, ...lexicalTable.rows].map(({ name }) => name));
  const names = list.trim().split('\n');
  t.same(
    names.filter((name) => !known.has(name)),
    [],
  );
  t.equal(names.length, 514);
});

t.test('explain shows one keyword', async (t) => {
  t.equal(
    formatExplanations(explainKeyword('vrrp_instance/priority')),
    `priority
  The highest becomes master. 255 is for the owner of the addresses: it takes over at once and ignores nopreempt.
  block         vrrp_instance
  takes         <NUMBER>
  default       100; 255 with state MASTER
  range         1-255
  not accepted  100
  example       priority 120
`,
  );
  t.same(
    explainKeyword('weight')
      .map(({ block }) => block)
      .slice(0, 2),
    ['vrrp_script', 'track_file'],
  );
  t.equal(explainKeyword('virtual_server')[0]?.effect, 'not-yet');
  t.equal(nearestKeyword('vrrp_instanse'), 'vrrp_instance');
  t.same(explainKeyword('nothing_like_that'), []);
  t.ok(explainableNames().includes('$NAME='));
});
