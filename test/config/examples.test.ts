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

const PAIRS = [...new Set(files.flatMap((name) => /^(.*)-[ab]\.conf$/.exec(name)?.[1] ?? []))];
const pairOf = (pair: string): readonly string[] => ['a', 'b'].map((side) => read(`${pair}-${side}.conf`));

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

/** Codes of what is worse than a note, of each file of a pair. */
function warningsOf(texts: readonly string[]): readonly (readonly string[])[] {
  const hosts = texts.map((text, index) => ({ name: `host ${index}`, configuration: build(text, host).configuration }));
  const single = hosts.map(({ configuration }) => lintConfiguration(configuration, host));
  return lintPairs(hosts).findings.map((paired, index) =>
    [...(single[index] ?? []), ...paired].filter(({ severity }) => severity !== 'note').map(({ code }) => code),
  );
}

t.test('no pair has a warning: each check of the examples moves the address', async (t) => {
  for (const pair of PAIRS) t.same(warningsOf(pairOf(pair)), [[], []], pair);
});

t.test('with the weights that guides give to such pairs no check moves it', async (t) => {
  const weighted = (pair: string, before: RegExp, weight: number): readonly string[] =>
    pairOf(pair).map((text) => text.replace(before, `$1\n    weight ${weight}`));
  t.same(warningsOf(weighted('haproxy', /(interval 2)/, 2)), [
    ['weights-and-nopreempt', 'pair-check-cannot-move'],
    ['weights-move-little', 'pair-check-cannot-move'],
  ]);
  t.same(warningsOf(weighted('master-backup', /(interval 4)\n {4}weight -20/, 3)), [
    ['weights-move-little', 'pair-check-cannot-move'],
    ['weights-move-little'],
  ]);
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
