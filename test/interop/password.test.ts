/**
 * PASS authentication with a real keepalived: equal passwords agree, also where both are cut at eight bytes; different
 * ones are not heard, and both become master.
 */

import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

t.test('a wrong password is not heard: both become master', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  duel.start('a', 'vrrpd', conf(150, '1111'));
  duel.start('b', 'keepalived', conf(100, '2222'));
  await duel.untilBothAdvertise(1);
  await duel.untilHolds('a', VIP);
  await duel.untilHolds('b', VIP);
});

t.test('passwords that agree in eight bytes are the same', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  duel.start('a', 'vrrpd', conf(100, '12345678'));
  duel.start('b', 'keepalived', conf(150, '123456789'));
  await duel.untilAlone('b', 3);
  const { message } = duel.wire.adverts().at(-1) ?? {};
  t.equal(message?.subarray(-8).toString('latin1'), '12345678');
});

function conf(priority: number, password: string): string {
  const lines = ['authentication {', '  auth_type PASS', `  auth_pass ${password}`, '}'];
  return confText(instanceText({ version: 2, advertInt: '1', priority, addresses: [VIP], lines }));
}
