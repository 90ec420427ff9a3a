/** How findings are shown: for people, as JSON, as SARIF, and as an exit status. */

import t from 'tap';
import type { Diagnostic } from '../../src/config/diagnostic.js';
import { checkExitStatus, keepalivedExitStatus } from '../../src/config/report/exit-status.js';
import { jsonReport } from '../../src/config/report/json-report.js';
import { sarifReport } from '../../src/config/report/sarif-report.js';
import { sortDiagnostics } from '../../src/config/report/sort-diagnostics.js';
import { formatDiagnostics, formatSummary } from '../../src/config/report/text-report.js';
import { TEXT_FINDINGS } from '../../src/config/text-codes.js';
import { encodeBytes, type SourceTexts } from '../../src/config/tree.js';
import { treeOf } from '../support/config-texts.js';

/** Sources of one file. */
function sourcesOf(text: string): SourceTexts {
  return {
    files: ['k.conf'],
    line: (file, line) => (file === 'k.conf' ? encodeBytes(text).split('\n')[line - 1] : undefined),
    secretColumn: () => undefined,
    includedFrom: () => undefined,
  };
}

function finding(line: number, column: number, length: number, more: Partial<Diagnostic> = {}): Diagnostic {
  const span = { file: 'k.conf', line, column, length };
  return { code: 'unknown-keyword', severity: 'error', span, message: 'unknown keyword inerval', ...more };
}

const plain = { color: false };

t.test('a finding shows its place, its line with a caret, and what to do', (t) => {
  const text = 'vrrp_script chk {\n    inerval 2\n}\n';
  const shown = formatDiagnostics(
    [
      finding(2, 5, 7, {
        keepalived: 'ignores the line',
        hint: 'did you mean interval?',
        related: [{ span: { file: 'k.conf', line: 1, column: 13, length: 3 }, message: 'in this script' }],
      }),
    ],
    sourcesOf(text),
    plain,
  );
  t.equal(
    shown,
    [
      'k.conf:2:5: error: unknown keyword inerval [unknown-keyword]',
      ' 2 |     inerval 2',
      '   |     ^^^^^^^',
      '   = keepalived: ignores the line',
      '   = hint: did you mean interval?',
      '   > k.conf:1:13: in this script',
      ' 1 | vrrp_script chk {',
      '   |             ^^^',
      '',
    ].join('\n'),
  );
  t.end();
});

t.test('the caret stands under its word behind tabs, wide characters and bad bytes', (t) => {
  const caretOf = (text: string, column: number, length: number): string =>
    formatDiagnostics([finding(1, column, length)], sourcesOf(text), plain).split('\n')[2] ?? '';
  t.equal(caretOf('\tx y', 2, 1), '   | \t^');
  t.equal(caretOf('虚拟 y', 8, 1), `   | ${' '.repeat(5)}^`);
  t.equal(caretOf('\u00e9t\u00e9 y', 7, 1), `   | ${' '.repeat(4)}^`);
  t.end();
});

