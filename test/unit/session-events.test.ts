/**
 * BFD sessions that come up and go down, in the journal and in what the commands make of it.
 */

import t from 'tap';
import { formatEvent, formatHistory } from '../../src/cli/events-text.js';
import { explainRouter } from '../../src/control/why-text.js';
import type { Daemon } from '../../src/runtime/daemon-api.js';
import { type EventRecord, parseEvents } from '../../src/runtime/event-record.js';
import { type FakeHost, FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';

process.env['TZ'] = 'UTC';

const SECOND = 1_000_000;
const WIDE = { columns: 200, color: false };

function session(neighbor: string): string {
  return `bfd_instance peer {\n  neighbor_ip ${neighbor}\n}\n`;
}

/** `VI_1` of host a tracks the session with b, `VI_2` does not. */
function pair(): { readonly world: FakeWorld; readonly a: FakeHost; readonly b: FakeHost; readonly daemon: Daemon } {
  const world = new FakeWorld();
  const a = world.host('a', '10.0.0.1');
  const b = world.host('b', '10.0.0.2');
  const tracking = memoryInstance('priority 100\n track_bfd {\n peer weight 20\n }');
  const daemon = startMemoryDaemon(
    a,
    session('10.0.0.2') + tracking + memoryInstance('priority 100', 'VI_2', 52, '10.0.0.101'),
  );
  return { world, a, b, daemon };
}

function sessionEvents(events: readonly EventRecord[]): readonly EventRecord[] {
  return events.filter(({ type }) => type === 'bfd');
}

t.test('up and down with the reason, for the session and for what tracks it', async (t) => {
  const { world, a, b, daemon } = pair();
  const followed: EventRecord[] = [];
  const others: EventRecord[] = [];
  daemon.onEvent('VI_1', (event) => followed.push(event));
  daemon.onEvent('VI_2', (event) => others.push(event));
  const other = startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(5 * SECOND);
  b.unplugged = true;
  world.advance(SECOND);
  b.unplugged = false;
  world.advance(5 * SECOND);
  await other.stop();
  world.advance(SECOND);
  const told = sessionEvents(daemon.events({}));
  t.strictSame(
    told.map(({ sequence: _, wall: __, ...event }) => event),
    [
      { type: 'bfd', session: 'peer', from: 'init', to: 'up', text: 'BFD session peer init -> up: 10.0.0.2 answers' },
      {
        type: 'bfd',
        session: 'peer',
        from: 'up',
        to: 'down',
        text: 'BFD session peer up -> down: nothing was heard of 10.0.0.2 for too long (control detection time expired)',
        reason: 'control detection time expired',
      },
      { type: 'bfd', session: 'peer', from: 'init', to: 'up', text: 'BFD session peer init -> up: 10.0.0.2 answers' },
      {
        type: 'bfd',
        session: 'peer',
        from: 'up',
        to: 'down',
        text: 'BFD session peer up -> down: 10.0.0.2 ended the session (administratively down)',
        reason: 'neighbor signaled session down',
      },
    ],
  );
  t.same(sessionEvents(daemon.events({ router: 'VI_1' })), told);
  t.same(sessionEvents(followed), told);
  t.same(sessionEvents(daemon.events({ router: 'VI_2' })), []);
  t.same(sessionEvents(others), []);
  t.same(sessionEvents(parseEvents(a.files.get('/state/events.jsonl') ?? '')), told, 'the next run knows them');
});

t.test('a silence that the other end noticed first', async (t) => {
  const { world, a, b, daemon } = pair();
  startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(5 * SECOND);
  a.datagrams.sendError = 'EINVAL';
  world.advance(SECOND);
  t.equal(
    sessionEvents(daemon.events({})).at(-1)?.text,
    'BFD session peer up -> down: 10.0.0.2 heard nothing of this host (control detection time expired)',
  );
});

t.test('a session that flaps is told ten times in five minutes, and then together', async (t) => {
  const { world, b, daemon } = pair();
  startMemoryDaemon(b, session('10.0.0.1'));
  for (let flap = 0; flap < 50; flap += 1) {
    world.advance(4 * SECOND);
    b.unplugged = true;
    world.advance(SECOND);
    b.unplugged = false;
  }
  const soon = sessionEvents(daemon.events({}));
  t.equal(soon.length, 12);
  world.advance(400 * SECOND);
  const late = sessionEvents(daemon.events({}));
  t.equal(late.length, 14);
  t.match(
    late
      .slice(12)
      .map(({ text }) => text)
      .join('\n'),
    /up -> down: .* \(×44 in 5 min\)/,
  );
});

t.test('a line, a timeline and a reason', async (t) => {
  const { world, b, daemon } = pair();
  startMemoryDaemon(b, session('10.0.0.1'));
  world.advance(5 * SECOND);
  b.unplugged = true;
  world.advance(SECOND);
  const events = daemon.events({ router: 'VI_1' });
  const down = sessionEvents(events).at(-1);
  const text =
    'BFD session peer up -> down: nothing was heard of 10.0.0.2 for too long (control detection time expired)';
  t.match(down && formatEvent(down, WIDE), new RegExp(`^\\S+ \\S+  -  ${text.replace(/[()]/g, '\\$&')}$`));
  t.ok(formatHistory(events, 0, WIDE).some((line) => line.endsWith(`                        ${text}`)));
  const snapshot = daemon.snapshot();
  const [router] = snapshot.routers;
  if (router === undefined) throw new Error('no router');
  t.ok(explainRouter(router, snapshot, events).some((sentence) => sentence.endsWith(`: ${text}.`)));
});

t.test('a session event before a start is no sign of a crash', async (t) => {
  const events: readonly EventRecord[] = [
    { sequence: 1, wall: 1, type: 'stopped', text: 'vrrpd stopped' },
    { sequence: 2, wall: 2, type: 'bfd', session: 'peer', text: 'BFD session peer init -> up: 10.0.0.2 answers' },
    { sequence: 3, wall: 3, type: 'started', text: 'vrrpd started' },
  ];
  t.match(formatHistory(events, 3, WIDE).at(-1), /vrrpd started$/);
});
