/** The basic failover between two vrrpd, over each transport that vrrpd.ini can choose. */

import t, { type Test } from 'tap';
import { loadRawSocketTransport } from '../../src/system/raw-socket-transport.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks();
const rawSocketLacks = await loadRawSocketTransport().then(
  () => undefined,
  (error: Error) => error.message,
);

t.jobs = 2;

for (const [transport, missing] of [
  ['native', lacks],
  ['raw-socket', lacks ?? rawSocketLacks],
] as const) {
  const skip = missing === undefined ? {} : { skip: missing };
  t.test(`failover over ${transport}`, { ...skip, buffered: true }, async (t) => failover(t, transport));
}

/** a is better; b takes over when a is killed, a takes back, and b takes over again when a stops. */
async function failover(t: Test, transport: string): Promise<void> {
  const duel = await Duel.create(t);
  const { wire } = duel;
  const settings = { settings: `[network]\ntransport = ${transport}\n` };

  let a = duel.start('a', 'vrrpd', conf(150), settings);
  duel.start('b', 'vrrpd', conf(100), settings);
  await duel.untilAlone('a');
  await duel.untilHolds('a', VIP);
  const [advert] = wire.adverts({ source: SIDE_ADDRESS.a });
  t.match(advert, { version: 3, vrid: 51, priority: 150, ttl: 255, destination: '224.0.0.18' });

  let since = wire.latest;
  await a.kill();
  await duel.untilAlone('b');
  await duel.untilHolds('b', VIP);
  t.ok(wire.announcements('10.0.0.100', since).length >= 1, 'b announces the address');

  a = duel.start('a', 'vrrpd', conf(150), settings);
  await duel.untilAlone('a');
  await duel.untilHolds('b', VIP, false);

  since = wire.latest;
  await a.stop();
  t.ok(wire.adverts({ source: SIDE_ADDRESS.a, priority: 0 }, since).length >= 1, 'a says goodbye');
  await duel.untilAlone('b');
  await duel.untilHolds('b', VIP);
}

function conf(priority: number): string {
  return confText(instanceText({ version: 3, priority, advertInt: '0.1', addresses: [VIP] }));
}
