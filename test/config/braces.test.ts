/** Files whose braces do not match: one mistake gives one message, and the rest keeps its meaning. */

import t from 'tap';
import { outline, places, treeOf } from '../support/config-texts.js';

const INSTANCE = [
  'vrrp_instance A {',
  '    track_script {',
  '        chk',
  '    }',
  '    virtual_ipaddress {',
  '        10.0.0.1',
  '    }',
  '}',
  'vrrp_instance B {',
  '    state MASTER',
  '}',
];
const MEANING = [
  [
    'vrrp_instance A',
    [
      ['track_script', ['chk']],
      ['virtual_ipaddress', ['10.0.0.1']],
    ],
  ],
  ['vrrp_instance B', ['state MASTER']],
];

/** The file with line `number` replaced, or taken out. */
function changed(number: number, text?: string): string {
  const lines = [...INSTANCE];
  lines.splice(number - 1, 1, ...(text === undefined ? [] : [text]));
  return `${lines.join('\n')}\n`;
}

const cases: readonly { name: string; text: string; expected: string }[] = [
  { name: 'inner block not closed', text: changed(4), expected: 'unclosed-block 2:5+12' },
  { name: 'last inner block not closed', text: changed(7), expected: 'unclosed-block 5:5+17' },
  { name: 'instance not closed', text: changed(8), expected: 'unclosed-block 1:1+15' },
  { name: 'last block not closed', text: changed(11), expected: 'unclosed-block 9:1+15' },
  { name: 'inner block not opened', text: changed(2, '    track_script'), expected: 'missing-opening-brace 2:5+12' },
  { name: 'instance not opened', text: changed(1, 'vrrp_instance A'), expected: 'missing-opening-brace 1:1+15' },
  { name: 'brace closed twice', text: changed(4, '    }\n    }'), expected: 'extra-closing-brace 5:5+1' },
  { name: 'brace opened twice', text: changed(2, '    track_script {{'), expected: 'unexpected-opening-brace 2:19+1' },
  { name: 'surplus at the end', text: changed(11, '}\n}'), expected: 'extra-closing-brace 12:1+1' },
];

for (const { name, text, expected } of cases) {
  t.test(name, (t) => {
    const tree = treeOf(text);
    t.same(places(tree.diagnostics), [expected]);
    t.same(outline(tree.nodes), MEANING);
    t.end();
  });
  t.test(`${name}, without indentation`, (t) => {
    const flat = text.replaceAll(/^ +/gm, '');
    const tree = treeOf(flat);
    t.same(
      tree.diagnostics.map(({ code }) => code),
      [expected.split(' ')[0]],
    );
    t.same(outline(tree.nodes), MEANING);
    t.end();
  });
}

t.test('a brace without keyword is ignored with its partner, and what stands between them counts', (t) => {
  const twice = [...INSTANCE];
  twice[0] = 'vrrp_instance A {{';
  twice[7] = '}}';
  const below = [...INSTANCE];
  below[0] = 'vrrp_instance A {\n{';
  below[7] = '}\n}';
  const behind = [...INSTANCE];
  behind[4] = '    {\n    virtual_ipaddress {';
  behind[6] = '    }\n    }';
  const around = ['{', ...INSTANCE, '}'];
  const texts: readonly (readonly [readonly string[], string])[] = [
    [twice, '1:18+1'],
    [below, '2:1+1'],
    [behind, '5:5+1'],
    [around, '1:1+1'],
  ];
  for (const [lines, place] of texts) {
    const tree = treeOf(`${lines.join('\n')}\n`);
    t.same(places(tree.diagnostics), [`unexpected-opening-brace ${place}`]);
    t.same(outline(tree.nodes), MEANING);
  }
  t.end();
});

t.test('an ignored brace and its partner are one mistake in a file with another one', (t) => {
  const tree = treeOf(
    `${changed(1, 'vrrp_instance A {\n{').replace('}\nvrrp_instance B', '}\n}\nvrrp_instance B')}}\n`,
  );
  t.same(places(tree.diagnostics), ['unexpected-opening-brace 2:1+1', 'extra-closing-brace 14:1+1']);
  t.same(outline(tree.nodes), MEANING);
  t.end();
});

t.test('odd indentation alone is no mistake', (t) => {
  const tree = treeOf(
    'vrrp_instance A {\n    track_script {\n    chk\n        }\n  virtual_ipaddress {\n10.0.0.1\n  }\n  }\n',
  );
  t.same(tree.diagnostics, []);
  t.same(outline(tree.nodes), [
    [
      'vrrp_instance A',
      [
        ['track_script', ['chk']],
        ['virtual_ipaddress', ['10.0.0.1']],
      ],
    ],
  ]);
  t.end();
});

t.test('a brace that is missing shows where it was noticed', (t) => {
  const [finding] = treeOf(changed(4)).diagnostics;
  t.same(finding?.related, [{ span: { file: 'test.conf', line: 4, column: 5, length: 17 }, message: 'noticed here' }]);
  t.end();
});

t.test('blocks deeper than any keyword needs end the reading', (t) => {
  const tree = treeOf(`${'a {\n'.repeat(100_000)}${'}\n'.repeat(100_000)}`);
  t.same(places(tree.diagnostics), ['nesting-too-deep 65:3+1']);
  t.end();
});

t.test('a block whose head a condition takes is one mistake, and skipped', (t) => {
  for (const text of [
    'a {\n  b\n  @other c {\n    d\n    e {\n      f\n    }\n  }\n  g\n}\nh {\n}\n',
    'a {\nb\n@other c {\nd\ne {\nf\n}\n}\ng\n}\nh {\n}\n',
    'a { \nb\n@^node1 c { d\n}\ng\n}\nh {\n}\n',
  ]) {
    const tree = treeOf(text);
    t.same(
      outline(tree.nodes),
      [
        ['a', ['b', 'g']],
        ['h', []],
      ],
      text,
    );
    t.match(tree.diagnostics, [{ code: 'extra-closing-brace', span: { line: 3 }, hint: /include FILE$/ }], text);
    t.equal(tree.diagnostics.length, 1, text);
  }
  const nested = treeOf('a {\n@other c {\n@other d {\n}\n}\n}\n');
  t.same(outline(nested.nodes), [['a', []]]);
  t.match(nested.diagnostics, [{ span: { line: 2 } }, { span: { line: 3 } }]);
  t.end();
});

t.test('a head for each host is no mistake', (t) => {
  const tree = treeOf('@node1 a {\n@node2 b {\n c\n}\n@node2 d { e }\n@node2 f {\n@node2 }\n');
  t.same(outline(tree.nodes), [['a', ['c']]]);
  t.same(tree.diagnostics, []);
  t.end();
});

t.test('a head that a condition takes in a file with another mistake leaves the guess to the keywords', (t) => {
  t.same(places(treeOf('@other a {\nb {\n').diagnostics), ['unclosed-block 2:1+1']);
  t.same(places(treeOf('@node2 a {\n@node1 b {\n c\n}\n}\n').diagnostics), ['extra-closing-brace 1:1+10']);
  t.end();
});
