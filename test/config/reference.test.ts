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

t.test('docs/keywords.md is what the tables say', async (t) => {
  const written = readFileSync(new URL('../../../docs/keywords.md', import.meta.url), 'utf8');
  t.equal(written === formatKeywordReference(), true, 'run: npm run docs');
});

t.test('every row is explained: it has help, and what it takes', async (t) => {
  for (const row of allKeywords) {
    t.match(row.help, /^[A-Z0-9].*\.$/s, `${row.block}/${row.name}`);
    t.notMatch(row.help, /keepalived_|TODO/, row.name);
  }
  for (const table of allTables)
    t.equal(new Set(table.rows.map(({ name }) => name)).size, table.rows.length, table.block);
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
