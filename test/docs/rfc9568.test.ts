/**
 * docs/rfc9568.md points at tests: each must be there, and hold the test that is named.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const text = readFileSync(path.join(root, 'docs/rfc9568.md'), 'utf8');

t.test('every story and every test that the table names exists', async (t) => {
  const named = [...text.matchAll(/`((?:[a-z]+\/)[\w-]+(?:\.test\.ts|\.ts)?)`(?: "([^"]+)")?/g)];
  t.ok(named.length > 50, 'the table names tests');
  for (const [, file = '', title] of named) {
    const story = file.startsWith('scenarios/');
    const place = path.join(root, 'test', story ? `${file}.jsonl` : file);
    t.ok(existsSync(place), file);
    if (title !== undefined && existsSync(place)) t.match(readFileSync(place, 'utf8'), title, `${file}: ${title}`);
  }
});

t.test('every story of the RFC stands in the table', async (t) => {
  const stories = readdirSync(path.join(root, 'test/scenarios')).filter((name) => /^rfc-.*\.jsonl$/.test(name));
  const missing = stories.filter((name) => !text.includes(`scenarios/${name.replace('.jsonl', '')}\``));
  t.same(missing, []);
});
