/**
 * Tracked files and processes move the priority, or stop a router, under a daemon over ports in memory.
 */

import t from 'tap';
import { startDaemon } from '../../src/runtime/daemon.js';
import { type Daemon, NOTHING_KEPT } from '../../src/runtime/daemon-api.js';
import { parseFileValue } from '../../src/runtime/file-value.js';
import { build } from '../support/configurations.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';

const SECOND = 1_000_000;

function start(host: FakeHost, definitions: string, tracking: string): Daemon {
  const text = `${definitions}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority 100
  ${tracking}
  virtual_ipaddress {
    10.0.0.100
  }
}
`;
  const { configuration } = build(text);
  const settings = {
    version: '0.0.0',
    configurationFile: '/etc/keepalived/keepalived.conf',
    runDirectory: '/run/vrrpd',
    stateDirectory: '/run/vrrpd',
    kept: NOTHING_KEPT,
    addressLease: 10,
    recordDirectory: undefined,
    keepAddressesAtStop: false,
    dumpDirectory: '/tmp',
  };
  return startDaemon(configuration, settings, host.adapters, async () => ({ ok: true, configuration }));
}

function seen(daemon: Daemon): string {
  const router = daemon.snapshot().routers[0];
  return `${router?.state} ${router?.effectivePriority}`;
}

t.test('the number in a file is read as C reads it', (t) => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['', 0],
    ['17\n', 17],
    ['  -5 because', -5],
    ['+3', 3],
    ['0x1F', 31],
    ['017', 15],
    ['089', 0],
    ['0', 0],
    ['-0', 0],
    ['disk full', 0],
    ['2147483647', 2_147_483_647],
    ['2147483648', undefined],
    ['-2147483648', -2_147_483_648],
    ['99999999999999999999', undefined],
  ];
  for (const [text, value] of cases) t.equal(parseFileValue(text), value, JSON.stringify(text));
  t.end();
});

t.test('a file moves the priority by its value times its weight', (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.files.set('/run/load', '-10\n');
  const daemon = start(host, 'track_file load {\n  file /run/load\n  weight 2\n}', 'track_file {\n    load\n  }');
  t.equal(seen(daemon), 'backup 80');
  host.writeFile('/run/load', '5');
  t.equal(seen(daemon), 'backup 110');
  host.writeFile('/run/load', '4000000000');
  t.equal(seen(daemon), 'backup 110', 'what does not fit 32 bits is ignored');
  host.writeFile('/run/load', undefined);
  t.equal(seen(daemon), 'backup 100', 'a missing file is 0');
  t.equal(daemon.snapshot().routers[0]?.tracked.find(({ id }) => id === 'file:load')?.detail, 'no file');
  void daemon.stop();
  t.end();
});

t.test('a file of weight 0 stops the router while its value is not 0', (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, 'track_file off {\n  file /run/off\n  weight 0\n}', 'track_file {\n    off\n  }');
  t.equal(seen(daemon), 'backup 100');
  host.writeFile('/run/off', '1');
  t.equal(seen(daemon), 'fault 100');
  host.writeFile('/run/off', '0');
  t.equal(seen(daemon), 'backup 100');
  void daemon.stop();
  t.end();
});

t.test('init_file makes the file at the start, and overwrites it only when told', (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.files.set('/run/kept', '7');
  const files = `track_file made {
  file /run/made
  weight 1
  init_file 3
}
track_file kept {
  file /run/kept
  weight 1
  init_file 1
}`;
  const daemon = start(host, files, 'track_file {\n    made\n    kept\n  }');
  t.equal(host.files.get('/run/made'), '3\n');
  t.equal(host.files.get('/run/kept'), '7');
  t.equal(seen(daemon), 'backup 110');
  void daemon.stop();
  t.end();
});

t.test('a process that is missing stops the router; one with a weight moves the priority', (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.runProcesses(['haproxy', '-f', '/etc/haproxy.cfg']);
  const processes = `vrrp_track_process proxy {
  process haproxy
}
vrrp_track_process pair {
  process worker
  quorum 2
  weight 20
}`;
  const daemon = start(host, processes, 'track_process {\n    proxy\n    pair\n  }');
  t.equal(seen(daemon), 'backup 100');
  host.runProcesses(['haproxy'], ['worker'], ['worker']);
  t.equal(seen(daemon), 'backup 120');
  host.runProcesses(['worker'], ['worker']);
  t.equal(seen(daemon), 'fault 120');
  host.runProcesses(['haproxy'], ['worker']);
  t.equal(seen(daemon), 'backup 100');
  void daemon.stop();
  t.end();
});

t.test('terminate_delay forgives a process that comes back in time', (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.runProcesses(['haproxy']);
  const definition = 'vrrp_track_process proxy {\n  process haproxy\n  terminate_delay 2\n}';
  const daemon = start(host, definition, 'track_process {\n    proxy\n  }');
  host.runProcesses(['other']);
  world.advance(SECOND);
  t.equal(seen(daemon), 'backup 100');
  host.runProcesses(['haproxy']);
  world.advance(1.5 * SECOND);
  t.equal(seen(daemon), 'backup 100');
  host.runProcesses(['other']);
  world.advance(1.9 * SECOND);
  t.not(seen(daemon).split(' ')[0], 'fault');
  world.advance(0.2 * SECOND);
  t.equal(seen(daemon), 'fault 100');
  void daemon.stop();
  t.end();
});

t.test('arguments tell processes of one name apart', (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.runProcesses(['python3', '/srv/other.py']);
  const definition = 'vrrp_track_process app {\n  process python3 /srv/app.py --port\n  param_match initial\n}';
  const daemon = start(host, definition, 'track_process {\n    app\n  }');
  t.equal(seen(daemon), 'fault 100');
  host.runProcesses(['python3', '/srv/app.py', '--port', '80']);
  t.equal(seen(daemon), 'backup 100');
  void daemon.stop();
  t.end();
});
