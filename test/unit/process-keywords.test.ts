/** Keywords of the process itself, as far as they can be seen without one. */

import t from 'tap';
import type { DaemonRequest } from '../../src/cli/programs.js';
import { runShutdownScript, runStartupScript } from '../../src/runtime/life-scripts.js';
import { pidFilesOf, takeIdentity } from '../../src/wiring/daemon-identity.js';
import { dumpConfiguration } from '../../src/wiring/dump-configuration.js';
import { build } from '../support/configurations.js';
import { FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon, stateOf } from '../support/memory-daemon.js';
import { QUIET } from '../support/quiet-logger.js';

const SECOND = 1_000_000;

const globalsOf = (lines: string, top = '') => build(`${top}\nglobal_defs {\n${lines}\n}`).configuration.globals;

t.test('init_fail: a script counts as failed until it succeeded', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const script = 'vrrp_script chk {\n script /bin/chk\n interval 1\n rise 2\n init_fail\n}\n';
  const daemon = startMemoryDaemon(host, script + memoryInstance('priority 100\n track_script {\n chk\n }'));
  world.advance(1);
  t.equal(stateOf(daemon), 'fault');
  t.match(daemon.snapshot().routers[0]?.why, /init_fail: it has not succeeded yet/);
  host.scripts[0]?.end({ outcome: 'exited', status: 0 });
  world.advance(SECOND);
  t.equal(stateOf(daemon), 'fault', 'one success of two');
  host.scripts[1]?.end({ outcome: 'exited', status: 0 });
  world.settle();
  t.equal(stateOf(daemon), 'backup');
});

t.test('without it, the first success decides, and the output of a failure is kept', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const script = 'vrrp_script chk {\n script /bin/chk\n interval 1\n rise 2\n}\n';
  const daemon = startMemoryDaemon(host, script + memoryInstance('priority 100\n track_script {\n chk\n }'));
  world.advance(1);
  t.equal(stateOf(daemon), 'init');
  host.scripts[0]?.end({ outcome: 'exited', status: 0 });
  world.advance(SECOND);
  t.equal(stateOf(daemon), 'backup');
  host.scripts[1]?.end({ outcome: 'exited', status: 3, output: 'no socket\n' });
  world.settle();
  t.equal(daemon.snapshot().checks[0]?.lastRun?.output, 'no socket\n');
  t.match(
    host.log.find(({ message }) => message.startsWith('script chk failed')),
    { fields: { output: 'no socket\n' } },
  );
});

t.test('vrrp_delay_after_boot holds a start right after the boot, and no other', async (t) => {
  const text = `global_defs {\n vrrp_delay_after_boot 1060\n}\n${memoryInstance('priority 255')}`;
  const world = new FakeWorld();
  const early = world.host('early', '10.0.0.1');
  const booted = world.now;
  startMemoryDaemon(early, text);
  world.advance(1060 * SECOND - booted - 1);
  t.same(early.sent, []);
  world.advance(10 * SECOND);
  t.ok(early.has('10.0.0.100'));
  const late = world.host('late', '10.0.0.2');
  startMemoryDaemon(late, text.replaceAll('10.0.0.100', '10.0.0.101').replace('router_id 51', 'router_id 52'));
  world.advance(1);
  t.ok(late.has('10.0.0.101'), 'an hour later nothing is held');
});

t.test('startup_script and shutdown_script are run to their end, with their timeouts', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const { configuration } = build(`global_defs {
  startup_script "/bin/start one"
  startup_script_timeout 3
  shutdown_script "/bin/stop" root
}`);
  let started = false;
  const starting = runStartupScript(configuration, host.adapters, new Promise(() => {})).then(() => {
    started = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  t.notOk(started, 'it is waited for');
  t.match(host.scripts[0]?.command, { argv: ['/bin/start', 'one'], timeout: 3 * SECOND });
  host.scripts[0]?.end({ outcome: 'exited', status: 1, output: 'no\n' });
  await starting;
  t.same(host.logged(/_script/), ['startup_script /bin/start: exit 1']);
  const stopping = runShutdownScript(configuration, host.adapters);
  t.match(host.scripts[1]?.command, { argv: ['/bin/stop'], timeout: 10 * SECOND, user: { name: 'root' } });
  host.scripts[1]?.end({ outcome: 'timed-out' });
  await stopping;
  t.match(host.logged(/shutdown_script/), [/timed out/]);
});

t.test('a stop while the startup script runs ends it', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const { configuration } = build('global_defs {\n startup_script /bin/start\n}');
  const running = runStartupScript(configuration, host.adapters, Promise.resolve());
  await new Promise((resolve) => setImmediate(resolve));
  t.ok(host.scripts[0]?.terminated);
  host.scripts[0]?.end({ outcome: 'signalled', signal: 'SIGTERM' });
  await running;
});

const REQUEST = { program: 'keepalived', pidFiles: ['/run/vrrp.pid'], usualPidFile: '/run/keepalived.pid' };

t.test('pid files are where keepalived has them', async (t) => {
  const files = (top: string, request = {}) =>
    pidFilesOf({ ...REQUEST, ...request } as unknown as DaemonRequest, globalsOf('', top));
  t.same(files(''), ['/run/keepalived.pid', '/run/vrrp.pid']);
  t.same(files('use_pid_dir'), ['/run/keepalived/keepalived.pid', '/run/vrrp.pid']);
  t.same(files('instance blue'), ['/run/keepalived/keepalived_blue.pid', '/run/vrrp.pid']);
  t.same(files('net_namespace red\ninstance blue')[0], '/run/keepalived/keepalived_red_blue.pid');
  t.same(files('use_pid_dir', { usualPidFile: '/tmp/x/keepalived.pid' })[0], '/tmp/x/keepalived/keepalived.pid');
  t.same(files('use_pid_dir', { usualPidFile: undefined }), ['/run/vrrp.pid'], 'one that was named stays');
});

t.test('the process takes its name and its umask', async (t) => {
  const { title } = process;
  const mask = process.umask();
  t.teardown(() => {
    process.title = title;
    process.umask(mask);
  });
  const named = (lines: string): string => {
    takeIdentity(REQUEST as unknown as DaemonRequest, globalsOf(lines));
    return process.title;
  };
  t.equal(named(''), 'keepalived');
  t.equal(named('process_names'), 'keepalived_vrrp');
  t.equal(named('vrrp_process_name lb'), 'lb');
  t.equal(named('process_name front\n umask 0027'), 'front');
  t.equal(process.umask(), 0o027);
});

t.test('-d logs the configuration without its secrets', async (t) => {
  const lines: string[] = [];
  const { configuration } = build(
    `${memoryInstance('priority 100\n authentication {\n auth_type PASS\n auth_pass hush\n }')}SSL {\n password hush\n}\n`,
  );
  dumpConfiguration(configuration, { ...QUIET, info: (_, line) => void lines.push(line) });
  t.ok(lines.includes('vrrp_instance VI_1 {'));
  t.ok(lines.some((line) => line.includes('auth_pass')));
  t.ok(lines.some((line) => line.includes('  password')));
  t.notMatch(lines.join('\n'), /hush/);
});
