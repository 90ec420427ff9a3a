/**
 * What an operator may do to a pair of daemons in memory, what is refused and with which words, and what a restart
 * remembers of it.
 */

import t from 'tap';
import { formatPeers } from '../../src/cli/peers-text.js';
import { formatStatus } from '../../src/cli/status-text.js';
import { type OperatorServices, operatorRoutes } from '../../src/control/operator-routes.js';
import type { ControlRequest } from '../../src/control/route.js';
import { explainRouter } from '../../src/control/why-text.js';
import type { Daemon, StandbyRequest } from '../../src/runtime/daemon-api.js';
import { parseEvents } from '../../src/runtime/event-record.js';
import { FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon, stateOf } from '../support/memory-daemon.js';

const SECOND = 1_000_000;

function standby(daemon: Daemon, request: Partial<StandbyRequest> = {}): ReturnType<Daemon['standby']> {
  return daemon.standby({ router: 'VI_1', untilWall: undefined, force: false, takeBack: false, ...request });
}

function texts(daemon: Daemon, type: string): readonly string[] {
  return daemon.events({}).flatMap((event) => (event.type === type ? [event.text] : []));
}

/** The first is better and master; the second was master before it, so that it is known. */
function pair(lines = ''): { world: FakeWorld; a: Daemon; b: Daemon } {
  const world = new FakeWorld();
  const second = world.host('second', '10.0.0.2');
  const first = world.host('first', '10.0.0.1');
  const b = startMemoryDaemon(second, memoryInstance(`priority 100\n${lines}`));
  world.advance(5 * SECOND);
  const a = startMemoryDaemon(first, memoryInstance(`priority 120\n${lines}`));
  world.advance(5 * SECOND);
  return { world, a, b };
}

t.test('standby hands over, and resume brings the better one back', async (t) => {
  const { world, a, b } = pair();
  t.same([stateOf(a), stateOf(b)], ['master', 'backup']);
  t.same(standby(a), { ok: true, routers: ['VI_1'] });
  world.advance(2 * SECOND);
  t.same([stateOf(a), stateOf(b)], ['backup', 'master']);
  world.advance(60 * SECOND);
  t.same([stateOf(a), stateOf(b)], ['backup', 'master'], 'and it stays so');
  t.match(a.snapshot().standby, [{ router: 'VI_1' }]);
  t.same(a.resume(undefined), { ok: true, routers: ['VI_1'] });
  world.advance(5 * SECOND);
  t.same([stateOf(a), stateOf(b)], ['master', 'backup']);
  t.same(texts(a, 'standby'), ['on standby']);
  t.same(texts(a, 'resume'), ['standby ended']);
});

t.test('a standby with an end ends by itself', async (t) => {
  const { world, a } = pair();
  standby(a, { untilWall: Math.round(world.now / 1000) + 600_000 });
  world.advance(590 * SECOND);
  t.equal(stateOf(a), 'backup');
  world.advance(20 * SECOND);
  t.equal(stateOf(a), 'master');
  t.same(a.snapshot().standby, []);
  t.same(texts(a, 'resume'), ['the time of its standby is over']);
});

t.test('without anybody who was heard, standby is refused and says what is known', async (t) => {
  const world = new FakeWorld();
  const host = world.host('alone', '10.0.0.1');
  const a = startMemoryDaemon(host, memoryInstance('priority 120'));
  world.advance(5 * SECOND);
  const refused = standby(a);
  t.match(refused, { ok: false, code: 'NO_PEER' });
  t.match(
    refused.ok ? '' : refused.reason,
    /^VI_1 is master, and it is not known whether somebody takes over: nobody else was heard for VRID 51 since this daemon started\. A backup sends nothing, so one may be there all the same/,
  );
  t.match(a.switchover('VI_1', false), { ok: false, code: 'NO_PEER' });
  t.same(standby(a, { takeBack: true }), { ok: true, routers: ['VI_1'] });
  t.equal(stateOf(a), 'backup');
  world.advance(10 * SECOND);
  t.equal(stateOf(a), 'master', 'nobody followed: it came back');
  t.same(texts(a, 'resume'), ['nobody took over: standby ended by itself']);
  t.same(standby(a, { force: true }), { ok: true, routers: ['VI_1'] });
  world.advance(60 * SECOND);
  t.equal(stateOf(a), 'backup', 'forced is forced');
});

