/**
 * vrrpd and a real keepalived share an address: election, failover by a kill and by a stop, preemption; each of the two
 * in each role, in version 2 and 3.
 */

import t, { type Test } from 'tap';
import type { DaemonKind } from '../support/daemons.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 4;

for (const version of [2, 3] as const) {
  for (const [master, backup] of [
    ['vrrpd', 'keepalived'],
    ['keepalived', 'vrrpd'],
  ] as const) {
    t.test(`version ${version}, ${master} is better than ${backup}`, { ...skip, buffered: true }, async (t) => {
      await story(t, version, master, backup);
    });
  }
}

/** a is better and comes first; b takes over whenever a goes, and gives the address back when a returns. */
async function story(t: Test, version: 2 | 3, master: DaemonKind, backup: DaemonKind): Promise<void> {
  const duel = await Duel.create(t);
  const { wire } = duel;
  const count = version === 2 ? 2 : 5;
  const confA = conf(version, 150);

  let a = duel.start('a', master, confA);
  const b = duel.start('b', backup, conf(version, 100));
  await duel.untilAlone('a', count);
  await duel.untilHolds('a', VIP);
  const [advert] = wire.adverts({ source: SIDE_ADDRESS.a });
  t.match(advert, { version, vrid: 51, priority: 150, addresses: ['10.0.0.100'], ttl: 255, destination: '224.0.0.18' });
  t.ok(wire.announcements('10.0.0.100').length >= 1, 'a announces the address');

  let since = wire.latest;
  await a.kill();
  await duel.untilAlone('b', count);
  await duel.untilHolds('b', VIP);
  t.same(wire.adverts({ priority: 0 }), [], 'a killed daemon says no goodbye');
  t.ok(wire.announcements('10.0.0.100', since).length >= 1, 'b announces the address after the kill');

  a = duel.start('a', master, confA);
  await duel.untilAlone('a', count);
  await duel.untilHolds('a', VIP);
  await duel.untilHolds('b', VIP, false);

  since = wire.latest;
  await a.stop();
  t.ok(wire.adverts({ source: SIDE_ADDRESS.a, priority: 0 }, since).length >= 1, 'a stopped daemon says goodbye');
  await duel.untilAlone('b', count);
  await duel.untilHolds('b', VIP);
  await duel.untilHolds('a', VIP, false);
  t.ok(b.running);
}

function conf(version: 2 | 3, priority: number): string {
  const authentication = ['authentication {', '  auth_type PASS', '  auth_pass 1111', '}'];
  return confText(
    instanceText({
      version,
      priority,
      advertInt: version === 2 ? '1' : '0.1',
      addresses: [VIP],
      lines: version === 2 ? authentication : [],
    }),
  );
}
