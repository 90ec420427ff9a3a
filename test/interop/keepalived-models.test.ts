/**
 * Debian's keepalived and vrrpd make the same of a configuration, field by field, and answer -t with the same class.
 * VRRPD_MODEL_ROUNDS and VRRPD_FUZZ_SEED ask for more; `npm run compare` does.
 */

import t from 'tap';
import { keepalivedExitStatus } from '../../src/config/report/exit-status.js';
import { configModel } from '../support/config-models.js';
import { build } from '../support/configurations.js';
import { testHost } from '../support/hosts.js';
import {
  type KeepalivedHost,
  keepalivedMissing,
  type ListedInstance,
  makeKeepalivedHost,
} from '../support/keepalived-dump.js';
import { listInstance } from '../support/model-listing.js';
import { Random } from '../support/random.js';
import { WILD_FILES } from '../support/wild-files.js';

const host = testHost({
  interfaces: { lo: ['127.0.0.1/8'], eth0: ['192.0.2.1/24'], eth1: ['198.51.100.1/24'] },
  files: { '/usr/bin/true': { mode: 0o755 } },
  users: { root: 0 },
});

/** What differs, one line each. */
function differences(ours: ListedInstance, theirs: ListedInstance): readonly string[] {
  const found: string[] = [];
  for (const [key, value] of Object.entries(ours.fields)) {
    if (theirs.fields[key] !== value) found.push(`${key}: vrrpd ${value}, keepalived ${theirs.fields[key]}`);
  }
  for (const key of ['Authentication type', 'Preempt delay']) {
    if ((theirs.fields[key] ?? 'none') !== 'none' && !(key in ours.fields))
      found.push(`${key}: keepalived ${theirs.fields[key]}`);
  }
  for (const [key, list] of Object.entries(ours.lists)) {
    const others = theirs.lists[key] ?? [];
    if (list.join('|') !== others.join('|')) found.push(`${key}: vrrpd ${list}, keepalived ${others}`);
  }
  return found;
}

interface Comparison {
  readonly outcome: 'compared' | 'refused' | 'crashed';
  readonly wrong: readonly string[];
}

async function compare(keepalived: KeepalivedHost, text: string): Promise<Comparison> {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const status = await keepalived.test(bytes);
  if (status === undefined) return { outcome: 'crashed', wrong: [] };
  const { configuration, diagnostics, unusable } = build(text, host);
  const wrong: string[] = [];
  const ours = keepalivedExitStatus(diagnostics);
  if (ours !== status) {
    const codes = diagnostics.map(({ code, exitClass }) => `${code} ${exitClass}`).join(', ');
    wrong.push(`status: vrrpd ${ours} (${codes}), keepalived ${status}`);
  }
  const listed = status === 2 ? undefined : await keepalived.list(bytes);
  if (listed === undefined) {
    if (!unusable) wrong.push('keepalived does not start, vrrpd would');
    return { outcome: 'refused', wrong };
  }
  if (unusable) wrong.push('vrrpd does not start, keepalived does');
  else {
    for (const instance of configuration.instances) {
      const theirs = listed[instance.name];
      if (theirs === undefined) wrong.push(`keepalived has no ${instance.name}`);
      else wrong.push(...differences(listInstance(instance), theirs));
    }
  }
  return { outcome: 'compared', wrong };
}

/** Compares many texts, a few at a time: keepalived waits more than it works. */
async function compareAll<T>(
  hosts: readonly KeepalivedHost[],
  items: readonly T[],
  textOf: (item: T) => string,
  judge: (item: T, comparison: Comparison) => void,
): Promise<void> {
  let next = 0;
  const work = async (keepalived: KeepalivedHost): Promise<void> => {
    for (let item = items[next]; item !== undefined; item = items[next]) {
      next += 1;
      judge(item, await compare(keepalived, textOf(item)));
    }
  };
  await Promise.all(hosts.map(work));
}

t.test('configurations beside keepalived', { skip: keepalivedMissing(), timeout: 0 }, async (t) => {
  const hosts = ['m', 'n', 'o', 'p'].map(makeKeepalivedHost);
  t.teardown(() => {
    for (const host of hosts) host.remove();
  });

  await t.test('with the oddities of real files', async (t) => {
    await compareAll(
      hosts,
      WILD_FILES,
      ({ text }) => text,
      ({ name, differs }, { wrong }) => {
        if (differs === undefined) t.same(wrong, [], name);
        else t.not(wrong.length, 0, `${name}: ${differs}`);
      },
    );
  });

  await t.test('generated from the keyword tables', async (t) => {
    const rounds = Number(process.env['VRRPD_MODEL_ROUNDS'] ?? 8);
    const first = Number(process.env['VRRPD_FUZZ_SEED'] ?? 1);
    const seeds = Array.from({ length: rounds }, (_, index) => first + index);
    const count = { compared: 0, refused: 0, crashed: 0 };
    const textOf = (seed: number): string => configModel(new Random(seed));
    await compareAll(hosts, seeds, textOf, (seed, { outcome, wrong }) => {
      count[outcome] += 1;
      if (wrong.length > 0) t.fail(`seed ${seed}:\n${wrong.join('\n')}\n${textOf(seed)}`);
    });
    t.comment(`${count.compared} compared, ${count.refused} refused by both, ${count.crashed} crashed keepalived`);
    t.ok(count.compared > rounds / 2, `${count.compared} of ${rounds} were compared field by field`);
  });
});
