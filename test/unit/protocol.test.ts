/**
 * Keywords of the protocol in a daemon over ports in memory: signatures, unicast, source addresses, delays.
 */

import t, { type Test } from 'tap';
import type { Instance } from '../../src/config/model.js';
import type { Daemon } from '../../src/runtime/daemon-api.js';
import { WireCodec } from '../../src/runtime/wire-codec.js';
import { build, onlyInstance } from '../support/configurations.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon, stateOf } from '../support/memory-daemon.js';
import { ip } from '../support/parameters.js';

const SECOND = 1_000_000;
const KEY = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const OTHER = 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff';

interface Pair {
  readonly world: FakeWorld;
  readonly hosts: readonly [FakeHost, FakeHost];
  readonly daemons: readonly [Daemon, Daemon];
}

/** 10.0.0.1 with priority 120 and 10.0.0.2 with 100, after enough time for an election. */
function pair(first: string, second = first): Pair {
  const world = new FakeWorld();
  const hosts = [world.host('first', '10.0.0.1'), world.host('second', '10.0.0.2')] as const;
  const a = startMemoryDaemon(hosts[0], memoryInstance(`priority 120\n${first}`));
  const b = startMemoryDaemon(hosts[1], memoryInstance(`priority 100\n${second}`));
  world.advance(8 * SECOND);
  return { world, hosts, daemons: [a, b] };
}

function states({ daemons: [a, b] }: Pair): readonly (string | undefined)[] {
  return [stateOf(a), stateOf(b)];
}

function signed(key: string, more = ''): string {
  return `version 3\nauth_hmac {\n key 1 hex:${key}\n active_key 1\n ${more}\n}`;
}

function why(daemon: Daemon): string {
  return daemon.snapshot().routers[0]?.why ?? '';
}

t.test('auth_hmac: hosts with the same key believe each other, and each advert is signed anew', async (t) => {
  const group = pair(signed(KEY));
  t.same(states(group), ['master', 'backup']);
  const bytes = group.hosts[0].sent.map((packet) => packet.bytes);
  t.ok(bytes.every((packet) => packet.length === 20 + 12 + 28));
  t.equal(new Set(bytes.map((packet) => Buffer.from(packet.subarray(32)).toString('hex'))).size, bytes.length);
});

t.test('auth_hmac: another key, or none, is rejected', async (t) => {
  t.same(states(pair(signed(KEY), signed(OTHER))), ['master', 'master']);
  const { daemons } = pair(signed(KEY), 'version 3');
  t.same([stateOf(daemons[0]), stateOf(daemons[1])], ['master', 'master']);
  t.match(daemons[0].snapshot().peers[0]?.rejected, { 'hmac-missing': 5 });
  t.match(daemons[1].snapshot().peers[0]?.rejected, { 'total-length': 5 });
});

t.test('auth_hmac: the modes that let a group change over', async (t) => {
  t.same(states(pair('version 3', signed(KEY, 'mode permissive'))), ['master', 'backup'], 'unsigned adverts pass');
  t.same(states(pair(signed(KEY, 'mode receive-only'), 'version 3')), ['master', 'backup'], 'and ours are not signed');
  t.same(states(pair(signed(KEY), signed(KEY, 'mode receive-only'))), ['master', 'backup']);
  t.same(states(pair(signed(OTHER), signed(KEY, 'mode permissive'))), ['master', 'master'], 'a wrong one never passes');
});

t.test('auth_hmac: what was heard is not believed again', async (t) => {
  for (const replay of ['time', 'monotonic']) {
    const { world, hosts, daemons } = pair(signed(KEY, `anti_replay ${replay}`));
    const [heard] = hosts[0].sent;
    hosts[0].frozen = true;
    const rejected = (): Readonly<Record<string, number>> => daemons[1].snapshot().peers[0]?.rejected ?? {};
    hosts[1].receive({ bytes: heard?.bytes ?? new Uint8Array(), destination: ip('224.0.0.18') });
    world.settle();
    t.match(rejected(), { 'hmac-replayed': 1 }, replay);
    world.advance(6 * SECOND);
    hosts[1].receive({ bytes: heard?.bytes ?? new Uint8Array(), destination: ip('224.0.0.18') });
    world.settle();
    t.match(rejected(), replay === 'time' ? { 'hmac-stale': 1 } : { 'hmac-replayed': 2 }, replay);
  }
});