t.test('a peer whose adverts are all rejected is named, with the reason that it does not count', async (t) => {
  const world = new FakeWorld();
  const password = 'authentication {\n auth_type PASS\n auth_pass other\n }';
  startMemoryDaemon(world.host('second', '10.0.0.2'), memoryInstance(`priority 100\n${password}`));
  const a = startMemoryDaemon(world.host('first', '10.0.0.1'), memoryInstance('priority 120'));
  world.advance(10 * SECOND);
  const refused = standby(a);
  t.match(refused, { ok: false, code: 'NO_PEER' });
  t.match(
    refused.ok ? '' : refused.reason,
    /: 10\.0\.0\.2 was last heard \d+ ms ago, and does not count, because its adverts are rejected \(\d+ so far\), the last for authentication-type: /,
  );
});

t.test('a peer that left with priority 0 is not expected to take over', async (t) => {
  const { world, a, b } = pair();
  standby(a);
  world.advance(3 * SECOND);
  await b.stop();
  world.settle();
  const resumed = a.resume('VI_1');
  t.ok(resumed.ok);
  world.advance(10 * SECOND);
  const refused = standby(a);
  t.match(refused, { ok: false, code: 'NO_PEER' });
  t.match(refused.ok ? '' : refused.reason, /10\.0\.0\.2 was last heard 1\d\.\d s ago when it left with priority 0/);
});

t.test('what cannot be written is said, until it could be', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const a = startMemoryDaemon(first, memoryInstance('priority 120'));
  world.advance(5 * SECOND);
  t.equal(await a.standbyProblem(), undefined);
  t.equal(a.snapshot().daemon.notKept, undefined);
  first.filesRefused = 'ENOSPC: no space left on device';
  standby(a, { force: true });
  t.equal(await a.standbyProblem(), '/state/standby.json: ENOSPC: no space left on device');
  t.same(a.snapshot().daemon.notKept, {
    standby: '/state/standby.json: ENOSPC: no space left on device',
    events: '/state/events.jsonl: ENOSPC: no space left on device',
  });
  world.advance(20 * SECOND);
  first.filesRefused = undefined;
  const kept = () => parseEvents(first.files.get('/state/events.jsonl') ?? '');
  world.advance(10 * SECOND);
  t.equal(await a.standbyProblem(), undefined);
  t.equal(a.snapshot().daemon.notKept, undefined, 'tried again');
  t.same(kept(), a.events({}), 'with all that was lost meanwhile');
  t.match(first.files.get('/state/standby.json'), /"VI_1"/);
  first.filesRefused = 'EROFS: read-only file system';
  a.resume('VI_1');
  first.filesRefused = undefined;
  await a.stop();
  t.match(kept().at(-1), { type: 'stopped' });
  t.notMatch(first.files.get('/state/standby.json'), /"VI_1"/);
});

t.test('a restart remembers the standby', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const conf = memoryInstance('priority 120');
  let a = startMemoryDaemon(first, conf);
  world.advance(5 * SECOND);
  standby(a, { force: true });
  await a.stop();
  a = startMemoryDaemon(first, conf);
  world.advance(60 * SECOND);
  t.equal(stateOf(a), 'backup');
  t.same(
    a.events({}).map(({ sequence, type }) => `${sequence} ${type}`),
    [
      '1 started',
      '2 transition',
      '3 transition',
      '4 standby',
      '5 transition',
      '6 transition',
      '7 stopped',
      '8 started',
      '9 transition',
    ],
  );
  a.resume('VI_1');
  await a.stop();
  a = startMemoryDaemon(first, conf);
  world.advance(10 * SECOND);
  t.equal(stateOf(a), 'master');
  await a.stop();
});

