/**
 * A failing check lowers the priority below the peer's, and the address moves; it succeeds again, and the address
 * comes back. The check is a file that is there or not.
 */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

for (const [checked, peer] of [
  ['vrrpd', 'keepalived'],
  ['keepalived', 'vrrpd'],
] as const) {
  t.test(`${checked} runs the check, ${peer} takes over`, { ...skip, buffered: true }, async (t) => {
    const duel = await Duel.create(t);
    const flag = join(duel.lab.directory, 'service-works');
    writeFileSync(flag, '');

    const instance = instanceText({ priority: 90, addresses: [VIP], lines: ['track_script {', '  chk', '}'] });
    const script = `vrrp_script chk {\n  script "/usr/bin/test -e ${flag}"\n  interval 1\n  weight 20\n}\n`;
    duel.start('a', checked, confText(script, instance));
    duel.start('b', peer, confText(instanceText({ priority: 100, addresses: [VIP] })));

    await duel.wire.until('a advertises 110', () => duel.wire.adverts({ priority: 110 }).length > 0);
    await duel.untilAlone('a');
    t.equal(duel.wire.adverts().at(-1)?.priority, 110);

    rmSync(flag);
    await duel.untilAlone('b', 10);
    await duel.untilHolds('b', VIP);
    t.equal(duel.wire.adverts({ source: SIDE_ADDRESS.a }).at(-1)?.priority, 90);

    writeFileSync(flag, '');
    await duel.wire.until('a is better again', () => {
      const last = duel.wire.adverts().at(-1);
      return last?.source === SIDE_ADDRESS.a && last.priority === 110;
    });
    await duel.untilAlone('a');
    await duel.untilHolds('b', VIP, false);
  });
}
