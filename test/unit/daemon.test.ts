/**
 * The daemon over ports in memory: what one turn sends, binds and announces, in which order, and what it makes of a
 * network that changes under it.
 */

import t from 'tap';
import { micros } from '../../src/base/micros.js';
import { startDaemon } from '../../src/runtime/daemon.js';
import { type Daemon, type DaemonSettings, type LoadOutcome, NOTHING_KEPT } from '../../src/runtime/daemon-api.js';
import { build } from '../support/configurations.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';

const SECOND = 1_000_000;
const VIP = '10.0.0.100';

const SETTINGS: DaemonSettings = {
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

function instance(lines: string, name = 'VI_1', vrid = 51, vip = VIP): string {
  return `vrrp_instance ${name} {
  interface eth0
  virtual_router_id ${vrid}
  advert_int 1
  ${lines}
  virtual_ipaddress {
    ${vip}
  }
}
`;
}

function start(
  host: FakeHost,
  text: string,
  next: () => string = () => text,
  settings: Partial<DaemonSettings> = {},
): Daemon {
  const load = async (): Promise<LoadOutcome> => ({ ok: true, configuration: build(next()).configuration });
  return startDaemon(build(text).configuration, { ...SETTINGS, ...settings }, host.adapters, load);
}

function stateOf(daemon: Daemon, name = 'VI_1'): string | undefined {
  return daemon.snapshot().routers.find((router) => router.name === name)?.state;
}

t.test('one master, and the backup takes over when it falls silent', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  const a = start(first, instance('priority 120'));
  const b = start(second, instance('priority 100'));
  world.advance(3_531_250);
  t.equal(stateOf(a), 'master');
  t.equal(stateOf(b), 'backup');
  t.ok(first.has(VIP));
  t.notOk(second.has(VIP));

  const last = first.sent.at(-1)?.at ?? micros(0);
  first.frozen = true;
  world.advance(10 * SECOND);
  t.equal(stateOf(b), 'master');
  t.equal((second.sent[0]?.at ?? 0) - last, 3_609_375, 'Master_Down_Interval of priority 100');
  t.equal(second.frames[0]?.at, second.sent[0]?.at, 'announced in the same turn');
});

t.test('a stop hands over with priority 0 and leaves nothing behind', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  const a = start(first, instance('priority 120\n notify /bin/notify'));
  const b = start(second, instance('priority 100'));
  world.advance(5 * SECOND);
  const stopping = a.stop();
  t.equal(first.priorities.at(-1), 0);
  t.notOk(first.has(VIP));
  t.equal(first.files.get('/run/vrrpd/addresses'), '', 'the journal is empty');
  for (const script of first.scripts) script.end({});
  await Promise.resolve();
  for (const script of first.scripts) script.end({});
  await stopping;
  t.equal(first.armedAt, undefined);
  const left = world.now;
  world.advance(SECOND);
  t.equal(stateOf(b), 'master');
  t.equal((second.sent[0]?.at ?? 0) - left, 609_375, 'Skew_Time of priority 100');
});

t.test('a frozen master steps down without a word when it wakes', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  const a = start(first, instance('priority 120'));
  start(second, instance('priority 100'));
  world.advance(5 * SECOND);
  first.frozen = true;
  world.advance(10 * SECOND);
  t.ok(second.has(VIP));
  const sent = first.sent.length;
  first.frozen = false;
  world.settle();
  world.advance(1);
  t.equal(first.sent.length, sent, 'it listens before it sends');
  t.not(stateOf(a), 'master');
  t.notOk(first.has(VIP));
});

t.test('a frozen backup hears the adverts that waited before it judges its deadline', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  start(first, instance('priority 120'));
  const b = start(second, instance('priority 100'));
  world.advance(5 * SECOND);
  second.frozen = true;
  world.advance(20 * SECOND);
  second.frozen = false;
  second.ringAlarm();
  world.advance(2 * SECOND);
  t.equal(stateOf(b), 'backup');
  t.same(second.sent, []);
});

t.test('an address that somebody removes is put back at once', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, instance('priority 120'));
  world.advance(5 * SECOND);
  t.ok(host.has(VIP));
  host.dropAddress(VIP);
  world.settle();
  t.ok(host.has(VIP));
  t.equal(stateOf(daemon), 'master');
  t.match(host.logged(/put back/), [/somebody removed 10\.0\.0\.100: put back/]);
});

