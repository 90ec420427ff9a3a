/**
 * A better host with nopreempt that comes later leaves a working master alone, and takes over when that one dies.
 */

import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

for (const [late, early] of [
  ['vrrpd', 'keepalived'],
  ['keepalived', 'vrrpd'],
] as const) {
  t.test(`${late} with nopreempt comes after ${early}`, { ...skip, buffered: true }, async (t) => {
    const duel = await Duel.create(t);
    const b = duel.start('b', early, confText(instanceText({ priority: 100, addresses: [VIP] })));
    await duel.untilAlone('b');

    duel.start('a', late, confText(instanceText({ priority: 200, addresses: [VIP], lines: ['nopreempt'] })));
    await duel.untilLogged('a', /Entering BACKUP STATE/);
    // Five times its Master_Down_Interval, counted in the master's own adverts.
    await duel.untilAlone('b', 18);
    t.same(duel.wire.adverts({ source: SIDE_ADDRESS.a }), []);

    await b.kill();
    await duel.untilAlone('a');
    await duel.untilHolds('a', VIP);
  });
}
