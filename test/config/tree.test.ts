/** Lines, words and blocks: what the tree of a text is. */

import t from 'tap';
import { outline, treeOf } from '../support/config-texts.js';

t.test('blocks may open on the keyword line, on the next, or stand on one line', (t) => {
  const tree = treeOf('a b {\n c 1\n}\nd\n{\n e\n}\nf { g } h{i}\n');
  t.same(outline(tree.nodes), [
    ['a b', ['c 1']],
    ['d', ['e']],
    ['f', ['g']],
    ['h', ['i']],
  ]);
  t.same(tree.diagnostics, []);
  t.end();
});

t.test('a comment sign cuts anywhere outside double quotes, needs no blank, and keeps in quotes', (t) => {
  const tree = treeOf('track_script {#x\n  a#b\n  MASTER     #####c\n ! off\n "p#q" r!s\n}\n');
  t.same(outline(tree.nodes), [['track_script', ['a', 'MASTER', '"p#q" r']]]);
  t.end();
});

t.test('words split at blanks, a quoted word is one, and a quote ends the word before it', (t) => {
  const tree = treeOf('key a"b c"d\t"" \'x y\'\n');
  t.same(outline(tree.nodes), ['key a "b c" d "" \'x y\'']);
  t.end();
});

t.test('places count lines from 1 and bytes from 1', (t) => {
  const [node] = treeOf('\n  auth_pass \u00a36 x\r\n').nodes;
  t.same(node?.keyword.span, { file: 'test.conf', line: 2, column: 3, length: 9 });
  t.same(node?.words[0]?.span, { file: 'test.conf', line: 2, column: 13, length: 3 });
  t.same(node?.words[1]?.span, { file: 'test.conf', line: 2, column: 17, length: 1 });
  t.equal(node?.words[0]?.text, '\xc2\xa36');
  t.end();
});

t.test('white space of every kind separates words and is no word itself', (t) => {
  const tree = treeOf('a\fb\vc { \f }\n \v \nd\re\n');
  t.same(outline(tree.nodes), [['a b c', []], 'd e']);
  t.end();
});
