/**
 * vrrpd as an administrator meets it: started in the foreground and in the background, asked, stopped, killed, cleaned
 * up after. On one host that owns its virtual IP, so that nothing has to be waited for.
 */

import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { CommandResult } from '../../src/lab/command.js';
import { Lab } from '../../src/lab/lab.js';
import type { LabHost } from '../../src/lab/lab-host.js';
import type { LabProcess } from '../../src/lab/lab-process.js';
import { whatLabLacks } from '../../src/lab/privileges.js';

const program = (name: string): string => fileURLToPath(new URL(`../../src/${name}.js`, import.meta.url));

const CONF = `vrrp_instance VI_1 {
  state MASTER
  interface eth1
  virtual_router_id 91
  priority 255
  virtual_ipaddress { 192.0.2.100 }
}
`;

const STATIC = 'static_ipaddress {\n  192.168.6.1/24 dev eth1\n}\n';
const PEERS = `
    192.0.2.103/32 peer 192.0.2.203/32
    192.0.2.104/32 peer 192.0.2.204
    192.0.2.105/24 peer 192.0.2.204/30
    192.0.2.106
  }
  virtual_ipaddress_excluded {
    fd61::1/64
 `;

const lacks = await whatLabLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

interface Place {
  readonly host: LabHost;
  readonly run: string;
  readonly conf: string;
  vrrpd(...words: string[]): Promise<CommandResult>;
}

