/**
 * The state machine of a BFD session, alone and as a pair, under a clock moved by hand. RFC 5880 section 6.8.
 */

import t from 'tap';
import { micros } from '../../src/base/micros.js';
import { newSession, type SessionState } from '../../src/bfd/state.js';
import { step } from '../../src/bfd/step.js';
import { detectionTime, jittered, transmitInterval } from '../../src/bfd/timers.js';
import type { BfdControl, BfdState } from '../../src/wire/bfd.js';
import { BfdPair, USUAL } from '../support/bfd-pair.js';

const SECOND = 1_000_000;
const MILLI = 1_000;

/** What the other end, number 2, sends to us, number 1. */
function control(changes: Partial<BfdControl> = {}): BfdControl {
  return {
    diagnostic: 0,
    state: 'down',
    poll: false,
    final: false,
    independent: false,
    demand: false,
    detectMultiplier: 3,
    myDiscriminator: 2,
    yourDiscriminator: 1,
    desiredMinTransmit: micros(SECOND),
    requiredMinReceive: micros(10 * MILLI),
    requiredMinEchoReceive: micros(0),
    ...changes,
  };
}

function sessionIn(type: BfdState): SessionState {
  return { ...newSession(USUAL, 1, micros(0)), type, diagnostic: 0 };
}

t.test('the state machine of section 6.8.6', async (t) => {
  const table: readonly (readonly [BfdState, BfdState, BfdState, number])[] = [
    // ours, what is heard, ours after it, our diagnostic
    ['down', 'admin-down', 'down', 0],
    ['down', 'down', 'init', 0],
    ['down', 'init', 'up', 0],
    ['down', 'up', 'down', 0],
    ['init', 'admin-down', 'down', 3],
    ['init', 'down', 'init', 0],
    ['init', 'init', 'up', 0],
    ['init', 'up', 'up', 0],
    ['up', 'admin-down', 'down', 3],
    ['up', 'down', 'down', 3],
    ['up', 'init', 'up', 0],
    ['up', 'up', 'up', 0],
    ['admin-down', 'down', 'admin-down', 0],
    ['admin-down', 'up', 'admin-down', 0],
  ];
  for (const [ours, heard, after, diagnostic] of table) {
    const packet = control({ state: heard });
    const { state, actions } = step(USUAL, sessionIn(ours), { type: 'control-received', packet }, micros(5), 0);
    t.equal(state.type, after, `${ours} hears ${heard}`);
    t.equal(state.diagnostic, diagnostic, `${ours} hears ${heard}`);
    t.equal(
      actions.some(({ type }) => type === 'transition'),
      ours !== after,
      `${ours} hears ${heard}`,
    );
  }
});

t.test('jitter takes up to a quarter off, and at least a tenth where one packet decides', async (t) => {
  t.equal(jittered(micros(100_000), 5, 0), 75_000);
  t.equal(jittered(micros(100_000), 5, 0.5), 87_500);
  t.equal(jittered(micros(100_000), 2, 0.999_999), 99_999);
  t.equal(jittered(micros(100_000), 1, 0), 75_000);
  t.equal(jittered(micros(100_000), 1, 0.999_999), 89_999);
});

t.test('each end sends as fast as it wants and the other can follow, and waits accordingly', async (t) => {
  const pair = new BfdPair(
    { minTransmit: micros(20 * MILLI), minReceive: micros(100 * MILLI), multiplier: 4 },
    { minTransmit: micros(50 * MILLI), minReceive: micros(30 * MILLI), multiplier: 3 },
  ).start();
  pair.advance(5 * SECOND);
  const { a, b } = pair;
  t.equal(transmitInterval(a.parameters, a.state), 30 * MILLI, 'a: 20 wanted, b takes 30');
  t.equal(transmitInterval(b.parameters, b.state), 100 * MILLI, 'b: 50 wanted, a takes 100');
  t.equal(detectionTime(a.state), 300 * MILLI, 'three of b, every 100');
  t.equal(detectionTime(b.state), 120 * MILLI, 'four of a, every 30');
});