t.test('the lease of an address is renewed as long as the daemon lives', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  start(host, instance('priority 120'));
  world.advance(4 * SECOND);
  const [claim] = host.changes.filter(({ operation }) => operation === 'add');
  t.equal(claim?.validLifetime, 10);
  world.advance(30 * SECOND);
  const renewals = host.changes.filter(({ operation }) => operation === 'renew');
  t.equal(renewals.length, 6, 'every half of the lease');
  t.equal(renewals[0]?.validLifetime, 10);
});

t.test('what an earlier run left is removed before anything is sent', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.putAddress(VIP, 32);
  start(host, instance('priority 120'));
  t.notOk(host.has(VIP));
  t.same(host.sent, []);
  t.match(host.logged(/left behind/), [/10\.0\.0\.100/]);
});

t.test('what a killed run had bound is removed though the file does not name it any more', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const statics = 'static_ipaddress {\n 10.7.0.1/24 dev eth0\n 10.7.0.2/24 dev eth0\n}\n';
  const text = memoryInstance('priority 200', 'VI_1', 51, `${VIP}\n 10.0.0.101\n 10.0.0.102/24 dev eth0`);
  startMemoryDaemon(host, statics + text);
  world.advance(5 * SECOND);
  t.equal(host.addresses.size, 6);

  host.journal.length = 0;
  startMemoryDaemon(host, statics.replace('10.7.0.2/24 dev eth0', '') + memoryInstance('priority 200'));
  t.strictSame(host.journal, [
    `remove ${VIP}`,
    'remove 10.0.0.101',
    'remove 10.0.0.102',
    'remove 10.7.0.2',
    'add 10.7.0.1',
  ]);
  t.strictSame([...host.addresses.keys()], ['10.0.0.1', '10.7.0.1'], 'and a static one that is wanted stays all along');
});

t.test("a host's own address is not taken for one that was left", async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, memoryInstance('priority 255', 'VI_1', 51, '10.0.0.1/32'));
  t.strictSame([host.logged(/left behind/), host.has('10.0.0.1')], [[], true]);
  await daemon.stop();
});

t.test('an interface that goes down is a fault, its return ends it', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, instance('priority 120'));
  world.advance(5 * SECOND);
  host.setLink({ running: false });
  world.settle();
  t.equal(stateOf(daemon), 'fault');
  t.notOk(host.has(VIP));
  t.match(host.logged(/FAULT/), [/\(VI_1\) Entering FAULT STATE: .*no carrier on eth0/]);
  host.setLink({ running: true });
  world.settle();
  t.equal(stateOf(daemon), 'backup');
});

t.test('an interface that is missing at the start is waited for by name', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.link = { ...host.link, name: 'other' };
  const daemon = start(host, instance('priority 120'));
  world.advance(5 * SECOND);
  t.equal(stateOf(daemon), 'fault');
  t.match(daemon.snapshot().routers[0]?.why, /interface eth0 does not exist/);
  host.setLink({ name: 'eth0' });
  world.advance(5 * SECOND);
  t.equal(stateOf(daemon), 'master');
});

t.test('a wrong password changes nothing and is told once', async (t) => {
  const pass = (word: string): string => `authentication {\n auth_type PASS\n auth_pass ${word}\n }\n`;
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  const a = start(first, instance(`priority 100\n ${pass('1111')}`));
  start(second, instance(`priority 200\n ${pass('2222')}`));
  world.advance(20 * SECOND);
  t.equal(stateOf(a), 'master');
  t.equal(first.logged(/rejected advert from 10\.0\.0\.2: password/).length, 1);
  t.notMatch(JSON.stringify(first.log), /1111|2222/);
  const gaps = first.sent.slice(1).map(({ at }, index) => at - (first.sent[index]?.at ?? 0));
  t.same([...new Set(gaps)], [SECOND], 'adverts keep their rhythm');
  const [peer] = a.snapshot().peers;
  t.match(peer, { address: '10.0.0.2', router: 'VI_1', lastRejection: /^password: / });
});

