/** explain, print and diff as programs: what they write and how they end. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { vrrpdCommand } from '../support/vrrpd-command.js';

function run(...words: readonly string[]) {
  return runWith('', ...words);
}

function runWith(input: string, ...words: readonly string[]) {
  const [program = '', ...args] = vrrpdCommand(...words);
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', input, timeout: 30_000 });
  return { status, stdout, stderr };
}

const TEXT = `vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 91
    priority 120
    advert_int 1
    version 2
    virtual_ipaddress {
        192.0.2.10/32
    }
}
`;

t.test('explain a keyword, and one that nobody knows', async (t) => {
  t.match(run('explain', 'vrrp_instance/nopreempt'), { status: 0, stdout: /^nopreempt\n {2}A router that comes back/ });
  t.match(run('explain', 'nopremt'), { status: 1, stdout: '', stderr: /did you mean 'nopreempt'/ });
  t.match(run('explain', '--', '-nodad'), { status: 0, stdout: /^-nodad\n/ });
  t.match(run('explain', '-nodda'), {
    status: 1,
    stderr: "vrrpd: there is no keyword '-nodda': did you mean '-nodad'?\n",
  });
  t.match(run('explain', 'virtual_server/real_server/weight'), { status: 0, stdout: /block {9}real_server$/m });
  t.match(JSON.parse(run('explain', '--json', 'router_id').stdout), [{ keyword: 'router_id', block: 'global_defs' }]);
});

t.test('print and diff files', async (t) => {
  const directory = t.testdir({ 'a.conf': `# remark\n${TEXT}` });
  const a = join(directory, 'a.conf');
  const b = join(directory, 'b.conf');
  const printed = run('print', a);
  t.match(printed, { status: 0, stdout: TEXT });
  t.equal(run('print', '--resolved', a).stdout, TEXT);
  writeFileSync(b, TEXT.replace('120', '90'));
  t.match(run('diff', a, b), { status: 1, stdout: /~ priority 120 -> 90/ });
  t.match(run('diff', a, a), { status: 0, stdout: 'nothing would change\n' });
  t.match(runWith(TEXT.replace('120', '90'), 'diff', a, '-'), { status: 1, stdout: /~ priority 120 -> 90/ });
  t.match(run('diff', a, join(directory, 'none')), { status: 4, stderr: /cannot be read/ });
});

t.test('diff says first that a reload would be refused', async (t) => {
  const accepted = TEXT.replace('VI_1 {', 'VI_1 {\n    no_such_keyword');
  const directory = t.testdir({ 'a.conf': accepted });
  const a = join(directory, 'a.conf');
  const b = join(directory, 'b.conf');
  const diff = (after: string) => {
    writeFileSync(b, after);
    return run('diff', a, b);
  };
  const refused = (after: string) => {
    const { status, stdout } = diff(after);
    t.equal(status, 2);
    const [first, second, ...more] = stdout.split('\n');
    t.same([second, more], [`nothing would change; vrrpd check ${b} says what is wrong`, ['']]);
    return first?.replace(`${b}:`, '');
  };
  t.match(refused(accepted.replace('router_id 91', 'router_id 999')), /^the reload would be refused: 5:23: .*999/);
  t.match(refused(accepted.replace('/32', ' dev')), /^the reload would be refused: 10:20: "dev" needs a value/);
  t.match(
    refused(`${accepted}${TEXT.replace('VI_1', 'VI_2')}`),
    /^the reload would be refused: 13:15: .*has the VRID 91/,
  );
  t.match(
    refused(`instance x\n${accepted}`),
    /^the reload would be refused: another instance name takes effect at a restart/,
  );
  const routes = 'virtual_routes {\n        blackhole 198.18.1.0/24\n        203.0.114.0/24 via 10.0.0.3\n    }';
  t.equal(diff(accepted.replace('advert_int 1', routes)).status, 1, 'what keepalived only warns of refuses nothing');
  const checked = accepted.replace('no_such_keyword', 'advert_int 1');
  t.equal(diff(checked).status, 0, 'a mistake less is no change');
  t.match(
    diff(`# more\n${accepted}`),
    { status: 0, stdout: 'nothing would change\n' },
    'the running file has the same',
  );
  writeFileSync(a, `global_defs {\n    reload_check_config\n}\n${accepted}`);
  t.match(run('diff', a, a), { status: 2, stdout: /^the reload would be refused: .*no_such_keyword/ });
});
