/**
 * A master that was frozen for longer than its Master_Down_Interval: its successor has taken over meanwhile, and the
 * addresses are held twice until it wakes. It must then let go of them and listen, not speak.
 */

import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

t.test('a frozen master with nopreempt leaves its successor alone when it wakes', skip, async (t) => {
  const duel = await Duel.create(t);
  const conf = confText(instanceText({ priority: 150, addresses: [VIP], lines: ['nopreempt'] }));
  const a = duel.start('a', 'vrrpd', conf);
  await duel.untilAlone('a');
  duel.start('b', 'keepalived', confText(instanceText({ priority: 100, addresses: [VIP] })));

  a.signal('SIGSTOP');
  await duel.untilAlone('b', 5);
  const asleep = duel.wire.latest;
  a.signal('SIGCONT');
  await duel.untilHolds('a', VIP, false);
  await duel.untilAlone('b', 8);
  t.same(duel.wire.adverts({ source: SIDE_ADDRESS.a }, asleep), [], 'not one advert, not even a goodbye');
  await duel.untilLogged('a', /woken too late/);
});
