/**
 * Instances on interfaces of their own: a virtual MAC as keepalived makes it, a failover between the two, and nothing
 * left behind.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { LabHost } from '../../src/lab/lab-host.js';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel, until } from '../support/duel.js';
import { confText, instanceText } from '../support/instances.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };

const VIP = '10.0.0.100/24';

t.jobs = 3;

/** What a host has of interfaces named vrrp...: name, hardware address, kind with its mode. */
async function virtualLinks(host: LabHost): Promise<readonly string[]> {
  const { stdout } = await host.run(['ip', '-details', '-oneline', 'link', 'show']);
  return stdout.split('\n').flatMap((line) => {
    const name = /^\d+: ((?:vrrp|own|ipv)[^@:]*)@?(\w*)/.exec(line);
    const kind = /(macvlan mode \w+|ipvlan +mode \w+ \w+)/.exec(line);
    const mac = /link\/ether (\S+)/.exec(line);
    return name === null ? [] : [`${name[1]} on ${name[2]} ${mac?.[1]} ${kind?.[1]}`];
  });
}

async function setting(host: LabHost, name: string): Promise<string> {
  return (await host.run(['cat', `/proc/sys/net/${name}`])).stdout.trim();
}

t.test('two hosts with the same virtual MAC hand it over', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const lines = ['use_vmac'];
  const ours = duel.start('a', 'vrrpd', confText(instanceText({ priority: 150, addresses: [VIP], lines })));
  duel.start('b', 'keepalived', confText(instanceText({ priority: 100, addresses: [VIP], lines })));
  await duel.untilHolds('a', VIP);
  await duel.untilAlone('a', 5);
  const [a, b] = [duel.host('a'), duel.host('b')];
  t.strictSame(await virtualLinks(a), ['vrrp.51 on eth0 00:00:5e:00:01:33 macvlan mode private']);
  t.strictSame(await virtualLinks(a), await virtualLinks(b), 'the interface is as keepalived makes it');
  for (const name of ['ipv4/conf/eth0/arp_ignore', 'ipv4/conf/eth0/arp_filter', 'ipv4/conf/vrrp.51/arp_ignore']) {
    t.equal(await setting(a, name), await setting(b, name), name);
  }
  const { stdout } = await duel.lab.host('watcher').run(['ip', 'neighbour', 'show', '10.0.0.100']);
  t.notMatch(stdout, /lladdr (?!00:00:5e:00:01:33)/);
  t.ok(
    duel.wire.announcements('10.0.0.100').every(({ mac }) => mac === '00:00:5e:00:01:33'),
    'announced with that MAC',
  );

  await a.ip('link delete vrrp.51');
  await until('the interface is back', async () => (await virtualLinks(a)).length === 1);
  await duel.untilHolds('a', VIP);
  t.pass('it comes back when somebody deletes it');

  await ours.kill();
  await duel.untilAlone('b', 5);
  await duel.untilHolds('b', VIP);
  t.equal((await virtualLinks(a)).length, 1, 'a killed daemon leaves it');
  const cleaned = await a.run(vrrpdCommand('cleanup', '--run-dir', runDirectoryOf(a)));
  t.match(cleaned.stdout, /removed interface vrrp\.51/);
  t.strictSame(await virtualLinks(a), []);
  t.equal(await setting(a, 'ipv4/conf/eth0/arp_filter'), '0', 'and settings are as they were');
});