t.test('auth_hmac: time_window is how far from our clock a signature may be', async (t) => {
  const rejected = (lines: string, seconds: number): unknown => {
    const { world, hosts } = pair(signed(KEY, lines), signed(OTHER));
    const second = startMemoryDaemon(
      world.host('third', '10.0.0.3'),
      memoryInstance(`priority 90\n${signed(KEY, lines)}`),
    );
    const [heard] = hosts[0].sent.slice(-1);
    hosts[0].frozen = true;
    hosts[1].frozen = true;
    world.advance(seconds * SECOND);
    world.hosts[2]?.receive({ bytes: heard?.bytes ?? new Uint8Array(), destination: ip('224.0.0.18') });
    world.settle();
    return second.snapshot().peers.find(({ address }) => address === '10.0.0.1')?.rejected;
  };
  t.same(rejected('time_window 2', 3), { 'hmac-stale': 1 });
  t.same(rejected('time_window 4', 3), {});
});

t.test('auth_hmac: a reload does not open the door to what was heard before', async (t) => {
  const { world, hosts } = pair(signed(KEY));
  const instance = onlyInstance(build(memoryInstance(`priority 100\n${signed(KEY)}`)));
  const facts = { wall: () => Math.round(world.now / 1000), trustedSource: () => undefined };
  const first = new WireCodec(instance, facts);
  const packet = {
    family: 4 as const,
    bytes: hosts[0].sent[0]?.bytes ?? new Uint8Array(),
    source: ip('10.0.0.1'),
    destination: ip('224.0.0.18'),
    hopLimit: 255,
    arrivedAt: undefined,
    interfaceIndex: undefined,
  };
  world.now = ((hosts[0].sent[0]?.at ?? 0) + SECOND) as typeof world.now;
  t.equal(first.decode(packet, world.now).type, 'advertisement');
  const next = new WireCodec({ ...instance, priority: 90 }, facts, first);
  t.match(next.decode(packet, world.now), { type: 'rejection', code: 'hmac-replayed' });
});

t.test('AH counts on over a reload', async (t) => {
  const instance = onlyInstance(
    build(memoryInstance('priority 100\nversion 2\nauthentication {\n auth_type AH\n auth_pass 1111\n}')),
  );
  const facts = { wall: () => 0, trustedSource: () => undefined };
  const sequence = (codec: WireCodec): number => {
    const [packet] = codec.encode(100, ip('10.0.0.1'));
    return Buffer.from(packet?.bytes ?? []).readUInt32BE(28);
  };
  const first = new WireCodec(instance, facts);
  t.same([sequence(first), sequence(first)], [1, 2]);
  t.equal(sequence(new WireCodec({ ...instance, priority: 90 }, facts, first)), 3);
});

t.test('unicast: each peer gets its own packet with unicast_ttl, and strangers are dropped where asked', async (t) => {
  const peers = (address: string): string =>
    `version 3\nunicast_ttl 64\ncheck_unicast_src\nunicast_peer {\n ${address} min_ttl 64 max_ttl 64\n 10.0.0.9\n}`;
  const group = pair(peers('10.0.0.2'), peers('10.0.0.1'));
  t.same(states(group), ['master', 'backup']);
  const packets = group.hosts[0].sent.slice(0, 2);
  t.same(
    packets.map(({ destination, bytes }) => [destination, bytes[8]]),
    [
      ['10.0.0.2', 64],
      ['10.0.0.9', 64],
    ],
  );
  const strict = pair(peers('10.0.0.2'), peers('10.0.0.7'));
  t.same(states(strict), ['master', 'master']);
  t.match(strict.daemons[1].snapshot().peers[0]?.rejected, { 'unknown-peer': 5 });
});

