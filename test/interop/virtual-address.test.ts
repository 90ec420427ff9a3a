/**
 * The virtual address itself: put back when somebody removes it, and gone by the kernel's own clock when the daemon is
 * killed.
 */

import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

t.test(
  'an address that somebody removes is put back, and the master stays master',
  { ...skip, buffered: true },
  async (t) => {
    const duel = await Duel.create(t);
    duel.start('a', 'vrrpd', confText(instanceText({ priority: 150, addresses: [VIP] })));
    duel.start('b', 'keepalived', confText(instanceText({ priority: 100, addresses: [VIP] })));
    await duel.untilHolds('a', VIP);
    await duel.untilAlone('a', 8);
    const since = duel.wire.latest;

    await duel.host('a').ip('address del 10.0.0.100/24 dev eth0');
    await duel.untilHolds('a', VIP);
    await duel.untilAlone('a', 5);
    t.same(duel.wire.adverts({ source: SIDE_ADDRESS.b }, since), [], 'the peer never had a reason to speak');
  },
);

t.test('the address of a killed daemon expires by itself', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const a = duel.start('a', 'vrrpd', confText(instanceText({ priority: 150, addresses: [VIP] })), {
    settings: '[network]\nlease = 2\n',
  });
  await duel.untilHolds('a', VIP);
  // While it lives the lease is renewed: several lifetimes pass, counted in adverts.
  await duel.untilAlone('a', 50);
  t.ok((await duel.host('a').addresses()).includes(VIP));
  await a.kill();
  await duel.untilHolds('a', VIP, false);
});
