/** Definitions, sequences and conditions: which lines the tree gets. */

import t from 'tap';
import { outline, places, treeOf } from '../support/config-texts.js';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly lines: readonly unknown[];
  readonly findings?: readonly string[];
}

function run(cases: readonly Case[]): void {
  for (const { name, text, lines, findings = [] } of cases) {
    t.test(name, (t) => {
      const tree = treeOf(text);
      t.same(outline(tree.nodes), lines);
      t.same(places(tree.diagnostics), findings);
      t.end();
    });
  }
}

/** `{NAME}` after a dollar sign, kept apart from the templates of this language. */
const ref = (name: string): string => `$\{${name}}`;

run([
  { name: 'a name in braces counts anywhere', text: `$A=1\nx${ref('A')}y z\n`, lines: ['x1y z'] },
  {
    name: 'a bare name counts before a blank, a comma, a parenthesis and the end',
    text: '$A=1\n$A $A, ($A) $A\tx $A\n',
    lines: ['1 1, (1) 1 x 1'],
  },
  {
    name: 'a bare name before any other byte stays, and is explained',
    text: '$A=1\n10.$A.1\n',
    lines: ['10.$A.1'],
    findings: ['name-not-replaced 2:4+2'],
  },
  {
    name: 'text is put in when it is used, so a definition may refer to a later one',
    text: `$BASE=10.2.${ref('SUB')}\n$SUB=0\n${ref('BASE')}.100/32\n$SUB=10\n${ref('BASE')}.100/32\n`,
    lines: ['10.2.0.100/32', '10.2.10.100/32'],
  },
  {
    name: 'blanks after the sign do not count, an empty text does',
    text: `$A= \t b c\n$B=\nx ${ref('A')}${ref('B')}y\n`,
    lines: ['x b cy'],
  },
  { name: 'a blank before the sign makes it no definition', text: '$A =1\n', lines: ['$A =1'] },
  {
    name: 'a dollar without a definition is an ordinary byte',
    text: 'auth_pass 12345@$\nx $5 $\n',
    lines: ['auth_pass 12345@$', 'x $5 $'],
  },
  {
    name: 'braces of an unknown name are no block',
    text: `a {\n b ${ref('NOPE')} c\n}\n`,
    lines: [['a', [`b ${ref('NOPE')} c`]]],
    findings: ['undefined-name 2:4+7'],
  },
  {
    name: 'an unknown name in quotes is only a warning, for a script may mean it',
    text: `script "x ${ref('NOPE')}"\n`,
    lines: [`script "x ${ref('NOPE')}"`],
    findings: ['undefined-name 1:11+7'],
  },
  {
    name: 'a definition may hold a whole block',
    text: '$B=track_script { chk }\nv {\n $B\n}\n',
    lines: [['v', [['track_script', ['chk']]]]],
  },
  {
    name: 'a definition of several lines is replayed where it is used',
    text: '$I= \\\nv VI_$N { \\\n  p 1 \\\n}\n$N=7 \n$I\n$N=8\n$I\nend\n',
    lines: [['v VI_7', ['p 1']], ['v VI_8', ['p 1']], 'end'],
    findings: [],
  },
  {
    name: 'definitions of several lines may use each other, and set names on the way',
    text: `$RS= \\\nrs ${ref('NUM')} \\\nweight 1\n$VS= \\\nvs { \\\n$NUM=1 \\\n$RS \\\n$NUM=2 \\\n$RS \\\n}\n$VS\n`,
    lines: [['vs', ['rs 1', 'weight 1', 'rs 2', 'weight 1']]],
  },
  {
    name: 'a comment behind a line of a definition may carry the backslash',
    text: '$M= \\\na # why \\\n# only a comment \\\nb\n$M\n',
    lines: ['a', 'b'],
  },
  {
    name: 'a definition of several lines counts only at the end of a line',
    text: '$M= \\\na \\\nb\nx $M\n$M y\n',
    lines: ['x a', 'b', '$M y'],
    findings: ['definition-multi-line-inside 5:1+2'],
  },
  {
    name: 'a definition of several lines that has one counts anywhere',
    text: '$M= \\\na\nx $M y\n',
    lines: ['x a y'],
  },
  {
    name: 'an empty line ends a definition of several lines',
    text: '$M= \\\na \\\n\nb\n$M\n',
    lines: ['b', 'a'],
  },
  {
    name: 'a line of blanks or a comment does not',
    text: '$M= \\\na \\\n  \n# why\nb\n$M\n',
    lines: ['a', 'b'],
  },
  { name: 'a backslash at the end of any other line is a word', text: 'a b \\\nc\n', lines: ['a b \\', 'c'] },
  {
    name: 'a definition that refers to itself ends in one finding',
    text: `$A=${ref('A')}\n$B=x${ref('B')}\n$C=${ref('D')}\n$D=${ref('C')}\na $A\nb $B\nc $C\n`,
    lines: [],
    findings: ['definition-loop 5:3+2', 'definition-loop 6:3+2', 'definition-loop 7:3+2'],
  },
  {
    name: 'a line that grows beyond the buffer is left out',
    text: `$A=${'x'.repeat(600)}\nok\na $A ${ref('A')}\n`,
    lines: ['ok'],
    findings: ['line-too-long 3:6+4'],
  },
  {
    name: 'a bare name near a defined one is explained',
    text: '$ROUTER=1\nid $ROUTR\n',
    lines: ['id $ROUTR'],
    findings: ['name-not-replaced 2:4+6'],
  },
]);

