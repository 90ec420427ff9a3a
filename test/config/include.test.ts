/** Includes: what they splice in, what they leave out, and what the strict forms make of it. */

import t from 'tap';
import { outline, places, treeOf } from '../support/config-texts.js';

t.test('a file is spliced in where it is named, also inside blocks and between braces', (t) => {
  const tree = treeOf('a {\n include one.conf\n include two.conf\n}\nc\n', {
    files: { 'one.conf': 'x\nb {\n', 'two.conf': 'y\n}' },
  });
  t.same(outline(tree.nodes), [['a', ['x', ['b', ['y']]]], 'c']);
  t.same(tree.diagnostics, []);
  t.same(tree.sources.files, ['test.conf', 'one.conf', 'two.conf']);
  t.same(tree.sources.includedFrom('two.conf'), { file: 'test.conf', line: 3, column: 10, length: 8 });
  t.end();
});

t.test('wildcards and braces name files in order, each once for each match', (t) => {
  const files = { 'd/b.conf': 'b', 'd/a.conf': 'a', 'd/c.txt': 'c', 'x.conf': 'x' };
  t.same(outline(treeOf('include d/*.conf\n', { files }).nodes), ['a', 'b']);
  t.same(outline(treeOf('include {x,d/{b,a}}.conf\n', { files }).nodes), ['x', 'b', 'a']);
  t.same(outline(treeOf('include "d/?.txt"\n', { files }).nodes), ['c']);
  t.end();
});

t.test('a relative name starts at the directory of the file that holds the include, and _PWD follows', (t) => {
  const pwd = `$\{_PWD}`;
  const files = { 'conf.d/a.conf': `a ${pwd}\ninclude sub/b.conf\n`, 'conf.d/sub/b.conf': `b ${pwd}\n` };
  const tree = treeOf(`include conf.d/a.conf\nc ${pwd}\n`, { files });
  t.same(outline(tree.nodes), ['a /etc/keepalived/conf.d', 'b /etc/keepalived/conf.d/sub', 'c /etc/keepalived']);
  t.end();
});

t.test('an include may come from a definition and may be repeated', (t) => {
  const tree = treeOf('$F=one.conf\ninclude $F\ninclude one.conf\n', { files: { 'one.conf': 'x $F\n' } });
  t.same(outline(tree.nodes), ['x one.conf', 'x one.conf']);
  t.same(tree.diagnostics, []);
  t.end();
});

t.test('definitions of an included file count afterwards', (t) => {
  const tree = treeOf('include defs.conf\np $P\n', { files: { 'defs.conf': '$P=5' } });
  t.same(outline(tree.nodes), ['p 5']);
  t.end();
});

t.test('what is no readable plain file is left out with one finding', (t) => {
  const files = {
    'dir.conf': { why: 'directory' },
    'fifo.conf': { why: 'not-regular' },
    'secret.conf': { why: 'permission' },
    'script.conf': { text: 'x', executable: true },
    'ok.conf': 'ok',
  } as const;
  const names = ['dir.conf', 'fifo.conf', 'secret.conf', 'script.conf', 'gone.conf', 'ok.conf', 'none/*.conf'];
  const text = names.map((name) => `include ${name}\n`).join('');
  const tree = treeOf(text, { files });
  t.same(outline(tree.nodes), ['ok']);
  t.same(places(tree.diagnostics), [
    'include-skipped 1:9+8',
    'include-skipped 2:9+9',
    'include-skipped 3:9+11',
    'include-skipped 4:9+11',
    'include-no-match 5:9+9',
    'include-no-match 7:9+11',
  ]);
  t.ok(tree.diagnostics.every(({ exitClass }) => exitClass === 0));
  t.end();
});

/** For each form, whether keepalived 2.2.7 refuses to start on each of PATTERNS. */
const FORMS: readonly (readonly [string, string])[] = [
  ['include', '.......'],
  ['includer', 'x......'],
  ['includem', 'xx.....'],
  ['includew', 'xxx....'],
  ['includeb', 'x...x.x'],
  ['includea', 'xxx.x.x'],
];
const PATTERNS = [
  'dir.conf',
  'gone.conf',
  'gone*.conf',
  '{a,gone*}.conf',
  '{a,gone}.conf',
  '{a,b}.conf',
  '{gone,none}',
];