t.test('names, modes, addresses and both families', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const a = duel.host('a');
  await a.ip('address add fe80::a/64 dev eth0 nodad');
  const conf = confText(
    instanceText({
      priority: 150,
      addresses: [VIP],
      lines: [
        'use_vmac own51 02:00:5e:00:01',
        'vmac_xmit_base',
        'use_vmac_addr',
        'virtual_ipaddress_excluded {\n 2001:db8::51/64\n }',
      ],
    }),
    instanceText({ vrid: 53, priority: 150, addresses: ['fe80::53/64', '2001:db8::53/64'], lines: ['use_vmac'] }),
  );
  const daemon = duel.start('a', 'vrrpd', conf.replace('router_id lab', 'router_id lab\n vmac_addr_prefix vrrpx'));
  await duel.untilHolds('a', VIP);
  await duel.untilHolds('a', '2001:db8::53/64');
  t.strictSame(await virtualLinks(a), [
    'own51 on eth0 02:00:5e:00:01:33 macvlan mode private',
    'vrrpx.51 on eth0 00:00:5e:00:02:33 macvlan mode private',
    'vrrp.53 on eth0 00:00:5e:00:02:35 macvlan mode private',
  ]);
  const { stdout } = await a.run(['ip', '-oneline', 'address', 'show']);
  t.match(stdout, /vrrpx\.51 +inet6 2001:db8::51\/64/, 'the other family has an interface of its own');
  t.match(stdout, /vrrp\.53 +inet6 fe80::a\/64 .*deprecated/, 'adverts leave from the address of the interface below');
  await duel.wire.until('adverts', () => duel.wire.adverts({ vrid: 51 }).length > 2, 10_000);
  t.equal(duel.wire.adverts({ vrid: 51 })[0]?.source, '10.0.0.1');
  await daemon.stop();
  t.strictSame(await virtualLinks(a), [], 'all of them go at stop');
});

t.test('an interface that is there already is used and stays', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const a = duel.host('a');
  await a.ip('link add link eth0 name vrrp.51 address 00:00:5e:00:01:33 type macvlan mode private');
  const conf = confText(instanceText({ priority: 150, addresses: [VIP], lines: ['use_vmac', 'promote_secondaries'] }));
  const daemon = duel.start('a', 'vrrpd', conf);
  await duel.untilHolds('a', VIP);
  await daemon.stop();
  t.strictSame(await virtualLinks(a), ['vrrp.51 on eth0 00:00:5e:00:01:33 macvlan mode private']);
  t.equal(await setting(a, 'ipv4/conf/vrrp.51/accept_local'), '0', 'with its settings as they were');
});

t.test('the interface below is reported again where that is asked for', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const a = duel.host('a');
  await a.ip('link set eth0 group 7');
  const monitor = a.start(['ip', 'monitor', 'link']);
  // It listens once it tells of a change of ours.
  await until('the monitor listens', async () => {
    await a.ip('link set lo down', 'link set lo up');
    return monitor.lines.some((line) => / lo: /.test(line));
  });
  const lines = ['use_vmac netlink_notify_msg group 9'];
  duel.start('a', 'vrrpd', confText(instanceText({ priority: 150, addresses: [VIP], lines })));
  await duel.untilHolds('a', VIP);
  await until('eth0 is reported', async () => monitor.lines.some((line) => /^\d+: eth0@.* group 7 /.test(line)));
  const { stdout } = await a.run(['ip', 'link', 'show', 'dev', 'vrrp.51']);
  t.match(stdout, / group 9 /, 'the group of the new one is as written');
});

t.test('a reload that gives virtual MACs other names', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const conf = (first: string, second: string): string =>
    confText(
      instanceText({ priority: 255, addresses: [VIP], lines: [`use_vmac ${first}`] }),
      instanceText({ vrid: 52, priority: 255, addresses: ['10.0.0.52/24'], lines: [`use_vmac ${second}`] }),
    );
  const daemon = duel.start('a', 'vrrpd', conf('', ''));
  const a = duel.host('a');
  const MACS = ['00:00:5e:00:01:33', '00:00:5e:00:01:34'] as const;
  const holds = async (names: readonly string[]): Promise<void> => {
    await duel.untilHolds('a', VIP);
    await duel.untilHolds('a', '10.0.0.52/24');
    t.strictSame(
      new Set(await virtualLinks(a)),
      new Set(names.map((name, index) => `${name} on eth0 ${MACS[index]} macvlan mode private`)),
    );
    const { stdout } = await a.run(['ip', '-oneline', 'address', 'show', 'dev', names[0] ?? '']);
    t.match(stdout, VIP);
    await duel.untilAlone('a', 2, 51);
    await duel.untilAlone('a', 2, 52);
  };
  await holds(['vrrp.51', 'vrrp.52']);
  await duel.reload('a', conf('own1', 'own2'));
  await holds(['own1', 'own2']);
  await duel.reload('a', conf('own2', 'own1'));
  await holds(['own2', 'own1']);
  t.equal(daemon.lines.filter((line) => / STATE: /.test(line)).length, 2, 'and both stay master');
  await daemon.stop();
  t.strictSame(await virtualLinks(a), []);
});

