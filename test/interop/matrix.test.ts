/**
 * A short part of `npm run interop`: IPv6, unicast, a sync group with keepalived, and FRR. Each plays election, change
 * of priority, failover by kill and by stop, and preemption.
 */

import t from 'tap';
import { whatInteropLacks } from '../support/daemons.js';
import { Duel } from '../support/duel.js';
import { frrIsInstalled } from '../support/frr.js';
import { confText, instanceText } from '../support/instances.js';
import type { Cell } from '../support/interop-cells.js';
import { playGroup } from '../support/interop-group.js';
import { playCell } from '../support/interop-story.js';

const lacks = await whatInteropLacks('keepalived');
const skip = lacks === undefined ? {} : { skip: lacks };
const frr = frrIsInstalled() ? skip : { skip: 'needs FRR (Debian: apt-get install frr)' };
const PLAIN = { other: 'keepalived', version: 3, authentication: 'none' } as const;

t.jobs = 4;

const cells: readonly (readonly [string, Cell, 'master' | 'backup'])[] = [
  ['IPv6, vrrpd as master', { ...PLAIN, family: 6, delivery: 'multicast' }, 'master'],
  ['IPv6, vrrpd as backup', { ...PLAIN, family: 6, delivery: 'multicast' }, 'backup'],
  ['IPv6 unicast', { ...PLAIN, family: 6, delivery: 'unicast' }, 'backup'],
  ['IPv4 unicast', { ...PLAIN, family: 4, delivery: 'unicast' }, 'master'],
];

for (const [name, cell, role] of cells) {
  t.test(`beside keepalived: ${name}`, { ...skip, buffered: true }, async (t) => {
    for (const { step, problem } of await playCell(cell, role)) t.equal(problem, undefined, step);
  });
}

t.test('beside FRR', { ...frr, buffered: true }, async (t) => {
  const cell = { ...PLAIN, other: 'FRR', family: 4, delivery: 'multicast' } as const;
  for (const { step, problem } of await playCell(cell, 'backup')) t.equal(problem, undefined, step);
});

t.test('a sync group beside keepalived', { ...skip, buffered: true }, async (t) => {
  t.equal(await playGroup({ a: 'vrrpd', b: 'keepalived' }), undefined);
});

t.test('an IPv6 address is announced by its holder as RFC 4861 asks', { ...skip, buffered: true }, async (t) => {
  const duel = await Duel.create(t);
  duel.start('a', 'vrrpd', confText(instanceText({ priority: 100, addresses: ['fd00::100/64', 'fd00::200'] })));
  await duel.wire.until('an announcement', () => duel.wire.neighbours('fd00::100').length > 0);
  t.match(duel.wire.neighbours('fd00::100')[0], {
    source: 'fd00::100',
    router: false,
    solicited: false,
    override: true,
    hopLimit: 255,
  });
  await duel.untilHolds('a', 'fd00::200/128');
  const { stdout } = await duel.host('a').run(['ip', '-6', '-oneline', 'address', 'show', 'dev', 'eth0']);
  const flags = (address: string): string => stdout.split('\n').find((line) => line.includes(` ${address}/`)) ?? '';
  t.match(flags('fd00::200'), /deprecated/, 'never a source of connections');
  t.match(flags('fd00::100'), /nodad/);
  t.notMatch(flags('fd00::100'), /tentative|deprecated/);
  const [advert] = duel.wire.adverts({ vrid: 51 });
  t.match(advert, { destination: 'ff02::12', ttl: 255, version: 3, addresses: ['fd00::100', 'fd00::200'] });
  t.match(advert?.source, /^fe80::/);
});
