import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { userDirectory } from '../../src/system/user-directory.js';

t.test('users and groups by name and by number', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vrrpd-users-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const passwd = join(folder, 'passwd');
  const group = join(folder, 'group');
  writeFileSync(passwd, 'root:x:0:0:root:/root:/bin/sh\nchecker:x:990:980::/:/bin/false\n');
  writeFileSync(group, 'root:x:0:\nhaproxy:x:70:checker,other\nstats:x:71:checker\nnot:x:72:checkers\n');
  const { find } = userDirectory(passwd, group);
  t.same(find('checker', undefined, false), { name: 'checker', uid: 990, gid: 980 });
  t.same(find('990', undefined, false), { name: 'checker', uid: 990, gid: 980 });
  t.same(find('checker', 'haproxy', false), { name: 'checker', uid: 990, gid: 70 });
  t.same(find('checker', '99', false), { name: 'checker', uid: 990, gid: 99 });
  t.same(find('checker', undefined, true), { name: 'checker', uid: 990, gid: 980, groups: [70, 71] });
  t.same(find('1234', undefined, false), { name: '1234', uid: 1234, gid: 1234 });
  t.equal(find('nobody-here', undefined, false), undefined);
  t.equal(find('checker', 'no-such-group', false), undefined);
});