for (const [form, refused] of FORMS) {
  t.test(`${form} is as strict as it says`, (t) => {
    const files = { 'dir.conf': { why: 'directory' }, 'a.conf': 'x', 'b.conf': 'x' } as const;
    const strict = PATTERNS.map((pattern) => {
      const { diagnostics } = treeOf(`${form} ${pattern}\n`, { files });
      return diagnostics.some(({ exitClass }) => exitClass === 6) ? 'x' : '.';
    });
    t.equal(strict.join(''), refused);
    t.end();
  });
}

t.test('include_check adds to the form, and ends with the file that holds it', (t) => {
  const files = { 'inner.conf': 'global_defs {\n include_check +match\n}\ninclude gone1\n' };
  const tree = treeOf('global_defs {\n include_check read\n}\ninclude inner.conf\ninclude gone2\n', { files });
  t.same(
    tree.diagnostics.map(({ code }) => code),
    ['include-no-match-strict', 'include-no-match'],
  );
  t.end();
});

t.test('include_check without words asks for everything, and unknown words are explained', (t) => {
  t.same(places(treeOf('global_defs {\n include_check\n}\ninclude x*\n').diagnostics), [
    'include-no-match-strict 4:9+2',
  ]);
  const { diagnostics } = treeOf('global_defs {\n include_check +wildcard_mach readable\n}\n');
  t.same(places(diagnostics), ['include-check-argument 2:16+14', 'include-check-argument 2:31+8']);
  t.equal(diagnostics[0]?.hint, 'did you mean wildcard_match?');
  t.end();
});

t.test('the option for strict includes asks for everything', (t) => {
  const { diagnostics } = treeOf('include x*\n', { strictIncludes: true });
  t.same(places(diagnostics), ['include-no-match-strict 1:9+2']);
  t.end();
});

t.test('a file that includes itself is read once', (t) => {
  const files = { 'a.conf': 'a\ninclude b.conf\n', 'b.conf': 'b\ninclude a.conf\nend\n' };
  const tree = treeOf('include a.conf\n', { files });
  t.same(outline(tree.nodes), ['a', 'b', 'end']);
  t.same(places(tree.diagnostics), ['include-loop 2:9+6']);
  t.equal(tree.diagnostics[0]?.span?.file, 'b.conf');
  t.same(tree.diagnostics[0]?.related?.[0]?.span, { file: 'test.conf', line: 1, column: 9, length: 6 });
  t.end();
});

t.test('an include without name, and one whose line a brace ends', (t) => {
  const tree = treeOf('include\na { include b.conf }\nc\n', { files: { 'b.conf': 'b' } });
  t.same(outline(tree.nodes), [['a', []], 'c']);
  t.same(places(tree.diagnostics), ['include-arguments 1:1+7', 'include-arguments 2:20+1']);
  t.end();
});

t.test('other words that start alike are no include', (t) => {
  t.same(outline(treeOf('included x\ninclude_check read\n').nodes), ['included x', 'include_check read']);
  t.end();
});

t.test('the first file', (t) => {
  const read = (file: Parameters<typeof treeOf>[0] | { why: 'missing' | 'permission' | 'directory' | 'too-large' }) =>
    treeOf('', { files: { 'test.conf': file } }).diagnostics.map(({ code, severity }) => `${severity} ${code}`);
  t.same(read({ why: 'missing' }), ['fatal file-not-found']);
  t.same(read({ why: 'permission' }), ['fatal file-unreadable']);
  t.same(read({ why: 'directory' }), ['fatal file-unreadable']);
  t.same(read({ why: 'too-large' }), ['fatal configuration-too-large']);
  t.end();
});

t.test('a first file with an execute bit is read, for keepalived says only at start that it would not', (t) => {
  const tree = treeOf('', { files: { 'test.conf': { text: 'a\n', executable: true } } });
  t.same(outline(tree.nodes), ['a']);
  t.same(places(tree.diagnostics), ['file-executable 1:1+1']);
  t.end();
});