t.test('control characters of a file never reach the terminal', (t) => {
  const shown = formatDiagnostics(
    [finding(1, 1, 1, { message: 'unknown \x1b[2J', hint: 'not \x07' })],
    sourcesOf('\x1b[31m x\u202e\x9b'),
    plain,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  t.notMatch(shown.replaceAll('\n', ''), /[\x00-\x1f\x7f-\x9f\u202e]/);
  t.end();
});

t.test('a password is covered in the line shown', (t) => {
  const shown = formatDiagnostics([finding(1, 13, 3)], sourcesOf('  auth_pass secret123'), plain);
  t.notMatch(shown, /secret/);
  t.match(shown, ' 1 |   auth_pass ***\n   |             ^^^\n');
  t.end();
});

t.test('a password is covered wherever it stands, and misspelt', (t) => {
  for (const line of [
    'authentication { auth_type PASS auth_pass secret }',
    '  auth_pas secret',
    '  auth_passs "secret words"',
    '  key 1 hex:secret',
    'auth_hmac { key 1 secret }',
    '$VI_PASSWORD = secret',
    '@lb1 auth_pass secret',
  ]) {
    t.notMatch(formatDiagnostics([finding(1, 1, 3)], sourcesOf(line), plain), /secret/, line);
  }
  t.match(formatDiagnostics([finding(1, 1, 3)], sourcesOf('interface monkey 1'), plain), /interface monkey 1/);
  t.end();
});

t.test('a long line is cropped around its caret', (t) => {
  const shown = formatDiagnostics([finding(1, 501, 5)], sourcesOf(`${'a'.repeat(500)}b b b${'c'.repeat(500)}`), plain);
  const [, line = '', caret = ''] = shown.split('\n');
  t.ok(line.length < 140);
  t.equal(line.slice(caret.indexOf('^'), caret.indexOf('^') + 5), 'b b b');
  t.end();
});

t.test('colour only where it is asked for, and the caret keeps its place', (t) => {
  const shown = formatDiagnostics([finding(1, 3, 1)], sourcesOf('a b'), { color: true });
  t.match(shown, '\x1b[1;31merror\x1b[0m');
  t.match(shown, '   |   \x1b[1;31m^\x1b[0m');
  t.end();
});

t.test('a finding in an included file tells from where', (t) => {
  const tree = treeOf('a\ninclude b.conf\n', { files: { 'b.conf': 'x "y\n' } });
  t.match(formatDiagnostics(tree.diagnostics, tree.sources, plain), /^ {3}> included from test.conf:2:9$/m);
  t.end();
});

t.test('findings are counted', (t) => {
  const security = { severity: 'security' } as const;
  t.equal(formatSummary([]), undefined);
  t.equal(formatSummary([finding(1, 1, 1)]), '1 error');
  t.equal(
    formatSummary([
      finding(1, 1, 1),
      finding(1, 1, 1, { severity: 'fatal' }),
      finding(1, 1, 1, security),
      finding(1, 1, 1, { severity: 'note' }),
    ]),
    '2 errors, 1 script that would be refused, 1 note',
  );
  t.end();
});

t.test('sorted by file, line, column and severity, and each mistake once', (t) => {
  const other = { file: 'a.conf', line: 1, column: 1, length: 1 };
  const sorted = sortDiagnostics(
    [
      finding(9, 1, 1, { span: other }),
      finding(2, 5, 1),
      finding(2, 5, 1, { severity: 'fatal', code: 'z' }),
      finding(2, 5, 1),
      finding(1, 9, 1),
      finding(1, 1, 1, { span: undefined, message: 'no file' }),
    ],
    ['k.conf', 'a.conf'],
  );
  t.same(
    sorted.map(({ severity, span }) => `${severity} ${span?.file}:${span?.line}:${span?.column}`),
    [
      'error undefined:undefined:undefined',
      'error k.conf:1:9',
      'fatal k.conf:2:5',
      'error k.conf:2:5',
      'error a.conf:1:1',
    ],
  );
  t.end();
});

t.test('a mistake inside a definition or a sequence is told once, however often it is used', (t) => {
  const tree = treeOf(`$X=a $\{NOPE}\nb $X\nc $X\n~SEQ(I,1,5) d "$I\n`);
  const sorted = sortDiagnostics(tree.diagnostics, tree.sources.files);
  t.same(
    sorted.map(({ code, span }) => `${code} ${span?.line}`),
    ['undefined-name 2', 'unterminated-quote 4'],
  );
  t.end();
});

t.test('what only follows from a broken line is left out', (t) => {
  const sorted = sortDiagnostics(
    [
      finding(1, 9, 5, { code: 'unterminated-quote' }),
      finding(1, 1, 5, { code: 'open-quote' }),
      finding(2, 9, 5, { code: 'undefined-name' }),
      finding(2, 10, 3, { code: 'bad-value' }),
      finding(2, 14, 3, { code: 'bad-value' }),
      finding(3, 9, 5, { code: 'bad-value' }),
    ],
    ['k.conf'],
  );
  t.same(
    sorted.map(({ code, span }) => `${code} ${span?.line}:${span?.column}`),
    ['unterminated-quote 1:9', 'undefined-name 2:9', 'bad-value 2:14', 'bad-value 3:9'],
  );
  t.end();
});

t.test('as JSON', (t) => {
  const report = jsonReport([
    finding(2, 5, 7, {
      hint: 'h',
      exitClass: 5,
      related: [{ span: { file: 'k.conf', line: 1, column: 2, length: 3 }, message: 'r' }],
    }),
    finding(1, 1, 1, { span: undefined, severity: 'fatal' }),
  ]);
  t.same(JSON.parse(JSON.stringify(report)), {
    version: 1,
    diagnostics: [
      {
        code: 'unknown-keyword',
        severity: 'error',
        message: 'unknown keyword inerval',
        place: { file: 'k.conf', line: 2, column: 5, length: 7 },
        keepalived: null,
        hint: 'h',
        related: [{ message: 'r', place: { file: 'k.conf', line: 1, column: 2, length: 3 } }],
        keepalivedExitClass: 5,
      },
      {
        code: 'unknown-keyword',
        severity: 'fatal',
        message: 'unknown keyword inerval',
        place: null,
        keepalived: null,
        hint: null,
        related: [],
        keepalivedExitClass: 0,
      },
    ],
    counts: { fatal: 1, error: 1, security: 0, warning: 0, note: 0 },
  });
  t.end();
});

t.test('as SARIF, with columns in UTF-16 units and paths as URIs', (t) => {
  const sources: SourceTexts = {
    files: ['/etc/k d/ü.conf'],
    line: () => encodeBytes('é虚 inerval 2'),
    secretColumn: () => undefined,
    includedFrom: () => undefined,
  };
  const span = { file: encodeBytes('/etc/k d/ü.conf'), line: 3, column: 7, length: 7 };
  const report = sarifReport(
    [finding(1, 1, 1, { code: 'nul-byte', span, hint: 'h', related: [{ span, message: 'r' }] })],
    { version: '1.2.3', kinds: TEXT_FINDINGS, sources },
  );
  const location = {
    physicalLocation: {
      artifactLocation: { uri: 'file:///etc/k%20d/%C3%BC.conf' },
      region: { startLine: 3, startColumn: 4, endColumn: 11 },
    },
  };
  t.same(JSON.parse(JSON.stringify(report)), {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'vrrpd',
            semanticVersion: '1.2.3',
            rules: [
              {
                id: 'nul-byte',
                shortDescription: { text: 'A line with a NUL byte is left out.' },
                defaultConfiguration: { level: 'error' },
              },
            ],
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          {
            ruleId: 'nul-byte',
            ruleIndex: 0,
            level: 'error',
            message: { text: 'unknown keyword inerval. hint: h.' },
            locations: [location],
            relatedLocations: [{ id: 0, message: { text: 'r' }, ...location }],
          },
        ],
      },
    ],
  });
  t.end();
});

