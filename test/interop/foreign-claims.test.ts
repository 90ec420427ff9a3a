/**
 * A keepalived that is killed leaves its addresses bound and sends no adverts any more: the vrrpd that takes over finds
 * by ARP and neighbour discovery that another host has them too, says so, and answers its announcements.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import type { DaemonSnapshot } from '../../src/runtime/snapshot.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const SENDER = fileURLToPath(new URL('../support/frame-sender.js', import.meta.url));
const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

function conf(priority: number): string {
  return confText(
    instanceText({ priority, addresses: ['10.0.0.100/24'] }),
    instanceText({ vrid: 52, priority, addresses: ['fe80::100/64', 'fd00::100/64'] }),
  );
}

t.test('the addresses that a killed keepalived left are found on the other host', skip, async (t) => {
  const duel = await Duel.create(t);
  const b = duel.start('b', 'keepalived', conf(150));
  await duel.untilHolds('b', '10.0.0.100/24');
  await duel.untilHolds('b', 'fd00::100/64');
  duel.start('a', 'vrrpd', conf(100));
  await duel.untilLogged('a', /\(VI_51\) Entering BACKUP/);
  // The whole of it at once: the child would tidy up after its parent, the parent start another child.
  b.signal('SIGSTOP');
  await duel.host('b').run(['pkill', '-KILL', '-P', String(b.pid)]);
  await b.kill();
  await duel.untilHolds('a', '10.0.0.100/24');
  await duel.untilHolds('b', '10.0.0.100/24');

  const [mac = ''] =
    (await duel.host('b').run(['ip', '-o', 'link', 'show', 'eth0'])).stdout.match(/(?<=ether )\S+/) ?? [];
  const told = `two masters: the host with MAC ${mac}; it has \\S+ too, left .* Why this host is master: `;
  for (const name of ['VI_51', 'VI_52']) await duel.untilLogged('a', new RegExp(`\\(${name}\\) ${told}`));
  const vrrpd = (...words: string[]) =>
    duel.host('a').run(vrrpdCommand(...words, '--run-dir', runDirectoryOf(duel.host('a'))));
  const snapshot = JSON.parse((await vrrpd('status', '--json')).stdout) as DaemonSnapshot;
  t.match(snapshot.twoMasters, [
    { router: 'VI_51', episodes: 1, rivals: [{ mac }] },
    { router: 'VI_52', episodes: 1, rivals: [{ mac }] },
  ]);
  t.match(
    (await vrrpd('why', 'VI_51')).stdout,
    new RegExp(`^Two masters: the host with MAC ${mac} is master too`, 'm'),
  );

  const doctor = await vrrpd('doctor');
  t.equal(doctor.status, 1);
  t.match(doctor.stdout, new RegExp(`problem +10.0.0.100 is bound here, and ${mac} answers for it as well`));
  t.match(doctor.stdout, new RegExp(`problem +fd00::100 is bound here, and ${mac} answers for it as well`));
  t.match(doctor.stdout, /problem +VI_51: two masters, the host with MAC/);
  t.match(doctor.stdout, /note +VI_51: this host is master for/);

  const [spoken, said] = [mac.replaceAll(':', ''), '0a000064'];
  const announcement = `ffffffffffff${spoken}08060001080006040001${spoken}${said}ffffffffffff${said}`;
  const file = join(duel.host('b').directory, 'announcement.hex');
  writeFileSync(file, `${announcement}\n`);
  duel.host('b').start([process.execPath, SENDER, 'eth0', '1000', file]);
  await duel.untilLogged('a', /announced 10\.0\.0\.100, which is ours: announced again/);
});
