/**
 * The daemon as a process among others: its signals, the files it writes for exporters, its scripts, pipes and names.
 * On one host that owns its virtual IP, so that nothing has to be waited for.
 */

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { Lab } from '../../src/lab/lab.js';
import type { LabProcess } from '../../src/lab/lab-process.js';
import { whatLabLacks } from '../../src/lab/privileges.js';
import { startVrrpd } from '../../src/lab/vrrpd-process.js';
import { listenForNotifications } from '../support/notify-socket.js';

const KEEPALIVED = fileURLToPath(new URL('../../src/keepalived.js', import.meta.url));
const JSON_SIGNAL = 36;
const STATS_CLEAR_SIGNAL = 63;
const TDUMP_SIGNAL = 64;

const lacks = await whatLabLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let round = 0; round < 400; round += 1) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited in vain: ${what}`);
}

t.test('signals, dumps, scripts, pipes and names of one daemon', skip, async (t) => {
  const lab = await Lab.create({ hosts: [{ name: 'ha1', links: [{ name: 'eth1', addresses: ['192.0.2.1/24'] }] }] });
  t.teardown(() => lab.dispose());
  const host = lab.host('ha1');
  const at = (name: string): string => join(host.directory, name);
  const text = (name: string): string => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  const script = (name: string, body: string): string => {
    writeFileSync(at(name), `#!/bin/sh\n${body}\n`);
    chmodSync(at(name), 0o755);
    return at(name);
  };
  const mask = script('mask.sh', `cat /proc/self/status >${at('signals')}`);
  writeFileSync(
    at('k.conf'),
    `use_pid_dir
global_defs {
  startup_script "${script('start.sh', `echo started >>${at('life')}; ip -4 -o addr show eth1 >>${at('life')}`)}"
  shutdown_script "${script('stop.sh', `echo stopped >>${at('life')}; ip -4 -o addr show eth1 >>${at('life')}`)}"
  notify_fifo ${at('fifo')}
  notify_fifo_script "${script('reader.sh', `cat "$1" >${at('events')}`)}"
  state_dump_file ${at('my.state')}
  process_name lbd
  umask 0027
}
vrrp_script chk {
  script "${mask}"
  interval 60
}
vrrp_instance VI_1 {
  interface eth1
  virtual_router_id 91
  priority 255
  track_script {
    chk
  }
  virtual_ipaddress {
    192.0.2.100
  }
}
`,
  );
  const words = ['-n', '-l', '-d', '-f', at('k.conf'), '--run-dir', at('run'), '--settings', at('vrrpd.ini')];
  writeFileSync(at('vrrpd.ini'), '');
  const log: string[] = [];
  const notifications = listenForNotifications(t, at('notify'));
  const told: string[] = [];
  const daemon = host.start([process.execPath, KEEPALIVED, ...words], {
    environment: { TMPDIR: host.directory, NOTIFY_SOCKET: at('notify') },
    onLine: (line) => void log.push(line),
  });
  const pidFile = at('run/keepalived/keepalived.pid');
  await until('the pid file', () => existsSync(pidFile));
  t.equal(readFileSync(pidFile, 'utf8'), `${daemon.pid}\n`);
  t.equal(readFileSync(`/proc/${daemon.pid}/comm`, 'utf8'), 'lbd\n');
  await until('the check', () => text('signals').includes('SigCgt'));
  t.match(text('signals'), /SigBlk:\t0000000000000000\n/);
  t.match(text('signals'), /SigCgt:\t0000000000000000\n/);
  await until('the event', () => text('events').includes('MASTER'));
  t.equal(text('events'), 'INSTANCE "VI_1" MASTER 255\n');
  t.ok(
    log.some((line) => line.includes('vrrp_instance VI_1 {')),
    '-d logs the configuration',
  );

  const signal = (number: number): boolean => process.kill(daemon.pid, number);
  signal(JSON_SIGNAL);
  await until('keepalived.json', () => existsSync(at('keepalived.json')));
  const [entry] = JSON.parse(text('keepalived.json')) as [{ data: { iname: string; state: number; vips: string[] } }];
  t.match(entry.data, { iname: 'VI_1', state: 2, vips: ['192.0.2.100 dev eth1 scope global set'] });
  const { stdout: mode } = await host.run(['stat', '-c', '%a', at('keepalived.json')]);
  t.equal(mode, '640\n');
  daemon.signal('SIGUSR1');
  await until('the data', () => text('my.state').includes('State = MASTER'));
  signal(STATS_CLEAR_SIGNAL);
  await until('the statistics', () => text('keepalived.stats').includes('Became master: 1'));
  daemon.signal('SIGUSR2');
  await until('cleared statistics', () => text('keepalived.stats').includes('Became master: 0'));
  signal(TDUMP_SIGNAL);
  await until('the deadlines', () => log.some((line) => /\(VI_1\) master: \w+ in/.test(line)));

  await until('the status', () => {
    told.push(...notifications());
    return told.includes('STATUS=VI_1 master');
  });
  daemon.signal('SIGTERM');
  t.same((await daemon.ended).status, 0);
  t.same(notifications(), ['STOPPING=1\nSTATUS=stopping', 'STATUS=stopped'], 'the service manager is told no more');
  t.notOk(existsSync(pidFile));
  t.notOk(existsSync(at('fifo')));
  t.match(text('events'), /MASTER 255\nINSTANCE "VI_1" STOP 255\n$/, 'the reader got all of it');
  t.notMatch(text('life'), /192\.0\.2\.100/, 'no virtual IP before the start script, none behind the last');
  t.match(text('life'), /^started\n.*\nstopped\n/);
});

