/**
 * Debian's keepalived and vrrpd make the same of a configuration, field by field, and answer -t with the same class.
 * VRRPD_MODEL_ROUNDS and VRRPD_FUZZ_SEED ask for more; `npm run compare` does.
 */

import t from 'tap';
import type { Configuration } from '../../src/config/model.js';
import { configModel } from '../support/config-models.js';
import { configRouting } from '../support/config-routes.js';
import { build } from '../support/configurations.js';
import { type Comparison, compareAll, compareGenerated, statusDifference } from '../support/keepalived-comparison.js';
import {
  type KeepalivedHost,
  keepalivedMissing,
  type ListedInstance,
  makeKeepalivedHost,
  type VrrpListing,
} from '../support/keepalived-dump.js';
import { keepalivedTestHost } from '../support/keepalived-host.js';
import { listInstance } from '../support/model-listing.js';
import { routeLine, ruleLine } from '../support/routes-listing.js';
import { WILD_FILES } from '../support/wild-files.js';

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

/** Static routes and rules; keepalived adds what became of them. */
function staticDifferences(configuration: Configuration, { sections }: VrrpListing): readonly string[] {
  const ours = {
    'Static Routes': configuration.staticRoutes.map(routeLine),
    'Static Rules': configuration.staticRules.map(ruleLine),
  };
  return Object.entries(ours).flatMap(([name, lines]) => {
    const listed = (sections[name] ?? []).filter((line) => /^ {5}\S/.test(line));
    const theirs = listed.map((line) => line.trim().replace(/ +\[(dev|installed).*\]$/, ''));
    return lines.join('|') === theirs.join('|')
      ? []
      : [`${name}: vrrpd ${lines.join('|')}, keepalived ${theirs.join('|')}`];
  });
}

async function compare(keepalived: KeepalivedHost, text: string): Promise<Comparison> {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const status = await keepalived.test(bytes);
  if (status === undefined) return { outcome: 'crashed', wrong: [] };
  const { configuration, diagnostics, unusable } = build(text, keepalivedTestHost);
  const wrong = statusDifference(status, diagnostics);
  const listed = status === 2 ? undefined : await keepalived.list(bytes);
  if (listed === undefined) {
    if (!unusable) wrong.push('keepalived does not start, vrrpd would');
    return { outcome: 'refused', wrong };
  }
  if (unusable) wrong.push('vrrpd does not start, keepalived does');
  else {
    wrong.push(...staticDifferences(configuration, listed));
    for (const instance of configuration.instances) {
      const theirs = listed.instances[instance.name];
      if (theirs === undefined) wrong.push(`keepalived has no ${instance.name}`);
      else wrong.push(...differences(listInstance(instance), theirs));
    }
  }
  return { outcome: 'compared', wrong };
}

t.test('configurations beside keepalived', { skip: keepalivedMissing(), timeout: 0 }, async (t) => {
  const hosts = ['m', 'n', 'o', 'p'].map(makeKeepalivedHost);
  t.teardown(() => {
    for (const host of hosts) host.remove();
  });

  await t.test('with the oddities of real files', { timeout: 0 }, async (t) => {
    await compareAll(hosts, WILD_FILES, async (keepalived, { name, text, differs }) => {
      const { wrong } = await compare(keepalived, text);
      if (differs === undefined) t.same(wrong, [], name);
      else t.not(wrong.length, 0, `${name}: ${differs}`);
    });
  });

  await t.test('routes, rules and virtual MACs', { timeout: 0 }, (t) =>
    compareGenerated(t, hosts, configRouting, compare),
  );

  await t.test('generated from the keyword tables', { timeout: 0 }, (t) =>
    compareGenerated(t, hosts, configModel, compare),
  );
});
