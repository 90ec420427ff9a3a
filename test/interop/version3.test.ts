/** Version 3 between running daemons: intervals from end to end of their range, and both checksums over IPv4. */

import t, { type Test } from 'tap';
import { checksum, pseudoHeader4 } from '../support/advert-frame.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, until } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

function story(name: string, play: (t: Test, duel: Duel) => Promise<void>): void {
  t.test(name, { ...skip, buffered: true }, async (t) => play(t, await Duel.create(t)));
}

function conf(priority: number, advertInt: string, ...lines: readonly string[]): string {
  return confText(instanceText({ priority, advertInt, addresses: [VIP], lines }));
}

/** The interval that host b has heard of its master, microseconds. */
async function heardInterval(duel: Duel): Promise<number | undefined> {
  return (await duel.status('b'))?.peers.find(({ address }) => address === '10.0.0.1')?.advertisementInterval;
}

story('a backup learns 10 ms from its master, and has its own interval again as the master', async (t, duel) => {
  const master = duel.start('a', 'vrrpd', conf(150, '0.01'));
  await duel.untilAlone('a');
  duel.start('b', 'vrrpd', conf(100, '1'));
  await duel.untilLogged('b', /Entering BACKUP STATE/);
  await until('b has heard the interval', async () => (await heardInterval(duel)) === 10_000);
  t.equal(duel.wire.adverts({ source: '10.0.0.1' }).at(-1)?.message.readUInt16BE(4), 1, 'hundredths of a second');
  const left = (await duel.status('b'))?.routers[0]?.deadlines['masterDownAt'] ?? 0;
  t.ok(left <= 36_093, `${left} us: three intervals and the skew of priority 100`);
  await master.kill();
  await duel.untilHolds('b', VIP);
  await duel.wire.until('adverts of b', () => duel.wire.adverts({ source: '10.0.0.2' }).length > 0);
  t.equal(duel.wire.adverts({ source: '10.0.0.2' })[0]?.message.readUInt16BE(4), 100);
});

story('a backup learns 40.95 s, the longest there is', async (t, duel) => {
  duel.start('b', 'vrrpd', conf(100, '1'));
  await duel.untilAlone('b', 1);
  duel.start('a', 'vrrpd', conf(255, '40.95'));
  await duel.untilLogged('b', /Entering BACKUP STATE: .*10\.0\.0\.1/);
  await duel.wire.until('the advert of a', () => duel.wire.adverts({ source: '10.0.0.1' }).length > 0);
  t.equal(duel.wire.adverts({ source: '10.0.0.1' }).at(-1)?.message.readUInt16BE(4), 4_095);
  await until('b has heard the interval', async () => (await heardInterval(duel)) === 40_950_000);
  const left = (await duel.status('b'))?.routers[0]?.deadlines['masterDownAt'] ?? 0;
  t.ok(left > 100_000_000 && left <= 147_803_906, `${left} us: three intervals and the skew of priority 100`);
});

for (const [name, word, style] of [
  ['with the pseudo header', '', 'pseudo-header'],
  ['of the message alone', 'v3_checksum_as_v2', 'message-only'],
] as const) {
  story(`the checksum ${name} is sent, taken, and shown`, async (t, duel) => {
    duel.start('a', 'vrrpd', conf(150, '0.1', word));
    await duel.untilAlone('a');
    duel.start('b', 'vrrpd', conf(100, '0.1'));
    await duel.untilLogged('b', /Entering BACKUP STATE/);
    await duel.untilAlone('a');
    const { message = Buffer.alloc(0), source = '', destination = '' } = duel.wire.adverts().at(-1) ?? {};
    const front = word === '' ? pseudoHeader4(source, destination, message.length) : Buffer.alloc(0);
    t.equal(checksum(Buffer.concat([front, message])), 0, 'the sum over all of it is right');
    await until('b shows it', async () => (await duel.status('b'))?.peers[0]?.checksum === style);
    t.same(duel.wire.adverts({ source: '10.0.0.2' }), []);
  });
}
