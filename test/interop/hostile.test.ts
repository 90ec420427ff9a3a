/**
 * Adverts that are wrong in one way each, many a second: the master goes on as if nothing were there, and the backup
 * neither takes over nor gives up waiting.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, SIDE_ADDRESS } from '../support/duel.js';
import { type HostileFrame, hostileFrames2, hostileFrames3 } from '../support/hostile-frames.js';
import { confText, instanceText } from '../support/instances.js';

const VIP = '10.0.0.100/24';
const SENDER = fileURLToPath(new URL('../support/frame-sender.js', import.meta.url));
const lacks = await whatInteropLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

t.test('version 2 with a password', { ...skip, buffered: true }, async (t) => {
  const lines = ['authentication {', '  auth_type PASS', '  auth_pass 1111', '}'];
  const conf = (priority: number): string =>
    confText(instanceText({ version: 2, advertInt: '1', priority, addresses: [VIP], lines }));
  await story(t, conf, hostileFrames2(51, '10.0.0.100'), 5);
});

t.test('version 3', { ...skip, buffered: true }, async (t) => {
  const conf = (priority: number): string => confText(instanceText({ priority, addresses: [VIP] }));
  await story(t, conf, hostileFrames3(51, '10.0.0.100'), 20);
});

/** Both hosts run vrrpd. @param beats adverts of the master that must come through while the attack runs */
async function story(t: Test, conf: (priority: number) => string, frames: readonly HostileFrame[], beats: number) {
  const duel = await Duel.create(t);
  const { wire } = duel;
  duel.start('a', 'vrrpd', conf(150));
  await duel.untilAlone('a', 2);
  duel.start('b', 'vrrpd', conf(100));
  await duel.untilLogged('b', /Entering BACKUP STATE/);
  await duel.untilAlone('a', 2);

  const since = wire.latest;
  const file = join(duel.lab.directory, 'frames');
  writeFileSync(file, frames.map(({ frame }) => `${frame.toString('hex')}\n`).join(''));
  const attack = duel.lab.host('watcher').start([process.execPath, SENDER, 'eth0', '20', file]);
  const fromA = (): number => wire.adverts({ source: SIDE_ADDRESS.a }, since).length;
  await wire.until('the master goes on under attack', () => fromA() >= beats);
  t.ok(attack.running, attack.lines.join(' '));
  await attack.kill();

  t.same(wire.adverts({ source: SIDE_ADDRESS.b }), [], 'the backup never spoke');
  t.same(wire.adverts({ source: SIDE_ADDRESS.a, priority: 0 }), [], 'the master never left');
  t.ok((await duel.host('a').addresses()).includes(VIP));
  // The attack was real, and the backup is not deaf: its own rule still works.
  await duel.untilLogged('a', /rejected advert from 10\.0\.0\.66/);
  await duel.lab.cut('a');
  await duel.untilAlone('b', 2);
}
