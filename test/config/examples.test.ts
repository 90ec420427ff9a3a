import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { lintConfiguration } from '../../src/config/lint/lint.js';
import { lintPairs } from '../../src/config/lint/pair/pairs.js';
import { parseSettings } from '../../src/config/settings.js';
import { build, findings, onlyInstance } from '../support/configurations.js';
import { testHost } from '../support/hosts.js';

const directory = new URL('../../../conf/', import.meta.url);
const files = readdirSync(directory).sort();
const read = (name: string): string => readFileSync(new URL(name, directory), 'utf8');

/** A host that has what the examples name. */
const host = testHost({
  interfaces: { eth0: ['198.51.100.190/24', '192.0.2.1/24'], eth1: ['192.0.2.2/24'] },
  files: { '/usr/bin/pgrep': { mode: 0o755 }, '/usr/bin/systemctl': { mode: 0o755 } },
  users: { root: 0, nobody: 65534 },
});

t.test('every example parses without a surprise', async (t) => {
  for (const name of files.filter((file) => file.endsWith('.conf'))) {
    const surprises = findings(build(read(name), host)).filter((finding) => !finding.startsWith('note not-supported'));
    t.same(surprises, [], name);
  }
  t.same(parseSettings('vrrpd.ini', read('vrrpd.ini')).diagnostics, [], 'vrrpd.ini');
});

t.test('the lints say which checks of the examples never move the address', async (t) => {
  const pairs = ['haproxy', 'lvs', 'mariadb', 'master-backup', 'mysql'].map((pair) => {
    const hosts = ['a', 'b'].map((side) => ({
      name: side,
      configuration: build(read(`${pair}-${side}.conf`)).configuration,
    }));
    return [pair, lintPairs(hosts).findings.map((found) => found.map(({ code }) => code))];
  });
  t.same(Object.fromEntries(pairs), {
    haproxy: [['pair-check-cannot-move'], ['pair-check-cannot-move']],
    lvs: [[], []],
    mariadb: [[], []],
    'master-backup': [['pair-check-cannot-move'], []],
    mysql: [[], []],
  });
  const single = (name: string): readonly string[] =>
    lintConfiguration(build(read(name), host).configuration, host).map(({ code }) => code);
  t.same(single('haproxy-a.conf'), ['weights-and-nopreempt', 'everyday-password']);
  t.same(single('mariadb-b.conf'), ['everyday-password']);
});

t.test('the examples have the parameters they are known for', async (t) => {
  const expected = {
    'haproxy-a.conf': { vrid: 91, priority: 120, preemptMode: false, state: 'BACKUP', addresses: ['192.0.2.220/32'] },
    'haproxy-b.conf': { vrid: 91, priority: 110, preemptMode: true, state: 'BACKUP', addresses: ['192.0.2.220/32'] },
    'lvs-a.conf': { vrid: 51, priority: 100, preemptMode: true, state: 'MASTER', addresses: ['192.0.2.250/24'] },
    'lvs-b.conf': { vrid: 51, priority: 90, preemptMode: true, state: 'BACKUP', addresses: ['192.0.2.250/24'] },
    'mariadb-a.conf': { vrid: 151, priority: 100, preemptMode: false, state: 'BACKUP', addresses: ['192.0.2.251/24'] },
    'mariadb-b.conf': { vrid: 151, priority: 90, preemptMode: true, state: 'BACKUP', addresses: ['192.0.2.251/24'] },
    'master-backup-a.conf': {
      vrid: 10,
      priority: 100,
      preemptMode: true,
      state: 'MASTER',
      addresses: ['192.0.2.222/24'],
    },
    'master-backup-b.conf': {
      vrid: 10,
      priority: 90,
      preemptMode: true,
      state: 'BACKUP',
      addresses: ['192.0.2.222/24'],
    },
    'mysql-a.conf': { vrid: 172, priority: 100, preemptMode: false, state: 'BACKUP', addresses: ['198.51.100.123/24'] },
    'mysql-b.conf': { vrid: 172, priority: 50, preemptMode: true, state: 'BACKUP', addresses: ['198.51.100.123/24'] },
  };
  t.same(
    Object.keys(expected),
    files.filter((file) => file.endsWith('.conf')),
  );
  for (const [name, wanted] of Object.entries(expected)) {
    const { vrid, priority, preemptMode, state, addresses } = onlyInstance(build(read(name), host));
    const prefixes = addresses.map(({ prefix }) => `${prefix.address}/${prefix.length}`);
    t.same({ vrid, priority, preemptMode, state, addresses: prefixes }, wanted, name);
  }
});