t.test('two ends come up, announce their interval, and confirm it to each other', async (t) => {
  const pair = new BfdPair().start();
  pair.advance(3 * SECOND);
  t.same(pair.a.story, ['0.000 down>init 0', '0.000 init>up 0']);
  t.same(pair.b.story, ['0.000 down>init 0', '0.000 init>up 0']);
  const flags = pair.a.sent.slice(0, 5).map(({ packet }) => {
    return `${packet.state}${packet.poll ? ' poll' : ''}${packet.final ? ' final' : ''} ${packet.desiredMinTransmit}`;
  });
  t.same(flags, ['down 1000000', 'init 1000000', 'up poll 10000', 'up final 10000', 'up 10000']);
  t.equal(pair.a.state.polling, false);
  t.equal(pair.b.state.polling, false);
  const steady = pair.a.sentSince(2 * SECOND).map(({ at }) => at);
  t.equal(steady.length, 101, 'every 10 ms less a tiny jitter');
});

t.test('silence is noticed after the detection time, the other end hears why, and both come back', async (t) => {
  const pair = new BfdPair({}, { multiplier: 3 }).start();
  pair.advance(3 * SECOND);
  pair.b.cut = true;
  const last = pair.b.sent.at(-1)?.at ?? 0;
  pair.advance(SECOND);
  const [, , down] = pair.a.story;
  t.equal(down, `${((last + 100 + 30_000) / SECOND).toFixed(3)} up>down 1`, 'three packets of 10 ms are missing');
  t.equal(pair.a.state.remote, undefined);
  const said = pair.a.sentSince(last + 30_000)[0]?.packet;
  t.equal(said?.yourDiscriminator, 0);
  t.equal(said?.diagnostic, 1);
  t.match(pair.b.story[2], /up>down 3$/);
  pair.b.cut = false;
  pair.advance(3 * SECOND);
  t.equal(pair.a.state.type, 'up');
  t.equal(pair.a.state.diagnostic, 0);
  t.equal(pair.b.state.type, 'up');
});

t.test('not up, an end sends once in idle_tx and not faster', async (t) => {
  const pair = new BfdPair({ idleTransmit: micros(2 * SECOND) });
  pair.tell(pair.a, { type: 'start' });
  pair.b.cut = true;
  pair.advance(10 * SECOND);
  t.equal(pair.a.sent.length, 6);
  t.ok(pair.a.sent.every(({ packet }) => packet.desiredMinTransmit === 2 * SECOND));
  pair.a.random = 0;
  const before = pair.a.sent.length;
  pair.advance(9 * SECOND);
  t.equal(pair.a.sent.length - before, 5, 'after the 2 s armed before, every 1.5 s at the most jitter');
});

t.test('a passive end waits for the other one, and is silent again when that is gone', async (t) => {
  const pair = new BfdPair({ passive: true });
  pair.tell(pair.a, { type: 'start' });
  pair.advance(5 * SECOND);
  t.equal(pair.a.sent.length, 0);
  pair.tell(pair.b, { type: 'start' });
  pair.advance(3 * SECOND);
  t.equal(pair.a.state.type, 'up');
  pair.b.cut = true;
  pair.advance(SECOND);
  t.equal(pair.a.state.type, 'down');
  const before = pair.a.sent.length;
  pair.advance(10 * SECOND);
  t.equal(pair.a.sent.length, before);
});

t.test('stop tells the other end that it is administrative, and nothing is sent after it', async (t) => {
  const pair = new BfdPair().start();
  pair.advance(3 * SECOND);
  pair.tell(pair.a, { type: 'stop' });
  const count = pair.a.sent.length;
  const last = pair.a.sent.at(-1)?.packet;
  t.equal(last?.state, 'admin-down');
  t.equal(last?.diagnostic, 7);
  pair.advance(10 * SECOND);
  t.equal(pair.a.sent.length, count);
  t.match(pair.b.story[2], /up>down 3$/);
  t.equal(pair.b.state.remote, undefined, 'forgotten after a detection time');
});

