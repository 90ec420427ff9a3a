import { execFileSync } from 'node:child_process';
import t, { type Test } from 'tap';
import { type Prefix, parsePrefix } from '../../src/base/address.js';
import type { NetworkChange, NetworkMonitor } from '../../src/runtime/ports/network.js';
import { netlinkAddressTable } from '../../src/system/netlink-address-table.js';
import { netlinkMonitor } from '../../src/system/netlink-monitor.js';
import { makeNamespacePair, type NamespaceEnd, namespacesMissing } from '../support/namespace-pair.js';

const skip = namespacesMissing();

function ip(end: NamespaceEnd, ...words: readonly string[]): void {
  execFileSync('ip', ['-n', end.name, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
}

function run(name: string, story: (t: Test, host: NamespaceEnd, monitor: NetworkMonitor) => Promise<void>): void {
  t.test(name, { skip }, async (t) => {
    const pair = makeNamespacePair('mo');
    const monitor = pair.first.within(() => netlinkMonitor({ receiveBuffer: 65_536 }));
    t.teardown(() => {
      monitor.close();
      pair.remove();
    });
    await story(t, pair.first, monitor);
  });
}

function addressPart(changes: readonly NetworkChange[]): string[] {
  return changes.flatMap((change) => {
    if (change.type !== 'address-added' && change.type !== 'address-removed') return [];
    return [`${change.type} ${change.address.prefix.address}/${change.address.prefix.length}`];
  });
}

run('a snapshot has every link and address', async (t, host, monitor) => {
  const { links, addresses } = monitor.snapshot();
  t.strictSame(links.map(({ name }) => name).sort(), ['eth0', 'lo']);
  t.match(
    links.find(({ name }) => name === 'eth0'),
    { index: host.interfaceIndex, up: true, running: true, mtu: 1500, kind: 'veth', loopback: false, multicast: true },
  );
  t.match(
    links.find(({ name }) => name === 'lo'),
    { up: true, loopback: true, mac: '00:00:00:00:00:00' },
  );
  t.match(
    addresses.find(({ prefix }) => prefix.address === '192.0.2.1'),
    { prefix: { length: 24 }, interfaceIndex: host.interfaceIndex, secondary: false, permanent: true, label: 'eth0' },
  );
  t.match(
    addresses.find(({ prefix }) => prefix.address === 'fe80::1'),
    { prefix: { length: 64 }, tentative: false, scope: 253 },
  );
});

run('addresses that come and go are told', async (t, host, monitor) => {
  monitor.drain();
  ip(host, 'address', 'add', '192.0.2.100/24', 'dev', 'eth0');
  ip(host, 'address', 'del', '192.0.2.100/24', 'dev', 'eth0');
  ip(host, 'address', 'add', '2001:db8::1/64', 'dev', 'eth0', 'nodad');
  t.strictSame(addressPart(monitor.drain()), [
    'address-added 192.0.2.100/24',
    'address-removed 192.0.2.100/24',
    'address-added 2001:db8::1/64',
  ]);
  t.strictSame(monitor.drain(), [], 'and told once');
});

run('a second address in the same network is secondary', async (t, host, monitor) => {
  ip(host, 'address', 'add', '192.0.2.100/24', 'dev', 'eth0');
  t.match(
    monitor.snapshot().addresses.find(({ prefix }) => prefix.address === '192.0.2.100'),
    { secondary: true },
  );
});

run('a new address is tentative while it is being tried', async (t, host, monitor) => {
  ip(host, 'address', 'add', '2001:db8::1/64', 'dev', 'eth0');
  t.match(
    monitor.snapshot().addresses.find(({ prefix }) => prefix.address === '2001:db8::1'),
    { tentative: true, dadFailed: false },
  );
});

run('the mark of who put an address there is kept', async (t, host, monitor) => {
  const table = host.within(netlinkAddressTable);
  t.teardown(() => table.close());
  const { interfaceIndex, interfaceName } = host;
  const prefix = parsePrefix('192.0.2.100/32') as Prefix;
  table.apply([{ operation: 'add', interfaceIndex, interfaceName, prefix, protocol: 18 }], () => undefined);
  const { addresses } = monitor.snapshot();
  t.equal(addresses.find((address) => address.prefix.address === '192.0.2.100')?.protocol, 18);
});

run('links that go down, are renamed and vanish are told', async (t, host, monitor) => {
  monitor.drain();
  ip(host, 'link', 'set', 'eth0', 'down');
  t.match(linkChanges(monitor.drain()).at(-1), { type: 'link-changed', link: { name: 'eth0', up: false } });
  ip(host, 'link', 'set', 'eth0', 'name', 'lan0');
  t.match(linkChanges(monitor.drain()).at(-1), { type: 'link-changed', link: { name: 'lan0' } });
  ip(host, 'link', 'del', 'lan0');
  t.match(linkChanges(monitor.drain()).at(-1), { type: 'link-removed', name: 'lan0', index: host.interfaceIndex });
});

run('an interface that begins to forward IPv6 is told', async (t, host, monitor) => {
  t.equal(monitor.snapshot().links.find(({ name }) => name === 'eth0')?.forwardsIpv6, false);
  monitor.drain();
  for (const name of ['eth0', 'all']) {
    for (const value of ['1', '0']) {
      execFileSync('ip', [
        'netns',
        'exec',
        host.name,
        'sh',
        '-c',
        `echo ${value} > /proc/sys/net/ipv6/conf/${name}/forwarding`,
      ]);
      const told = linkChanges(monitor.drain()).filter(
        (change) => change.type === 'link-changed' && change.link.name === 'eth0',
      );
      t.match(told.at(-1), { link: { forwardsIpv6: value === '1' } }, `${name} ${value}`);
    }
  }
});

run('a port that leaves a bridge is no link that vanishes', async (t, host, monitor) => {
  ip(host, 'link', 'add', 'br0', 'type', 'bridge');
  ip(host, 'link', 'set', 'eth0', 'master', 'br0');
  monitor.drain();
  ip(host, 'link', 'set', 'eth0', 'nomaster');
  t.notOk(monitor.drain().some(({ type }) => type === 'link-removed'));
  t.ok(monitor.snapshot().links.some(({ name }) => name === 'eth0'));
});

run('the event loop is woken by a change', async (t, host, monitor) => {
  monitor.drain();
  const woken = new Promise<void>((resolve) => monitor.start(resolve));
  ip(host, 'address', 'add', '192.0.2.100/24', 'dev', 'eth0');
  await woken;
  t.ok(addressPart(monitor.drain()).includes('address-added 192.0.2.100/24'));
});

run('changes that the kernel had to drop ask for everything anew', async (t, host, monitor) => {
  monitor.drain();
  const lines = Array.from({ length: 1000 }, (_, index) => {
    return `address ${index % 2 === 0 ? 'add' : 'del'} 192.0.2.100/24 dev eth0\n`;
  });
  execFileSync('ip', ['-n', host.name, '-batch', '-'], { input: lines.join('') });
  let resynchronise = 0;
  for (let changes = monitor.drain(); changes.length > 0; changes = monitor.drain()) {
    resynchronise += changes.filter(({ type }) => type === 'resynchronise').length;
  }
  t.equal(resynchronise, 1);
  ip(host, 'address', 'add', '192.0.2.101/24', 'dev', 'eth0');
  t.strictSame(addressPart(monitor.drain()), ['address-added 192.0.2.101/24'], 'and goes on afterwards');
});

run('a table of many addresses is read whole', async (t, host, monitor) => {
  const lines = Array.from({ length: 2000 }, (_, index) => {
    return `address add 10.9.${index >> 8}.${index & 0xff}/32 dev eth0\n`;
  });
  execFileSync('ip', ['-n', host.name, '-batch', '-'], { input: lines.join('') });
  const { addresses } = monitor.snapshot();
  t.equal(addresses.filter(({ prefix }) => prefix.address.startsWith('10.9.')).length, 2000);
});

function linkChanges(changes: readonly NetworkChange[]): NetworkChange[] {
  return changes.filter(({ type }) => type === 'link-changed' || type === 'link-removed');
}

t.test('renewals of our own are not told, what others do to the same address is', { skip }, async (t) => {
  const pair = makeNamespacePair('mr');
  const table = pair.first.within(netlinkAddressTable);
  const monitor = pair.first.within(() => netlinkMonitor({ renewalPort: table.renewalPort }));
  t.teardown(() => {
    monitor.close();
    table.close();
    pair.remove();
  });
  const { interfaceIndex, interfaceName } = pair.first;
  const prefix = parsePrefix('192.0.2.100/32') as Prefix;
  const change = (operation: 'add' | 'renew'): void => {
    table.apply([{ operation, interfaceIndex, interfaceName, prefix, validLifetime: 10 }], (outcomes) => {
      t.strictSame(outcomes, [{ ok: true }]);
    });
  };
  monitor.drain();
  change('add');
  t.strictSame(addressPart(monitor.drain()), ['address-added 192.0.2.100/32']);
  change('renew');
  t.strictSame(addressPart(monitor.drain()), []);
  ip(pair.first, 'address', 'replace', '192.0.2.100/32', 'dev', 'eth0', 'valid_lft', '20', 'preferred_lft', '20');
  ip(pair.first, 'address', 'del', '192.0.2.100/32', 'dev', 'eth0');
  t.strictSame(addressPart(monitor.drain()), ['address-added 192.0.2.100/32', 'address-removed 192.0.2.100/32']);
});