t.test('two daemons on one host, each with a run directory of its own', skip, async (t) => {
  const lab = await Lab.create({ hosts: [{ name: 'ha1', links: [{ name: 'eth1', addresses: ['192.0.2.1/24'] }] }] });
  t.teardown(() => lab.dispose());
  const host = lab.host('ha1');
  const conf = (name: string, vrid: number): string => `instance ${name}
vrrp_instance VI_${name} {
  interface eth1
  virtual_router_id ${vrid}
  priority 255
  virtual_ipaddress {
    192.0.2.${vrid}
  }
}
`;
  const master = (daemon: LabProcess): boolean => daemon.lines.some((line) => line.includes('Entering MASTER STATE'));
  const blue = startVrrpd(host, conf('blue', 91));
  await until('the first', () => master(blue));
  const same = startVrrpd(host, conf('red', 92));
  t.same(await same.ended, { status: 1, signal: undefined });
  t.match(same.lines.join('\n'), /another vrrpd already runs on .*give this one a --run-dir of its own/);
  const runDirectory = join(host.directory, 'red');
  const red = startVrrpd(host, conf('red', 92), { words: ['--run-dir', runDirectory] });
  await until('the second', () => master(red));
  const addresses = await host.addresses();
  t.ok(addresses.includes('192.0.2.91/32') && addresses.includes('192.0.2.92/32'), 'neither removes the other’s');
  for (const daemon of [red, blue]) {
    daemon.signal('SIGTERM');
    t.same(await daemon.ended, { status: 0, signal: undefined });
  }
});

t.test('a stop during the startup script: no advert, no address, and the shutdown script', skip, async (t) => {
  const lab = await Lab.create({ hosts: [{ name: 'ha1', links: [{ name: 'eth1', addresses: ['192.0.2.1/24'] }] }] });
  t.teardown(() => lab.dispose());
  const host = lab.host('ha1');
  const life = join(host.directory, 'life');
  const script = join(host.directory, 'life.sh');
  writeFileSync(script, `#!/bin/sh\necho $1 >>${life}\ntest $1 = stopped || exec sleep 60\n`, { mode: 0o755 });
  const daemon = startVrrpd(
    host,
    `global_defs {
  startup_script "${script} started"
  shutdown_script "${script} stopped"
}
vrrp_instance VI_1 {
  interface eth1
  virtual_router_id 91
  priority 255
  virtual_ipaddress {
    192.0.2.100
  }
}
`,
  );
  await until('the startup script', () => existsSync(life));
  daemon.signal('SIGTERM');
  t.same(await daemon.ended, { status: 0, signal: undefined });
  t.equal(readFileSync(life, 'utf8'), 'started\nstopped\n');
  t.notMatch(daemon.lines.join('\n'), /Entering/);
});

t.test('a mistake that nothing caught ends the daemon as a signal would, and is a failure', skip, async (t) => {
  const lab = await Lab.create({ hosts: [{ name: 'ha1', links: [{ name: 'eth1', addresses: ['192.0.2.1/24'] }] }] });
  t.teardown(() => lab.dispose());
  const host = lab.host('ha1');
  const mistake = "process.on('SIGTTIN', () => { throw new Error('boom') })";
  const conf =
    'vrrp_instance VI_1 {\n interface eth1\n virtual_router_id 91\n priority 255\n virtual_ipaddress {\n  192.0.2.100\n }\n}\n';
  const daemon = startVrrpd(host, conf, {
    environment: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(mistake)}` },
  });
  const vip = async (): Promise<boolean> => (await host.addresses()).includes('192.0.2.100/32');
  for (let round = 0; round < 200 && !(await vip()); round += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  t.ok(await vip());
  daemon.signal('SIGTTIN');
  t.same(await daemon.ended, { status: 1, signal: undefined });
  t.notOk(await vip(), 'nothing waits for the lease');
  t.match(daemon.lines.join('\n'), /error a mistake in vrrpd: .* trace="Error: boom/);
  t.match(daemon.lines.join('\n'), /Entering INIT STATE: the daemon stops/);
});
