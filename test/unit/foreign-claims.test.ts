import t from 'tap';
import { FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon, stateOf } from '../support/memory-daemon.js';

const SECOND = 1_000_000;
const VIP = '10.0.0.100';
const FOREIGN = '02:00:00:00:00:99';

function master() {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, memoryInstance('priority 120'));
  world.advance(4 * SECOND);
  t.equal(stateOf(daemon), 'master');
  return { world, host, daemon };
}

/** Announcements that left in the last so many seconds. */
function announced(world: FakeWorld, { frames }: ReturnType<typeof master>['host'], seconds: number): number {
  return frames.filter(({ at }) => at > world.now - seconds * SECOND).length;
}

t.test('who has our address too is asked for: two seconds after a takeover, then each minute', async (t) => {
  const { world, host } = master();
  const since = world.now;
  world.advance(130 * SECOND);
  t.same(host.claimsHeard, [VIP]);
  t.equal(host.questions.length, 3);
  const [first, second] = host.questions;
  t.ok(first !== undefined && first.at - since < 3 * SECOND);
  t.equal((second?.at ?? 0) - (first?.at ?? 0), 60 * SECOND);
});

t.test('a late announcement of the master before is answered by announcing, and is no rival', async (t) => {
  const { world, host, daemon } = master();
  world.advance(20 * SECOND);
  host.claim(VIP, FOREIGN);
  world.advance(2 * SECOND);
  t.equal(announced(world, host, 2), 5, 'one block');
  t.equal(host.questions.at(-1)?.address, VIP);
  t.ok((host.questions.at(-1)?.at ?? 0) > world.now - 2 * SECOND, 'asked at once');
  world.advance(60 * SECOND);
  t.same(daemon.snapshot().twoMasters, []);
  t.match(host.logged(/announced/), [`(VI_1) ${FOREIGN} announced ${VIP}, which is ours: announced again`]);
});

t.test(
  'who goes on is a second master: told once, asked for every five seconds, and over when it is silent',
  async (t) => {
    const { world, host, daemon } = master();
    world.advance(20 * SECOND);
    for (let times = 0; times < 6; times += 1) {
      host.claim(VIP, FOREIGN, false);
      world.advance(5 * SECOND);
    }
    t.match(daemon.snapshot().twoMasters, [
      { router: 'VI_1', episodes: 1, rivals: [{ mac: FOREIGN, theirs: /^it has 10\.0\.0\.100 too/, adverts: 6 }] },
    ]);
    t.match(host.logged(/two masters/), [
      /^\(VI_1\) two masters: the host with MAC 02:00:00:00:00:99; it has 10\.0\.0\.100 too, left .* Why this host is master: /,
    ]);
    const [before, last] = host.questions.slice(-2);
    t.equal((last?.at ?? 0) - (before?.at ?? 0), 5 * SECOND);
    t.equal(announced(world, host, 28), 0, 'an answer to our question misleads nobody');
    world.advance(40 * SECOND);
    t.match(daemon.snapshot().twoMasters, [{ episodes: 1, rivals: [] }]);
    t.match(daemon.events({}).at(-1), { type: 'two-masters-ended', text: /^one master again/ });
  },
);

t.test('a successor that announces before its advert is heard is no rival and gets no answer', async (t) => {
  const { world, host, daemon } = master();
  world.advance(20 * SECOND);
  startMemoryDaemon(world.host('second', '10.0.0.2'), memoryInstance('priority 100'));
  world.advance(5 * SECOND);
  host.claim(VIP, '02:00:00:00:00:02');
  world.advance(200_000);
  t.match(daemon.switchover('VI_1', true), { ok: true });
  world.advance(10 * SECOND);
  t.equal(stateOf(daemon), 'backup');
  t.same(daemon.snapshot().twoMasters, []);
  t.equal(announced(world, host, 10), 0);
  t.same(host.claimsHeard, [], 'a backup does not listen');
});

t.test('frames of this host itself are not foreign', async (t) => {
  const { world, host, daemon } = master();
  world.advance(20 * SECOND);
  host.claim(VIP, `${host.link.mac}`);
  world.advance(2 * SECOND);
  t.equal(announced(world, host, 2), 0);
  t.same(daemon.snapshot().twoMasters, []);
});

