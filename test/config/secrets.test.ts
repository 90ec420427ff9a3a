/** No password and no key is told: whatever is wrong with its line, and however the findings are written. */

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is how the language writes it
import t from 'tap';
import { FINDINGS } from '../../src/config/codes.js';
import { allTables } from '../../src/config/keywords/index.js';
import { lintConfiguration } from '../../src/config/lint/lint.js';
import { readConfiguration } from '../../src/config/read-configuration.js';
import { jsonReport } from '../../src/config/report/json-report.js';
import { sarifReport } from '../../src/config/report/sarif-report.js';
import { formatDiagnostics } from '../../src/config/report/text-report.js';
import { SHOWN_WORDS } from '../../src/config/text/secrets.js';
import { type TestHost, textReader } from '../support/config-texts.js';

/** Stands for the secret in every text below. */
const SECRET = /S3cr3t/i;

/** All that `check` writes about a text, in the three formats. */
function reportsOf(text: string, host: TestHost = {}): { text: string; json: string; sarif: string } {
  const { tree, diagnostics, configuration } = readConfiguration('test.conf', {
    reader: textReader({ 'test.conf': text, ...host.files }, host.environment),
    directory: '/etc/keepalived',
    configId: 'node1',
    strictIncludes: false,
    randomSeed: 1,
  });
  const all = [...diagnostics, ...lintConfiguration(configuration)];
  return {
    text: formatDiagnostics(all, tree.sources, { color: false }),
    json: JSON.stringify(jsonReport(all)),
    sarif: JSON.stringify(sarifReport(all, { version: '1.2.3', kinds: FINDINGS, sources: tree.sources })),
  };
}

function instance(...lines: readonly string[]): string {
  return [
    'vrrp_instance VI_1 {',
    'state BACKUP',
    'interface eth0',
    'virtual_router_id 51',
    'virtual_ipaddress {',
    '192.0.2.1/24',
    '}',
    ...lines,
    '}',
    '',
  ].join('\n');
}

const authentication = (...lines: readonly string[]): string =>
  instance('version 2', 'authentication {', ...lines, '}');
const hmac = (...lines: readonly string[]): string => instance('version 3', 'auth_hmac {', ...lines, '}');
const ssl = (...lines: readonly string[]): string => ['SSL {', ...lines, '}', ''].join('\n');

