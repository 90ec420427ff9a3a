/** Files made to exhaust the reader: each ends in one clear finding, and what was read before it counts. */

import t from 'tap';
import type { SourceReader } from '../../src/base/source-reader.js';
import { readTree } from '../../src/config/read-tree.js';
import { outline, places, treeOf } from '../support/config-texts.js';

const ref = (name: string): string => `$\{${name}}`;

t.test('a billion laughs in one line', (t) => {
  const text = `$A=lol${Array.from({ length: 9 }, (_, index) => `\n$${'ABCDEFGHIJ'[index + 1]}=${ref('ABCDEFGHIJ'[index] ?? '').repeat(10)}`).join('')}\nx ${ref('J')}\nend\n`;
  const tree = treeOf(text);
  t.same(outline(tree.nodes), ['end']);
  t.same(places(tree.diagnostics), ['line-too-long 11:3+4']);
  t.end();
});

t.test('many definitions in one line are not said to refer to themselves', (t) => {
  const levels = Array.from({ length: 12 }, (_, index) => `$A${index + 1}=${ref(`A${index}`).repeat(2)}`);
  const tree = treeOf(`$A0=\n${levels.join('\n')}\nx ${ref('A12')}\n`);
  t.match(tree.diagnostics, [{ code: 'definition-loop', message: /^more than/ }]);
  t.end();
});

t.test('a billion laughs in lines', (t) => {
  const names = 'ABCDEFGHIJ';
  const levels = Array.from(
    { length: 9 },
    (_, index) => `$${names[index + 1]}= \\\n${`$${names[index]} \\\n`.repeat(10)}\n`,
  );
  const tree = treeOf(`$A=lol\n${levels.join('')}$J\n`);
  t.same(places(tree.diagnostics), ['configuration-too-large 110:1+2']);
  t.end();
});

t.test('more lines and braces than any configuration has', (t) => {
  const lines = treeOf('a\n'.repeat(300_001));
  t.same(places(lines.diagnostics), ['configuration-too-large 300001:1+1']);
  t.equal(lines.nodes.length, 300_000);
  const braces = treeOf('a{}'.repeat(300).concat('\n').repeat(400));
  t.same(places(braces.diagnostics), ['configuration-too-large 334:1+900']);
  t.equal(braces.nodes.length, 100_000);
  t.end();
});

t.test('a sequence without end', (t) => {
  const tree = treeOf('a\n~SEQ(I,1,1000000000) x $I\n');
  t.same(places(tree.diagnostics), ['configuration-too-large 2:22+4']);
  t.equal(outline(tree.nodes)[0], 'a');
  t.end();
});

t.test('sequences inside sequences that give no line', (t) => {
  const tree = treeOf('~SEQ(A,1,100000000) ~SEQ(B,1,100000000) @other x\n');
  t.same(
    tree.diagnostics.map(({ code }) => code),
    ['configuration-too-large'],
  );
  t.end();
});

/** A reader of endlessly many files, each of which includes others. */
function endlessFiles(textOf: (path: string) => string): SourceReader {
  return {
    read: (path) => ({ type: 'text', text: textOf(path), identity: path, executable: false }),
    glob: (pattern, most) => Array.from({ length: Math.min(most, 20_000) }, (_, index) => `${pattern}${index}`),
    environment: () => undefined,
  };
}

const options = { directory: '/', configId: 'node1', strictIncludes: false, randomSeed: 1 };

t.test('more than 10,000 files', (t) => {
  const reader = endlessFiles((path) => (path === 'test.conf' ? 'include *\ninclude *\nend\n' : 'x'));
  const tree = readTree('test.conf', { ...options, reader });
  t.same(places(tree.diagnostics), ['too-many-files 1:9+1']);
  t.equal(tree.sources.files.length, 10_000);
  t.equal(tree.nodes.length, 10_000);
  t.end();
});

t.test('files that include ever new files', (t) => {
  const reader = endlessFiles((path) => `include ${path}x\n`);
  const tree = readTree('test.conf', { ...options, reader });
  t.same(
    tree.diagnostics.map(({ code }) => code),
    ['include-loop'],
  );
  t.end();
});

t.test('more bytes than are read, in one file and in many', (t) => {
  const reader = endlessFiles((path) => (path === 'test.conf' ? 'include *\n' : '#'.repeat(900_000)));
  t.same(
    readTree('test.conf', { ...options, reader })
      .diagnostics.map(({ code }) => code)
      .filter((code) => code !== 'line-too-long'),
    ['configuration-too-large'],
  );
  t.same(places(treeOf('', { files: { 'test.conf': { why: 'too-large' } } }).diagnostics), ['configuration-too-large']);
  t.end();
});

t.test('braces of an include pattern that multiply', (t) => {
  const tree = treeOf(`include ${'{a,b}'.repeat(60)}\nend\n`);
  t.same(outline(tree.nodes), ['end']);
  t.same(
    tree.diagnostics.map(({ code }) => code),
    ['include-no-match'],
  );
  t.end();
});