t.test('a flood of announcements costs a few looks, a few rivals and ever fewer answers', async (t) => {
  const { world, host, daemon } = master();
  world.advance(20 * SECOND);
  const start = host.frames.length;
  for (let tenth = 0; tenth < 600; tenth += 1) {
    for (let one = 0; one < 20; one += 1) {
      const number = tenth * 20 + one;
      host.claim(VIP, `02:99:00:00:${hex(number >> 8)}:${hex(number & 0xff)}`);
    }
    world.advance(SECOND / 10);
  }
  const blocks = (host.frames.length - start) / 5;
  t.ok(blocks >= 5 && blocks <= 8, `${blocks} blocks in a minute: after 1, 2, 4, 8, 16, 32 s`);
  t.equal(stateOf(daemon), 'master');
  t.ok((daemon.snapshot().twoMasters[0]?.rivals.length ?? 0) <= 8);
  t.ok(host.logged(/announced again/).length < 100);
  const beats = host.sent.filter(({ at }) => at > world.now - 10 * SECOND).map(({ at }) => at);
  t.ok(
    beats.every((at, index) => index === 0 || at - (beats[index - 1] ?? 0) === SECOND),
    'adverts keep their rhythm',
  );
});

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}

t.test('who is heard by its adverts is not told again by its claims', async (t) => {
  const { world, host, daemon } = master();
  startMemoryDaemon(world.host('second', '10.0.0.2'), memoryInstance('priority 90', 'VI_X', 52));
  world.advance(6 * SECOND);
  for (let times = 0; times < 3; times += 1) {
    host.claim(VIP, '02:00:00:00:00:02');
    world.advance(5 * SECOND);
  }
  t.match(daemon.snapshot().twoMasters, [{ episodes: 1, rivals: [{ address: '10.0.0.2', vrid: 52 }] }]);
  t.equal(daemon.snapshot().twoMasters[0]?.rivals.length, 1);
});

t.test(
  'a master whose adverts are rejected and seldom come is told once, with the reason, until it is gone',
  async (t) => {
    const world = new FakeWorld();
    const host = world.host('first', '10.0.0.1');
    const other = world.host('second', '10.0.0.2');
    const pass = (word: string): string => `authentication {\n auth_type PASS\n auth_pass ${word}\n }`;
    const daemon = startMemoryDaemon(host, memoryInstance(`priority 120\n${pass('one')}`));
    world.advance(20 * SECOND);
    startMemoryDaemon(other, memoryInstance(`priority 100\n${pass('two')}`));
    const episodes = (): readonly string[] =>
      daemon.events({}).flatMap(({ type, text }) => (type.startsWith('two-masters') ? [text] : []));
    for (let times = 0; times < 40; times += 1) {
      other.unplugged = times % 2 === 0;
      world.advance(1.5 * SECOND);
      other.unplugged = true;
      host.claim(VIP, FOREIGN, false);
      world.advance(3.5 * SECOND);
      t.match(daemon.snapshot().twoMasters[0]?.rivals.length ?? 0, times < 2 ? Number : 1);
    }
    const told =
      /^two masters: the host with MAC 02:00:00:00:00:99; it has 10\.0\.0\.100 too; it may be 10\.0\.0\.2, whose adverts are rejected here \(password: [^)]+\), and which may reject ours$/;
    t.match(episodes(), [told]);
    world.advance(60 * SECOND);
    t.match(episodes(), [told, /^one master again, after 3 min/]);
  },
);

t.test('a rival that comes and goes is told a few times, and the last word is true', async (t) => {
  const { world, host, daemon } = master();
  world.advance(20 * SECOND);
  for (let times = 0; times < 20; times += 1) {
    for (let claims = 0; claims < 3; claims += 1) {
      host.claim(VIP, FOREIGN, false);
      world.advance(5 * SECOND);
    }
    t.match(daemon.events({}).at(-1), { type: 'two-masters' });
    world.advance(45 * SECOND);
  }
  const kinds = (): readonly string[] =>
    daemon.events({}).flatMap(({ type }) => (type.startsWith('two-masters') ? [type] : []));
  t.same(kinds(), ['two-masters', 'two-masters-ended', 'two-masters']);
  world.advance(320 * SECOND);
  t.same(kinds(), ['two-masters', 'two-masters-ended', 'two-masters', 'two-masters-ended']);
});
