/**
 * The way of failing over that many guides show: a check script that ends the daemon by the name `keepalived`. In a
 * process namespace of its own, so that nobody else's daemon hears of it.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const KEEPALIVED = fileURLToPath(new URL('../../src/keepalived.js', import.meta.url));
const VIP = '10.0.0.100/24';
/** A shell is process 1 there: the first process of a namespace is spared by signals that it does not handle. */
const APART = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', '"$@"; exit $?', 'sh'];

t.jobs = 2;

for (const command of ['killall keepalived', 'pkill keepalived']) {
  const lacks = await whatInteropLacks('keepalived', 'unshare', command.split(' ')[0] ?? '');
  const skip = lacks === undefined ? {} : { skip: lacks };
  t.test(`a check script with ${command} moves the address`, { ...skip, buffered: true }, async (t) => {
    const duel = await Duel.create(t);
    const a = duel.host('a');
    const at = (name: string): string => join(a.directory, name);
    writeFileSync(at('check.sh'), `#!/bin/sh\n[ ! -e ${at('failed')} ] || ${command}\n`, { mode: 0o755 });
    const check = `vrrp_script chk {\n script "${at('check.sh')}"\n interval 1\n}\n`;
    const lines = ['track_script {\n chk\n }'];
    writeFileSync(at('a.conf'), confText(check, instanceText({ priority: 150, addresses: [VIP], lines })));
    duel.start('b', 'keepalived', confText(instanceText({ priority: 100, addresses: [VIP] })));
    const options = ['--dont-fork', '--log-console', '--use-file', at('a.conf'), '--run-dir', at('run')];
    const daemon = duel.watch('a', a.start([...APART, process.execPath, KEEPALIVED, ...options]));
    await duel.untilHolds('a', VIP);
    await duel.untilHolds('b', VIP, false);
    await duel.untilAlone('a');

    writeFileSync(at('failed'), '');
    t.equal((await daemon.ended).status, 0, 'an orderly stop');
    await duel.untilHolds('b', VIP);
    await duel.untilAlone('b');
    await duel.untilHolds('a', VIP, false);
    t.ok(
      duel.wire.adverts({ source: '10.0.0.1' }).some(({ priority }) => priority === 0),
      'with a goodbye',
    );
  });
}
