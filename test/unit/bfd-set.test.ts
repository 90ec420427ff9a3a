/**
 * BFD sessions that virtual routers track, under two daemons over ports in memory.
 */

import t from 'tap';
import { decodeBfdControl } from '../../src/wire/bfd.js';
import { build } from '../support/configurations.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon, stateOf } from '../support/memory-daemon.js';
import { ip } from '../support/parameters.js';
import { hex } from '../wire/captures.js';

const SECOND = 1_000_000;
const MILLI = 1_000;

function session(neighbor: string, lines = '', name = 'peer'): string {
  return `bfd_instance ${name} {\n  neighbor_ip ${neighbor}\n  ${lines}\n}\n`;
}

function tracking(words = 'peer', lines = ''): string {
  return memoryInstance(`priority 100\n  ${lines}\n  track_bfd {\n    ${words}\n  }`);
}

/** A world with a host `a`, under test, and `b`, which only keeps the session. */
function pair(): { readonly world: FakeWorld; readonly a: FakeHost; readonly b: FakeHost } {
  const world = new FakeWorld();
  return { world, a: world.host('a', '10.0.0.1'), b: world.host('b', '10.0.0.2') };
}

t.test('an unweighted session that is not up is a fault, from the start on', async (t) => {
  const { world, a, b } = pair();
  const daemon = startMemoryDaemon(a, session('10.0.0.2') + tracking());
  t.equal(stateOf(daemon), 'fault');
  t.match(daemon.snapshot().routers[0]?.why, 'bfd:peer failed (nothing heard of 10.0.0.2)');
  world.advance(5 * SECOND);
  t.equal(stateOf(daemon), 'fault');
  startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(2 * SECOND);
  t.equal(stateOf(daemon), 'backup');
  t.match(daemon.snapshot().routers[0]?.tracked, [{}, { id: 'bfd:peer', result: 'up' }]);
  world.advance(5 * SECOND);
  t.equal(stateOf(daemon), 'master');
  b.unplugged = true;
  const last = b.datagrams.sent.at(-1)?.at ?? 0;
  world.advance(last + 49 * MILLI - world.now);
  t.equal(stateOf(daemon), 'master', 'five packets every 10 ms are not yet missing');
  world.advance(2 * MILLI);
  t.equal(stateOf(daemon), 'fault');
  t.match(daemon.snapshot().routers[0]?.why, 'bfd:peer failed (control detection time expired)');
  t.same(a.logged(/^\(peer\)/), [
    '(peer) Entering Init state with 10.0.0.2',
    '(peer) Entering Up state with 10.0.0.2',
    '(peer) Entering Down state with 10.0.0.2 (local diagnostic: control detection time expired, remote diagnostic: unknown)',
  ]);
});

t.test('a weight moves the priority: of the reference, else of the session', async (t) => {
  const rows: readonly (readonly [string, string, number, number])[] = [
    // session, reference, priority while down, while up
    ['', 'peer weight 20', 100, 120],
    ['', 'peer weight -30', 70, 100],
    ['weight 20', 'peer', 100, 120],
    ['weight -30', 'peer', 70, 100],
    ['weight 20', 'peer weight -5', 95, 100],
    ['', 'peer weight 20 reverse', 100, 80],
    ['weight -30 reverse', 'peer', 130, 100],
    ['weight -30 reverse', 'peer weight -30 noreverse', 70, 100],
  ];
  for (const [lines, words, down, up] of rows) {
    const { world, a, b } = pair();
    const daemon = startMemoryDaemon(a, session('10.0.0.2', lines) + tracking(words));
    const priority = (): number | undefined => daemon.snapshot().routers[0]?.effectivePriority;
    t.equal(priority(), down, `${lines} / ${words}: down`);
    t.equal(stateOf(daemon), 'backup');
    startMemoryDaemon(b, session('10.0.0.1'));
    world.advance(2 * SECOND);
    t.equal(priority(), up, `${lines} / ${words}: up`);
  }
});

t.test('reverse without a weight: the session that is up is the fault', async (t) => {
  const { world, a, b } = pair();
  const daemon = startMemoryDaemon(a, session('10.0.0.2') + tracking('peer weight 0 reverse'));
  t.equal(stateOf(daemon), 'backup');
  startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(2 * SECOND);
  t.equal(stateOf(daemon), 'fault');
});

t.test('a sync group follows a session as one', async (t) => {
  const { world, a, b } = pair();
  const members = memoryInstance('priority 100', 'A', 51) + memoryInstance('priority 100', 'B', 52, '10.0.0.101');
  const group = 'vrrp_sync_group G {\n group {\n A\n B\n }\n track_bfd {\n peer\n }\n}\n';
  const daemon = startMemoryDaemon(a, session('10.0.0.2') + group + members);
  t.same([stateOf(daemon, 'A'), stateOf(daemon, 'B')], ['fault', 'fault']);
  startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(10 * SECOND);
  t.same([stateOf(daemon, 'A'), stateOf(daemon, 'B')], ['master', 'master']);
  b.unplugged = true;
  world.advance(SECOND);
  t.same([stateOf(daemon, 'A'), stateOf(daemon, 'B')], ['fault', 'fault']);
});

