/** `vrrpd lab` with the HAProxy pair that is delivered: faults, the verdict, and nothing left behind. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { whatLabLacks } from '../../src/lab/privileges.js';
import { whatInteropLacks } from '../support/daemons.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const PAIR = ['ha1=conf/haproxy-a.conf', 'ha2=conf/haproxy-b.conf'];

/** The pair with the weights that guides give it: the check alone never moves the address. */
function weightedPair(directory: string): readonly string[] {
  return ['a', 'b'].map((side, index) => {
    const file = join(directory, `${side}.conf`);
    writeFileSync(file, readFileSync(`conf/haproxy-${side}.conf`, 'utf8').replace('interval 2', '$&\n    weight 2'));
    return `ha${index + 1}=${file}`;
  });
}

interface Service {
  readonly before: string;
  readonly after: string;
}

const lacks = await whatLabLacks();
const skip = lacks === undefined ? {} : { skip: lacks };
const withoutKeepalived = await whatInteropLacks('keepalived');

t.jobs = 2;

t.test('a master that is killed is survived', { ...skip, buffered: true }, async (t) => {
  const directory = t.testdir({ 'plan.txt': 'kill master\n' });
  const junit = join(directory, 'result.xml');
  const { status, stdout, stderr, pid } = await lab([
    ...weightedPair(directory),
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

t.test('with the delivered files a dead HAProxy moves the address', { ...skip, buffered: true }, async (t) => {
  const plan = join(t.testdir({ 'plan.txt': 'fail master chk_haproxy\n' }), 'plan.txt');
  const moved = await lab([...PAIR, '--json', '--plan', plan]);
  t.equal(moved.status, 0, moved.stderr);
  const { faults } = JSON.parse(moved.stdout) as { faults: { services: Service[] }[] };
  const failed = faults[1]?.services[0];
  t.equal(failed?.after, failed?.before === 'ha1' ? 'ha2' : 'ha1');
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

/** Both carry IN on eth0 and OUT on eth1; over eth1 goes the BFD session that weighs on the first host's IN. */
function crossText(priority: number, neighbor: string, tracking: string): string {
  const instance = (name: string, link: string, vrid: number, address: string, lines: string): string =>
    `vrrp_instance ${name} {\n interface ${link}\n virtual_router_id ${vrid}\n priority ${priority}\n version 3
 advert_int 0.3\n virtual_ipaddress {\n ${address}\n }\n ${lines}\n}\n`;
  const session = `bfd_instance peer {\n neighbor_ip ${neighbor}\n min_rx 100\n min_tx 100\n}\n`;
  const gateway = 'bfd_instance gw {\n neighbor_ip 10.0.0.254\n}\n';
  const out = instance('OUT', 'eth1', 52, '10.1.0.100/24', '');
  return session + gateway + instance('IN', 'eth0', 51, '10.0.0.100/24', tracking) + out;
}

for (const [name, words, missing] of [
  ['vrrpd', [], lacks],
  ['keepalived', ['--peer', 'keepalived'], withoutKeepalived],
] as const) {
  const options = missing === undefined ? { buffered: true } : { skip: missing };
  t.test(`BFD sessions with ${name} run: a cut cable moves what tracks them, a hang is noticed`, options, async (t) => {
    const directory = t.testdir({
      'ha1.conf': crossText(150, '10.1.0.2', 'track_bfd {\n peer weight -60\n gw weight -60\n }'),
      'ha2.conf': crossText(100, '10.1.0.1', ''),
      'plan.txt': 'cut ha1 eth1\nback\nfail ha1 gw\nback\nfreeze ha2\n',
    });
    const at = (file: string): string => join(directory, file);
    const plan = ['--plan', at('plan.txt'), '--json'];
    const { status, stdout, stderr } = await lab([at('ha1.conf'), at('ha2.conf'), ...words, ...plan]);
    t.equal(status, 0, stderr);
    const { faults, timeline } = JSON.parse(stdout) as {
      readonly faults: readonly { readonly fault: string; readonly services: readonly Service[] }[];
      readonly timeline: readonly { readonly who: string; readonly what: string }[];
    };
    const moves = faults.map(({ fault, services: [first] }) => `${fault}: ${first?.before} ${first?.after}`);
    t.same(moves.slice(1), [
      'cut ha1 eth1: ha1 ha2',
      'back: ha2 ha1',
      'fail ha1 gw: ha1 ha2',
      'back: ha2 ha1',
      'freeze ha2: ha1 ha1',
    ]);
    const lines = timeline.map(({ who, what }) => `${who} ${what}`);
    t.ok(lines.includes("ha1 BFD session gw is a switch (fail HOST gw): 10.0.0.254 is no host's address in the files"));
    t.ok(lines.includes("ha2 BFD session gw is left out: 10.0.0.254 is no host's address in the files"));
    t.ok(lines.includes('ha2 BFD session peer up'));
    const hangs = lines.slice(lines.indexOf('ha2 --- ha2 hangs'));
    t.ok(hangs.includes('ha1 BFD session peer down: control detection time expired'), 'the other end hangs');
  });
}

t.test(
  'a tracked file moves the address; a fault that cannot happen ends the plan',
  { ...skip, buffered: true },
  async (t) => {
    const text = (priority: number, lines: string): string =>
      `vrrp_track_file load {\n file "/tmp/load"\n}\nvrrp_instance VI {\n interface eth0\n virtual_router_id 51
 priority ${priority}\n version 3\n advert_int 0.3\n virtual_ipaddress {\n 10.0.0.100/24\n }\n ${lines}\n}\n`;
    const directory = t.testdir({
      'ha1.conf': text(150, 'track_file {\n load weight 2\n }'),
      'ha2.conf': text(100, 'priorty 3'),
      'plan.txt': 'write ha1 load -30\nback\nkill ha2\nkill ha2\nwait 1\n',
    });
    const files = ['ha1.conf', 'ha2.conf'].map((file) => join(directory, file));
    const { status, stdout, stderr } = await lab([...files, '--json', '--plan', join(directory, 'plan.txt')]);
    t.equal(status, 2);
    t.match(stderr, /ha2\.conf:\d+:2: error: .*priorty/, 'mistakes are told first');
    t.match(stderr, /\nvrrpd lab: cannot kill ha2: its daemon is gone\./);
    const { faults } = JSON.parse(stdout) as {
      readonly faults: readonly { readonly fault: string; readonly services: readonly Service[] }[];
    };
    t.same(
      faults.map(({ fault, services: [first] }) => `${fault}: ${first?.after}`),
      ['wait: ha1', 'write ha1 load -30: ha2', 'back: ha1', 'kill ha2: ha1'],
    );
  },
);

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
