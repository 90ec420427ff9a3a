import t from 'tap';
import { type Micros, micros } from '../../src/base/micros.js';
import { Deadline } from '../../src/runtime/deadline-queue.js';
import { TurnLoop } from '../../src/runtime/turn-loop.js';

/** A loop whose clock, alarm and hooks are a list of what happened. */
function loopUnderTest() {
  const story: string[] = [];
  const state = { now: micros(1000), armed: undefined as Micros | undefined, ring: (): void => {} };
  const loop = new TurnLoop(
    { now: () => state.now, wall: () => 0 },
    (ring) => {
      state.ring = () => {
        state.armed = undefined;
        ring();
      };
      const arm = (at: Micros | undefined): void => {
        state.armed = at;
      };
      return { arm, close: () => arm(undefined) };
    },
    {
      drain: () => void story.push('drain'),
      flushUrgent: () => void story.push('urgent'),
      flush: () => void story.push('flush'),
    },
  );
  return { loop, story, state };
}

t.test('sockets are drained before a deadline is judged, and everything leaves at the end', async (t) => {
  const { loop, story, state } = loopUnderTest();
  loop.arm(new Deadline(() => void story.push('deadline')), micros(2000));
  t.equal(state.armed, 2000);
  state.now = micros(2000);
  state.ring();
  t.same(story, ['drain', 'deadline', 'flush']);
  t.equal(state.armed, undefined);
});

t.test('a turn without a due deadline reads only what woke it', async (t) => {
  const { loop, story } = loopUnderTest();
  loop.arm(new Deadline(() => void story.push('deadline')), micros(2000));
  loop.run(() => void story.push('packet'));
  t.same(story, ['packet', 'flush']);
});

t.test('what a drain hears can disarm the deadline that woke us', async (t) => {
  const story: string[] = [];
  const state = { now: micros(1000), ring: (): void => {} };
  const deadline = new Deadline(() => void story.push('deadline'));
  const loop: TurnLoop = new TurnLoop(
    { now: () => state.now, wall: () => 0 },
    (ring) => {
      state.ring = ring;
      return { arm: () => {}, close: () => {} };
    },
    { drain: () => loop.arm(deadline, micros(9000)), flushUrgent: () => {}, flush: () => {} },
  );
  loop.arm(deadline, micros(2000));
  state.now = micros(5000);
  state.ring();
  t.same(story, []);
  t.equal(deadline.at, 9000);
});

t.test('a deadline armed for the past waits for the next turn', async (t) => {
  const { loop, story, state } = loopUnderTest();
  const deadline: Deadline = new Deadline(() => {
    story.push('deadline');
    loop.arm(deadline, micros(1));
  });
  loop.arm(deadline, micros(1500));
  state.now = micros(1500);
  state.ring();
  t.same(story, ['drain', 'deadline', 'flush']);
  t.equal(state.armed, 1);
});

t.test('of two due in the same turn, the first can call the second off or move it', async (t) => {
  for (const at of [undefined, micros(9000)]) {
    const { loop, story, state } = loopUnderTest();
    const second = new Deadline(() => void story.push('second'));
    loop.arm(new Deadline(() => loop.arm(second, at)), micros(1500));
    loop.arm(second, micros(1600));
    state.now = micros(2000);
    state.ring();
    t.same(story, ['drain', 'flush']);
    t.equal(second.at, at);
  }
});

t.test('lateness of wake-ups is measured', async (t) => {
  const { loop, state } = loopUnderTest();
  loop.arm(new Deadline(() => {}), micros(2000));
  state.now = micros(152_000);
  state.ring();
  t.equal(loop.lateness.longest, 150_000);
  t.same(loop.lateness.counts, { wakeUps: 1, notable: 1 });
});

t.test('of many takeovers the first ones leave before the last is judged, routine leaves as a whole', async (t) => {
  for (const [foreseen, told] of [
    [true, 'drain . . . . . . . . urgent . . . . . . . . urgent . . . . flush'],
    [false, 'drain . . . . . . . . . . . . . . . . . . . . flush'],
  ] as const) {
    const { loop, story, state } = loopUnderTest();
    for (let index = 0; index < 20; index += 1) {
      const deadline = new Deadline(() => void story.push('.'));
      deadline.foreseen = foreseen;
      loop.arm(deadline, micros(2000));
    }
    state.now = micros(2000);
    state.ring();
    t.equal(story.join(' '), told);
  }
});

t.test('work inside a turn joins it', async (t) => {
  const { loop, story } = loopUnderTest();
  loop.run(() => {
    story.push('outer');
    loop.run(() => void story.push('inner'));
  });
  t.same(story, ['outer', 'inner', 'flush']);
});

/** A loop with one foreseen deadline, that tells when it gets ready. */
function foreseeingLoop(at: Micros) {
  const under = loopUnderTest();
  const deadline = new Deadline(() => void under.story.push('takeover'));
  deadline.foreseen = true;
  under.loop.foresee(() => void under.story.push('ready'));
  under.loop.arm(deadline, at);
  return { ...under, deadline };
}

t.test('a little before a foreseen deadline the daemon gets ready, and then waits for it', async (t) => {
  const { story, state } = foreseeingLoop(micros(20_000));
  t.equal(state.armed, 16_000);
  state.now = micros(16_050);
  state.ring();
  t.same(story, ['drain', 'ready', 'flush']);
  t.equal(state.armed, 20_000);
  state.now = micros(20_000);
  state.ring();
  t.same(story.slice(3), ['drain', 'takeover', 'flush']);
});

t.test('what was heard in time makes getting ready needless', async (t) => {
  const story: string[] = [];
  const state = { now: micros(1000), armed: undefined as Micros | undefined, ring: (): void => {} };
  const deadline = new Deadline(() => {});
  deadline.foreseen = true;
  const loop: TurnLoop = new TurnLoop(
    { now: () => state.now, wall: () => 0 },
    (ring) => {
      state.ring = ring;
      return { arm: (at) => (state.armed = at), close: () => {} };
    },
    { drain: () => loop.arm(deadline, micros(90_000)), flushUrgent: () => {}, flush: () => {} },
  );
  loop.foresee(() => void story.push('ready'));
  loop.arm(deadline, micros(20_000));
  state.now = micros(16_000);
  state.ring();
  t.same(story, []);
  t.equal(state.armed, 86_000);
});

t.test('it is ready for all that come soon after, and for a deadline that is nearer than its lead', async (t) => {
  const { loop, story, state } = foreseeingLoop(micros(20_000));
  const second = new Deadline(() => {});
  second.foreseen = true;
  loop.arm(second, micros(40_000));
  state.now = micros(16_000);
  state.ring();
  state.now = micros(20_000);
  state.ring();
  t.equal(state.armed, 40_000, 'no second preparation within 50 ms');
  state.now = micros(100_000);
  loop.arm(second, micros(101_000));
  t.equal(state.armed, 97_000, 'which has passed: it rings at once');
  story.length = 0;
  state.ring();
  t.same(story, ['drain', 'ready', 'flush']);
  t.equal(state.armed, 101_000);
});

t.test('a deadline that is due is judged without getting ready', async (t) => {
  const { story, state } = foreseeingLoop(micros(20_000));
  state.now = micros(25_000);
  state.ring();
  t.same(story, ['drain', 'takeover', 'flush']);
});