t.test('an untracked session runs too: the other end may need it', async (t) => {
  const { world, a, b } = pair();
  const daemon = startMemoryDaemon(a, session('10.0.0.2'));
  startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(2 * SECOND);
  t.match(daemon.snapshot().sessions, [
    {
      name: 'peer',
      state: 'up',
      detail: 'with 10.0.0.2',
      transmitInterval: 10 * MILLI,
      detectionTime: 50 * MILLI,
      remote: { state: 'up', minReceive: 10 * MILLI, detectMultiplier: 5 },
    },
  ]);
});

t.test('packets go to port 3784 with TTL 255 from a high port, and over several hops to 4784', async (t) => {
  const { world, a } = pair();
  const second = session('10.0.0.3', 'multihop\n  ttl 60\n  source_ip 10.0.0.1', 'far');
  startMemoryDaemon(a, session('10.0.0.2') + second);
  world.advance(SECOND);
  const [near, far] = a.datagrams.sent.map(({ route }) => route);
  t.match(near, { source: undefined, destination: '10.0.0.2', destinationPort: 3784, hopLimit: 255 });
  t.match(far, { source: '10.0.0.1', destination: '10.0.0.3', destinationPort: 4784, hopLimit: 60 });
  for (const route of [near, far]) t.ok((route?.sourcePort ?? 0) >= 49_152 && (route?.sourcePort ?? 0) <= 65_535);
});

t.test(
  'a reload: what stays the same does not notice, a changed one is announced, another path begins anew',
  async (t) => {
    const { world, a, b } = pair();
    let text = session('10.0.0.2') + tracking();
    const daemon = startMemoryDaemon(a, text, () => text);
    startMemoryDaemon(b, session('10.0.0.1'));
    world.advance(10 * SECOND);
    const before = daemon.snapshot().sessions[0];

    text = session('10.0.0.2', 'weight 5') + tracking('peer weight 0');
    await daemon.reload();
    world.advance(SECOND);
    const same = daemon.snapshot().sessions[0];
    t.equal(same?.discriminator, before?.discriminator);
    t.equal(same?.sinceWall, before?.sinceWall);
    t.equal(stateOf(daemon), 'master');

    text = session('10.0.0.2', 'min_tx 100\n multiplier 3') + tracking();
    await daemon.reload();
    world.advance(SECOND);
    const slower = daemon.snapshot().sessions[0];
    t.equal(slower?.discriminator, before?.discriminator);
    t.equal(slower?.transmitInterval, 100 * MILLI);
    t.equal(slower?.sinceWall, before?.sinceWall);
    t.equal(stateOf(daemon), 'master');

    const from = world.now;
    text = session('10.0.0.3') + tracking();
    await daemon.reload();
    t.equal(stateOf(daemon), 'fault');
    const goodbye = a.datagrams.sent.find(({ at }) => at >= from);
    t.match(decodeBfdControl(goodbye?.bytes ?? new Uint8Array()), { ok: true, packet: { state: 'admin-down' } });
    t.equal(goodbye?.route.destination, '10.0.0.2');

    text = memoryInstance('priority 100');
    await daemon.reload();
    t.equal(stateOf(daemon), 'backup');
    t.same(daemon.snapshot().sessions, []);
  },
);

t.test('a stop says goodbye to the other end, and is a stop and no fault', async (t) => {
  const { world, a, b } = pair();
  const daemon = startMemoryDaemon(a, session('10.0.0.2') + tracking());
  const other = startMemoryDaemon(b, session('10.0.0.1') + tracking());
  world.advance(10 * SECOND);
  a.log.length = 0;
  await daemon.stop();
  const last = a.datagrams.sent.at(-1);
  t.match(decodeBfdControl(last?.bytes ?? new Uint8Array()), { ok: true, packet: { state: 'admin-down' } });
  t.same(a.logged(/FAULT/), []);
  world.advance(MILLI);
  t.equal(stateOf(other), 'fault');
  t.match(other.snapshot().routers[0]?.why, 'neighbor signaled session down');
});