t.test('standby goes with an instance that a reload renames, and resume forgets names that are gone', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const two = (first: string, second: string): string =>
    memoryInstance('priority 120', first) + memoryInstance('priority 120', second, 52, '10.0.0.101');
  let text = two('A', 'B');
  const daemon = startMemoryDaemon(host, text, () => text);
  world.advance(5 * SECOND);
  standby(daemon, { router: 'A', force: true, untilWall: Math.round(world.now / 1000) + 20_000 });
  text = two('B', 'A');
  await daemon.reload();
  world.advance(10 * SECOND);
  t.match(daemon.snapshot().standby, [{ router: 'B' }]);
  t.same([stateOf(daemon, 'A'), stateOf(daemon, 'B')], ['master', 'backup'], 'the same routers by each other’s name');
  world.advance(20 * SECOND);
  t.equal(stateOf(daemon, 'B'), 'master', 'its time is over');
  standby(daemon, { router: 'A', force: true });
  text = memoryInstance('priority 120', 'B');
  await daemon.reload();
  t.same(daemon.resume('A'), { ok: true, routers: ['A'] });
  standby(daemon, { router: 'B', force: true });
  text = memoryInstance('priority 120', 'C', 53);
  await daemon.reload();
  t.same(daemon.resume(undefined), { ok: true, routers: ['B'] });
  t.same(daemon.snapshot().standby, []);
  t.match(daemon.resume('B'), { ok: false, code: 'NO_SUCH_INSTANCE' });
});

t.test('switchover moves mastership once, from either side', async (t) => {
  const { world, a, b } = pair();
  t.same(a.switchover('VI_1', false), { ok: true, routers: ['VI_1'] });
  world.advance(20 * SECOND);
  t.same([stateOf(a), stateOf(b)], ['backup', 'master']);
  t.same(a.switchover('VI_1', false), { ok: true, routers: ['VI_1'] });
  world.advance(2 * SECOND);
  t.same([stateOf(a), stateOf(b)], ['master', 'backup'], 'the better one takes it back');
  const refused = b.switchover('VI_1', false);
  t.equal(
    refused.ok ? '' : refused.reason,
    "VI_1 cannot take over: 10.0.0.1 is master with priority 120, ours is 100: it would take mastership back at once. Run 'vrrpd switchover' or 'vrrpd standby' on 10.0.0.1",
  );
  standby(b);
  t.match(b.switchover('VI_1', false), { reason: /^VI_1 cannot take over: it is on standby; 'vrrpd resume VI_1'/ });
  t.match(b.switchover('VI_9', false), { code: 'NO_SUCH_INSTANCE' });
});

t.test('the journal answers for a sync group, and says that the run before broke off', async (t) => {
  const world = new FakeWorld();
  const host = world.host('a', '10.0.0.1');
  const third = memoryInstance('priority 120', 'VI_3', 53, '10.0.0.102');
  const members = `${memoryInstance('priority 120')}${memoryInstance('priority 120', 'VI_2', 52, '10.0.0.101')}`;
  const conf = `vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n}\n${members}${third}`;
  const a = startMemoryDaemon(host, conf);
  world.advance(5 * SECOND);
  const named = (events: ReturnType<Daemon['events']>) => new Set(events.map(({ router }) => router));
  t.same(named(a.events({ router: 'G' })), new Set([undefined, 'VI_1', 'VI_2']));
  t.same(named(a.events({ router: 'VI_3' })), new Set([undefined, 'VI_3']));
  const followed: (string | undefined)[] = [];
  a.onEvent('G', ({ router }) => followed.push(router));
  a.switchover('VI_3', true);
  standby(a, { router: 'G', force: true });
  t.same(new Set(followed), new Set(['VI_1', 'VI_2']));
  const b = startMemoryDaemon(host, conf);
  t.same(texts(b, 'started'), [
    'vrrpd 0.0.0 started',
    'vrrpd 0.0.0 started; the run before did not end in an orderly way',
  ]);
  await b.stop();
  const c = startMemoryDaemon(host, conf);
  t.equal(texts(c, 'started').at(-1), 'vrrpd 0.0.0 started');
});

t.test('a switchover that nobody follows comes back by itself', async (t) => {
  const world = new FakeWorld();
  const a = startMemoryDaemon(world.host('alone', '10.0.0.1'), memoryInstance('priority 120'));
  world.advance(5 * SECOND);
  t.match(a.switchover('VI_1', false), { ok: false, reason: /use --force; or --try, which comes back/ });
  const trial = operatorRoutes({ daemon: a } as unknown as OperatorServices).find(
    ({ path }) => path === '/v1/switchover',
  );
  t.match(await trial?.handle({ body: { name: 'VI_1', try: true } } as unknown as ControlRequest), { status: 200 });
  t.equal(stateOf(a), 'backup');
  world.advance(5 * SECOND);
  t.equal(stateOf(a), 'master');
});

