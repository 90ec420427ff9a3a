/**
 * Interfaces and addresses that come and go under a running daemon: it waits, says for what, and goes on by itself.
 */

import t from 'tap';
import type { LabHost } from '../../src/lab/lab-host.js';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, until } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const VIP = '10.0.0.100/24';
const lacks = await whatInteropLacks();
const skip = lacks === undefined ? {} : { skip: lacks };

t.jobs = 2;

async function untilStatus(host: LabHost, pattern: RegExp): Promise<void> {
  let last = '';
  await until(`status says ${pattern}`, async () => {
    const { stdout } = await host.run(vrrpdCommand('status', '--run-dir', runDirectoryOf(host), '--json'));
    last = stdout;
    return pattern.test(stdout);
  }).catch((error: unknown) => {
    throw new Error(`${(error as Error).message}; last ${last}`);
  });
}

t.test(
  'an interface is missing, comes, is renamed, comes back, and is made anew',
  { ...skip, buffered: true },
  async (t) => {
    const duel = await Duel.create(t);
    const host = duel.host('a');
    const rename = (from: string, to: string): Promise<void> =>
      host.ip(`link set dev ${from} down`, `link set dev ${from} name ${to}`, `link set dev ${to} up`);
    const daemon = duel.start(
      'a',
      'vrrpd',
      `global_defs {\n  dynamic_interfaces\n}\n${confText(instanceText({ priority: 100, interfaceName: 'lan0', addresses: [VIP] }))}`,
    );
    await untilStatus(host, /Waits: interface lan0 does not exist/);
    await rename('eth0', 'lan0');
    await duel.untilAlone('a');
    await duel.untilHolds('a', VIP);

    await rename('lan0', 'eth0');
    await untilStatus(host, /Waits: interface lan0 does not exist/);
    await duel.untilHolds('a', VIP, false);
    await rename('eth0', 'lan0');
    await duel.untilAlone('a');
    await duel.untilHolds('a', VIP);

    await host.ip('address del 10.0.0.1/24 dev lan0');
    await untilStatus(host, /Waits: no IPv4 address on lan0/);
    await host.ip('address add 10.0.0.1/24 dev lan0');
    await duel.untilAlone('a');

    await duel.lab.cut('a');
    await untilStatus(host, /Waits: no carrier on lan0/);
    await duel.lab.mend('a');
    await duel.untilAlone('a');

    await host.ip('link set dev lan0 name old0', 'link add name lan0 link old0 type macvlan mode bridge');
    await host.ip('address flush dev old0', 'link set dev lan0 up', 'address add 10.0.0.1/24 dev lan0');
    await duel.untilAlone('a');
    await duel.untilHolds('a', VIP);
    t.ok(daemon.running);
  },
);

t.test('an IPv6 router waits for its link-local address', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const host = duel.host('a');
  await host.ip('address flush dev eth0 scope link');
  duel.start('a', 'vrrpd', confText(instanceText({ priority: 100, addresses: ['fd00::100/64'] })));
  await untilStatus(host, /Waits: no link-local address/);
  await host.run(['sh', '-c', 'echo 4 > /proc/sys/net/ipv6/conf/eth0/dad_transmits']);
  await host.ip('address add fe80::9/64 dev eth0');
  await untilStatus(host, /Waits: the link-local address of eth0 is tentative/);
  await duel.untilHolds('a', 'fd00::100/64');
});
