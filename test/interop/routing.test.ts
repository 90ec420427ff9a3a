/**
 * Routes and rules of a master: the same in the kernel's tables as keepalived's, put back, and gone with the daemon.
 */

import t from 'tap';
import { Lab } from '../../src/lab/lab.js';
import type { LabHost } from '../../src/lab/lab-host.js';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import { startDaemon, whatInteropLacks } from '../support/daemons.js';
import { until } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

/** Every word that keepalived 2.2.7 takes and this kernel has, one line each. */
const ROUTES4 = [
  '10.9.0.0/16 via 10.0.0.3',
  '10.9.1.0/24 via 10.0.0.3 dev eth0 table 1000 metric 7 src 10.0.0.100',
  '10.9.2.0/24 dev eth0',
  '10.9.3.0/24 via 10.0.0.3 tos 0x10 scope global',
  '10.9.4.0/24 via 192.0.2.9 dev eth0 onlink',
  '10.9.5.0/24 via 10.0.0.3 mtu lock 1400 advmss 1300 window 5000 hoplimit 9',
  '10.9.6.0/24 via 10.0.0.3 rtt 300ms rttvar 250ms rto_min 400ms reordering 5',
  '10.9.7.0/24 via 10.0.0.3 initcwnd 12 initrwnd 13 cwnd 20 ssthresh 30 quickack 1 features ecn',
  '10.9.8.0/24 via 10.0.0.3 congctl reno fastopen_no_cookie 1',
  '10.9.9.0/24 via 10.0.0.3 realms 1/2',
  '10.9.10.0/24 nexthop via 10.0.0.3 dev eth0 weight 2 nexthop via 10.0.0.4 weight 3 onlink dev eth0',
  'blackhole 10.9.11.0/24',
  'unreachable 10.9.12.0/24',
  'prohibit 10.9.13.0/24 metric 5',
  'throw 10.9.14.0/24 table 1000',
  'local 10.9.15.1/32 dev eth0',
  '10.9.16.0/24 via 10.0.0.3 metric 20 append',
  'default via 10.0.0.3 table 1001',
  '10.9.17.0/24 encap ip id 30 dst 10.0.0.3 ttl 9 tos 0x10 dev eth0',
];
const RULES4 = [
  'from 10.9.0.0/16 table 1000 priority 2000',
  'to 10.9.1.0/24 lookup 1001 preference 2001',
  'not from 10.9.2.0/24 to 10.9.3.0/24 iif eth0 oif lo table 1000 priority 2002',
  'fwmark 0x10/0xff table 1000 priority 2003',
  'tos 0x10 from all table 1000 priority 2004 realms 3/4',
  'from 10.9.5.0/24 blackhole priority 2005',
  'from 10.9.6.0/24 unreachable priority 2006',
  'from 10.9.7.0/24 prohibit priority 2007',
  'from 10.9.8.0/24 goto 2007 priority 2000',
  'from all ipproto tcp sport 1000-2000 dport 80-90 table 1000 priority 2008',
  'from all uidrange 100-200 table 1000 suppress_prefixlength 8 priority 2009',
  'from all table 1000 suppress_ifgroup 2 priority 2010',
];
const ROUTES6 = [
  '2001:db8:9::/48 via fe80::9 dev eth0',
  '2001:db8:a::/48 dev eth0 table 1000 metric 7',
  '2001:db8:b::/48 via fe80::9 dev eth0 pref high mtu 1400',
  'unreachable 2001:db8:c::/48',
  '2001:db8:d::/48 from 2001:db8:e::/48 via fe80::9 dev eth0',
];
const RULES6 = ['from 2001:db8:9::/48 table 1000 priority 2000', 'to 2001:db8:a::/48 table 1000 priority 2001'];

const CONF = confText(
  instanceText({
    priority: 200,
    addresses: ['10.0.0.100/24'],
    lines: [...['virtual_routes {', ...ROUTES4, ...ROUTES6, '}'], ...['virtual_rules {', ...RULES4, ...RULES6, '}']],
  }),
);