/** Lines with a mistake, which each block has a finding for. */
const LINES: readonly [(...lines: readonly string[]) => string, readonly string[]][] = [
  [
    authentication,
    [
      'auth_pass = S3cr3t',
      'auth_pass my S3cr3t',
      'auth_pass "my" "S3cr3t"',
      'auth_pass my"S3cr3t"',
      'auth_pass=S3cr3t',
      'auth_pass= S3cr3t',
      'auth_passS3cr3t',
      'auth_pass:S3cr3t',
      'auth_pass: S3cr3t',
      'auth-pass S3cr3t',
      'Auth_Pass S3cr3t',
      'S3cr3t',
      '"S3cr3t words"',
      'S3cr3t=',
      '$S3cr3t = x',
      '@S3cr3t',
      '${S3cr3t}',
      'auth_type PASS S3cr3t',
      'auth_type S3cr3t',
      'auth_typ S3cr3t',
      'password S3cr3t',
      'passwd S3cr3t',
      'pass S3cr3t',
      'auth_pass S3cr3tS3cr3t',
      'auth_pass S3cr3#S3cr3t',
      'auth_pass #S3cr3t',
      'auth_pass \\#S3cr3t',
      'auth_pass x\\!S3cr3t',
      'auth_pass "S3cr3t',
      'auth_pass ${S3cr3t}',
      'auth_pass ${S3cr3t',
      'auth_pass ${1S3cr3t}',
      'auth_pass $S3cr3t',
      'auth_pass x # S3cr3t\nauth_pass',
      'auth_pass x\nauth_pass y S3cr3t',
      'auth_pass {S3cr3t',
      'auth_pass x{S3cr3t',
      'auth_pass x{y}S3cr3t',
      'auth_pass x}S3cr3t',
      'auth_pass x S3cr3t}',
      'auth_pass { S3cr3t }',
      'wrong { S3cr3t more }',
      'virtual_router_id S3cr3t',
      `auth_pass ${'S3cr3t'.repeat(200)}`,
      `passwort S3cr3t${' x'.repeat(600)}`,
      'auth_pass x\0S3cr3t',
      'S3cr3t\0',
      '~LST(PW,S3cr3t) auth_pass $PW more',
      '~SEQ(PW) S3cr3t',
      'include',
    ],
  ],
  [
    hmac,
    [
      'key 1 my S3cr3t phrase',
      'key S3cr3t 1',
      'key 1 S3cr3t',
      'key 1 hex:S3cr3t',
      'key 999 S3cr3t',
      'key 1x S3cr3t',
      'active_key S3cr3t',
      'active_key 1S3cr3t',
      'kye 1 S3cr3t',
      'keys 1 S3cr3t',
      'key1 S3cr3t',
      'key=1 S3cr3t',
      'key1=S3cr3t',
      'secret 1 S3cr3t',
      'time_window S3cr3t',
      'anti_replay S3cr3t',
      'mode S3cr3t',
      'S3cr3t',
    ],
  ],
  [
    ssl,
    [
      'password S3cr3t extra',
      'password extra S3cr3t',
      'password=S3cr3t',
      'passwrd S3cr3t',
      'S3cr3t',
      'key /etc/key S3cr3t',
      'ca /etc/ca S3cr3t',
    ],
  ],
];

const DROPPED = /^[@~$]|\0/;

function quiet(t: Tap, what: string, text: string, host?: TestHost): void {
  for (const [format, report] of Object.entries(reportsOf(text, host)))
    t.notMatch(report, SECRET, `${format}: ${what}`);
}
type Tap = Pick<typeof t, 'notMatch'>;

t.test('a secret in a line with a mistake is not told', (t) => {
  for (const [block, lines] of LINES) for (const line of lines) quiet(t, line, block('mode', line, 'wrong'));
  t.end();
});

t.test('nor on the line of its block', (t) => {
  for (const text of [
    'version 2\nauthentication { auth_type PASS auth_pass x S3cr3t }',
    'version 2\nauthentication { auth_pass S3cr3t } wrong',
    'version 2\nauthentication S3cr3t {\n}',
    'version 2\nauthentication auth_pass S3cr3t',
    'auth_hmac S3cr3t {\nwrong\n}',
    'auth_hmac { key 1 S3cr3t x }',
  ]) {
    quiet(t, text, instance(text));
    quiet(t, `${text} after a brace`, `vrrp_instance VI_1 { ${text} }`);
  }
  t.end();
});

t.test('nor where the keyword of its block is misspelt, without its brace or missing', (t) => {
  for (const [block, lines] of LINES) {
    for (const line of lines) {
      for (const keyword of ['authentification', 'authenticaton', 'auth', 'Authentication', 'auth_mac', 'auth-hmac']) {
        quiet(t, `${keyword} ${line}`, block(line).replace(/authentication|auth_hmac/, keyword));
      }
      quiet(t, `ssl ${line}`, block(line).replace(/SSL/, 'ssl'));
      // A line that is dropped as it is read is judged by the braces before it, also where one is missing.
      if (!DROPPED.test(line))
        quiet(t, `no brace, ${line}`, block(line).replace(/(authentication|auth_hmac|SSL) \{/, '$1'));
      quiet(t, `never closed, ${line}`, block(line).replace(/\}\n$/, ''));
      quiet(t, `in an include, ${line}`, block('include secret.conf', 'wrong'), {
        files: { 'secret.conf': `${line}\n` },
      });
    }
  }
  for (const line of [
    'auth_pass S3cr3t x',
    'auth_pass=S3cr3t',
    'password S3cr3t',
    'key 1 S3cr3t',
    'auth_type PASS S3cr3t',
  ]) {
    quiet(t, `without block, ${line}`, instance(line));
    quiet(t, `at the top level, ${line}`, `${line}\n`);
  }
  t.end();
});

