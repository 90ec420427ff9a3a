/**
 * Others who have the master's address, on a real wire. A keepalived that is killed leaves its addresses bound and sends
 * no adverts any more: the vrrpd that takes over finds by ARP and neighbour discovery that another host has them too,
 * says so, and answers its announcements. A flood of such announcements costs nothing.
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

t.jobs = 2;

t.test(
  'the addresses that a killed keepalived left are found on the other host',
  { ...skip, buffered: true },
  async (t) => {
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

    const file = join(duel.host('b').directory, 'announcement.hex');
    writeFileSync(file, claimFrame(mac.replaceAll(':', '')));
    duel.host('b').start([process.execPath, SENDER, 'eth0', '1000', file]);
    await duel.untilLogged('a', /announced 10\.0\.0\.100, which is ours: announced again/);
  },
);

t.test('a flood of claims is told once, and costs the master nothing', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const slow = (priority: number): string =>
    confText(instanceText({ version: 2, advertInt: '1', priority, addresses: ['10.0.0.100/24'] }));
  const a = duel.start('a', 'vrrpd', slow(150));
  await duel.untilHolds('a', '10.0.0.100/24');
  const b = duel.start('b', 'vrrpd', slow(100));
  await duel.untilLogged('b', /\(VI_51\) Entering BACKUP/);
  const flood = Array.from({ length: 100 }, (_, index) => claimFrame(`0200000000${(index + 16).toString(16)}`));
  const watcher = duel.lab.host('watcher');
  const file = join(watcher.directory, 'flood.hex');
  writeFileSync(file, flood.join('\n'));
  watcher.start([process.execPath, SENDER, 'eth0', '10', file]);
  await duel.untilLogged('a', /\(VI_51\) two masters: /);
  await duel.untilAlone('a', 8);
  const told = (pattern: RegExp): number => a.lines.filter((line) => pattern.test(line)).length;
  t.equal(told(/two masters: /), 1);
  t.equal(told(/announced again/), 1);
  t.equal(told(/Entering BACKUP/), 1, 'at its start');
  t.notMatch(b.lines.join('\n'), /Entering MASTER/);
});

/** A gratuitous ARP for 10.0.0.100 as hexadecimal. @param mac twelve digits */
function claimFrame(mac: string): string {
  return `ffffffffffff${mac}08060001080006040001${mac}0a000064ffffffffffff0a000064`;
}