run([
  {
    name: 'a sequence repeats the rest of its line',
    text: `~SEQ(S,0,3) ip 10.0.${ref('S')}.1\n`,
    lines: ['ip 10.0.0.1', 'ip 10.0.1.1', 'ip 10.0.2.1', 'ip 10.0.3.1'],
  },
  {
    name: 'start and step have defaults, counting down too',
    text: '~SEQ(A,2) u $A\n~SEQ(B,-2) d $B\n~SEQ(C,3,1) e $C\n',
    lines: ['u 1', 'u 2', 'd -1', 'd -2', 'e 3', 'e 2', 'e 1'],
  },
  {
    name: 'a sequence in hexadecimal',
    text: `~SEQx(A,0x90,0x10,0xb0) fe80::${ref('A')}\n~SEQx(B,8,1,10) x $B\n`,
    lines: ['fe80::90', 'fe80::a0', 'fe80::b0', 'x 8', 'x 9', 'x a'],
  },
  { name: 'numbers may be octal', text: '~SEQ(A,010,011) x $A\n', lines: ['x 8', 'x 9'] },
  {
    name: 'sequences nest, and the numbers may be definitions',
    text: `$N=2\n~SEQ(A,1,${ref('N')}) ~SEQ(B,1,$A) x $A $B\n`,
    lines: ['x 1 1', 'x 2 1', 'x 2 2'],
  },
  { name: 'a list repeats its line for each value', text: '~LST(A, 1, b ,c) x $A\n', lines: ['x 1', 'x b', 'x c'] },
  {
    name: 'a list of tuples sets several names, missing values are empty',
    text: `~LST({A,B}, {1,2},{3}) x ${ref('A')}.${ref('B')}\n`,
    lines: ['x 1.2', 'x 3.'],
  },
  {
    name: 'lists and sequences combine',
    text: `~LST({A,B},{1,2},{3,4}) ~SEQ(C,8,1,9) ${ref('C')}.${ref('A')}.${ref('B')}\n`,
    lines: ['8.1.2', '9.1.2', '8.3.4', '9.3.4'],
  },
  {
    name: 'a sequence may replay a definition of several lines',
    text: `$M= \\\na ${ref('I')} { \\\nb \\\n}\n~SEQ(I,1,2) $M\n`,
    lines: [
      ['a 1', ['b']],
      ['a 2', ['b']],
    ],
  },
  {
    name: 'a value of a sequence counts inside a block of values',
    text: `v {\n ~SEQ(I,1,2) 10.0.0.${ref('I')}\n}\n`,
    lines: [['v', ['10.0.0.1', '10.0.0.2']]],
  },
  {
    name: 'a sequence with nothing to repeat leaves its last value, as any other does',
    text: '~SEQ(A,2)\n~LST(B,p,q)\n~SEQ(C,1,2) x $C\nx $A $B $C\n',
    lines: ['x 1', 'x 2', 'x 2 q 2'],
  },
  {
    name: 'a sequence that is not well formed is left out and explained',
    text: '~SEQ(A,08) x\n~SEQ(A,1,0,5) x\n~SEQ(A,5,1,1) x\n~SEQ(A,1 x\n~SEQ A x\n~SEQ(1A,3) x\n~SEQ(A) x\n~SEQx(A,-1,1) x\n~LST(A) x\n~LST({A,B},{1,2,3}) x\n~LST({A,{1}) x\n',
    lines: [],
    findings: [
      'sequence-syntax 1:8+2',
      'sequence-syntax 2:8+1',
      'sequence-syntax 3:8+1',
      'sequence-syntax 4:1+4',
      'sequence-syntax 5:1+5',
      'sequence-syntax 6:6+2',
      'sequence-syntax 7:6+1',
      'sequence-syntax 8:9+2',
      'sequence-syntax 9:6+1',
      'sequence-syntax 10:12+7',
      'sequence-syntax 11:6+6',
    ],
  },
  { name: 'another line that starts with a tilde is passed on', text: '~FOO(1) x\n', lines: ['~FOO(1) x'] },
]);

