/** Which files are compared, about which this host is asked, and what becomes of the exit status. */

import t from 'tap';
import { readAndLint, readAndLintOne } from '../../src/cli/lint-files.js';
import type { ConfigurationHost } from '../../src/cli/programs.js';
import { checkExitStatus, keepalivedExitStatus } from '../../src/config/report/exit-status.js';
import { textReader } from '../support/config-texts.js';
import { testHost } from '../support/hosts.js';

const text = (priority: number, device = 'eth0', address = '192.0.2.10'): string => `vrrp_script chk {
  script /usr/bin/pgrep
  weight 2
}
global_defs {
  script_user nobody
}
vrrp_instance VI_1 {
  interface ${device}
  virtual_router_id 91
  priority ${priority}
  virtual_ipaddress { ${address} }
  track_script { chk }
}
`;

const host: ConfigurationHost = {
  sources: textReader({
    'a.conf': text(120),
    'b.conf': text(110, 'ens3'),
    'other.conf': text(110, 'ens3', '198.51.100.10'),
  }),
  facts: testHost({
    interfaces: { eth0: ['192.0.2.1/24'] },
    files: { '/usr/bin/pgrep': { mode: 0o755 } },
    users: { nobody: 65_534 },
  }),
};
const options = { configId: 'node', strictIncludes: false };

t.test('a lint is a finding of a check, and none of keepalived -t', (t) => {
  const { diagnostics } = readAndLintOne('a.conf', options, host);
  t.match(diagnostics, [{ code: 'weights-move-little', severity: 'warning', span: { file: 'a.conf', line: 13 } }]);
  t.equal(checkExitStatus(diagnostics, false), 5);
  t.equal(keepalivedExitStatus(diagnostics), 0);
  t.end();
});

t.test('the files of two hosts are compared, and this host is not asked about them', (t) => {
  const codes = readAndLint(['a.conf', 'b.conf'], options, host).map(({ diagnostics }) =>
    diagnostics.map(({ code }) => code),
  );
  t.same(codes, [['pair-check-cannot-move'], []]);
  t.end();
});

t.test('a file without a counterpart is one of this host', (t) => {
  const [, , other] = readAndLint(['a.conf', 'b.conf', 'other.conf'], options, host);
  t.same(
    other?.diagnostics.map(({ code }) => code),
    ['missing-interface', 'weights-move-little'],
  );
  t.end();
});

t.test('one mistake is told by the reading of the file, or by a lint, and not by both', (t) => {
  const instance = (lines: string, source = ''): string =>
    `vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 91\n ${source}\n virtual_ipaddress { 192.0.2.10 }\n ${lines}\n}\n`;
  const files = {
    'master.conf': instance('state MASTER'),
    'shell.conf': `global_defs {\n startup_script "cd /tmp && ls"\n}\n${instance('')}`,
    'home.conf': `global_defs {\n startup_script "~/check.sh"\n}\n${instance('')}`,
    'defined.conf': `vrrp_script chk {\n script "/usr/bin/pgrep x"\n weight 300\n}\n${instance('track_script { chk }')}`,
    'tracked.conf': `vrrp_script chk {\n script "/usr/bin/pgrep x"\n}\n${instance('track_script { chk weight 254 }')}`,
    'legal.conf': `vrrp_script chk {\n script "/usr/bin/pgrep x"\n weight 253\n}\n${instance('track_script { chk }')}`,
    'a.conf': instance('priority 110\n unicast_peer { 192.0.2.2 }', 'unicast_src_ip 192.0.2.1'),
    'b.conf': instance('', 'unicast_src_ip 192.0.2.2'),
  };
  const sources = textReader(files);
  const told = (file: string) => readAndLintOne(file, options, { ...host, sources }).diagnostics;
  const codes = (diagnostics: readonly { readonly code: string }[]) => diagnostics.map(({ code }) => code);
  t.same(codes(told('master.conf')), ['priority-missing']);
  for (const file of ['shell.conf', 'home.conf'])
    t.match(told(file), [{ code: 'script-missing', hint: /^no shell sees the command/ }], file);
  const weights = (file: string) => codes(told(file)).filter((code) => code !== 'scripts-as-root');
  for (const file of ['defined.conf', 'tracked.conf']) t.same(weights(file), ['out-of-range'], file);
  t.same(weights('legal.conf'), ['weight-beyond-range']);
  const pair = readAndLint(['a.conf', 'b.conf'], options, { ...host, sources });
  t.same(
    pair.map(({ diagnostics }) => codes(diagnostics)),
    [[], ['unicast-without-peer']],
  );
  t.end();
});