t.test('the members of a sync group move together', async (t) => {
  const world = new FakeWorld();
  const host = world.host('a', '10.0.0.1');
  const group = 'vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n}\n';
  const a = startMemoryDaemon(
    host,
    `${group}${memoryInstance('priority 120')}${memoryInstance('priority 120', 'VI_2', 52, '10.0.0.101')}`,
  );
  world.advance(5 * SECOND);
  t.same([stateOf(a), stateOf(a, 'VI_2')], ['master', 'master']);
  t.same(standby(a, { router: 'VI_2', force: true }), { ok: true, routers: ['VI_1', 'VI_2'] });
  world.advance(10 * SECOND);
  t.same([stateOf(a), stateOf(a, 'VI_2')], ['backup', 'backup']);
  t.same(a.resume('G'), { ok: true, routers: ['VI_1', 'VI_2'] });
  world.advance(10 * SECOND);
  t.same([stateOf(a), stateOf(a, 'VI_2')], ['master', 'master']);
});

t.test('a sync group that is told to take over is master of all its members, and stays it', async (t) => {
  const world = new FakeWorld();
  const group = 'vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n}\n';
  const members = (first: number, second: number): string =>
    `${memoryInstance(`priority ${first}`)}${memoryInstance(`priority ${second}`, 'VI_2', 52, '10.0.0.101')}`;
  const a = startMemoryDaemon(world.host('a', '10.0.0.1'), `${group}${members(100, 90)}`);
  world.advance(5 * SECOND);
  // Equal with the higher address, and better: neither takes over alone.
  const b = startMemoryDaemon(world.host('b', '10.0.0.2'), `${group}${members(100, 120)}`);
  world.advance(10 * SECOND);
  t.same([stateOf(b), stateOf(b, 'VI_2')], ['backup', 'backup']);
  t.same(b.switchover('VI_2', false), { ok: true, routers: ['VI_1', 'VI_2'] });
  t.same([stateOf(b), stateOf(b, 'VI_2')], ['master', 'master']);
  world.advance(30 * SECOND);
  t.same([stateOf(b), stateOf(b, 'VI_2')], ['master', 'master']);
  t.same([stateOf(a), stateOf(a, 'VI_2')], ['backup', 'backup']);
  t.same(texts(b, 'switchover'), ['told to take over', 'told to take over']);
  t.same(b.switchover('G', true), { ok: true, routers: ['VI_1', 'VI_2'] });
  world.advance(30 * SECOND);
  t.same([stateOf(a), stateOf(a, 'VI_2')], ['master', 'master']);
  t.same([stateOf(b), stateOf(b, 'VI_2')], ['backup', 'backup']);
});

t.test('two masters: told once with both reasons, shown while it lasts', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  const a = startMemoryDaemon(first, memoryInstance('priority 120'));
  world.advance(5 * SECOND);
  // The same address under another number: the protocol cannot settle it.
  const b = startMemoryDaemon(second, memoryInstance('priority 90', 'VI_X', 52));
  world.advance(10 * SECOND);
  t.match(a.snapshot().twoMasters, [
    {
      router: 'VI_1',
      episodes: 1,
      rivals: [{ address: '10.0.0.2', vrid: 52, theirs: 'it announces 10.0.0.100 as VRID 52, here it is VRID 51' }],
    },
  ]);
  t.same(
    first.logged(/two masters/),
    [
      '(VI_1) two masters: 10.0.0.2 is master too (VRID 52, priority 90); it announces 10.0.0.100 as VRID 52, here it is VRID 51. Why this host is master: No better master was heard for the master-down interval of 3.531 s.',
    ],
    'once',
  );
  await b.stop();
  world.advance(10 * SECOND);
  t.match(a.snapshot().twoMasters, [{ episodes: 1, rivals: [] }]);
  t.match(texts(a, 'two-masters-ended'), [/^one master again, after \d+\.\d s$/]);
});

