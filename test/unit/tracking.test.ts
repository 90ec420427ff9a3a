import t from 'tap';
import type { TrackedResult } from '../../src/vrrp/event.js';
import type { TrackedObject } from '../../src/vrrp/parameters.js';
import { contribution, effectivePriority, faultCauses, holdingObjects, isFault } from '../../src/vrrp/tracking.js';
import { ip, routerParameters, tracked } from '../support/parameters.js';

const up: TrackedResult = { type: 'up' };
const down: TrackedResult = { type: 'down' };
const pending: TrackedResult = { type: 'pending' };
const value = (number: number): TrackedResult => ({ type: 'value', value: number });

t.test('what an object adds to the priority, and when it is a fault', async (t) => {
  const script = (weight: number, reverse = false): TrackedObject => tracked('script:s', { weight, reverse });
  const file = (weight: number, reverse = false): TrackedObject => tracked('file:f', { weight, reverse });
  const rows: readonly (readonly [TrackedObject, TrackedResult | undefined, number, boolean])[] = [
    [script(2), up, 2, false],
    [script(2), down, 0, false],
    [script(-2), up, 0, false],
    [script(-2), down, -2, false],
    [script(2, true), up, -2, false],
    [script(2, true), down, 0, false],
    [script(-2, true), up, 0, false],
    [script(-2, true), down, 2, false],
    [script(0), up, 0, false],
    [script(0), down, 0, true],
    [script(0, true), up, 0, true],
    [script(0, true), down, 0, false],
    // Nothing before the first report, as keepalived.
    [script(2), pending, 0, false],
    [script(-2), undefined, 0, false],
    [script(0), pending, 0, false],
    [script(0, true), undefined, 0, false],
    [file(1), value(10), 10, false],
    [file(-3), value(10), -30, false],
    [file(2, true), value(10), -20, false],
    [file(1), value(254), 253, false],
    [file(1), value(-253), -253, false],
    [file(1), value(-254), -254, true],
    [file(-1), value(254), -254, true],
    [file(-1, true), value(254), 253, false],
    [file(1, true), value(254), -254, true],
    [file(0), value(0), 0, false],
    [file(0), value(1), 0, true],
    [file(0), value(-1), 0, true],
    [file(0, true), value(0), 0, true],
    [file(0, true), value(1), 0, false],
  ];
  for (const [object, result, adds, fault] of rows) {
    const name = `${object.id} weight ${object.weight}${object.reverse ? ' reverse' : ''}: ${JSON.stringify(result)}`;
    t.equal(contribution(object, result), adds, `${name} adds`);
    t.equal(isFault(object, result), fault, `${name} is a fault`);
  }
  t.ok(Object.is(contribution(file(-1), value(0)), 0), 'zero is not negative');
});

t.test('the effective priority is the sum, clamped to 1-254', async (t) => {
  const parameters = (priority: number, ...weights: number[]) =>
    routerParameters({
      priority,
      trackedObjects: weights.map((weight, index) => tracked(`script:s${index}`, { weight })),
    });
  const facts = (...results: TrackedResult[]) => ({
    tracked: Object.fromEntries(results.map((result, index) => [`script:s${index}`, result])),
    sourceAddress: ip('192.0.2.1'),
    ownerYielded: false,
  });
  t.equal(effectivePriority(parameters(120, 2), facts(up)), 122);
  t.equal(effectivePriority(parameters(120, 2), facts(down)), 120);
  t.equal(effectivePriority(parameters(120, 2), facts()), 120);
  t.equal(effectivePriority(parameters(250, 10, 10), facts(up, up)), 254);
  t.equal(effectivePriority(parameters(10, -20), facts(down)), 1);
  // The sum is clamped, not its parts.
  t.equal(effectivePriority(parameters(200, 100, -100), facts(up, down)), 200);
  t.equal(effectivePriority(parameters(255, -100), facts(down)), 255);
  t.equal(effectivePriority(parameters(255), { ...facts(), ownerYielded: true }), 254);
});

t.test('fault causes come in the order of the file; an owner ignores weighted objects', async (t) => {
  const trackedObjects = [tracked('interface:eth0'), tracked('file:f', { weight: 1 }), tracked('script:s')];
  const facts = {
    tracked: { 'script:s': down, 'file:f': value(-300), 'interface:eth0': down },
    sourceAddress: undefined,
    ownerYielded: false,
  };
  t.same(faultCauses(routerParameters({ trackedObjects, configurationFault: 'no unicast peer' }), facts), [
    'configuration',
    'interface:eth0',
    'file:f',
    'script:s',
    'source-address',
  ]);
  const owner = routerParameters({ priority: 255, trackedObjects });
  t.same(faultCauses(owner, { ...facts, sourceAddress: ip('192.0.2.1') }), ['interface:eth0', 'script:s']);
});

t.test('only an unweighted object that says so holds the start', async (t) => {
  const trackedObjects = [
    tracked('script:a', { holdsStart: true }),
    tracked('script:b', { holdsStart: true, weight: 2 }),
    tracked('script:c'),
    tracked('script:d', { holdsStart: true }),
  ];
  const facts = { tracked: { 'script:d': up }, sourceAddress: undefined, ownerYielded: false };
  t.same(holdingObjects(routerParameters({ trackedObjects }), facts), ['script:a']);
});