t.test('a longer interval is used only when the other end has confirmed it', async (t) => {
  const pair = new BfdPair().start();
  pair.advance(3 * SECOND);
  pair.b.cut = true;
  pair.change(pair.a, { minTransmit: micros(200 * MILLI) });
  const announced = pair.a.sent.at(-1)?.packet;
  t.equal(announced?.poll, true);
  t.equal(announced?.desiredMinTransmit, 200 * MILLI);
  t.equal(transmitInterval(pair.a.parameters, pair.a.state), 10 * MILLI, 'not confirmed');
  pair.advance(30 * MILLI);
  t.equal(transmitInterval(pair.a.parameters, pair.a.state), 10 * MILLI, 'b is not heard');
  pair.b.cut = false;
  pair.advance(30 * MILLI);
  t.equal(transmitInterval(pair.a.parameters, pair.a.state), 200 * MILLI);
  t.equal(detectionTime(pair.b.state), SECOND, 'five times 200 ms');
  pair.advance(5 * SECOND);
  t.equal(pair.a.story.length, 2, 'a noticed nothing else');
  t.equal(pair.b.story.length, 2);
});

t.test('a shorter min_rx shortens the detection time only when the other end has confirmed it', async (t) => {
  const pair = new BfdPair({ minReceive: micros(100 * MILLI) }).start();
  pair.advance(3 * SECOND);
  t.equal(detectionTime(pair.a.state), 500 * MILLI);
  pair.b.cut = true;
  pair.change(pair.a, { minReceive: micros(20 * MILLI) });
  pair.advance(MILLI);
  t.equal(detectionTime(pair.a.state), 500 * MILLI);
  pair.b.cut = false;
  pair.advance(300 * MILLI);
  t.equal(detectionTime(pair.a.state), 100 * MILLI);
  pair.advance(5 * SECOND);
  t.equal(pair.a.story.length, 2);
});

t.test('a poll is answered at once, beside the rhythm of our own packets', async (t) => {
  const up = { ...sessionIn('up'), transmitAt: micros(9_000), sentAt: micros(1_000) };
  const heard = step(USUAL, up, { type: 'control-received', packet: control({ state: 'up' }) }, micros(5_000), 0);
  const packet = control({ state: 'up', poll: true });
  const { state, actions } = step(USUAL, heard.state, { type: 'control-received', packet }, micros(6_000), 0);
  t.equal(actions.length, 1);
  const reply = actions[0]?.type === 'send' ? actions[0].packet : undefined;
  t.equal(reply?.final, true);
  t.equal(reply?.poll, false);
  t.equal(reply?.yourDiscriminator, 2);
  t.equal(state.transmitAt, 9_000);
});

t.test('what the other end asks for stops our packets: no interval, or its demand mode', async (t) => {
  const up = { ...sessionIn('up'), minTransmit: micros(10 * MILLI) };
  const none = step(
    USUAL,
    up,
    { type: 'control-received', packet: control({ state: 'up', requiredMinReceive: micros(0) }) },
    micros(5),
    0,
  );
  t.equal(none.state.transmitAt, undefined);
  const demand = step(
    USUAL,
    up,
    { type: 'control-received', packet: control({ state: 'up', demand: true }) },
    micros(5),
    0,
  );
  t.equal(demand.state.transmitAt, undefined);
  const again = step(USUAL, demand.state, { type: 'control-received', packet: control({ state: 'up' }) }, micros(6), 0);
  t.equal(again.state.transmitAt, 6 + 7_500, '10 ms less the most jitter');
});

t.test('an early tick is harmless, a late one does what is due once', async (t) => {
  const pair = new BfdPair().start();
  pair.advance(3 * SECOND);
  const { a } = pair;
  const before = a.sent.length;
  const { state } = a;
  a.handle({ type: 'tick' }, pair.now);
  t.equal(a.state, state);
  t.equal(a.sent.length, before);
  a.handle({ type: 'tick' }, micros(pair.now + 30_000));
  t.equal(a.sent.length, before + 1);
});
