/**
 * Oddities of real files, each reproduced: what a line of a file becomes before any keyword has a meaning. The numbers
 * name the pattern, as the differences to keepalived are listed by it.
 */

import t from 'tap';
import type { SourceReader } from '../../src/base/source-reader.js';
import { sortDiagnostics } from '../../src/config/report/sort-diagnostics.js';
import { decodeBytes } from '../../src/config/tree.js';
import { outline, places, textReader, treeOf } from '../support/config-texts.js';

interface Oddity {
  readonly name: string;
  readonly text: string;
  readonly lines: readonly unknown[];
  readonly findings?: readonly string[];
}

const ODDITIES: readonly Oddity[] = [
  {
    name: '1: a comment sign glued to a word',
    text: 'track_script {#检查\n  chk##（一\n}\nstate MASTER        #####备\n',
    lines: [['track_script', ['chk']], 'state MASTER'],
  },
  { name: '2: a password cut by a comment sign', text: 'auth_pass P@##D321!\n', lines: ['auth_pass P@'] },
  {
    name: '2: a password cut by an escaped comment sign',
    text: 'auth_pass ab\\#cd\n',
    lines: ['auth_pass ab'],
    findings: ['escaped-comment 1:14+1'],
  },
  { name: '2: a quoted password keeps its comment sign', text: 'auth_pass "ab#cd"\n', lines: ['auth_pass "ab#cd"'] },
  {
    name: '3: a value that is only a comment',
    text: 'auth_pass #8-character password\nunicast_src_ip #ip of master\nvirtual_ipaddress {}\n',
    lines: ['auth_pass', 'unicast_src_ip', ['virtual_ipaddress', []]],
  },
  { name: '4: a directive that is commented out', text: '!    state MASTER\n ! nopreempt\nx\n', lines: ['x'] },
  {
    name: '5: escaped comment signs outside and inside quotes',
    text: 'a b\\!c "d\\#e"\n',
    lines: ['a b!c "d\\#e"'],
    findings: ['escaped-comment 1:5+1'],
  },
  { name: '5: a backslash at the end of a line', text: 'script /a \\\n  -b\n', lines: ['script /a \\', '-b'] },
  { name: '6: CR LF throughout', text: 'a {\r\n  b 1\r\n\r\n}\r\n', lines: [['a', ['b 1']]] },
  { name: '7: no final newline, trailing blanks, tabs', text: 'a\t1  \t\n\t\tb {\t}   ', lines: ['a 1', ['b', []]] },
  {
    name: '10: a brace on its own line',
    text: 'vrrp_instance A\n\n# why\n{\n  x\n}\n',
    lines: [['vrrp_instance A', ['x']]],
  },
  {
    name: '11: no blank before the brace',
    text: 'unicast_peer{\n192.0.2.1\n}\n',
    lines: [['unicast_peer', ['192.0.2.1']]],
  },
  {
    name: '12: blocks on one line hold one item',
    text: 'track_script { chk_haproxy }\nMISC_CHECK {}\nvirtual_ipaddress { 192.0.2.1 192.0.2.2 }\n',
    lines: [
      ['track_script', ['chk_haproxy']],
      ['MISC_CHECK', []],
      ['virtual_ipaddress', ['192.0.2.1 192.0.2.2']],
    ],
  },
  { name: '13: a semicolon is part of the word', text: 'auth_type PASS;\n', lines: ['auth_type PASS;'] },
  {
    name: '14: an apostrophe is an ordinary byte, and hides no comment sign',
    text: "script 'killall -0 haproxy'\nscript 'a # b'\n",
    lines: ["script 'killall -0 haproxy'", "script 'a"],
  },
  {
    name: '15: double quotes keep blanks',
    text: 'auth_pass "my pass"\nrouter_id "x"\n',
    lines: ['auth_pass "my pass"', 'router_id "x"'],
  },
  {
    name: '16: a dollar without definitions',
    text: 'auth_pass 12345@$\nx $5 $HOME/x\n',
    lines: ['auth_pass 12345@$', 'x $5 $HOME/x'],
  },
  {
    name: '17: one file for two hosts',
    text: '$IF=eth0\nvrrp_instance A {\n  interface $IF\n  @node1 priority 101\n  @node2 priority 99\n}\n',
    lines: [['vrrp_instance A', ['interface eth0', 'priority 101']]],
  },
  {
    name: '18: a fragment is a whole file',
    text: 'virtual_server 192.0.2.1 80 {\n}\n',
    lines: [['virtual_server 192.0.2.1 80', []]],
  },
  { name: '18: a file of blank lines and comments', text: '\n  \n# x\n!\n', lines: [] },
  {
    name: '28: an equals sign is part of the word',
    text: 'track_script {\n chk weight=0\n}\n',
    lines: [['track_script', ['chk weight=0']]],
  },
  {
    name: '40: an unknown block ends at its own brace',
    text: 'vrrp_instance A {\n foo { a b }\n priority 77\n}\n',
    lines: [['vrrp_instance A', [['foo', ['a b']], 'priority 77']]],
  },
  {
    name: '41: prose and shell prompts are lines like any other',
    text: 'me@host:/etc/keepalived$ cat keepalived.conf\n10.7.56.202\n',
    lines: ['me@host:/etc/keepalived$ cat keepalived.conf', '10.7.56.202'],
  },
  {
    name: '44: placeholders',
    text: 'state #STATE#\nstate <<A\\B>>\npriority %P%\n',
    lines: ['state', 'state <<A\\B>>', 'priority %P%'],
  },
  { name: '47: other comment signs are words', text: '// x\n; y\n', lines: ['// x', '; y'] },
  {
    name: '48: a quote that is not closed ends with its line',
    text: 'a {\n  auth_pass "ab # }\n  b\n}\n',
    lines: [['a', ['auth_pass "ab # }"', 'b']]],
    findings: ['unterminated-quote 2:13+7'],
  },
  {
    name: '49: a byte order mark',
    text: '\ufeffglobal_defs {\n}\n',
    lines: [['global_defs', []]],
    findings: ['byte-order-mark 1:1+1'],
  },
  {
    name: '52: an include that matches nothing',
    text: 'include conf.d/*.conf\nx\n',
    lines: ['x'],
    findings: ['include-no-match 1:9+13'],
  },
  { name: 'a NUL byte', text: 'a\nb\0c\nd\n', lines: ['a', 'd'], findings: ['nul-byte 2:2+1'] },
  {
    name: 'lines of 1022 and 1023 bytes',
    text: `a ${'x'.repeat(1020)}\nb ${'x'.repeat(1021)}\n#${'x'.repeat(2000)}\n`,
    lines: [`a ${'x'.repeat(1020)}`],
    findings: ['line-too-long 2:1023+1', 'line-too-long 3:1023+1'],
  },
  {
    name: 'a line that is too long and opens a block leaves the block where it is',
    text: `a {\n b ${'x'.repeat(1100)} {\n  c\n }\n d\n}\ne\n`,
    lines: [['a', [['b', ['c']], 'd']], 'e'],
    findings: ['line-too-long 2:1023+1'],
  },
  {
    name: 'a line that is too long and closes a block closes it',
    text: `a {\n b\n } c ${'x'.repeat(1100)} {\n d\n}\ne\n`,
    lines: [['a', ['b']], ['c', ['d']], 'e'],
    findings: ['line-too-long 3:1023+1'],
  },
  {
    name: 'a NUL byte in a line that opens a block',
    text: 'a {\n b x\0 {\n  c\n }\n d\n}\n',
    lines: [['a', [['b', ['c']], 'd']]],
    findings: ['nul-byte 2:5+1'],
  },
  {
    name: 'a NUL byte in a line whose braces match, and in a definition',
    text: 'a\0 { b }\n$D=x \\\n y\0 { \\\n z\nc $D\n',
    lines: ['c x', 'z'],
    findings: ['nul-byte 1:2+1', 'nul-byte 3:3+1'],
  },
  {
    name: 'an open quote that has swallowed the brace of a block',
    text: 'a "b {\n c\n}\nd "{\n}\nf "g{\n',
    lines: [['a b', ['c']], ['d', []], 'f "g{"'],
    findings: ['unterminated-quote 1:3+4', 'unterminated-quote 4:3+2', 'unterminated-quote 6:3+3'],
  },
];

