/**
 * auth_hmac between running daemons: they sign and check, and a group changes over while it runs. The signatures on the
 * wire are checked here by hand, not by the daemon's own code.
 */

import t, { type Test } from 'tap';
import { hmacOf } from '../support/advert-frame.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const KEY_1 = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const KEY_2 = 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff';
const lacks = await whatInteropLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

function conf(priority: number, ...hmac: readonly string[]): string {
  const lines = hmac.length === 0 ? [] : ['auth_hmac {', ...hmac.map((line) => `  ${line}`), '}'];
  return confText(instanceText({ priority, addresses: [VIP], lines }));
}

const FIRST = [`key 1 hex:${KEY_1}`, 'active_key 1'];

function story(name: string, play: (t: Test, duel: Duel) => Promise<void>): void {
  t.test(name, { ...skip, buffered: true }, async (t) => play(t, await Duel.create(t)));
}

story('two hosts with one key: the election works, and each advert is signed anew', async (t, duel) => {
  const master = duel.start('a', 'vrrpd', conf(150, ...FIRST));
  await duel.untilAlone('a');
  duel.start('b', 'vrrpd', conf(100, ...FIRST));
  await duel.untilLogged('b', /Entering BACKUP STATE/);
  await duel.untilAlone('a');
  const adverts = duel.wire.adverts({ source: SIDE_ADDRESS.a });
  const key = Buffer.from(KEY_1, 'hex');
  for (const { message, source } of adverts) {
    t.equal(message.length, 40, '12 bytes of VRRP, 28 of the trailer');
    t.equal(message.subarray(12, 16).toString('hex'), '01010000', 'type 1, key 1');
    const expected = hmacOf(message.subarray(0, 12), source, message.subarray(12, 24), key);
    t.equal(message.subarray(24).toString('hex'), expected.toString('hex'));
  }
  t.equal(new Set(adverts.map(({ message }) => message.toString('hex'))).size, adverts.length);
  await master.kill();
  await duel.untilHolds('b', VIP);
});

story('enforce turns unsigned adverts and other keys away', async (t, duel) => {
  duel.start('a', 'vrrpd', conf(150));
  duel.start('b', 'vrrpd', conf(100, ...FIRST));
  await duel.untilBothAdvertise(2);
  await duel.untilRejected('b', 'hmac-missing');
  await duel.untilRejected('a', 'total-length');
  await duel.reload('a', conf(150, `key 1 hex:${KEY_2}`, 'active_key 1'));
  await duel.untilRejected('b', 'hmac-invalid');
  await duel.reload('a', conf(150, `key 9 hex:${KEY_1}`, 'active_key 9'));
  await duel.untilRejected('b', 'hmac-unknown-key');
  await duel.reload('a', conf(150, ...FIRST));
  await duel.untilAlone('a');
  t.notOk((await duel.host('b').addresses()).includes(VIP));
});

story('a running group changes over to signatures, and to another key, without a second master', async (t, duel) => {
  duel.start('a', 'vrrpd', conf(150));
  await duel.untilAlone('a');
  duel.start('b', 'vrrpd', conf(100));
  await duel.untilLogged('b', /Entering BACKUP STATE/);
  const both = [`key 1 hex:${KEY_1}`, `key 2 hex:${KEY_2}`];
  const steps: readonly (readonly string[])[] = [
    [...FIRST, 'mode receive-only'],
    [...FIRST, 'mode permissive'],
    FIRST,
    [...both, 'active_key 1'],
    [...both, 'active_key 2'],
    [`key 2 hex:${KEY_2}`, 'active_key 2'],
  ];
  const trailers: string[] = [];
  for (const step of steps) {
    await duel.reload('b', conf(100, ...step));
    await duel.untilAlone('a');
    await duel.reload('a', conf(150, ...step));
    await duel.untilAlone('a');
    const { message } = duel.wire.adverts().at(-1) ?? {};
    trailers.push(message?.subarray(12, 14).toString('hex') ?? '');
  }
  t.same(trailers, ['', '0101', '0101', '0101', '0102', '0102'], 'type and key of what the master sends');
  t.same(duel.wire.adverts({ source: SIDE_ADDRESS.b }), [], 'the backup never spoke');
});
