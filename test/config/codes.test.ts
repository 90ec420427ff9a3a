/** The tables of codes are whole, and hold nothing that is never said. */

import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { EXPLAINED, FINDINGS, helpPlace } from '../../src/config/codes.js';
import { LINT_FINDINGS, START_LINTS } from '../../src/config/lint/codes.js';
import { MODEL_FINDINGS } from '../../src/config/model-codes.js';
import { TEXT_FINDINGS } from '../../src/config/text-codes.js';

const root = new URL('../../../', import.meta.url);

/** Sources of the folder that reads configurations, without the tables. */
const sources = readdirSync(new URL('src/config/', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('codes.ts'))
  .map((file) => readFileSync(new URL(`src/config/${file}`, root), 'utf8'))
  .join('\n');

t.test('each code of the tables is said somewhere', (t) => {
  t.same(
    Object.keys(FINDINGS).filter((code) => !sources.includes(`'${code}'`)),
    [],
  );
  t.end();
});

t.test('each code that is said is in a table', (t) => {
  const calls =
    /(?:\breport|\btell|\bdiffer|\bsay|\bfinding|reportOf\([^()]*(?:\{[^}]*\})?\))\(\s*'([a-z][a-z-]+)'|\bcode: '([a-z-]+)'/g;
  const said = new Set([...sources.matchAll(calls)].map((match) => match[1] ?? match[2] ?? ''));
  const settings = ['unknown-settings-section', 'unknown-setting', 'bad-setting'];
  t.same(
    [...said].filter((code) => !(code in FINDINGS) && !settings.includes(code)),
    [],
  );
  t.ok(said.size > 80, `${said.size} were found`);
  t.end();
});

t.test('a code is in one table, in kebab-case, with a sentence', (t) => {
  const all = [TEXT_FINDINGS, MODEL_FINDINGS, LINT_FINDINGS].flatMap((table) => Object.keys(table));
  t.equal(new Set(all).size, all.length);
  for (const [code, { summary }] of Object.entries(FINDINGS)) {
    t.match(code, /^[a-z]+(-[a-z]+)*$/);
    t.match(summary, /^\S[^\n]+\.$/, code);
  }
  t.end();
});

t.test('each lint has its section in docs/lints.md, and nothing else has one', (t) => {
  const text = readFileSync(new URL('docs/lints.md', root), 'utf8');
  const sections = [...text.matchAll(/^### (.+)$/gm)].map((match) => match[1]);
  const explained = [...Object.keys(LINT_FINDINGS), ...EXPLAINED];
  t.same(sections.toSorted(), explained.toSorted());
  for (const code of explained) t.equal(helpPlace(code), `docs/lints.md#${code}`);
  for (const part of text.split(/^### /m).slice(1)) {
    const [code = ''] = part.split('\n');
    t.match(part, /^```\n[\s\S]+?\n```$/m, `${code} has an example`);
    t.match(part, /^\*\*The way out\.\*\* /m, `${code} has a way out`);
  }
  t.end();
});

t.test('what the daemon says at start are lints', (t) => {
  t.same(
    [...START_LINTS].filter((code) => !(code in LINT_FINDINGS)),
    [],
  );
  t.end();
});