/** The same as static objects, with the address that one of them needs. */
const STATIC = confText(
  ['static_ipaddress {', '10.0.0.100/24 dev eth0', '}'].join('\n'),
  ['static_routes {', ...ROUTES4, ...ROUTES6, '}'].join('\n'),
  ['static_rules {', ...RULES4, ...RULES6, '}', ''].join('\n'),
  instanceText({ priority: 200, addresses: ['10.0.0.101/24'], lines: [] }),
);

/** All of `ip route` and `ip rule` that is keepalived's, without what no daemon chooses. */
async function tables(host: LabHost): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const words of [
    ['-4', 'route', 'show', 'table', 'all', 'proto', 'keepalived'],
    ['-6', 'route', 'show', 'table', 'all', 'proto', 'keepalived'],
    ['-4', 'rule', 'show'],
    ['-6', 'rule', 'show'],
  ]) {
    const { stdout } = await host.run(['ip', '-oneline', ...words]);
    const found = stdout.split('\n').map((line) => line.trim());
    lines.push(...found.filter((line) => line !== '' && (words[1] === 'route' || line.includes('keepalived'))));
  }
  return lines.sort();
}

async function untilTables(host: LabHost, count: number): Promise<readonly string[]> {
  let found: readonly string[] = [];
  await until(`${count} routes and rules on ${host.name}`, async () => {
    found = await tables(host);
    return found.length === count;
  });
  return found;
}

/** keepalived asks for it with a scope that the kernel refuses. */
const REFUSED_TO_KEEPALIVED = 'local 10.9.15.1 dev eth0 table local scope host';

const COUNT = ROUTES4.length + RULES4.length + ROUTES6.length + RULES6.length;

t.test('routes and rules of the whole grammar', skip, async (t) => {
  const link = (segment: string) => [{ name: 'eth0', segment, addresses: ['10.0.0.1/24', 'fe80::1/64'] }];
  const lab = await Lab.create({
    hosts: [
      { name: 'ours', links: link('one') },
      { name: 'theirs', links: link('two') },
    ],
  });
  t.teardown(() => lab.dispose());
  const [ours, theirs] = [lab.host('ours'), lab.host('theirs')];
  const daemon = startDaemon('vrrpd', ours, CONF);
  const peer = startDaemon('keepalived', theirs, CONF);
  t.teardown(() => {
    if (!t.passing()) t.comment([...daemon.lines.slice(-20), ...peer.lines.slice(-20)].join('\n'));
  });
  const expected = [...(await untilTables(theirs, COUNT - 1)), REFUSED_TO_KEEPALIVED].sort();
  t.strictSame(await untilTables(ours, COUNT), expected, 'are those of keepalived');

  await ours.ip('route del 10.9.2.0/24 dev eth0', 'rule del priority 2007');
  await ours.run(['ip', '-6', 'rule', 'del', 'priority', '2001']);
  await untilTables(ours, COUNT);
  t.pass('come back when somebody removes them');

  await ours.ip('address del 10.0.0.100/24 dev eth0');
  await untilTables(ours, COUNT);
  t.pass('come back with the address that they stood on');

  await daemon.kill();
  t.equal((await tables(ours)).length, COUNT, 'stay when the daemon is killed');
  const cleaned = await ours.run(vrrpdCommand('cleanup', '--run-dir', runDirectoryOf(ours)));
  t.match(cleaned.stdout, /removed route 10\.9\.1\.0\/24 via 10\.0\.0\.3 table 1000/);
  t.strictSame(await tables(ours), [], 'and go with vrrpd cleanup');

  const second = startDaemon('vrrpd', ours, CONF);
  await untilTables(ours, COUNT);
  await second.stop();
  t.strictSame(await tables(ours), [], 'go when the daemon stops');

  const third = startDaemon('vrrpd', ours, STATIC);
  t.strictSame(await untilTables(ours, COUNT), expected, 'are the same as static objects');
  await third.stop();
  t.strictSame(await tables(ours), []);
});
