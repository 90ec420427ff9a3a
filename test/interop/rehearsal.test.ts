/** `vrrpd lab` with the HAProxy pair that is delivered: a fault, its end, the verdict, and nothing left behind. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { whatLabLacks } from '../../src/lab/privileges.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const PAIR = ['ha1=conf/haproxy-a.conf', 'ha2=conf/haproxy-b.conf'];
interface Service {
  readonly before: string;
  readonly after: string;
}

const lacks = await whatLabLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

t.test('a master that is killed is survived', { ...skip, buffered: true }, async (t) => {
  const directory = t.testdir({ 'plan.txt': 'kill master\n' });
  const junit = join(directory, 'result.xml');
  const { status, stdout, stderr, pid } = await lab([
    ...PAIR,
    '--json',
    '--plan',
    join(directory, 'plan.txt'),
    '--junit',
    junit,
  ]);
  t.equal(status, 0, stderr);
  const result = JSON.parse(stdout) as { survived: boolean; faults: { fault: string; services: Service[] }[] };
  t.equal(result.survived, true);
  // With nopreempt the host that boots first is master: either may be.
  const killed = result.faults[1]?.services[0];
  t.match(killed, { instance: 'VI_1', address: '192.0.2.220', before: /^ha[12]$/, holders: [killed?.after] });
  t.equal(killed?.after, killed?.before === 'ha1' ? 'ha2' : 'ha1', 'the other one takes over');
  t.match(readFileSync(junit, 'utf8'), /<testsuite name="vrrpd lab" tests="2" failures="0"/);
  t.same(leftBy(pid), []);
});

t.test('an address without an owner is a failure', { ...skip, buffered: true }, async (t) => {
  const plan = join(t.testdir(), 'plan.txt');
  writeFileSync(plan, 'stop ha1\nstop ha2\n');
  const lost = await lab([...PAIR, '--plan', plan]);
  t.equal(lost.status, 1, lost.stderr);
  t.match(lost.stdout, /LOST +ha2 is stopped: 192\.0\.2\.220 has no owner\n/);
});

t.test('interrupted with Ctrl-C it leaves nothing behind', { ...skip, buffered: true }, async (t) => {
  let sent = false;
  const interrupted = await lab(PAIR, (pid, output) => {
    if (!sent && /ha1 .*BACKUP/.test(output)) {
      sent = true;
      process.kill(pid, 'SIGINT');
    }
  });
  t.equal(interrupted.status, 130, interrupted.stderr);
  t.same(leftBy(interrupted.pid), []);
});

async function lab(words: readonly string[], watch: (pid: number, output: string) => void = () => {}) {
  const [program = '', ...rest] = vrrpdCommand('lab', ...words);
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid ?? 0;
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    watch(pid, stdout);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr, pid };
}

function leftBy(pid: number): readonly string[] {
  const mine = (name: string): boolean => name.startsWith(`vrrpd-lab-${pid}-`);
  return [...readdirSync('/run/netns'), ...readdirSync(tmpdir())].filter(mine);
}
