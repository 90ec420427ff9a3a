/**
 * What every AddressTable does, tried on a real kernel and read back with `ip -json`, so that no adapter vouches for
 * itself.
 */

import { execFileSync } from 'node:child_process';
import type { Test } from 'tap';
import { type IpAddress, type Prefix, parsePrefix } from '../../src/base/address.js';
import type { AddressChange, AddressTable, ChangeOutcome } from '../../src/runtime/ports/network.js';
import { makeNamespacePair, type NamespaceEnd, namespacesMissing } from './namespace-pair.js';

export interface KernelAddress {
  readonly family: string;
  readonly local: string;
  readonly address?: string;
  readonly prefixlen: number;
  readonly broadcast?: string;
  readonly scope: string;
  readonly label?: string;
  readonly valid_life_time: number;
  readonly preferred_life_time: number;
  readonly nodad?: boolean;
  readonly deprecated?: boolean;
  readonly noprefixroute?: boolean;
  readonly home?: boolean;
}

/** @param open an adapter that works inside the namespace */
export function testAddressTable(t: Test, open: (end: NamespaceEnd) => AddressTable): void {
  const skip = namespacesMissing();
  const run = (name: string, story: (t: Test, host: Host) => Promise<void>): void => {
    t.test(name, { skip }, async (t) => {
      const pair = makeNamespacePair('at');
      const table = open(pair.first);
      t.teardown(() => {
        table.close();
        pair.remove();
      });
      await story(t, new Host(pair.first, table));
    });
  };

  run('an address is added with its lifetime and taken away', async (t, host) => {
    t.strictSame(await host.apply(host.add('192.0.2.100/32', { validLifetime: 10 })), [{ ok: true }]);
    t.match(host.find('192.0.2.100'), { prefixlen: 32, scope: 'global', label: 'eth0' });
    within(t, host.find('192.0.2.100')?.valid_life_time, 8, 10);
    within(t, host.find('192.0.2.100')?.preferred_life_time, 8, 10);
    t.strictSame(await host.apply(host.remove('192.0.2.100/32')), [{ ok: true }]);
    t.equal(host.find('192.0.2.100'), undefined);
  });

  run('without a lifetime an address stays for ever', async (t, host) => {
    await host.apply(host.add('192.0.2.100/24'));
    t.equal(host.find('192.0.2.100')?.valid_life_time, 4_294_967_295);
  });

  run('a renewal gives the lifetime back', async (t, host) => {
    await host.apply(host.add('192.0.2.100/32', { validLifetime: 10 }));
    t.strictSame(await host.apply(host.renew('192.0.2.100/32', { validLifetime: 300 })), [{ ok: true }]);
    within(t, host.find('192.0.2.100')?.valid_life_time, 290, 300);
    t.equal(host.list().length, 3, 'and makes no second one');
  });

  run('a renewal of what is gone puts it back', async (t, host) => {
    t.strictSame(await host.apply(host.renew('192.0.2.100/32', { validLifetime: 300 })), [{ ok: true }]);
    within(t, host.find('192.0.2.100')?.valid_life_time, 290, 300);
  });

  run('adding what is there takes over its lifetime', async (t, host) => {
    await host.apply(host.add('192.0.2.100/32'), host.add('2001:db8::100/64', { noDad: true }));
    const again = [
      host.add('192.0.2.100/32', { validLifetime: 10 }),
      host.add('2001:db8::100/64', { noDad: true, validLifetime: 10 }),
    ];
    t.strictSame(await host.apply(...again), [{ ok: true }, { ok: true }]);
    within(t, host.find('192.0.2.100')?.valid_life_time, 8, 10);
    within(t, host.find('2001:db8::100')?.valid_life_time, 8, 10);
  });

  run('removing what is not there is fine', async (t, host) => {
    const outcomes = await host.apply(host.remove('192.0.2.100/32'), host.remove('2001:db8::100/64'));
    t.strictSame(outcomes, [{ ok: true }, { ok: true }]);
  });

  run('removing from an interface that is gone is fine, adding to it is not', async (t, host) => {
    const gone = { interfaceIndex: 4711, interfaceName: 'gone0' };
    const outcomes = await host.apply(host.remove('192.0.2.100/32', gone), host.add('192.0.2.100/32', gone));
    t.strictSame(outcomes[0], { ok: true });
    t.match(outcomes[1], { ok: false, error: { errno: 'ENODEV' } });
  });

  run('one failing does not stop the rest', async (t, host) => {
    const outcomes = await host.apply(
      host.add('192.0.2.100/32'),
      host.add('192.0.2.101/32', { interfaceIndex: 4711, interfaceName: 'gone0' }),
      host.add('192.0.2.102/32'),
    );
    t.strictSame(
      outcomes.map(({ ok }) => ok),
      [true, false, true],
    );
    t.match(outcomes[1], { error: { message: /^add 192\.0\.2\.101\/32 on gone0: / } });
    t.ok(host.find('192.0.2.102'));
  });

  run('changes are made in order', async (t, host) => {
    await host.apply(host.add('192.0.2.100/32'), host.remove('192.0.2.100/32'), host.add('192.0.2.100/32'));
    t.ok(host.find('192.0.2.100'));
    await host.apply(host.remove('192.0.2.100/32'), host.add('192.0.2.100/32'), host.remove('192.0.2.100/32'));
    t.notOk(host.find('192.0.2.100'));
  });

  run('label, broadcast and scope are as asked for', async (t, host) => {
    const wanted = { label: 'eth0:vip', broadcast: '198.51.100.255' as IpAddress, scope: 253, protocol: 18 };
    t.strictSame(await host.apply(host.add('198.51.100.1/24', wanted)), [{ ok: true }]);
    t.match(host.find('198.51.100.1'), { label: 'eth0:vip', broadcast: '198.51.100.255', scope: 'link' });
    t.strictSame(await host.apply(host.remove('198.51.100.1/24', wanted)), [{ ok: true }]);
    t.notOk(host.find('198.51.100.1'));
  });

  run('what the kernel refuses is an outcome', async (t, host) => {
    // The kernel keeps one scope for each network of an interface.
    const outcomes = await host.apply(host.add('192.0.2.100/24', { scope: 253 }));
    t.match(outcomes, [{ ok: false, error: { errno: 'EINVAL', message: /^add 192\.0\.2\.100\/24 on eth0: / } }]);
  });

  run('without a broadcast address there is none', async (t, host) => {
    await host.apply(host.add('192.0.2.100/24'));
    t.equal(host.find('192.0.2.100')?.broadcast, undefined);
  });

  run('a peer is the other end', async (t, host) => {
    const peer = parsePrefix('203.0.113.9/32') as Prefix;
    t.strictSame(await host.apply(host.add('192.0.2.100/32', { peer })), [{ ok: true }]);
    t.match(host.find('192.0.2.100'), { address: '203.0.113.9', prefixlen: 32 });
    await host.apply(host.remove('192.0.2.100/32', { peer }));
    t.notOk(host.find('192.0.2.100'));
  });

  run('IPv6: no duplicate address detection, deprecated from the start, home address', async (t, host) => {
    const wanted = { noDad: true, preferredLifetime: 0, validLifetime: 10, home: true };
    t.strictSame(await host.apply(host.add('2001:db8::100/128', wanted)), [{ ok: true }]);
    t.match(host.find('2001:db8::100'), { prefixlen: 128, nodad: true, deprecated: true, home: true });
    within(t, host.find('2001:db8::100')?.valid_life_time, 8, 10);
    t.equal(host.find('2001:db8::100')?.preferred_life_time, 0);
  });

  run('IPv6: deprecated and for ever', async (t, host) => {
    await host.apply(host.add('2001:db8::100/128', { noDad: true, preferredLifetime: 0 }));
    t.match(host.find('2001:db8::100'), { deprecated: true, valid_life_time: 4_294_967_295, preferred_life_time: 0 });
  });

  run('no prefix route where none is asked for', async (t, host) => {
    await host.apply(host.add('198.51.100.1/24', { noPrefixRoute: true }));
    t.match(host.find('198.51.100.1'), { noprefixroute: true });
  });

  run('IPv6: a prefix route goes with the last address of its network', async (t, host) => {
    const leased = { noDad: true, validLifetime: 300, preferredLifetime: 0 };
    const peer = parsePrefix('2001:db8:2::9/128') as Prefix;
    const prefixes = ['2001:db8:1::100/64', '2001:db8:1::101/64', '2001:db8:3::100/128'];
    await host.apply(
      ...prefixes.map((prefix) => host.add(prefix, leased)),
      host.add('2001:db8:4::1/128', { ...leased, peer }),
      host.add('2001:db8:5::1/64', { noDad: true }),
      host.add('2001:db8:5::2/64', leased),
    );
    t.match(host.routes6(), [
      '2001:db8:1::/64',
      '2001:db8:2::9',
      '2001:db8:3::100',
      '2001:db8:4::1',
      '2001:db8:5::/64',
    ]);
    t.strictSame(await host.apply(host.remove('2001:db8:1::100/64', { noDad: true })), [{ ok: true }]);
    t.ok(host.routes6().includes('2001:db8:1::/64'));
    const outcomes = await host.apply(
      host.remove('2001:db8:1::101/64'),
      host.remove('2001:db8:3::100/128'),
      host.remove('2001:db8:4::1/128', { peer }),
      host.remove('2001:db8:5::2/64'),
    );
    t.strictSame(outcomes, [{ ok: true }, { ok: true }, { ok: true }, { ok: true }]);
    t.strictSame(host.routes6(), ['2001:db8:5::/64'], 'and the route of an address that stays, stays');
    t.equal(host.list().filter(({ local }) => local.startsWith('2001')).length, 1);
  });

  run('a lifetime that ends takes the address away', async (t, host) => {
    await host.apply(host.add('192.0.2.100/32', { validLifetime: 1 }));
    for (let tries = 0; tries < 100 && host.find('192.0.2.100') !== undefined; tries += 1) await pause(50);
    t.equal(host.find('192.0.2.100'), undefined);
  });

  run('a batch larger than a buffer is split', async (t, host) => {
    const count = 1000;
    const prefixes = Array.from({ length: count }, (_, index) => `10.9.${index >> 8}.${index & 0xff}/32`);
    const added = await host.apply(...prefixes.map((prefix) => host.add(prefix, { validLifetime: 300 })));
    t.equal(added.filter(({ ok }) => ok).length, count);
    t.equal(host.list().filter(({ local }) => local.startsWith('10.9.')).length, count);
    const removed = await host.apply(...prefixes.map((prefix) => host.remove(prefix)));
    t.equal(removed.filter(({ ok }) => ok).length, count);
    t.equal(host.list().filter(({ local }) => local.startsWith('10.9.')).length, 0);
  });

  run('no changes, no outcomes', async (t, host) => {
    t.strictSame(await host.apply(), []);
  });
}