t.test('nor where a definition holds it', (t) => {
  for (const [definitions, line] of [
    ['$PW=S3cr3t', 'auth_pass $PW extra$PW'],
    ['$PW=S3cr3t', 'auth_pass ${PW}${PW} x'],
    ['$PW=S3cr3t', 'auth_pass x $PW'],
    ['$PW=S3cr3t', '$PW'],
    ['$PW=S3cr3t', 'auth_type $PW'],
    ['$PW=S3cr3t', 'auth_pass $PV'],
    ['$PW="S3cr3t', 'auth_pass $PW'],
    ['$PW=S3cr3t \\', 'auth_pass $PW'],
    ['$INNER=S3cr3t\n$PW=x${INNER}y', 'auth_pass $PW extra${PW}'],
    ['$PW = S3cr3t', 'auth_pass $PW'],
    ['PW=S3cr3t', 'auth_pass $PW'],
    ['PW = S3cr3t', 'auth_pass $PW'],
    ['$LINES=\\\nauth_pass S3cr3t more\\\nS3cr3t', '$LINES'],
    ['$LOOP=S3cr3t$LOOP', 'S3cr3t $LOOP'],
  ] as const) {
    quiet(t, `${definitions}; ${line}`, `${definitions}\n${authentication('auth_type PASS', line)}`);
  }
  quiet(t, 'of the environment', authentication('auth_pass x ${_ENV PW}'), { environment: { PW: 'S3cr3t' } });
  t.end();
});

t.test('what is wrong with the line is told all the same', (t) => {
  const told = (text: string): string => reportsOf(text).text;
  t.match(
    told(authentication('auth_type PASS', 'auth_pass my S3cr3t')),
    [
      'test.conf:11:14: warning: "auth_pass" takes no further word, and "***" is ignored [extra-words]',
      ' 11 | auth_pass ***',
      '    |           ^^^',
    ].join('\n'),
  );
  t.match(told(authentication('auth_pass=S3cr3t')), 'there is no keyword "***" in vrrp_instance/authentication');
  t.match(told(authentication('auth_pass=S3cr3t')), 'hint: write a blank in the place of the =');
  t.match(told(authentication('auth_passS3cr3t')), 'hint: did you mean "auth_pass"?');
  t.match(told(hmac('kye 1 S3cr3t')), 'hint: did you mean "key"?');
  t.match(told(authentication('auth_type PAS')), '"auth_type" takes one of PASS, AH, not "***"');
  t.match(told('$PW = S3cr3t\n'), 'hint: a definition is written $NAME=VALUE, without a blank before the =');
  t.match(told(instance('auth_pass S3cr3t')), 'there is no keyword "auth_pass" in vrrp_instance');
  t.end();
});

t.test('other lines are shown in full', (t) => {
  const told = reportsOf(`$PRIORITY=1o0\n${instance('priority $PRIORITY', 'monkey 12', 'priority=100')}`).text;
  t.match(told, '| priority $PRIORITY\n');
  t.match(told, '| monkey 12\n');
  t.match(told, 'hint: write "priority 100"');
  t.end();
});

t.test('the words that may be shown are the keywords of the blocks', (t) => {
  const blocks = ['vrrp_instance/authentication', 'vrrp_instance/auth_hmac', 'SSL'];
  const rows = allTables.filter(({ block }) => blocks.includes(block)).flatMap((table) => table.rows);
  const names = rows.map(({ name }) => name);
  t.strictSame([...SHOWN_WORDS].sort(), [...new Set([...names, 'authentication', 'auth_hmac', 'SSL'])].sort());
  t.end();
});