t.test('what is not from the neighbour, not near enough or not BFD changes nothing', async (t) => {
  const { world, a, b } = pair();
  const daemon = startMemoryDaemon(a, session('10.0.0.2', 'max_hops 2\n source_ip 10.0.0.1') + tracking());
  startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(2 * SECOND);
  const ours = daemon.snapshot().sessions[0]?.discriminator ?? 0;
  const down = hex(`21400318000000ff${ours.toString(16).padStart(8, '0')}000f42400000c35000000000`);
  const good = { bytes: down, source: ip('10.0.0.2'), destination: ip('10.0.0.1'), hopLimit: 255 };
  const bad = [
    { ...good, source: ip('10.0.0.9') },
    { ...good, hopLimit: 252 },
    { ...good, hopLimit: undefined },
    { ...good, bytes: down.subarray(0, 20) },
    { ...good, bytes: hex('21400318000000ff0000beef000f42400000c35000000000') },
  ];
  for (const datagram of bad) a.receiveDatagram(datagram, 3784);
  a.receiveDatagram(good, 4784);
  world.settle();
  t.equal(stateOf(daemon), 'backup');
  t.same(daemon.snapshot().sessions[0]?.rejected, { address: 1, 'hop-limit': 2 });
  a.receiveDatagram({ ...good, hopLimit: 253 }, 3784);
  world.settle();
  t.equal(stateOf(daemon), 'fault', 'the same from the right place is believed');
});

t.test('max_hops -1 and 255 take packets from anywhere; IPv6 sends and expects 64', async (t) => {
  const cases: readonly (readonly [string, number, boolean])[] = [
    ['', 254, false],
    ['', 255, true],
    ['ttl 100', 100, true],
    ['ttl 100', 99, false],
    ['max_hops 3', 252, true],
    ['max_hops 3', 251, false],
    ['max_hops -1', 1, true],
    ['max_hops 255', 1, true],
  ];
  for (const [lines, hopLimit, taken] of cases) {
    const { world, a } = pair();
    const daemon = startMemoryDaemon(a, session('10.0.0.2', lines));
    const bytes = hex('20400318000000ff00000000000f42400000c35000000000');
    a.receiveDatagram({ bytes, source: ip('10.0.0.2'), destination: ip('10.0.0.1'), hopLimit }, 3784);
    world.settle();
    t.equal(daemon.snapshot().sessions[0]?.state, taken ? 'init' : 'down', `${lines} / ${hopLimit}`);
  }
});

t.test('a port that somebody else has is said, and taken once it is free', async (t) => {
  const { world, a, b } = pair();
  a.datagrams.taken.add(3784);
  const daemon = startMemoryDaemon(a, session('10.0.0.2') + tracking());
  startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(3 * SECOND);
  t.match(daemon.snapshot().routers[0]?.why, 'cannot listen on UDP port 3784');
  t.equal(a.logged(/^\(peer\) cannot listen/).length, 1);
  a.datagrams.taken.clear();
  world.advance(3 * SECOND);
  t.equal(daemon.snapshot().sessions[0]?.state, 'up');
  t.equal(stateOf(daemon), 'backup');
});

t.test('an address that is not there yet costs a line in the log, and nothing else', async (t) => {
  const { world, a, b } = pair();
  a.datagrams.sendError = 'EINVAL';
  const daemon = startMemoryDaemon(a, session('10.0.0.2', 'source_ip 10.0.0.1') + tracking());
  startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(5 * SECOND);
  t.equal(a.logged(/^\(peer\) cannot send/).length, 1);
  t.match(daemon.snapshot().sessions[0]?.detail, 'cannot send: EINVAL');
  a.datagrams.sendError = undefined;
  world.advance(3 * SECOND);
  t.equal(daemon.snapshot().sessions[0]?.detail, 'with 10.0.0.2');
});

t.test('a host that was frozen hears what waits before it judges', async (t) => {
  const { world, a, b } = pair();
  const daemon = startMemoryDaemon(a, session('10.0.0.2') + tracking());
  // The other end is patient enough to see nothing of it.
  startMemoryDaemon(b, session('10.0.0.1', 'min_rx 1000'));
  world.advance(10 * SECOND);
  const { sinceWall } = daemon.snapshot().sessions[0] ?? {};
  a.frozen = true;
  world.advance(2 * SECOND);
  a.frozen = false;
  world.advance(100 * MILLI);
  t.equal(daemon.snapshot().sessions[0]?.sinceWall, sinceWall);
  t.equal(stateOf(daemon), 'master');
});

t.test('a session for checkers only is not found', async (t) => {
  const { configuration, diagnostics } = build(session('10.0.0.2', 'checker') + tracking());
  t.same(configuration.instances[0]?.trackedBfds, []);
  t.match(
    diagnostics.map(({ severity, message }) => `${severity}: ${message}`),
    ['error: "peer" is a session for checkers only'],
  );
});

t.test('nothing is said of missing support', async (t) => {
  const { diagnostics } = build(session('10.0.0.2', 'weight 10\n passive\n multihop') + tracking());
  t.same(diagnostics, []);
});