run([
  {
    name: 'a line for this host counts, a line for another does not',
    text: '@node1 priority 101\n@node2 priority 99\n',
    lines: ['priority 101'],
  },
  { name: 'a negated condition', text: '@^node1 a\n@^node2 b\n', lines: ['b'] },
  { name: 'the id is compared as a whole', text: '@node a\n@node11 b\n@Node1 c\n', lines: [] },
  {
    name: 'a condition alone on its line does nothing',
    text: '@node1\n',
    lines: [],
    findings: ['empty-condition 1:1+6'],
  },
  {
    name: 'a condition may come from a definition',
    text: '$ME=@node1\n$ME a\n$OTHER=@node2\n$OTHER b\n',
    lines: ['a'],
  },
  { name: 'a definition may have a condition', text: '@node1 $P=240\n@node2 $P=200\np $P\n', lines: ['p 240'] },
  {
    name: 'a condition counts after an opening brace, up to the end of its line',
    text: 'a { @node2 b }\n c\n}\n',
    lines: [['a', ['c']]],
  },
]);

t.test('definitions of several lines that use each other end in one finding, and the file goes on', (t) => {
  const tree = treeOf('$A= \\\na \\\n$B\n$B= \\\nb \\\n$A\n$A\nend\n');
  t.same(places(tree.diagnostics), ['definition-loop 7:1+2']);
  t.same(outline(tree.nodes.slice(-1)), ['end']);
  t.ok(tree.nodes.length < 310);
  t.end();
});

t.test('standard names', (t) => {
  const text = `a ${ref('_PWD')} ${ref('_INSTANCE')}\nb ${ref('_ENV HOME')}${ref('_ENV NONE')}\n`;
  const tree = treeOf(text, { environment: { HOME: '/root' } });
  t.same(outline(tree.nodes), ['a /etc/keepalived node1', 'b /root']);
  t.same(tree.diagnostics, []);
  t.end();
});

t.test('a standard name may be redefined', (t) => {
  t.same(outline(treeOf(`$_PWD=/x\na ${ref('_PWD')}\n`).nodes), ['a /x']);
  t.end();
});

t.test('parameters of standard names are checked', (t) => {
  const text = ['_ENV', '_ENV A B', '_RANDOM x', '_RANDOM 1 2 3', '_PWD 1', '_RANDOM 9 8']
    .map((name) => `a "${ref(name)}"\n`)
    .join('');
  const findings = treeOf(text).diagnostics.filter(({ code }) => code === 'definition-parameter');
  t.same(
    findings.map(({ span }) => span?.line),
    [1, 2, 3, 4, 5, 6],
  );
  t.end();
});

t.test('random numbers lie in their range, and random_seed makes them repeat', (t) => {
  const seeded = `global_defs {\n random_seed 42\n}\na ${ref('_RANDOM 0 99999999')} ${ref('_RANDOM 5 5')}\nb ${ref('_RANDOM')}\n`;
  const nodes = outline(treeOf(seeded).nodes);
  // srandom(42): 71876166, 708592740, 1483128881
  t.same(nodes.slice(1), [`a 71876166 5`, `b ${1483128881 % 32768}`]);
  t.end();
});

t.test('a comment sign from a definition cuts only what two hosts must agree on', (t) => {
  const tree = treeOf(`router_id a${ref('_HASH')}b\nauth_pass c${ref('_BANG')}d\nx "e${ref('_HASH')}f"\n`);
  t.same(outline(tree.nodes), ['router_id a#b', 'auth_pass c', 'x "e#f"']);
  t.same(places(tree.diagnostics), ['escaped-comment 1:12+8', 'escaped-comment 2:12+8']);
  t.end();
});

t.test('a place inside a definition is where it is used, and tells where it was written', (t) => {
  const tree = treeOf(`$A=one two\n$M= \\\nfirst \\\n  second ${ref('A')} \\\nthird\nx ${ref('A')} y\n$M\n`);
  const [plain, , second] = tree.nodes;
  t.same(plain?.words[1]?.span, {
    file: 'test.conf',
    line: 6,
    column: 3,
    length: 4,
    definition: { file: 'test.conf', line: 1, column: 8, length: 3 },
  });
  t.same(plain?.words[2]?.span, { file: 'test.conf', line: 6, column: 8, length: 1 });
  t.same(second?.keyword.span, {
    file: 'test.conf',
    line: 7,
    column: 1,
    length: 2,
    definition: { file: 'test.conf', line: 4, column: 3, length: 6 },
  });
  t.same(second?.words[1]?.span.definition, { file: 'test.conf', line: 1, column: 8, length: 3 });
  t.end();
});