t.test('unicast: the checksum of old keepalived', async (t) => {
  const lines = (word: string, address: string): string => `version 3\n${word}\nunicast_peer {\n ${address}\n}`;
  const old = pair(lines('old_unicast_checksum', '10.0.0.2'), lines('', '10.0.0.1'));
  t.same(states(old), ['master', 'backup'], 'found out by itself');
  t.equal(old.daemons[1].snapshot().peers[0]?.checksum, 'group');
  const never = pair(lines('old_unicast_checksum', '10.0.0.2'), lines('old_unicast_checksum never', '10.0.0.1'));
  t.same(states(never), ['master', 'master']);
  t.match(never.daemons[1].snapshot().peers[0]?.rejected, { checksum: 10 });

  // Version 3, VRID 51, priority 100, 10.0.0.100: with the peer, then with the group, as destination. By hand:
  // 3133 6401 0064 0a00 0064, 0a00 0002 and 0a00 0001 or e000 0012, 0070 000c, added up and folded.
  const codec = codecOf(lines('', '10.0.0.1'));
  t.equal(checksumSent(codec), '4b84');
  const heard = old.hosts[0].sent[0]?.bytes ?? new Uint8Array();
  codec.decode(
    {
      family: 4,
      bytes: heard,
      source: ip('10.0.0.1'),
      destination: ip('10.0.0.2'),
      hopLimit: 255,
      arrivedAt: undefined,
      interfaceIndex: undefined,
    },
    old.world.now,
  );
  t.equal(checksumSent(codec), '7572', 'a peer that makes it so is answered in kind');
});

function codecOf(lines: string): WireCodec {
  const instance: Instance = onlyInstance(build(memoryInstance(`priority 100\n${lines}`)));
  return new WireCodec(instance, { wall: () => 0, trustedSource: () => undefined });
}

function checksumSent(codec: WireCodec): string {
  const [packet] = codec.encode(100, ip('10.0.0.2'));
  return Buffer.from(packet?.bytes.subarray(26, 28) ?? []).toString('hex');
}

t.test('version 3 without the pseudo-header is taken, and shown', async (t) => {
  const group = pair('version 3\nv3_checksum_as_v2', 'version 3');
  t.same(states(group), ['master', 'backup']);
  t.equal(group.daemons[1].snapshot().peers[0]?.checksum, 'message-only');
  const plain = pair('version 3');
  t.equal(plain.daemons[1].snapshot().peers[0]?.checksum, 'pseudo-header');
});

t.test('unicast without an interface needs its source address only', async (t) => {
  const text = (priority: number, own: string, peer: string): string => `vrrp_instance VI_1 {
  virtual_router_id 51
  priority ${priority}
  unicast_src_ip ${own}
  unicast_peer {
    ${peer}
  }
  virtual_ipaddress {
    10.0.0.100 dev eth0
  }
}`;
  const world = new FakeWorld();
  const first = world.host('first', '10.0.0.1');
  const second = world.host('second', '10.0.0.2');
  const a = startMemoryDaemon(first, text(120, '10.0.0.1', '10.0.0.2'));
  const b = startMemoryDaemon(second, text(100, '10.0.0.2', '10.0.0.1'));
  world.advance(8 * SECOND);
  t.same([stateOf(a), stateOf(b)], ['master', 'backup']);
});

t.test('unicast_fault_no_peer is a fault', async (t) => {
  const world = new FakeWorld();
  const daemon = startMemoryDaemon(
    world.host('first', '10.0.0.1'),
    memoryInstance('unicast_fault_no_peer\nunicast_src_ip 10.0.0.1'),
  );
  t.equal(stateOf(daemon), 'fault');
  t.match(why(daemon), /unicast is configured without a peer/);
});

