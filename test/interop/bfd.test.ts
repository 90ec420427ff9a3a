/**
 * BFD sessions with real other ends: Debian's keepalived and FRR's bfdd, over one hop and several, IPv4 and IPv6. The
 * session goes, and the virtual IP goes to the other host; it is back, and so is the address.
 */

import t from 'tap';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import type { EventRecord } from '../../src/runtime/event-record.js';
import { startDaemon, whatInteropLacks } from '../support/daemons.js';
import { Duel, until } from '../support/duel.js';
import { frrIsInstalled, startFrrBfd, startZebra } from '../support/frr.js';
import { confText, instanceText } from '../support/instances.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };
const frr = frrIsInstalled() ? skip : { skip: 'needs FRR (Debian: apt-get install frr)' };

t.jobs = 2;

/** A third host is the other end of the session: patient enough for a busy machine. */
function sessionText(neighbor: string, ...lines: readonly string[]): string {
  return ['bfd_instance peer {', `neighbor_ip ${neighbor}`, 'min_rx 100', 'min_tx 100', ...lines, '}', ''].join('\n');
}

function trackingText(priority: number, reference: string): string {
  return instanceText({ priority, addresses: [VIP], lines: ['track_bfd {', reference, '}'] });
}

/** What `vrrpd COMMAND` says of host a. */
async function asked(duel: Duel, ...words: readonly string[]): Promise<string> {
  const { stdout } = await duel.host('a').run(vrrpdCommand(...words, '--run-dir', runDirectoryOf(duel.host('a'))));
  return stdout.replaceAll(/\s+/g, ' ');
}

t.test('with keepalived: down is a fault until it comes up', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const far = duel.lab.host('watcher');
  duel.start('b', 'keepalived', confText(instanceText({ priority: 100, addresses: [VIP] })));
  duel.start('a', 'vrrpd', confText(sessionText('10.0.0.3'), trackingText(150, 'peer')));
  await duel.untilLogged('a', /Entering FAULT STATE.*bfd:peer/);
  await duel.untilAlone('b');

  const peer = startDaemon('keepalived', far, confText(sessionText('10.0.0.1')));
  await duel.untilLogged('a', /\(peer\) Entering Up state/);
  await duel.untilAlone('a');
  await duel.untilHolds('a', VIP);
  const followed: EventRecord[] = [];
  const onLine = (line: string): void => {
    if (line.startsWith('{')) followed.push(JSON.parse(line) as EventRecord);
  };
  const words = ['events', 'VI_51', '--follow', '--json', '--run-dir', runDirectoryOf(duel.host('a'))];
  duel.host('a').start(vrrpdCommand(...words), { onLine });
  const follows = (to: string): Promise<void> =>
    until(`a follower hears of ${to}`, async () => followed.some((event) => event.type === 'bfd' && event.to === to));
  await follows('up');

  await peer.stop();
  await duel.untilLogged('a', /\(peer\) Entering Down state/);
  await duel.untilAlone('b');
  await duel.untilHolds('a', VIP, false);
  await follows('down');
  const went =
    'BFD session peer up -> down: nothing was heard of 10.0.0.3 for too long (control detection time expired)';
  for (const command of ['events', 'history', 'why']) t.match(await asked(duel, command, 'VI_51'), went, command);
  t.match(
    followed.find(({ to }) => to === 'down'),
    { session: 'peer', from: 'up', reason: 'control detection time expired' },
  );

  startDaemon('keepalived', far, confText(sessionText('10.0.0.1')));
  await duel.untilAlone('a');
});

t.test('with keepalived over IPv6: a weight moves the priority', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const far = duel.lab.host('watcher');
  await duel.host('a').ip('address add fd00::1/64 dev eth0 nodad');
  await far.ip('address add fd00::3/64 dev eth0 nodad');
  duel.start('b', 'keepalived', confText(instanceText({ priority: 100, addresses: [VIP] })));
  duel.start('a', 'vrrpd', confText(sessionText('fd00::3', 'source_ip fd00::1'), trackingText(90, 'peer weight 20')));
  await duel.untilAlone('b');
  startDaemon('keepalived', far, confText(sessionText('fd00::1', 'source_ip fd00::3')));
  await duel.wire.until('a advertises 110', () => duel.wire.adverts({ priority: 110 }).length > 0);
  await duel.untilAlone('a');
});

t.test('keepalived tracks, vrrpd is the other end', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const far = duel.lab.host('watcher');
  duel.start('b', 'vrrpd', confText(instanceText({ priority: 100, addresses: [VIP] })));
  duel.start('a', 'keepalived', confText(sessionText('10.0.0.3'), trackingText(150, 'peer')));
  const peer = startDaemon('vrrpd', far, confText(sessionText('10.0.0.1')));
  await duel.untilAlone('a');
  await peer.kill();
  await duel.untilLogged('a', /\(peer\) Entering Down state.*Control Detection Time Expired/);
  await duel.untilAlone('b');
});

for (const [name, words, line] of [
  ['one hop', 'peer 10.0.0.1 local-address 10.0.0.3', 'source_ip 10.0.0.1'],
  ['several hops', 'peer 10.0.0.1 multihop local-address 10.0.0.3', 'multihop'],
] as const) {
  t.test(`with FRR over ${name}: its end is noticed by its silence`, { ...frr, buffered: true }, async (t) => {
    const duel = await Duel.create(t);
    const far = duel.lab.host('watcher');
    await startZebra(far);
    duel.start('b', 'keepalived', confText(instanceText({ priority: 100, addresses: [VIP] })));
    duel.start('a', 'vrrpd', confText(sessionText('10.0.0.3', line), trackingText(150, 'peer')));
    const settings = [` ${words}`, '  receive-interval 100', '  transmit-interval 100'];
    const peer = startFrrBfd(far, ...settings);
    await duel.untilLogged('a', /\(peer\) Entering Up state/);
    await duel.untilAlone('a');

    await peer.kill();
    await duel.untilLogged('a', /\(peer\) Entering Down state.*control detection time expired/);
    await duel.untilAlone('b');

    startFrrBfd(far, ...settings);
    await duel.untilAlone('a');
  });
}