t.test('the status that keepalived -t gives: the largest class, but a missing parameter ends it', (t) => {
  const of = (...classes: (0 | 2 | 4 | 5 | 6)[]): number =>
    keepalivedExitStatus(classes.map((exitClass) => finding(1, 1, 1, { exitClass })));
  t.equal(of(), 0);
  t.equal(of(0), 0);
  t.equal(of(4), 4);
  t.equal(of(4, 5), 5);
  t.equal(of(6, 5, 4), 6);
  t.equal(of(6, 2), 2);
  t.end();
});

t.test('the status of a check: the gravest finding', (t) => {
  const of = (strict: boolean, ...findings: Partial<Diagnostic>[]): number =>
    checkExitStatus(
      findings.map((more) => finding(1, 1, 1, more)),
      strict,
    );
  t.equal(of(true), 0);
  t.equal(of(false, { severity: 'note' }), 0);
  t.equal(of(true, { severity: 'note' }), 5);
  t.equal(of(false, { severity: 'warning' }), 5);
  t.equal(of(false, { severity: 'error' }, { severity: 'security' }), 6);
  t.equal(of(false, { severity: 'security' }, { severity: 'fatal' }), 4);
  t.equal(of(false, { severity: 'fatal' }, { exitClass: 2 }), 2);
  t.end();
});