t.test('a unicast router that leaves fault announces its own source address', async (t) => {
  const unicast = pair('unicast_peer {\n 10.0.0.2\n}', 'unicast_peer {\n 10.0.0.1\n}');
  t.same(sourceAnnouncements(t, unicast), ['10.0.0.2']);
  t.same(sourceAnnouncements(t, pair('')), [], 'not with multicast');
});

/** The addresses that the second host announces when its link comes back. */
function sourceAnnouncements(t: Test, { world, hosts, daemons }: Pair): readonly string[] {
  const [, host] = hosts;
  host.setLink({ running: false });
  world.settle();
  t.equal(stateOf(daemons[1]), 'fault');
  host.frames.splice(0);
  host.setLink({ running: true });
  world.settle();
  return host.frames.map(({ frame }) => Array.from(frame.bytes.subarray(28, 32)).join('.'));
}

t.test('track_src_ip: the router waits for its source address', async (t) => {
  const { world, hosts, daemons } = pair(`mcast_src_ip 10.0.0.5\ntrack_src_ip`, '');
  t.equal(stateOf(daemons[0]), 'fault');
  t.match(why(daemons[0]), /Waits: address 10\.0\.0\.5 is not on eth0\./);
  hosts[0].putAddress('10.0.0.5', 24);
  world.advance(8 * SECOND);
  t.equal(stateOf(daemons[0]), 'master');
  t.same([...new Set(hosts[0].sent.map(({ bytes }) => Array.from(bytes.subarray(12, 16)).join('.')))], ['10.0.0.5']);
  hosts[0].dropAddress('10.0.0.5');
  world.settle();
  t.equal(stateOf(daemons[0]), 'fault');
});

t.test('a source address that is not there is no fault without track_src_ip, as with keepalived', async (t) => {
  t.same(states(pair('mcast_src_ip 10.0.0.5', '')), ['master', 'backup']);
});

t.test('interface_up_down_delays: a link that is back in time was never gone', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const delays = 'interface_up_down_delays {\n eth0 1.5 0.5\n}\n';
  const daemon = startMemoryDaemon(host, `${delays}${memoryInstance('priority 120')}`);
  world.advance(5 * SECOND);
  t.equal(stateOf(daemon), 'master');
  host.setLink({ running: false });
  world.advance(1_400_000);
  host.setLink({ running: true });
  world.advance(5 * SECOND);
  t.equal(stateOf(daemon), 'master');
  t.equal(host.frames.length, 10, 'two blocks of announcements, of one mastership');

  host.setLink({ running: false });
  world.advance(1_499_999);
  t.equal(stateOf(daemon), 'master');
  world.advance(2);
  t.equal(stateOf(daemon), 'fault');
  host.setLink({ running: true });
  world.advance(499_999);
  t.equal(stateOf(daemon), 'fault');
  world.advance(2);
  t.equal(stateOf(daemon), 'backup');
});

t.test('interface_up_down_delays: no longer than mastership allows', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, `interface_up_down_delays {\n eth0 100\n}\n${memoryInstance('priority 120')}`);
  world.advance(5 * SECOND);
  host.setLink({ up: false, running: false });
  // Two intervals less a 256th of one.
  world.advance(1_996_093);
  t.equal(stateOf(daemon), 'master');
  world.advance(2);
  t.equal(stateOf(daemon), 'fault');
});

t.test('vrrp_delay_after_boot: the router is deaf until then', async (t) => {
  const world = new FakeWorld();
  // The clock of the fake world starts at 1000 s.
  const daemon = startMemoryDaemon(
    world.host('first', '10.0.0.1'),
    `global_defs {\n vrrp_delay_after_boot 1010\n}\n${memoryInstance('priority 255')}`,
  );
  world.advance(9_999_999);
  t.equal(stateOf(daemon), 'backup');
  world.advance(1);
  t.equal(stateOf(daemon), 'master');
});
