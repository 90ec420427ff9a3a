/** Polled links of real interfaces: what the driver says, what the flags say, and which of them a daemon follows. */

import { execFileSync } from 'node:child_process';
import t from 'tap';
import type { LinkAnswer, PolledLink } from '../../src/runtime/ports/link-poller.js';
import { threadLinkPoller } from '../../src/system/link-poller.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';
import { makeNamespacePair, namespacesMissing } from '../support/namespace-pair.js';

t.test('the thread asks drivers and reads flags', { skip: namespacesMissing() }, async (t) => {
  const pair = makeNamespacePair('lp');
  const poller = threadLinkPoller();
  // The thread alone does not keep a process going.
  const patience = setTimeout(() => {}, 30_000);
  t.teardown(() => {
    clearTimeout(patience);
    poller.close();
    pair.remove();
  });
  const links: readonly PolledLink[] = [
    { name: 'eth0', ask: 'driver' },
    { name: 'eth0', ask: 'flags' },
    { name: 'nothing0', ask: 'driver' },
  ];
  const ask = (): Promise<readonly LinkAnswer[]> =>
    new Promise((resolve) => pair.first.within(() => poller.ask(links, resolve)));
  const answers = (driver: boolean, flags: boolean): readonly LinkAnswer[] => [
    { name: 'eth0', up: driver, by: 'driver' },
    { name: 'eth0', up: flags, by: 'flags' },
  ];
  const ip = (...words: readonly string[]): void =>
    void execFileSync('ip', ['-n', pair.first.name, 'link', 'set', 'dev', 'eth0', ...words]);
  t.same(await ask(), answers(true, true));
  ip('mode', 'dormant', 'state', 'dormant');
  t.same(await ask(), answers(true, false), 'the two can differ');
  ip('mode', 'default');
  execFileSync('ip', ['-n', pair.second.name, 'link', 'set', 'dev', 'eth0', 'down']);
  t.same(await ask(), answers(false, false), 'no carrier');
});

const lacks = await whatInteropLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.test('a router follows the driver of a polled link, not the state that is reported', skip, async (t) => {
  const duel = await Duel.create(t);
  const host = duel.host('a');
  const polling = 'linkbeat_interfaces {\n  eth0 ETHTOOL\n}\n';
  duel.start('a', 'vrrpd', confText(polling, instanceText({ priority: 100, addresses: ['10.0.0.100/24'] })));
  await duel.untilLogged('a', /the link of eth0 is polled: its driver is asked/);
  await duel.untilHolds('a', '10.0.0.100/24');
  await host.ip('link set dev eth0 mode dormant state dormant');
  await duel.untilAlone('a', 15);
  await host.ip('link set dev eth0 mode default state up');
  await duel.lab.cut('a');
  await duel.untilLogged('a', /no link on eth0, asked for by polling/);
  await duel.untilHolds('a', '10.0.0.100/24', false);
  await duel.lab.mend('a');
  await duel.untilHolds('a', '10.0.0.100/24');
});

t.test('without polling the reported state counts', skip, async (t) => {
  const duel = await Duel.create(t);
  duel.start('a', 'vrrpd', confText(instanceText({ priority: 100, addresses: ['10.0.0.100/24'] })));
  await duel.untilHolds('a', '10.0.0.100/24');
  await duel.host('a').ip('link set dev eth0 mode dormant state dormant');
  await duel.untilLogged('a', /no carrier on eth0/);
  await duel.untilHolds('a', '10.0.0.100/24', false);
});