t.test('repeated log lines are collapsed with their number', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  start(first, instance('priority 100\n authentication {\n auth_type PASS\n auth_pass 1111\n }'));
  start(second, instance('priority 200'));
  world.advance(340 * SECOND);
  t.match(first.logged(/rejected advert/).at(-1), /\(×\d+ in 5 min\)/);
  t.equal(first.logged(/rejected advert/).length, 2);
});

t.test('many routers that lose their master at once: adverts, addresses and announcements in few calls', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const names = Array.from({ length: 100 }, (_, index) => index + 1);
  start(host, names.map((n) => instance('priority 100', `VI_${n}`, n, `10.0.1.${n}`)).join(''));
  world.advance(3_609_375);
  t.equal(host.sent.length, 100);
  t.equal(host.frames.length, 500, 'five rounds each');
  const first = host.frames.slice(0, 100).map(({ frame }) => Buffer.from(frame.bytes.subarray(28, 32)).join('.'));
  t.equal(new Set(first).size, 100, 'every address once before any address twice');
});

t.test('a reload leaves unchanged routers alone, and changes just what changed', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const one = instance('priority 120');
  const two = instance('priority 120', 'VI_2', 52, '10.0.0.101');
  const three = instance('priority 120', 'VI_3', 53, '10.0.0.102\n    10.0.0.103');
  let text = one + two;
  const daemon = start(host, text, () => text);
  world.advance(10 * SECOND);
  const changes = host.changes.length;
  text = one + two;
  t.same(await daemon.reload(), { ok: true });
  world.settle();
  t.equal(host.changes.length, changes, 'the same file changes nothing');

  text = one + instance('priority 120', 'VI_2', 52, '10.0.0.104') + three;
  await daemon.reload();
  world.settle();
  t.equal(stateOf(daemon, 'VI_2'), 'master');
  t.same(
    host.changes.slice(changes).map(({ operation, prefix }) => `${operation} ${prefix.address}`),
    ['remove 10.0.0.101', 'add 10.0.0.104'],
  );
  t.ok(host.has(VIP));
  world.advance(10 * SECOND);
  t.ok(host.has('10.0.0.103'), 'a new router starts');

  text = one;
  const before = host.sent.length;
  await daemon.reload();
  t.same(host.priorities.slice(before), [0, 0], 'the routers that are gone say so');
  t.same([...host.addresses.keys()], ['10.0.0.1', VIP]);
});

t.test('reloads that come often do not keep an address from being renewed', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  let round = 0;
  const text = (): string => instance('priority 255', 'VI_1', 51, `${VIP}\n    10.0.1.${round % 2}`);
  const daemon = start(host, text(), text);
  world.advance(SECOND);
  for (; round < 11; round += 1) {
    world.advance(SECOND);
    await daemon.reload();
  }
  const renewed = host.changes.filter(({ operation, prefix }) => operation === 'renew' && prefix.address === VIP);
  t.equal(renewed.length, 2, 'every half of the lease of 10 s');
});

t.test('a reload asked for during another reads the file once more', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  let priority = 100;
  let reads = 0;
  const daemon = start(host, instance('priority 100'), () => {
    reads += 1;
    return instance(`priority ${priority}`);
  });
  priority = 101;
  const first = daemon.reload();
  priority = 102;
  const others = [daemon.reload(), daemon.reload()];
  await first;
  others.push(daemon.reload());
  t.same(await Promise.all(others), [{ ok: true }, { ok: true }, { ok: true }]);
  t.equal(daemon.snapshot().routers[0]?.basePriority, 102);
  t.equal(reads, 2, 'one for all that waited');
});

t.test('a reload that cannot be read leaves everything as it is, and says why', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const text = instance('priority 120');
  const daemon = startDaemon(build(text).configuration, SETTINGS, host.adapters, async () => ({
    ok: false,
    reason: 'line 3: a brace is missing',
    code: 'brace',
  }));
  world.advance(5 * SECOND);
  t.same(await daemon.reload(), { ok: false, reason: 'line 3: a brace is missing', code: 'brace' });
  t.equal(stateOf(daemon), 'master');
  t.equal(daemon.snapshot().daemon.reloadProblem, 'line 3: a brace is missing');
});

