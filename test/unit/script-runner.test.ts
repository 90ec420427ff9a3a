import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { fromMillis, fromSeconds } from '../../src/base/micros.js';
import type { ScriptCommand, ScriptResult } from '../../src/runtime/ports/process.js';
import { bootClock } from '../../src/system/clock.js';
import { ChildScriptRunner, shownEnvironment } from '../../src/system/script-runner.js';

function run(command: Partial<ScriptCommand> & Pick<ScriptCommand, 'argv'>): Promise<ScriptResult> {
  const runner = new ChildScriptRunner(bootClock());
  return new Promise((resolve) => {
    runner.run({ user: undefined, timeout: fromSeconds(10), keepsOutput: true, ...command }, resolve);
  });
}

const shell = (text: string): readonly string[] => ['/bin/sh', '-c', text];

t.test('exit status and output come back', async (t) => {
  const result = await run({ argv: shell('echo out; echo err >&2; exit 3') });
  t.match(result, { outcome: 'exited', status: 3, signal: undefined, error: undefined });
  t.match(result.output, /out\n/);
  t.match(result.output, /err\n/);
});

t.test('only the end of long output is kept', async (t) => {
  const { output } = await run({ argv: shell('yes 1234567 | head -n 20000; echo the-end') });
  t.equal(output.length, 4096);
  t.match(output, /the-end\n$/);
});

t.test('death by a signal is told', async (t) => {
  t.match(await run({ argv: shell('kill -9 $$') }), { outcome: 'signalled', signal: 'SIGKILL' });
});

t.test('a file that cannot be run is told', async (t) => {
  t.match(await run({ argv: ['/nonexistent/script'] }), { outcome: 'not-started', error: 'ENOENT' });
});

t.test('at the deadline the whole process group ends', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vrrpd-script-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'grandchild');
  const argv = shell(`(sleep 60 & echo $! > ${file}; wait)`);
  const result = await run({ argv, timeout: fromMillis(300) });
  t.equal(result.outcome, 'timed-out');
  const grandchild = Number(readFileSync(file, 'utf8'));
  const dead = (): boolean => {
    try {
      return /^State:\s+Z/m.test(readFileSync(`/proc/${grandchild}/status`, 'utf8'));
    } catch {
      return true;
    }
  };
  for (let tries = 0; tries < 200 && !dead(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  t.ok(dead(), 'the grandchild is gone too');
});

t.test('variables that would change a privileged script are taken out', async (t) => {
  process.env['LD_LIBRARY_PATH'] = '/evil';
  t.teardown(() => delete process.env['LD_LIBRARY_PATH']);
  const argv = shell('echo "[$LD_LIBRARY_PATH] [$VRRPD_STATE]"');
  const { output } = await run({ argv, environment: { VRRPD_STATE: 'MASTER' } });
  t.equal(output, '[] [MASTER]\n');
});

t.test('variables that may hold a secret are not shown, but their names are', (t) => {
  const names = [
    'MYSQL_PWD',
    'PGPASSWORD',
    'DB_PASS',
    'DB_PW',
    'ADMINPW',
    'API_TOKEN',
    'SSH_KEY',
    'BASIC_AUTH',
    'CREDS',
  ];
  const hidden = { ...Object.fromEntries(names.map((name) => [name, 'x'])), https_proxy: 'http://me:x@192.0.2.1:3128' };
  const shown = { PWD: '/', OLDPWD: '/', VRRPD_TEST_SPAWN: 'x', http_proxy: 'http://192.0.2.1:3128' };
  const before = { ...process.env };
  Object.assign(process.env, hidden, shown);
  t.teardown(() => {
    process.env = before;
  });
  const environment = shownEnvironment();
  for (const name of Object.keys(hidden)) t.equal(environment[name], '(hidden)', name);
  t.match(environment, shown);
  t.end();
});

t.test('a path behind < is only opened', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vrrpd-script-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'there'), 'not a script');
  t.match(await run({ argv: [`<${folder}/there`] }), { outcome: 'exited', status: 0 });
  t.match(await run({ argv: [`<${folder}/missing`] }), { outcome: 'exited', status: 1, output: /ENOENT/ });
});

for (const keepsOutput of [true, false]) {
  t.test(`what a script leaves running can go on writing, output ${keepsOutput ? 'kept' : 'not kept'}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'vrrpd-script-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const [go, wrote] = [join(folder, 'go'), join(folder, 'wrote')];
    const waits = `while ! test -e ${go}; do sleep 0.01; done`;
    const argv = shell(`echo first; (${waits}; echo one && echo two >&2 && echo yes > ${wrote}) &`);
    const { output } = await run({ argv, keepsOutput });
    t.equal(output, keepsOutput ? 'first\n' : '');
    writeFileSync(go, '');
    while (!existsSync(wrote)) await new Promise((resolve) => setTimeout(resolve, 10));
    t.pass('it was not ended by SIGPIPE');
  });
}

t.test('checks that leave programs running keep no more than so many pipes open', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vrrpd-script-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const runner = new ChildScriptRunner(bootClock());
  const pipes = (): number => readdirSync('/proc/self/fd').length;
  const before = pipes();
  const argv = shell(`(while test -d ${folder}; do sleep 0.1; done) &`);
  const one = (): Promise<ScriptResult> => {
    return new Promise((resolve) => {
      runner.run({ argv, user: undefined, timeout: undefined, keepsOutput: true }, resolve);
    });
  };
  for (let round = 0; round < 3; round += 1) await Promise.all(Array.from({ length: 20 }, one));
  await new Promise((resolve) => setImmediate(resolve));
  const kept = pipes() - before;
  t.ok(kept >= 60 && kept <= 70, `${kept} descriptors`);
});

t.test('closing ends what runs', async (t) => {
  const runner = new ChildScriptRunner(bootClock());
  const ended = new Promise<ScriptResult>((resolve) => {
    runner.run({ argv: shell('trap "" TERM; sleep 60'), user: undefined, timeout: undefined }, resolve);
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await runner.close(fromMillis(100));
  t.equal((await ended).outcome, 'signalled');
});

t.test('closing starts nothing that the end of another asks for; then it runs scripts again', async (t) => {
  const runner = new ChildScriptRunner(bootClock());
  const command = { argv: shell('sleep 60'), user: undefined, timeout: undefined };
  const next = new Promise<ScriptResult>((resolve) => {
    runner.run(command, () => runner.run(command, resolve));
  });
  await runner.close(fromSeconds(10));
  t.match(await next, { outcome: 'not-started', error: 'the daemon stops' });
  const after = await new Promise<ScriptResult>((resolve) => {
    runner.run({ ...command, argv: shell('exit 3') }, resolve);
  });
  t.equal(after.status, 3, 'shutdown_script comes last');
});

const root = process.getuid?.() === 0 ? {} : { skip: 'needs root to become another user' };

t.test("a script runs as its user, with that user's groups and no others", root, async (t) => {
  const plain = { uid: 65_534, gid: 65_534, name: 'nobody' };
  t.equal((await run({ argv: ['/usr/bin/id', '-u'], user: plain })).output, '65534\n');
  t.equal((await run({ argv: ['/usr/bin/id', '-G'], user: plain })).output, '65534\n');
  const member = { ...plain, groups: [70, 71] };
  t.equal((await run({ argv: ['/usr/bin/id', '-u'], user: member })).output, '65534\n');
  t.equal((await run({ argv: ['/usr/bin/id', '-G'], user: member })).output, '65534 70 71\n');
});
