/** Keywords of BFD sessions: what each changes in the packets, and in what an instance or a group makes of a session. */

import t from 'tap';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';

const SECOND = 1_000_000;

function session(lines: string, neighbor = 'neighbor_ip 10.0.0.2'): string {
  return `bfd_instance peer {\n${neighbor}\n${lines}\n}\n`;
}

/** Detect Mult, Desired Min TX Interval and Required Min RX Interval of the last packet, in microseconds. */
function lastPacket(host: FakeHost): readonly (number | undefined)[] {
  const bytes = host.datagrams.sent.at(-1)?.bytes ?? new Uint8Array(24);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return [view.getUint8(2), view.getUint32(4 * 3), view.getUint32(4 * 4)];
}

/** The packets of a host whose other end is there, or is not. */
function packets(text: string, answered: boolean): readonly (number | undefined)[] {
  const world = new FakeWorld();
  const host = world.host('a', '10.0.0.1');
  startMemoryDaemon(host, text + memoryInstance('priority 100'));
  if (answered) startMemoryDaemon(world.host('b', '10.0.0.2'), session('', 'neighbor_ip 10.0.0.1'));
  world.advance(5 * SECOND);
  return lastPacket(host);
}

t.test('neighbor_ip, multiplier, min_tx and min_rx; idle_tx while the session is not up', async (t) => {
  const lines = 'multiplier 7\nmin_tx 40\nmin_rx 50\nidle_tx 2000';
  t.same(packets(session(lines), true), [7, 40_000, 50_000]);
  t.same(packets(session(lines), false), [7, 2_000_000, 50_000]);
  t.same(packets(session(lines, 'neighbour_ip 10.0.0.2'), true), [7, 40_000, 50_000], 'the other spelling');
});

t.test('ttl and hoplimit are what packets leave with, source_ip is where from', async (t) => {
  for (const word of ['ttl', 'hoplimit']) {
    const world = new FakeWorld();
    const host = world.host('a', '10.0.0.1');
    const lines = `multihop\n${word} 60\nsource_ip 10.0.0.1`;
    startMemoryDaemon(host, session(lines) + memoryInstance('priority 100'));
    world.advance(SECOND);
    t.match(host.datagrams.sent[0]?.route, { source: '10.0.0.1', destinationPort: 4784, hopLimit: 60 });
  }
});

t.test('passive: nothing is sent before the other end speaks', async (t) => {
  const sent = (lines: string): number => {
    const world = new FakeWorld();
    const host = world.host('a', '10.0.0.1');
    startMemoryDaemon(host, session(lines) + memoryInstance('priority 100'));
    world.advance(5 * SECOND);
    return host.datagrams.sent.length;
  };
  t.equal(sent('passive'), 0);
  t.ok(sent('') > 0);
});

t.test('track_bfd of an instance and of a group: weight, reverse, noreverse', async (t) => {
  const priority = (definition: string, line: string, group: boolean): number | undefined => {
    const world = new FakeWorld();
    const tracking = `track_bfd {\n${line}\n}`;
    const grouped = `${memoryInstance('priority 100')}vrrp_sync_group G {\ngroup {\nVI_1\n}\n${tracking}\n}\n`;
    const text = session(definition) + (group ? grouped : memoryInstance(`priority 100\n${tracking}`));
    const daemon = startMemoryDaemon(world.host('a', '10.0.0.1'), text);
    startMemoryDaemon(world.host('b', '10.0.0.2'), session('', 'neighbor_ip 10.0.0.1'));
    world.advance(3 * SECOND);
    return daemon.snapshot().routers[0]?.effectivePriority;
  };
  for (const group of [false, true]) {
    t.equal(priority('vrrp\nweight 20', 'peer', group), 120, 'a session for VRRP only');
    t.equal(priority('weight 20 reverse', 'peer', group), 80);
    t.equal(priority('', 'peer weight 30', group), 130);
    t.equal(priority('', 'peer weight 30 reverse', group), 70);
    t.equal(priority('weight 20 reverse', 'peer weight 20 noreverse', group), 120);
  }
});