t.test('standby hands over, resume takes back', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  const a = start(first, instance('priority 120'));
  const b = start(second, instance('priority 100'));
  world.advance(5 * SECOND);
  t.match(a.standby({ router: 'VI_1', untilWall: undefined, force: true, takeBack: false }), { ok: true });
  t.match(a.standby({ router: 'VI_9', untilWall: undefined, force: true, takeBack: false }), { ok: false });
  world.advance(30 * SECOND);
  t.equal(stateOf(a), 'backup');
  t.equal(stateOf(b), 'master');
  a.resume(undefined);
  world.advance(5 * SECOND);
  t.equal(stateOf(a), 'master');
  t.equal(stateOf(b), 'backup');
});

t.test('asked to keep the addresses, a stop says goodbye and leaves them without a lease', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, instance('priority 120'), undefined, { keepAddressesAtStop: true });
  world.advance(5 * SECOND);
  await daemon.stop();
  t.equal(host.priorities.at(-1), 0);
  t.ok(host.has(VIP));
  const last = host.changes.at(-1);
  t.equal(last?.operation, 'renew');
  t.equal(last?.validLifetime, undefined, 'for ever');
});

t.test('scripts run as their user, and not at all when there is no such user', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(
    host,
    `global_defs {
      script_user checker
    }
    vrrp_script good {
      script "/bin/good one"
    }
    vrrp_script bad {
      script "/bin/bad"
      user nobody-here
    }
    ${instance('priority 120\n track_script {\n good\n bad\n }')}`,
  );
  world.advance(1);
  t.same(
    host.scripts.map(({ command }) => [command.argv, command.user?.name]),
    [[['/bin/good', 'one'], 'checker']],
  );
  const bad = daemon.snapshot().checks.find(({ name }) => name === 'bad');
  t.match(bad?.lastRun, { outcome: 'not-started', detail: /no user nobody-here/ });
  t.equal(stateOf(daemon), 'fault');
});

t.test('a check is run at its interval and never twice at a time', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const text = `vrrp_script check {
    script "/bin/check"
    interval 2
    fall 2
    rise 2
  }
  ${instance('priority 120\n track_script {\n check\n }')}`;
  const daemon = start(host, text);
  world.advance(1);
  t.equal(stateOf(daemon), 'init', 'held until the first result');
  world.advance(5 * SECOND);
  t.equal(host.scripts.length, 1, 'the first run has not ended');
  t.equal(daemon.snapshot().checks[0]?.skipped, 2);
  host.scripts[0]?.end({});
  t.equal(stateOf(daemon), 'backup');
  world.advance(2 * SECOND);
  host.scripts[1]?.end({ status: 1 });
  t.equal(stateOf(daemon), 'backup', 'one failure of two');
  world.advance(2 * SECOND);
  host.scripts[2]?.end({ status: 1, output: 'no answer\n' });
  t.equal(stateOf(daemon), 'fault');
  t.match(daemon.snapshot().checks[0]?.lastRun, { detail: 'exit 1', output: 'no answer\n' });
});

t.test('a check with init_fail counts as failed until it succeeds', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const text = `vrrp_script check {
    script "/bin/check"
    init_fail
    rise 2
  }
  ${instance('priority 120\n track_script {\n check\n }')}`;
  const daemon = start(host, text);
  world.advance(1);
  t.equal(stateOf(daemon), 'fault', 'before the first result');
  host.scripts[0]?.end({});
  t.equal(stateOf(daemon), 'fault', 'one success of two');
  world.advance(1 * SECOND);
  host.scripts[1]?.end({});
  t.equal(stateOf(daemon), 'backup');
});

function checkText(lines: string): string {
  return `vrrp_script check {
    script "/bin/check"
    ${lines}
  }
  ${instance('priority 120\n track_script {\n check\n }')}`;
}

t.test('a reload that changes a check keeps its result and its count', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  let next = '';
  const daemon = start(host, checkText('interval 1\n fall 3\n init_fail'), () => next);
  const run = (status: number): void => {
    host.scripts.at(-1)?.end({ status });
    world.advance(2 * SECOND);
  };
  world.advance(1);
  for (let seconds = 0; seconds < 5; seconds += 1) run(0);
  t.equal(stateOf(daemon), 'master');
  run(1);
  next = checkText('interval 2\n fall 3\n init_fail');
  const before = host.scripts.length;
  await daemon.reload();
  world.settle();
  t.ok(host.scripts.at(-1)?.terminated, 'the run by the old definition is ended');
  t.equal(host.scripts.length, before, 'two runs never overlap');
  run(143);
  t.equal(host.scripts.length, before + 1);
  run(1);
  t.equal(stateOf(daemon), 'master', 'the second failure of three');
  run(1);
  t.equal(stateOf(daemon), 'fault');
});

