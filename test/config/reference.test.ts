import { readFileSync } from 'node:fs';
import t from 'tap';
import { allKeywords, allTables, blockTitle } from '../../src/config/keywords/index.js';
import { lexicalTable } from '../../src/config/keywords/lexical.js';
import {
  explainableNames,
  explainKeyword,
  formatExplanations,
  nearestKeyword,
} from '../../src/config/reference/explain.js';
import { documentedTables, formatKeywordReference } from '../../src/config/reference/keyword-reference.js';
import { build } from '../support/configurations.js';
import { EXAMPLE_PLACES } from '../support/example-places.js';
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

/** Findings about what else a file would have to say, and of keywords that are there to be reported. */
const OF_THE_REST: ReadonlySet<string> = new Set([
  ...[
    'not-supported',
    'not-needed',
    'own-run-directory',
    'deprecated',
    'untracked-script',
    'single-member',
    'unicast-without-peer',
  ],
  ...['cleared', 'no-effect', 'family-mismatch', 'include-no-match', 'include-no-match-strict'],
]);
const ONLY_IN_THE_MANUAL = /only the manual has|is for instances, not for groups/;

t.test('every example is one, and is read without a finding', async (t) => {
  const wrong: string[] = [];
  for (const { block, name } of documentedTables.flatMap(({ rows }) => rows)) {
    const title = `${block}/${name}`;
    const [explained, ...more] = explainKeyword(title).filter((one) => one.block === blockTitle(block));
    const example = explained?.example ?? '';
    if (example === '' || more.length > 0) wrong.push(`${title} is not explained once`);
    if (/<.*>|\.\.\.|\[|\]/.test(example)) wrong.push(`${title}: ${example}`);
    const { diagnostics } = build(EXAMPLE_PLACES[block]?.(example) ?? '');
    if (diagnostics.some(({ message }) => ONLY_IN_THE_MANUAL.test(message))) continue;
    const found = diagnostics.filter(({ code }) => !OF_THE_REST.has(code));
    wrong.push(...found.map(({ code, message }) => `${title}: ${example}: ${code} ${message}`));
  }
  t.same(wrong, []);
});

t.test('an example of several lines is indented as a whole', async (t) => {
  t.match(formatExplanations(explainKeyword('track_group/group')), /^ {2}example {7}group \{\n {20}VI_1\n {16}\}$/m);
});

t.test('a keyword is found by the path of its blocks', async (t) => {
  const blocks = (asked: string) => explainKeyword(asked).map(({ block }) => block);
  t.same(blocks('virtual_server/real_server/weight'), ['real_server']);
  t.same(blocks('real_server/weight'), ['real_server']);
  t.same(blocks('virtual_server/real_server/HTTP_GET/url/path'), ['HTTP_GET/url']);
  t.same(blocks('vrrp_instance/virtual_ipaddress_excluded/label'), ['virtual_ipaddress']);
  t.same(blocks('/-nodad'), blocks('-nodad'));
  t.same(blocks('virtual_server/nothing/weight'), []);
  t.same(blocks('nothing/real_server/weight'), []);
});