class Host {
  readonly #end: NamespaceEnd;
  readonly #table: AddressTable;

  constructor(end: NamespaceEnd, table: AddressTable) {
    this.#end = end;
    this.#table = table;
  }

  apply(...changes: AddressChange[]): Promise<readonly ChangeOutcome[]> {
    return new Promise((resolve) => this.#table.apply(changes, resolve));
  }

  add(prefix: string, options: Partial<AddressChange> = {}): AddressChange {
    return this.#change('add', prefix, options);
  }

  renew(prefix: string, options: Partial<AddressChange> = {}): AddressChange {
    return this.#change('renew', prefix, options);
  }

  remove(prefix: string, options: Partial<AddressChange> = {}): AddressChange {
    return this.#change('remove', prefix, options);
  }

  list(): readonly KernelAddress[] {
    const text = execFileSync('ip', ['-n', this.#end.name, '-json', 'address', 'show', 'dev', 'eth0'], {
      encoding: 'utf8',
    });
    return (JSON.parse(text) as { addr_info: KernelAddress[] }[])[0]?.addr_info ?? [];
  }

  /** Destinations of routes that IPv6 addresses brought. */
  routes6(): readonly string[] {
    const words = ['-n', this.#end.name, '-6', '-json', 'route', 'show', 'dev', 'eth0', 'proto', 'kernel'];
    const routes = JSON.parse(execFileSync('ip', words, { encoding: 'utf8' })) as { dst: string }[];
    return routes
      .map(({ dst }) => dst)
      .filter((dst) => dst.startsWith('2001'))
      .toSorted();
  }

  find(address: string): KernelAddress | undefined {
    return this.list().find(({ local }) => local === address);
  }

  #change(operation: AddressChange['operation'], prefix: string, options: Partial<AddressChange>): AddressChange {
    const { interfaceIndex, interfaceName } = this.#end;
    return { operation, interfaceIndex, interfaceName, prefix: parsePrefix(prefix) as Prefix, ...options };
  }
}

function within(t: Test, value: number | undefined, least: number, most: number): void {
  t.ok(value !== undefined && value >= least && value <= most, `${value} lies in ${least}-${most}`);
}

function pause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