for (const { name, text, lines, findings = [] } of ODDITIES) {
  t.test(name, (t) => {
    const tree = treeOf(text);
    t.same(outline(tree.nodes), lines);
    t.same(places(tree.diagnostics), findings);
    t.end();
  });
}

t.test('lines of nothing but braces are one mistake each, and no work', (t) => {
  const tree = treeOf(`a {\n${'}'.repeat(1_000_000)}\n${'{}'.repeat(500_000)}\nb\n`);
  t.same(outline(tree.nodes), [['a', []], 'b']);
  t.ok(tree.diagnostics.length < 100, 'no more than blocks can be open');
  t.same(places(sortDiagnostics(tree.diagnostics, tree.sources.files)), [
    'line-too-long 2:1023+1',
    'line-too-long 3:1023+1',
  ]);
  t.end();
});

t.test('9: a password of other letters counts in bytes', (t) => {
  const [word] = treeOf('auth_pass £6nj7^5€\n').nodes[0]?.words ?? [];
  t.equal(word?.text.length, 11);
  t.equal(decodeBytes(word?.text ?? ''), '£6nj7^5€');
  t.end();
});

t.test('49: columns of the first line do not count a byte order mark', (t) => {
  const tree = treeOf('\ufeffab cd\n');
  t.equal(tree.nodes[0]?.words[0]?.span.column, 4);
  t.equal(tree.sources.line('test.conf', 1), 'ab cd');
  t.end();
});

t.test('a comment that is too long is only noted, a line is an error', (t) => {
  const [line, comment] = treeOf(`b ${'x'.repeat(1100)}\n# ${'x'.repeat(1100)}\n`).diagnostics;
  t.equal(line?.severity, 'error');
  t.equal(comment?.severity, 'note');
  t.end();
});

t.test('a file in UTF-16 is one mistake', (t) => {
  const text = Buffer.from('\ufeffa {\n b\n}\nc\n', 'utf16le').toString('latin1');
  const read: SourceReader['read'] = () => ({ type: 'text', text, identity: 'test.conf', executable: false });
  const reader = { ...textReader({}), read };
  t.match(treeOf('', { reader }).diagnostics, [{ code: 'nul-byte', hint: 'save it as UTF-8' }]);
  t.end();
});
