/**
 * The lab itself: hosts that reach each other, cables that can be cut, and nothing left behind.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startKeepalived } from '../../src/lab/keepalived-process.js';
import { Lab, type LabSpec } from '../../src/lab/lab.js';
import { whatLabLacks } from '../../src/lab/privileges.js';
import { startVrrpd } from '../../src/lab/vrrpd-process.js';

const PAIR: LabSpec = {
  hosts: [
    { name: 'one', links: [{ name: 'eth1', addresses: ['192.0.2.1/24'] }] },
    { name: 'two', links: [{ name: 'eth1', addresses: ['192.0.2.2/24'] }] },
  ],
};

const lacks = await whatLabLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.test('hosts have the links and addresses asked for, and a cable can be cut and mended', skip, async (t) => {
  const lab = await Lab.create(PAIR);
  t.teardown(() => lab.dispose());
  const carrier = async (): Promise<string> =>
    (await lab.host('one').run(['cat', '/sys/class/net/eth1/carrier'])).stdout;

  t.ok((await lab.host('one').addresses()).includes('192.0.2.1/24'));
  t.equal(await carrier(), '1\n');
  await lab.cut('one');
  t.equal(await carrier(), '0\n');
  await lab.mend('one');
  t.equal(await carrier(), '1\n');
});

t.test('nobody else reads the files of its daemons, and checks of other users find theirs', skip, async (t) => {
  const lab = await Lab.create(PAIR);
  t.teardown(() => lab.dispose());
  for (const start of [startVrrpd, startKeepalived]) {
    const host = lab.host('one');
    await start(host, 'vrrp_instance VI_1 {\n}\n').kill();
    t.equal(statSync(join(host.directory, 'keepalived.conf')).mode & 0o077, 0, start.name);
    for (const directory of [lab.directory, host.directory]) t.equal(statSync(directory).mode & 0o077, 0o011);
    const check = join(host.directory, 'switch');
    writeFileSync(check, '');
    const other = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', 'test'];
    t.equal((await host.run([...other, '-e', check])).status, 0);
    t.not((await host.run([...other, '-r', host.directory])).status, 0);
  }
});

t.test('a lab that is disposed of leaves no namespace, no process and no file', skip, async (t) => {
  const lab = await Lab.create(PAIR);
  const sleeper = lab.host('two').start(['sleep', '1000']);
  await lab.dispose();
  t.same(await sleeper.ended, { status: undefined, signal: 'SIGKILL' });
  t.notOk(existsSync(lab.directory));
  t.same(namespacesOf(process.pid), []);
});

t.test('what a killed lab leaves, the next lab removes', skip, async (t) => {
  const script = `import { Lab } from ${JSON.stringify(new URL('../../src/lab/lab.js', import.meta.url).href)};
    const lab = await Lab.create(${JSON.stringify(PAIR)});
    const sleeper = lab.host('one').start(['sleep', '1000']);
    console.log(JSON.stringify({ directory: lab.directory, pid: sleeper.pid }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const { directory, pid } = JSON.parse(line.toString()) as { directory: string; pid: number };
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.not(namespacesOf(child.pid ?? 0).length, 0, 'its namespaces are still there');

  const next = await Lab.create(PAIR);
  t.teardown(() => next.dispose());
  t.same(namespacesOf(child.pid ?? 0), []);
  t.notOk(existsSync(directory));
  t.notOk(lives(pid));
});

function namespacesOf(pid: number): readonly string[] {
  return readdirSync('/run/netns').filter((name) => name.startsWith(`vrrpd-lab-${pid}-`));
}

/** A process that nobody has reaped yet has no command line any more. */
function lives(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
}
