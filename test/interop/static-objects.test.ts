/**
 * Addresses with every option, static objects and track groups: as Debian's keepalived leaves them, and kept.
 */

import t from 'tap';
import { Lab } from '../../src/lab/lab.js';
import type { LabHost } from '../../src/lab/lab-host.js';
import { startDaemon, whatInteropLacks } from '../support/daemons.js';
import { until } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';

const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

const CONF = confText(
  'track_group both {\n group {\n VI_51\n }\n}\n',
  [
    'static_ipaddress {',
    '  10.7.0.1/24 dev eth1 label eth1:st scope link track_group both',
    '  2001:db8:7::1/64 dev eth1 preferred_lft 0',
    '}',
    'static_routes {',
    '  10.6.0.0/16 via 10.7.0.9 dev eth1 track_group both',
    '}',
    'static_rules {',
    '  from 10.6.0.0/16 table 100 priority 3000',
    '}',
    '',
  ].join('\n'),
  instanceText({
    priority: 200,
    addresses: [
      '10.0.0.100/24 brd + label eth0:vip',
      '10.0.0.101/32 dev eth1 scope link brd 10.0.0.255 noprefixroute',
      '10.0.0.102 peer 10.0.0.103',
    ],
    lines: [
      'virtual_ipaddress_excluded {',
      '  10.5.0.1/24 scope host',
      '  2001:db8:5::1/64 home',
      '  2001:db8:5::2/128',
      '  2001:db8:5::3/128 preferred_lft forever',
      '  2001:db8:5::4/64 preferred_lft 0 no_track',
      '  2001:db8:5::5/64 -nodad mngtmpaddr',
      '  239.1.2.3/32 autojoin',
      '}',
    ],
  }),
);
const ADDRESSES = 10 + 2;

/** Every address that a daemon put there, without index and lifetimes left: those of a lease run. */
async function addresses(host: LabHost): Promise<readonly string[]> {
  const { stdout } = await host.run(['ip', '-oneline', 'address', 'show']);
  return stdout
    .split('\n')
    .filter((line) => / (10\.[05-7]\.|239|2001)/.test(line) && !line.includes('10.0.0.1/'))
    .map((line) =>
      line
        .replace(/^\d+: /, '')
        .replace(/\\.*$/, '')
        .replace(/ (dynamic|tentative)/g, '')
        .trim(),
    )
    .map((line) => line.replace(/ +/g, ' '))
    .sort();
}

async function untilAddresses(host: LabHost, count: number): Promise<readonly string[]> {
  let found: readonly string[] = [];
  await until(`${count} addresses on ${host.name}`, async () => {
    found = await addresses(host);
    return found.length === count;
  });
  return found;
}

async function staticRouting(host: LabHost): Promise<string> {
  const routes = await host.run(['ip', 'route', 'show', 'proto', 'keepalived']);
  const rules = await host.run(['ip', 'rule', 'show', 'priority', '3000']);
  return `${routes.stdout}${rules.stdout}`.trim();
}

t.test('addresses with every option and static objects', skip, async (t) => {
  const links = (segment: string) => [
    { name: 'eth0', segment, addresses: ['10.0.0.1/24', 'fe80::1/64'] },
    { name: 'eth1', segment, addresses: [] },
  ];
  const lab = await Lab.create({
    hosts: [
      { name: 'ours', links: links('one') },
      { name: 'theirs', links: links('two') },
    ],
  });
  t.teardown(() => lab.dispose());
  const [ours, theirs] = [lab.host('ours'), lab.host('theirs')];
  const daemon = startDaemon('vrrpd', ours, CONF);
  const peer = startDaemon('keepalived', theirs, CONF);
  t.teardown(() => {
    if (!t.passing()) t.comment([...daemon.lines.slice(-20), ...peer.lines.slice(-20)].join('\n'));
  });
  const expected = await untilAddresses(theirs, ADDRESSES);
  t.strictSame(await untilAddresses(ours, ADDRESSES), expected, 'addresses are those of keepalived');
  const ROUTING = ['10.6.0.0/16 via 10.7.0.9 dev eth1 ', '3000:	from 10.6.0.0/16 lookup 100 proto keepalived'].join(
    '\n',
  );
  t.equal(await staticRouting(ours), ROUTING);

  await ours.ip('address del 10.7.0.1/24 dev eth1', 'rule del priority 3000');
  await until('static objects are back', async () => (await staticRouting(ours)) === ROUTING);
  await untilAddresses(ours, ADDRESSES);
  t.pass('static objects come back, the route with its address');

  await ours.run(['ip', 'address', 'del', '2001:db8:5::4/64', 'dev', 'eth0']);
  await ours.run(['ip', 'address', 'del', '2001:db8:5::1/64', 'dev', 'eth0']);
  await untilAddresses(ours, ADDRESSES - 1);
  t.notOk(
    (await addresses(ours)).some((line) => line.includes('5::4')),
    'what has no_track is left alone',
  );

  await ours.ip('link set eth1 down');
  await until('the group fails', async () => daemon.lines.some((line) => line.includes('Entering FAULT STATE')));
  await ours.ip('link set eth1 up');
  await until('static objects are back', async () => (await staticRouting(ours)) === ROUTING);
  t.pass('a route comes back with its interface');

  await daemon.stop();
  t.strictSame(await addresses(ours), [], 'all addresses go with the daemon');
  t.equal(await staticRouting(ours), '', 'and so do routes and rules');
});