async function place(t: { teardown(end: () => Promise<void>): void }): Promise<Place> {
  const lab = await Lab.create({ hosts: [{ name: 'ha1', links: [{ name: 'eth1', addresses: ['192.0.2.1/24'] }] }] });
  t.teardown(() => lab.dispose());
  const host = lab.host('ha1');
  const run = join(host.directory, 'run');
  const conf = join(host.directory, 'keepalived.conf');
  writeFileSync(conf, CONF);
  return {
    host,
    run,
    conf,
    vrrpd: (...words) => host.run([process.execPath, program('main'), ...words, '--run-dir', run]),
  };
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited in vain: ${what}`);
}

const holdsAddress = async (host: LabHost): Promise<boolean> => (await host.addresses()).includes('192.0.2.100/32');

t.test('run, ask, refuse a second one, reload, be killed, clean up', skip, async (t) => {
  const { host, run, conf, vrrpd } = await place(t);
  const untracked = 'vrrp_script of_nobody {\n  script "/bin/true"\n}\n';
  writeFileSync(conf, `${CONF}${untracked}`);
  const log: string[] = [];
  const daemon = host.start(
    [process.execPath, program('main'), 'run', '-f', conf, '--run-dir', run, '--log-format', 'text'],
    { onLine: (line) => void log.push(line) },
  );
  await until('the address', () => holdsAddress(host));
  await until('the control socket', () => existsSync(join(run, 'control.sock')));

  t.equal(statSync(run).mode & 0o777, 0o750);
  t.equal(statSync(join(run, 'status.sock')).mode & 0o777, 0o660);
  const [text, json, is, isNot, unknown, second, early] = await Promise.all([
    vrrpd('status'),
    vrrpd('status', 'VI_1', '--json'),
    vrrpd('status', '--is', 'master'),
    vrrpd('status', '--is', 'backup'),
    vrrpd('status', 'VI_2'),
    vrrpd('run', '-f', conf),
    vrrpd('cleanup'),
  ]);
  t.equal(text.status, 0);
  t.match(text.stdout, /^VI_1: MASTER for /m);
  t.match(text.stdout, /^ {2}address {4}192\.0\.2\.100\/32 on eth1: bound$/m);
  const snapshot = JSON.parse(json.stdout) as { version: number; routers: { state: string }[] };
  t.same([snapshot.version, snapshot.routers.map(({ state }) => state)], [1, ['master']]);
  t.same([is.status, is.stdout, isNot.status], [0, '', 1]);
  t.same([unknown.status, unknown.stderr], [2, "vrrpd status: no instance or sync group is called 'VI_2'\n"]);
  t.equal(second.status, 1);
  t.equal(
    second.stderr,
    `vrrpd run: another vrrpd already runs on ${run} (process ${daemon.pid}): stop it, or give this one a --run-dir of its own\n`,
  );
  t.equal(early.status, 1);
  t.equal(early.stderr, `vrrpd cleanup: a vrrpd runs on ${run}: what it has bound is not left behind\n`);

  writeFileSync(conf, `${CONF}${CONF.replace('VI_1', 'VI_2')}${untracked}`);
  daemon.signal('SIGHUP');
  await until('the refusal', async () => (await vrrpd('status')).stdout.includes('the last reload was refused'));
  t.ok(await holdsAddress(host));
  const linesWith = (text: string): number => log.filter((line) => line.includes(text)).length;
  t.equal(linesWith('has the VRID 91'), 1, 'the mistake is told once');
  t.equal(linesWith('of_nobody'), 2, 'an untracked script once for each reading');
  const other = ['--run-dir', join(host.directory, 'other')];
  const refused = await host.run([process.execPath, program('main'), 'run', '-f', conf, ...other]);
  t.equal(refused.status, 2);
  t.equal(refused.stderr.split('has the VRID 91').length, 2, 'and once by a daemon that does not start because of it');
  t.match(refused.stderr, /^vrrpd run: not started, because the configuration is refused: the log says why$/m);

  daemon.signal('SIGKILL');
  await daemon.ended;
  t.ok(await holdsAddress(host), 'nobody removed it');
  const cleaned = await vrrpd('cleanup');
  t.same([cleaned.status, cleaned.stdout], [0, 'removed 192.0.2.100/32 from eth1\n']);
  t.notOk(await holdsAddress(host));
  t.same((await vrrpd('cleanup')).stdout, 'nothing was left\n');
  t.equal((await vrrpd('status')).status, 3);
});

t.test('a reload refused for the line of a password tells nobody what stands there', skip, async (t) => {
  const { host, run, conf, vrrpd } = await place(t);
  const secret = (...lines: string[]): string =>
    CONF.replace('virtual_ipaddress', `authentication {\nauth_type PASS\n${lines.join('\n')}\n}\nvirtual_ipaddress`);
  writeFileSync(conf, secret('auth_pass S3cr3tA0'));
  const words = ['run', '-f', conf, '--run-dir', run, '--log-level', 'debug'];
  const daemon = host.start([process.execPath, program('main'), ...words]);
  await until('the control socket', () => existsSync(join(run, 'control.sock')));
  writeFileSync(conf, secret('auth_pass S3cr3tA1 S3cr3tA2', 'auth_pass=S3cr3tA3'));
  const reload = await vrrpd('reload');
  t.match(reload, { status: 1, stderr: 'there is no keyword "***" in vrrp_instance/authentication' });
  const answers = await Promise.all([
    vrrpd('status'),
    vrrpd('status', '--json'),
    vrrpd('events'),
    vrrpd('events', '--json'),
    vrrpd('check', conf),
  ]);
  t.match(answers[0].stdout, 'the last reload was refused');
  const told = [reload, ...answers].map(({ stdout, stderr }) => `${stdout}${stderr}`);
  const kept = readFileSync(join(run, 'events.jsonl'), 'utf8');
  t.match(daemon.lines.join('\n'), 'takes no further word');
  for (const text of [...told, kept, ...daemon.lines]) t.notMatch(text, /S3cr3t/);
});

t.test('without a journal, cleanup goes by the configuration', skip, async (t) => {
  const { host, conf, vrrpd } = await place(t);
  await host.ip('address add 192.0.2.100/32 dev eth1');
  t.equal((await vrrpd('cleanup', '-f', conf)).stdout, 'removed 192.0.2.100/32 from eth1\n');
  t.ok((await host.addresses()).includes('192.0.2.1/24'));
});

t.test(
  'whatever a killed daemon had bound goes, by cleanup or by the next start with another file',
  skip,
  async (t) => {
    const { host, run, conf, vrrpd } = await place(t);
    const settings = join(host.directory, 'vrrpd.ini');
    writeFileSync(settings, '[network]\nlease = 0\n');
    const words = ['run', '-f', conf, '--run-dir', run, '--settings', settings, '--log-format', 'text'];
    const start = (): LabProcess => host.start([process.execPath, program('main'), ...words]);
    const addresses = async (): Promise<string> => (await host.run(['ip', '-br', 'address', 'show', 'eth1'])).stdout;
    const killed = async (): Promise<void> => {
      writeFileSync(conf, `${STATIC}${CONF.replace('192.0.2.100', PEERS)}`);
      const daemon = start();
      await until('all addresses', async () => /(?=.*6\.1\/24)(?=.*\.106)/.test(await addresses()));
      const journal = join(run, 'addresses');
      await until('the journal', () => existsSync(journal) && readFileSync(journal, 'utf8').includes('192.0.2.106'));
      daemon.signal('SIGKILL');
      await daemon.ended;
      t.match(await addresses(), /192\.0\.2\.104 peer 192\.0\.2\.204\/32.*192\.0\.2\.105 peer 192\.0\.2\.204\/30/);
    };

    await killed();
    const cleaned = await vrrpd('cleanup');
    t.equal(cleaned.status, 0);
    t.strictSame(cleaned.stdout.trim().split('\n').toSorted(), [
      'removed 192.0.2.103 peer 192.0.2.203/32 from eth1',
      'removed 192.0.2.104 peer 192.0.2.204/32 from eth1',
      'removed 192.0.2.105 peer 192.0.2.204/30 from eth1',
      'removed 192.0.2.106/32 from eth1',
      'removed 192.168.6.1/24 from eth1',
      'removed fd61::1/64 from eth1',
    ]);
    t.notMatch(await addresses(), /\.10|peer|6\.1/);

    // As the unit does before any program of ours.
    const release = ['flock', '--nonblock', join(run, 'lock'), 'ip', '-force', '-batch', join(run, 'release')];
    await killed();
    await host.run(release);
    t.notMatch(await addresses(), /\.10|peer|6\.1|fd61/);
    const { stdout: routes } = await host.run(['ip', '-6', 'route', 'show', 'fd61::/64']);
    t.equal(routes, '', 'and no route of theirs');

    await killed();
    writeFileSync(conf, CONF);
    const second = start();
    await until('the address', () => holdsAddress(host));
    t.notMatch(await addresses(), /10[3-6]|peer|6\.1/);
    const commands = 'address delete 192.0.2.100/32 dev eth1\n';
    await until('the commands', () => readFileSync(join(run, 'release'), 'utf8') === commands);
    t.equal((await host.run(release)).status, 1, 'not while a daemon holds them');
    t.ok(await holdsAddress(host));
    await second.stop();
  },
);

t.test('keepalived goes to the background when it works, and says when it does not', skip, async (t) => {
  const { host, run, conf } = await place(t);
  const pidFile = join(host.directory, 'k.pid');
  const keepalived = (...words: string[]): Promise<CommandResult> =>
    host.run([process.execPath, program('keepalived'), ...words, '--run-dir', run]);
  const started = await keepalived('-f', conf, '-p', pidFile, `-g${join(host.directory, 'log')}`, '-x');
  t.same([started.status, started.stdout, started.stderr], [0, '', '']);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  const end = (signal: NodeJS.Signals): void => {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended already.
    }
  };
  t.teardown(() => end('SIGKILL'));
  t.equal(readFileSync(`/proc/${pid}/comm`, 'utf8'), 'keepalived\n');
  await until('the address', () => holdsAddress(host));

  const second = await keepalived('-f', conf, '-p', join(host.directory, 'other.pid'));
  t.equal(second.status, 1);
  t.match(second.stderr, /^keepalived: another vrrpd already runs on /);

  end('SIGTERM');
  await until('the end', () => !existsSync(`/proc/${pid}`));
  t.notOk(existsSync(pidFile));
  t.notOk(await holdsAddress(host));
  t.match(readFileSync(join(host.directory, 'log'), 'utf8'), /option --snmp has no effect/);

  rmSync(conf);
  const missing = await keepalived('-f', conf, '-p', pidFile);
  t.equal(missing.status, 6);
  t.match(missing.stderr, /^keepalived: .*keepalived\.conf does not exist/);
});

t.test('what a killed daemon had bound in a namespace of its configuration goes there', skip, async (t) => {
  const hosts = ['ha1', 'ha2'].map((name) => ({ name, links: [{ name: 'eth1', addresses: ['192.0.2.1/24'] }] }));
  const lab = await Lab.create({ hosts });
  t.teardown(() => lab.dispose());
  const [outside, inside] = [lab.host('ha1'), lab.host('ha2')];
  const run = join(outside.directory, 'run');
  const conf = join(outside.directory, 'keepalived.conf');
  writeFileSync(conf, `net_namespace ${inside.namespace}\n${CONF}`);
  const daemon = outside.start([process.execPath, program('main'), 'run', '-f', conf, '--run-dir', run]);
  await until('the address', () => holdsAddress(inside));
  const journal = join(run, 'addresses');
  await until('the journal', () => existsSync(journal) && readFileSync(journal, 'utf8').includes('192.0.2.100'));
  await outside.ip('address add 192.0.2.100/32 dev eth1');
  daemon.signal('SIGKILL');
  await daemon.ended;
  t.equal(readFileSync(join(run, 'release'), 'utf8'), '');
  const cleaned = await outside.run([process.execPath, program('main'), 'cleanup', '--run-dir', run]);
  t.equal(cleaned.stdout, 'removed 192.0.2.100/32 from eth1\n');
  t.same([await holdsAddress(inside), await holdsAddress(outside)], [false, true]);
});