t.test('an ipvlan with an address of its own', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  const a = duel.host('a');
  const trial = await a.run(['ip', 'link', 'add', 'link', 'eth0', 'name', 'trial', 'type', 'ipvlan', 'mode', 'l2']);
  const lines = ['use_ipvlan ipv52 10.0.0.9/24 private'];
  const conf = confText(instanceText({ vrid: 52, priority: 150, addresses: ['10.0.0.52/24'], lines }));
  if (trial.status !== 0) {
    // A kernel without ipvlan: the instance waits and names the interface that it cannot have.
    const waiting = duel.start('a', 'vrrpd', conf);
    await until('it says why', async () =>
      waiting.lines.some((line) => /ipv52.*EOPNOTSUPP|EOPNOTSUPP.*ipv52/.test(line)),
    );
    t.strictSame(await virtualLinks(a), []);
    return;
  }
  await a.ip('link delete trial');
  const daemon = duel.start('a', 'vrrpd', conf);
  await duel.untilHolds('a', '10.0.0.52/24');
  t.match((await virtualLinks(a))[0], /^ipv52 on eth0 \S+ ipvlan +mode l2 private$/);
  await duel.wire.until('adverts', () => duel.wire.adverts({ source: '10.0.0.9' }).length > 2, 10_000);
  await daemon.stop();
  t.strictSame(await virtualLinks(a), []);
});

t.test(
  'an interface that comes late, and a reload that takes the virtual MAC away',
  { ...skip, buffered: true },
  async (t) => {
    const duel = await Duel.create(t);
    const a = duel.host('a');
    await a.run(['sh', '-c', 'echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter']);
    const names = ['all/rp_filter', 'lo/rp_filter', 'eth0/rp_filter', 'eth0/arp_ignore', 'eth0/arp_filter'];
    const settings = (): Promise<readonly string[]> => {
      return Promise.all(names.map((name) => setting(a, `ipv4/conf/${name}`)));
    };
    const before = await settings();
    await a.ip('link set eth0 name later', 'link set later up');
    const lines = ['use_vmac', 'virtual_routes {\n 10.9.0.0/16 via 10.0.0.3\n }'];
    const text = (more: readonly string[]): string =>
      confText(
        instanceText({ priority: 150, addresses: [VIP], lines: more }),
        instanceText({ vrid: 52, priority: 150, addresses: ['fe80::52/64'], lines: more.slice(0, 1) }),
      );
    const daemon = duel.start('a', 'vrrpd', text(lines));
    await until('it waits', async () => daemon.lines.some((line) => line.includes('eth0 does not exist')));
    await a.ip('link set later down', 'link set later name eth0', 'link set eth0 up');
    await duel.untilHolds('a', VIP);
    await duel.untilHolds('a', 'fe80::52/64');
    t.equal((await virtualLinks(a)).length, 2, 'made as soon as the one below is there');
    await duel.untilAlone('a', 3, 51);
    t.strictSame(await settings(), ['0', '1', '1', '1', '1']);
    await a.run(['sh', '-c', 'echo 0 >/proc/sys/net/ipv4/conf/eth0/arp_ignore']);
    await until('it is put back', async () => (await setting(a, 'ipv4/conf/eth0/arp_ignore')) === '1');

    writeFileSync(join(a.directory, 'keepalived.conf'), text(lines.slice(1)));
    daemon.signal('SIGHUP');
    await until('the interfaces are gone', async () => (await virtualLinks(a)).length === 0);
    t.strictSame(await settings(), before, 'and settings are as they were');
    await duel.untilHolds('a', VIP);
    await duel.untilHolds('a', 'fe80::52/64');
    await duel.untilAlone('a', 3, 51);
    const { stdout } = await a.run(['ip', '-oneline', 'address', 'show', 'dev', 'eth0']);
    t.match(stdout, /10\.0\.0\.100\/24/, 'the address is on the interface itself now');
    t.match(
      (await a.run(['ip', 'route', 'show', 'proto', 'keepalived'])).stdout,
      /10\.9\.0\.0\/16 via 10\.0\.0\.3 dev eth0/,
    );

    writeFileSync(join(a.directory, 'keepalived.conf'), text(lines));
    daemon.signal('SIGHUP');
    await until('the interfaces are back', async () => (await virtualLinks(a)).length === 2);
    await duel.untilHolds('a', VIP);
    await duel.untilAlone('a', 3, 51);
  },
);
