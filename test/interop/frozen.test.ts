/**
 * A backup that was frozen for longer than its Master_Down_Interval finds the master's adverts waiting when it wakes:
 * it reads them before it judges its deadline, and stays silent.
 */

import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

t.test('a frozen backup sends not one advert when it wakes', skip, async (t) => {
  const duel = await Duel.create(t);
  duel.start('a', 'keepalived', confText(instanceText({ priority: 150, addresses: [VIP] })));
  await duel.untilAlone('a');
  const b = duel.start('b', 'vrrpd', confText(instanceText({ priority: 100, addresses: [VIP] })));
  await duel.untilLogged('b', /Entering BACKUP STATE/);
  await duel.untilAlone('a');

  for (let round = 0; round < 3; round += 1) {
    b.signal('SIGSTOP');
    // Three times its Master_Down_Interval, counted in the master's own adverts.
    await duel.untilAlone('a', 11);
    b.signal('SIGCONT');
    await duel.untilAlone('a', 5);
  }
  t.same(duel.wire.adverts({ source: SIDE_ADDRESS.b }), []);
  t.same(duel.wire.announcements('10.0.0.100').length > 0, true);
  t.notOk((await duel.host('b').addresses()).includes(VIP));

  // It is awake all the same: the master's end is noticed.
  duel.lab.cut('a');
  await duel.untilAlone('b');
});
