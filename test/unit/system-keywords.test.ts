/** Keywords about the process and its host: scheduling, sockets, files, users, names. */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { DaemonRequest } from '../../src/cli/programs.js';
import type { Configuration } from '../../src/config/model.js';
import { DEFAULT_SETTINGS } from '../../src/config/settings-values.js';
import { runShutdownScript } from '../../src/runtime/life-scripts.js';
import { placeInstances } from '../../src/runtime/placement.js';
import { ScriptLauncher } from '../../src/runtime/script-launcher.js';
import { listenToProcesses } from '../../src/system/process-connector.js';
import { configurationLoader } from '../../src/wiring/configuration-loader.js';
import { daemonAdapters } from '../../src/wiring/daemon-adapters.js';
import { takeIdentity } from '../../src/wiring/daemon-identity.js';
import { runChild } from '../support/child.js';
import { build } from '../support/configurations.js';
import { FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';
import { QUIET } from '../support/quiet-logger.js';

const SECOND = 1_000_000;
const root = process.getuid?.() === 0 ? {} : { skip: 'needs root' };

function globals(lines: string): Configuration {
  return build(`global_defs {\n${lines}\n}`).configuration;
}

t.test('how the process is scheduled', root, async (t) => {
  const { stdout, stderr } = runChild(`
    import { getPriority } from 'node:os';
    import { readFileSync } from 'node:fs';
    const { applyScheduling } = await import(system + 'scheduling.js');
    const { build } = await import(system + '../../test/support/configurations.js');
    const vrrp = (text) => build('global_defs {\\n' + text + '\\n}').configuration.globals.vrrp;
    const field = (name) => new RegExp(name + ':\\\\s*(\\\\S+)').exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    const cpu = addon.getAffinity(0)[0];
    applyScheduling(vrrp('vrrp_priority 5\\nvrrp_no_swap\\nvrrp_cpu_affinity ' + cpu));
    console.log(getPriority(0), addon.getAffinity(0).length, Number(field('VmLck')) > 0);
    const wanted = (word) => vrrp('vrrp_rt_priority 7\\n' + word + ' 3000000');
    console.log(wanted('vrrp_rlimit_rttime').realTimePriority);
    for (const word of ['vrrp_rlimit_rttime', 'vrrp_rlimit_rtime']) {
      const refused = applyScheduling(wanted(word));
      const policy = Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[37]);
      console.log(refused.length > 0 ? 'refused' : policy, addon.getLimit(addon.constants.RLIMIT_RTTIME).soft);
    }
  `);
  t.equal(stderr, '');
  const [first, priority, ...real] = stdout.trim().split('\n');
  t.same([first, priority], ['5 1 true', '7']);
  for (const line of real) t.match(line, /^(7 3000000|7|refused) ?\d*$/);
  t.equal(real.length, 2);
});

/** Receive buffers of all netlink sockets, in bytes as the kernel counts them: twice what was asked for. */
function netlinkBuffers(): readonly number[] {
  const text = execFileSync('ss', ['-f', 'netlink', '-m'], { encoding: 'utf8' });
  return text.split('\n').flatMap((line) => /rb(\d+)/.exec(line)?.slice(1).map(Number) ?? []);
}

t.test('umask: each bit by its name', async (t) => {
  const mask = process.umask();
  t.teardown(() => void process.umask(mask));
  for (const [bit, value] of [
    ['IRUSR', 0o400],
    ['IWUSR', 0o200],
    ['IXUSR', 0o100],
    ['IRWXU', 0o700],
    ['IRGRP', 0o040],
    ['IWGRP', 0o020],
    ['IXGRP', 0o010],
    ['IRWXG', 0o070],
    ['IROTH', 0o004],
    ['IWOTH', 0o002],
    ['IXOTH', 0o001],
    ['IRWXO', 0o007],
  ] as const) {
    const { title } = process;
    takeIdentity({ program: 'vrrpd' } as unknown as DaemonRequest, globals(`umask ${bit}`).globals);
    process.title = title;
    t.equal(process.umask(), value, bit);
  }
});

async function loaded(t: Test, text: string, entered: string[] = []): Promise<Configuration> {
  const configFile = join(t.testdir({ 'keepalived.conf': text, etc: { rt_tables: '7001 own\n' } }), 'keepalived.conf');
  const request = { configFile, configId: undefined, strictIncludes: false, runDirectory: t.testdirName };
  const result = await configurationLoader(
    request as unknown as DaemonRequest,
    QUIET,
    (name) => void entered.push(name),
  )();
  if (!result.ok) throw new Error(result.reason);
  return result.configuration;
}

t.test('net_namespace is entered before the daemon starts', async (t) => {
  const entered: string[] = [];
  await loaded(t, `net_namespace red\n${memoryInstance('priority 100')}`, entered);
  t.same(entered, ['red']);
});

t.test('where names of routing tables are looked for', async (t) => {
  for (const keyword of ['iproute_etc_dir', 'iproute_usr_dir']) {
    const text = (directory: string): string =>
      `static_routes {\n10.9.0.0/16 dev lo table own\n}\nglobal_defs {\n${keyword} ${directory}\n}\n`;
    t.match(await loaded(t, text(`${t.testdirName}/etc`)), { staticRoutes: [{ table: 7001 }] });
    t.match(await loaded(t, text('/nowhere')), { staticRoutes: [] });
  }
});

t.test('shutdown_script_timeout is what the last script gets', async (t) => {
  const host = new FakeWorld().host('first', '10.0.0.1');
  const running = runShutdownScript(globals('shutdown_script /bin/stop\nshutdown_script_timeout 4'), host.adapters);
  t.equal(host.scripts[0]?.command.timeout, 4 * SECOND);
  host.scripts[0]?.end({});
  await running;
});

t.test('set_supplementary_groups asks for the further groups of a script’s user', async (t) => {
  const asked: boolean[] = [];
  for (const lines of ['script_user nobody', 'script_user nobody\nset_supplementary_groups']) {
    const users = {
      find: (_: string, __: string | undefined, further: boolean) => {
        asked.push(further);
        return { uid: 1, gid: 1, name: 'nobody' };
      },
    };
    const host = new FakeWorld().host('first', '10.0.0.1');
    const launcher = new ScriptLauncher({ scripts: host.adapters.scripts, users, defer: () => {} }, globals(lines));
    launcher.run(
      { argv: ['/bin/x'], user: undefined, group: undefined, span: undefined },
      { timeout: undefined },
      () => {},
    );
  }
  t.same(asked, [false, true]);
});

t.test('vmac_prefix, and the words of use_vmac and use_ipvlan', async (t) => {
  const links = (lines: string, global = ''): readonly { name: string }[] =>
    placeInstances(build(`global_defs {\n${global}\n}\n${memoryInstance(`priority 100\n${lines}`)}`).configuration)
      .links;
  t.match(links('use_vmac', 'vmac_prefix vm'), [{ name: 'vm.51' }]);
  t.match(links('use_vmac name own'), [{ name: 'own' }]);
  t.match(links('use_ipvlan name own 10.0.0.9/24 group 4'), [{ name: 'own', group: 4 }]);
  t.match(links('use_ipvlan 10.0.0.9/24 bridge'), [{ link: { kind: 'ipvlan', flag: 'bridge' } }]);
});

t.test('nftables_ifindex: interfaces by number', async (t) => {
  const byIndex = (lines: string): unknown => {
    const host = new FakeWorld().host('first', '10.0.0.1');
    startMemoryDaemon(host, `global_defs {\n${lines}\n}\n${memoryInstance('priority 100\nno_accept')}`);
    return host.filters.get('vrrpd')?.byIndex;
  };
  t.same([byIndex(''), byIndex('nftables_ifindex')], [false, true]);
});

t.test('receive buffers of netlink sockets', root, async (t) => {
  const commands = 'vrrp_netlink_cmd_rcv_bufs 71234\nvrrp_netlink_cmd_rcv_bufs_force off';
  const monitors = 'vrrp_netlink_monitor_rcv_bufs 1234560\nvrrp_netlink_monitor_rcv_bufs_force on';
  const processes = 'process_monitor_rcv_bufs 2345670\nprocess_monitor_rcv_bufs_force on';
  const wanted = globals(`${commands}\n${monitors}\n${processes}`).globals;
  const before = netlinkBuffers();
  const adapters = await daemonAdapters(DEFAULT_SETTINGS, wanted, QUIET);
  const news = adapters.routing.monitor();
  const probe = listenToProcesses(() => {});
  const listens = probe !== undefined;
  probe?.close();
  const watch = adapters.processWatcher.watch(false, false, () => {});
  const after = netlinkBuffers();
  for (const open of [news, watch, adapters.monitor, adapters.links, adapters.routing.table, adapters.addresses]) {
    open.close();
  }
  const more = (size: number): number => {
    const count = (sizes: readonly number[]): number => sizes.filter((one) => one === 2 * size).length;
    return count(after) - count(before);
  };
  t.ok(more(71_234) >= 4, 'addresses, tables, routing, links');
  t.ok(more(1_234_560) >= 2, 'changes of the network, losses of routes');
  // The kernel lists a socket with groups twice.
  if (listens) t.ok(more(2_345_670) >= 1, 'processes');
});

t.test('escapes in commands', async (t) => {
  const script = String.raw`'/bin/x "a\x41\102\t\cA"'`;
  const { scripts } = build(`vrrp_script c {\nscript ${script}\n}`).configuration;
  t.same(scripts[0]?.command.argv, ['/bin/x', 'aAB\t\u0001']);
});
