import t from 'tap';
import { fromMillis, micros } from '../../src/base/micros.js';
import type { SessionEvent } from '../../src/bfd/event.js';
import type { SessionParameters } from '../../src/bfd/parameters.js';
import { newSession, nextDeadline, type SessionState } from '../../src/bfd/state.js';
import { step } from '../../src/bfd/step.js';
import { decodeBfdControl, encodeBfdControl } from '../../src/wire/bfd.js';
import { fuzzSeeds, mutate } from '../support/fuzz.js';
import type { Random } from '../support/random.js';
import { hex } from '../wire/captures.js';

const SAMPLES = [
  '204003183ed0f4ac00000000000f42400000c35000000000',
  '208005184f9f6b7a00000007000f42400000c35000000000',
  '20c003183ed0f4ac000000070000c3500000c35000000000',
  '20e003183ed0f4ac000000070000c3500000c35000000000',
  '20d005184f9f6b7a000000070000c3500000c35000000000',
  '200003185d82b071000000070000c3500000c3500000c350',
].map(hex);

t.test('no bytes make the reading of BFD packets throw, write or grow', async (t) => {
  let accepted = 0;
  for (const { seed, random } of fuzzSeeds(20_000)) {
    const bytes = mutate(SAMPLES, random);
    const before = Buffer.from(bytes).toString('hex');
    const decoded = decodeBfdControl(bytes);
    if (Buffer.from(bytes).toString('hex') !== before) t.fail(`seed ${seed}: ${before} was written to`);
    if (!decoded.ok) continue;
    accepted += 1;
    const { packet } = decoded;
    if (packet.myDiscriminator === 0 || packet.detectMultiplier === 0) t.fail(`seed ${seed}: accepted ${before}`);
    const again = decodeBfdControl(encodeBfdControl(packet));
    if (!again.ok || JSON.stringify(again.packet) !== JSON.stringify(packet)) t.fail(`seed ${seed}: ${before} changes`);
  }
  t.ok(accepted > 0, `${accepted} of the mutated packets are still good`);
});

const PARAMETERS: readonly SessionParameters[] = [
  {
    name: 's',
    minReceive: fromMillis(10),
    minTransmit: fromMillis(10),
    idleTransmit: fromMillis(1000),
    multiplier: 5,
    passive: false,
  },
  {
    name: 's',
    minReceive: fromMillis(300),
    minTransmit: fromMillis(3000),
    idleTransmit: fromMillis(1500),
    multiplier: 1,
    passive: true,
  },
];

t.test('no sequence of events brings a session out of order', async (t) => {
  for (const { seed, random } of fuzzSeeds(400)) {
    const parameters = random.pick(PARAMETERS);
    let now = micros(1_000);
    let state = newSession(parameters, 7, now);
    for (let turn = 0; turn < 60; turn += 1) {
      now = micros(now + random.pick([0, 1, 1_000, 50_000, 2_000_000]));
      const result = step(parameters, state, anyEvent(random), now, random.next());
      const wrong = faultOf(state, result.state, result.actions.length);
      if (wrong !== undefined) t.fail(`seed ${seed}, turn ${turn}: ${wrong}`);
      for (const action of result.actions) {
        if (action.type !== 'send') continue;
        if (action.packet.poll && action.packet.final) t.fail(`seed ${seed}: both poll and final`);
        if (!decodeBfdControl(encodeBfdControl(action.packet)).ok) t.fail(`seed ${seed}: sends what nobody accepts`);
      }
      state = result.state;
    }
  }
  t.pass();
});

function anyEvent(random: Random): SessionEvent {
  const choice = random.integer(0, 40);
  if (choice === 0) return { type: 'parameters-changed' };
  if (choice === 1 && random.chance(0.1)) return { type: 'stop' };
  if (choice === 2) return { type: 'start' };
  if (choice < 15) return { type: 'tick' };
  const decoded = decodeBfdControl(random.chance(0.5) ? random.pick(SAMPLES) : mutate(SAMPLES, random));
  return decoded.ok ? { type: 'control-received', packet: decoded.packet } : { type: 'tick' };
}

function faultOf(before: SessionState, state: SessionState, actions: number): string | undefined {
  if (before.type === 'admin-down' && actions > 0) return 'it acts after its end';
  if (actions > 3) return `${actions} actions`;
  if (state.type === 'up' && state.remote === undefined) return 'up with nobody';
  if (state.type !== 'up' && state.polling) return 'it asks for a confirmation while not up';
  if (state.type === 'admin-down') return nextDeadline(state) === undefined ? undefined : 'armed after its end';
  if ((state.remote === undefined) !== (state.detectAt === undefined)) return 'heard without a limit, or the other way';
  return undefined;
}
