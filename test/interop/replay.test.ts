/**
 * auth_hmac against recordings: a signature made elsewhere is believed, but no signature twice and none from another sender.
 */

import t, { type Test } from 'tap';
import type { LabProcess } from '../../src/lab/lab-process.js';
import { advertFrame, frameOfSeen } from '../support/advert-frame.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const SIGNED = ['key 1 hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'active_key 1'];
const lacks = await whatInteropLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

/**
 * VRID 51, priority 200 from 10.0.0.9, signed with key 1 at sequence 0x6800000080000000. Made by python3's hmac and struct
 * from the fields, once.
 */
const RECORDED = Buffer.from(
  '01005e0000120200000000090800' +
    '45c0003c00004000ff7090760a000009e0000012' +
    '3133c801000a11c50a000064' +
    '010100006800000080000000' +
    '6003935761ec83c22cc2b989458ce7fd',
  'hex',
);

t.jobs = 2;

function conf(priority: number, ...hmac: readonly string[]): string {
  const lines = hmac.length === 0 ? [] : ['auth_hmac {', ...hmac.map((line) => `  ${line}`), '}'];
  return confText(instanceText({ priority, addresses: [VIP], lines }));
}

function story(name: string, play: (t: Test, duel: Duel) => Promise<void>): void {
  t.test(name, { ...skip, buffered: true }, async (t) => play(t, await Duel.create(t)));
}

story('a signature made elsewhere is believed, once', async (t, duel) => {
  duel.start('b', 'vrrpd', conf(100, ...SIGNED, 'anti_replay monotonic'));
  await duel.untilAlone('b');
  const sender = duel.repeat([RECORDED], 50);
  await duel.untilLogged('b', /Entering BACKUP STATE: .*10\.0\.0\.9/);
  await duel.untilRejected('b', 'hmac-replayed');
  await duel.untilHolds('b', VIP);
  await untilGoesOn(duel);
  t.ok(sender.running, 'the rest of them moved nobody');
});

story('what the dead master said is not believed when it is sent again', async (t, duel) => {
  const replay = await recordAndReplay(duel, SIGNED);
  await duel.untilRejected('b', 'hmac-replayed');
  await untilGoesOn(duel);
  t.ok(replay.running);
  t.ok((await duel.host('b').addresses()).includes(VIP));
});

story('without signatures the same recording unseats the successor', async (_, duel) => {
  const replay = await recordAndReplay(duel, []);
  await duel.untilLogged('b', /Entering BACKUP STATE: .*10\.0\.0\.1/);
  await duel.untilHolds('b', VIP, false);
  await replay.kill();
});

story('a signature does not move to another sender', async (_, duel) => {
  duel.start('b', 'vrrpd', conf(100, ...SIGNED, 'anti_replay monotonic'));
  await duel.untilAlone('b');
  const to = { source: '10.0.0.8', destination: '224.0.0.18', trailer: RECORDED.subarray(46) };
  duel.repeat([advertFrame({ ...to, vrid: 51, priority: 200, interval: 10, address: '10.0.0.100' })], 50);
  await duel.untilRejected('b', 'hmac-invalid');
  await untilGoesOn(duel);
});

/** Host b sends ten more adverts, whatever others send meanwhile. */
async function untilGoesOn({ wire }: Duel): Promise<void> {
  const since = wire.latest;
  await wire.until('b goes on as master', () => wire.adverts({ source: SIDE_ADDRESS.b }, since).length >= 10);
}

/** The master advertises, is killed, and its adverts come again and again from another host. */
async function recordAndReplay(duel: Duel, hmac: readonly string[]): Promise<LabProcess> {
  const master = duel.start('a', 'vrrpd', conf(150, ...hmac));
  await duel.untilAlone('a');
  duel.start('b', 'vrrpd', conf(100, ...hmac));
  await duel.untilLogged('b', /Entering BACKUP STATE/);
  await duel.untilAlone('a');
  const recorded = duel.wire.adverts({ source: SIDE_ADDRESS.a }).slice(-3);
  await master.kill();
  await duel.untilHolds('b', VIP);
  return duel.repeat(recorded.map(frameOfSeen), 50);
}