t.test('init_fail holds for a check that a reload brings, not for one that was there', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  let next = checkText('interval 5\n init_fail');
  const daemon = start(host, checkText('interval 1'), () => next);
  world.advance(1);
  await daemon.reload();
  host.scripts[0]?.end({ status: 143 });
  t.equal(stateOf(daemon), 'init', 'without a result it still waits for the first');
  world.advance(1);
  host.scripts[1]?.end({});
  t.equal(stateOf(daemon), 'backup');
  next = next.replaceAll(/\bcheck\b/g, 'other');
  await daemon.reload();
  t.equal(stateOf(daemon), 'fault');
});

t.test('notify scripts get their arguments, one at a time and in order', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  start(host, instance('priority 120\n notify_master "/bin/up now"\n notify /bin/any'));
  world.advance(5 * SECOND);
  const ran = (): readonly string[] => host.scripts.map(({ command }) => command.argv.join(' '));
  t.same(ran(), ['/bin/any INSTANCE VI_1 BACKUP 120']);
  host.scripts[0]?.end({});
  t.same(ran().slice(1), ['/bin/up now']);
  host.scripts[1]?.end({ status: 3 });
  t.same(ran().slice(2), ['/bin/any INSTANCE VI_1 MASTER 120']);
  t.match(host.scripts[2]?.command.environment, {
    VRRPD_INSTANCE: 'VI_1',
    VRRPD_STATE: 'MASTER',
    VRRPD_PREVIOUS_STATE: 'BACKUP',
    VRRPD_REASON: 'master-down-expired',
    VRRPD_PRIORITY: '120',
  });
  t.equal(host.logged(/notify script \/bin\/up: exit 3/).length, 1);
});

t.test('a notify script that hangs is ended by a stop, and those of the stop get their turn', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = start(host, instance('notify_backup /bin/hangs\n notify_stop /bin/bye\n notify /bin/any'));
  const running = (): string | undefined => host.scripts.at(-1)?.command.argv.join(' ');
  const stopping = daemon.stop();
  while (host.scripts[0]?.terminated !== true) await new Promise((resolve) => setTimeout(resolve, 1));
  host.scripts[0]?.end({ outcome: 'signalled', signal: 'SIGTERM' });
  t.equal(running(), '/bin/bye', 'what waited before the stop is left out');
  host.scripts[1]?.end({});
  t.equal(running(), '/bin/any INSTANCE VI_1 STOP 100');
  host.scripts[2]?.end({});
  await stopping;
  t.equal(host.scripts.length, 3);
  t.same(host.logged(/left out/), ['(VI_1) notify script left out: /bin/any']);
});

t.test('what a sync group tracks, each member tracks', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const text = `vrrp_script check {
    script "/bin/check"
    weight 10
  }
  ${instance('priority 120')}
  vrrp_sync_group G {
    group {
      VI_1
    }
    track_script {
      check
    }
  }`;
  const daemon = start(host, text);
  world.advance(1);
  host.scripts[0]?.end({});
  t.equal(daemon.snapshot().routers[0]?.effectivePriority, 130);
});

t.test('members of a sync group are master together', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  const group = 'vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n notify /bin/group\n}\n';
  const pair = (one: number, two: number): string =>
    instance(`priority ${one}`) + instance(`priority ${two}`, 'VI_2', 52, '10.0.0.101');
  const a = start(first, group + pair(120, 90));
  const b = start(second, group + pair(100, 100));
  world.advance(20 * SECOND);
  const states = (daemon: Daemon): readonly (string | undefined)[] => [
    stateOf(daemon, 'VI_1'),
    stateOf(daemon, 'VI_2'),
    daemon.snapshot().groups[0]?.state,
  ];
  t.same(
    [states(a), states(b)].map(([one, two, all]) => one === two && two === all),
    [true, true],
  );
  t.same([states(a)[0], states(b)[0]].sort(), ['backup', 'master']);
  t.match(first.scripts[0]?.command.argv, ['/bin/group', 'GROUP', 'G', 'BACKUP', '0']);
});