t.test('the master of another pair with our VRID is named wherever its backup is shown', async (t) => {
  const world = new FakeWorld();
  startMemoryDaemon(world.host('first', '10.0.0.1'), memoryInstance('priority 100', 'VI_X', 51, '10.0.0.162'));
  world.advance(5 * SECOND);
  const b = startMemoryDaemon(world.host('second', '10.0.0.2'), memoryInstance('priority 50'));
  world.advance(10 * SECOND);
  const snapshot = b.snapshot();
  const [router] = snapshot.routers;
  t.match(router, { state: 'backup', master: { address: '10.0.0.1' } });
  const remark =
    'address-list-differs: expected 1 addresses, missing there: 10.0.0.100, got 1 addresses, unknown here: 10.0.0.162; another pair with this VRID?';
  t.match(snapshot.peers, [{ address: '10.0.0.1', rejected: {}, lastRemark: remark }]);
  const terminal = { columns: 300, color: false };
  t.match(formatStatus(snapshot, terminal).join('\n'), `\n  odd        ${remark}\n`);
  t.match(formatPeers(snapshot.peers, world.now / 1_000, terminal).at(-1), `10.0.0.1 accepted, but odd; ${remark}`);
  if (router === undefined) throw new Error('no router');
  t.match(explainRouter(router, snapshot, []).join('\n'), `its priority was 100; odd about it: ${remark}.`);
  const many = { ...snapshot, routers: Array.from({ length: 6 }, () => router) };
  t.match(formatStatus(many, terminal).at(-1), `VI_1: odd about 10.0.0.1, ${remark}`);
});

t.test('two masters: a rejected password on both sides', async (t) => {
  const world = new FakeWorld();
  const pass = (word: string): string => `authentication {\n auth_type PASS\n auth_pass ${word}\n }`;
  const a = startMemoryDaemon(world.host('first', '10.0.0.1'), memoryInstance(`priority 120\n${pass('one')}`));
  startMemoryDaemon(world.host('second', '10.0.0.2'), memoryInstance(`priority 100\n${pass('two')}`));
  world.advance(20 * SECOND);
  const [episode] = a.snapshot().twoMasters;
  t.match(episode?.rivals, [{ address: '10.0.0.2', priority: 100 }]);
  t.match(episode?.rivals[0]?.theirs, /^its adverts are rejected here \(password: .*\), and it may reject ours$/);
  t.notMatch(JSON.stringify(a.snapshot()), /"two"|two\b.*auth/);
  t.match(a.snapshot().peers, [{ address: '10.0.0.2', priority: 100, addresses: ['10.0.0.100'], vrrpVersion: 2 }]);
});

t.test('two masters: a script and a mail hear of it once', async (t) => {
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const global = `global_defs {
  router_id ha1
  notification_email {
    ops@example.net
  }
  smtp_server 10.0.0.9
}
`;
  startMemoryDaemon(
    first,
    `${global}${memoryInstance('priority 120\n smtp_alert\n notify_master_rx_lower_pri /bin/lower')}`,
  );
  world.advance(5 * SECOND);
  startMemoryDaemon(world.host('second', '10.0.0.2'), memoryInstance('priority 90', 'VI_X', 52));
  world.advance(20 * SECOND);
  const lower = first.scripts.filter(({ command }) => command.argv[0] === '/bin/lower');
  t.match(
    lower.map(({ command }) => command.environment),
    [{ VRRPD_EVENT: 'two-masters', VRRPD_INSTANCE: 'VI_1', VRRPD_WHY: /^two masters: 10\.0\.0\.2 is master too/ }],
  );
  await new Promise((resolve) => setImmediate(resolve));
  t.match(
    first.mails.map(({ mail }) => mail).filter(({ subject }) => /Two/.test(subject)),
    [{ subject: '[ha1] VRRP Instance VI_1 - Two masters', text: /^two masters: 10\.0\.0\.2 is master too.*\n$/ }],
  );
});

t.test('virtual routes are shown', async (t) => {
  const world = new FakeWorld();
  const conf = memoryInstance('priority 120\n virtual_routes {\n 10.6.0.0/16 via 10.0.0.9 dev eth0\n }');
  const a = startMemoryDaemon(world.host('first', '10.0.0.1'), conf);
  const routing = (): unknown => a.snapshot().routers[0]?.routing;
  t.same(routing(), [{ text: 'route 10.6.0.0/16 via 10.0.0.9 dev eth0', installed: false }]);
  world.advance(5 * SECOND);
  t.same(routing(), [{ text: 'route 10.6.0.0/16 via 10.0.0.9 dev eth0', installed: true }]);
});

t.test('an ordinary takeover is no second master', async (t) => {
  const { world, a, b } = pair();
  standby(a);
  world.advance(10 * SECOND);
  a.resume('VI_1');
  world.advance(10 * SECOND);
  t.same(a.snapshot().twoMasters, []);
  t.same(b.snapshot().twoMasters, []);
});
