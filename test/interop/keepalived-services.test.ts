/**
 * Debian's keepalived and vrrpd make the same of virtual servers and BFD sessions, line by line, and answer -t with the
 * same class. VRRPD_MODEL_ROUNDS and VRRPD_FUZZ_SEED ask for more; `npm run compare` does.
 */

import t from 'tap';
import { familyOf } from '../../src/base/address.js';
import type { Configuration } from '../../src/config/model.js';
import type { BfdSession } from '../../src/config/model-lvs.js';
import { configServices, configSessions } from '../support/config-services.js';
import { build } from '../support/configurations.js';
import { type Comparison, compareGenerated, statusDifference } from '../support/keepalived-comparison.js';
import { type KeepalivedHost, keepalivedMissing, makeKeepalivedHost } from '../support/keepalived-dump.js';
import { keepalivedTestHost } from '../support/keepalived-host.js';
import { comparedLines, listServices } from '../support/services-listing.js';
import { makeSslFiles } from '../support/ssl-files.js';

/** What a session lists, in keepalived's words. */
function sessionFields(session: BfdSession): Readonly<Record<string, string>> {
  const { listeners } = session;
  return {
    'Neighbor IP': session.neighbor,
    'Required min RX interval': `${session.minReceive} us`,
    'Desired min TX interval': `${session.minTransmit} us`,
    'Desired idle TX interval': `${session.idleTransmit} us`,
    'Detection multiplier': `${session.multiplier}`,
    [familyOf(session.neighbor) === 4 ? 'TTL' : 'hoplimit']: `${session.ttl}`,
    max_hops: `${session.maxHops}`,
    passive: `${session.passive}`,
    'send event to VRRP process': listeners === 'checker' ? 'No' : 'Yes',
    'send event to checker process': listeners === 'vrrp' ? 'No' : 'Yes',
    ...(session.source !== undefined && { 'Source IP': session.source }),
  };
}

async function compareServices(keepalived: KeepalivedHost, text: string): Promise<Comparison> {
  const status = await keepalived.test(text);
  if (status === undefined) return { outcome: 'crashed', wrong: [] };
  const { configuration, diagnostics } = build(text, keepalivedTestHost);
  const wrong = statusDifference(status, diagnostics);
  const listed = status === 2 ? undefined : await keepalived.listServices(text);
  if (listed === undefined) return { outcome: 'refused', wrong };
  return { outcome: 'compared', wrong: [...wrong, ...serviceDifferences(configuration, listed)] };
}

function serviceDifferences(configuration: Configuration, listed: string): readonly string[] {
  const ours = listServices(configuration);
  const theirs = comparedLines(listed);
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  if (at < 0 && ours.length === theirs.length) return [];
  const from = Math.max(0, at < 0 ? ours.length - 3 : at - 3);
  return [
    `vrrpd\n  ${ours.slice(from, from + 6).join('\n  ')}\nkeepalived\n  ${theirs.slice(from, from + 6).join('\n  ')}`,
  ];
}

async function compareSessions(keepalived: KeepalivedHost, text: string): Promise<Comparison> {
  const status = await keepalived.test(text);
  if (status === undefined) return { outcome: 'crashed', wrong: [] };
  const { configuration, diagnostics } = build(text, keepalivedTestHost);
  const wrong = [...statusDifference(status, diagnostics)];
  if (status === 2 || configuration.bfdSessions.length === 0) return { outcome: 'refused', wrong };
  const listed = await keepalived.listSessions(text, configuration.bfdSessions.length);
  const names = Object.keys(listed ?? {}).join();
  const ours = configuration.bfdSessions.map(({ name }) => name).join();
  if (names !== ours) wrong.push(`sessions: vrrpd ${ours}, keepalived ${names}`);
  for (const session of configuration.bfdSessions) {
    const theirs = listed?.[session.name]?.fields ?? {};
    for (const [key, value] of Object.entries(sessionFields(session)))
      if (theirs[key] !== value) wrong.push(`${session.name} ${key}: vrrpd ${value}, keepalived ${theirs[key]}`);
  }
  return { outcome: 'compared', wrong };
}

t.test('beside keepalived', { skip: keepalivedMissing(), timeout: 0 }, async (t) => {
  const hosts = ['s', 'u', 'v', 'w'].map(makeKeepalivedHost);
  t.teardown(() => {
    for (const host of hosts) host.remove();
  });
  const directory = t.testdir({ f1: '3\n', f2: '-2\n' });
  makeSslFiles(directory);
  await t.test('virtual servers', { timeout: 0 }, (t) =>
    compareGenerated(t, hosts, configServices(directory), compareServices),
  );
  await t.test('BFD sessions', { timeout: 0 }, (t) => compareGenerated(t, hosts, configSessions, compareSessions));
});
