/** explain, print and diff as programs: what they write and how they end. */

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { vrrpdCommand } from '../support/vrrpd-command.js';

function run(...words: readonly string[]) {
  const [program = '', ...args] = vrrpdCommand(...words);
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 });
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
  t.match(run('diff', a, join(directory, 'none')), { status: 4, stderr: /cannot be read/ });
});
