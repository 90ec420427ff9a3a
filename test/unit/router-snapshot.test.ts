import t from 'tap';
import type { Micros } from '../../src/base/micros.js';
import { countRejection, countStep, NO_COUNTS } from '../../src/vrrp/counters.js';
import type { VrrpEvent } from '../../src/vrrp/event.js';
import { initialState } from '../../src/vrrp/init.js';
import type { VirtualRouterParameters } from '../../src/vrrp/parameters.js';
import { prioritySummands, snapshotRouter } from '../../src/vrrp/snapshot-builder.js';
import type { VrrpState } from '../../src/vrrp/state.js';
import { step } from '../../src/vrrp/step.js';
import { at, ip, routerParameters, tracked } from '../support/parameters.js';

type Moment = readonly [number, VrrpEvent];

const address: Moment = [0, { type: 'source-address-changed', address: ip('192.0.2.1') }];
const start: Moment = [0, { type: 'start' }];
const tick = (now: number): Moment => [now, { type: 'tick' }];
const advert = (now: number, priority: number): Moment => [
  now,
  { type: 'advertisement-received', from: ip('192.0.2.2'), priority, advertisementInterval: at(1_000_000) },
];
const check = (now: number, type: 'up' | 'down'): Moment => [
  now,
  { type: 'tracked-object-changed', id: 'script:chk', result: { type }, detail: 'exit 1' },
];

function stateAfter(parameters: VirtualRouterParameters, moments: readonly Moment[]): VrrpState {
  let state: VrrpState = initialState(parameters, at(0));
  for (const [now, event] of moments) state = step(parameters, state, event, at(now)).state;
  return state;
}

const context = { wall: 1_700_000_000_000, interfaceName: 'eth0', addresses: [], counters: NO_COUNTS };

function why(changes: Partial<VirtualRouterParameters>, now: number, ...moments: readonly Moment[]): string {
  const parameters = routerParameters(changes);
  return snapshotRouter(parameters, stateAfter(parameters, moments), at(now), context).why;
}

t.test('a master: since when, why, the sum of its priority, what is armed', async (t) => {
  const parameters = routerParameters({ priority: 120, trackedObjects: [tracked('script:chk', { weight: 2 })] });
  const state = stateAfter(parameters, [address, start, check(100_000, 'up'), tick(3_523_437)]);
  t.match(snapshotRouter(parameters, state, at(4_023_437), context), {
    name: 'VI_1',
    state: 'master',
    sinceWall: 1_699_999_999_500,
    reason: 'master-down-expired',
    why: 'No better master was heard for the master-down interval of 3.523 s.',
    basePriority: 120,
    effectivePriority: 122,
    priority: [
      { source: 'base', value: 120 },
      { source: 'script:chk', value: 2 },
    ],
    preempt: true,
    standby: false,
    syncGroup: undefined,
    sourceAddress: '192.0.2.1',
    master: { address: '192.0.2.1', priority: 122, heardAgo: 500_000 },
    deadlines: { advertAt: 500_000, announceAt: 4_500_000 },
    tracked: [{ id: 'script:chk', weight: 2, result: 'up' }],
    causes: [],
  });
});

t.test('a backup and a fault', async (t) => {
  const parameters = routerParameters({ trackedObjects: [tracked('script:chk')] });
  const backup = stateAfter(parameters, [address, start, advert(1_000_000, 150)]);
  t.match(snapshotRouter(parameters, backup, at(2_000_000), context), {
    state: 'backup',
    master: { address: '192.0.2.2', priority: 150, heardAgo: 1_000_000 },
    deadlines: { masterDownAt: 2_609_375 },
  });
  const fault = stateAfter(parameters, [address, start, check(1_000_000, 'down')]);
  t.match(snapshotRouter(parameters, fault, at(2_000_000), context), {
    state: 'fault',
    causes: ['script:chk'],
    tracked: [{ id: 'script:chk', result: 'down', detail: 'exit 1' }],
    master: undefined,
  });
});

t.test('a tracked file shows its value', async (t) => {
  const parameters = routerParameters({ trackedObjects: [tracked('file:f', { weight: 2 })] });
  const read: Moment = [1, { type: 'tracked-object-changed', id: 'file:f', result: { type: 'value', value: 7 } }];
  const snapshot = snapshotRouter(parameters, stateAfter(parameters, [address, start, read]), at(2), context);
  t.same(snapshot.tracked, [{ id: 'file:f', weight: 2, result: 'value', value: 7 }]);
  const unread = snapshotRouter(parameters, stateAfter(parameters, [address, start]), at(2), context);
  t.same(unread.tracked, [{ id: 'file:f', weight: 2, result: 'pending' }]);
});

t.test('the summands show the parts, also where the sum is limited', async (t) => {
  const parameters = routerParameters({ priority: 250, trackedObjects: [tracked('file:f', { weight: 1 })] });
  t.same(prioritySummands(parameters, { tracked: { 'file:f': { type: 'value', value: 10 } } }), [
    { source: 'base', value: 250 },
    { source: 'file:f', value: 10 },
  ]);
  t.same(prioritySummands({ ...parameters, priority: 255 }, { tracked: { 'file:f': { type: 'value', value: 10 } } }), [
    { source: 'base', value: 255 },
  ]);
});

t.test('one sentence says why', async (t) => {
  const chk = { trackedObjects: [tracked('script:chk')] };
  const rows: readonly (readonly [string, string])[] = [
    [why({}, 0), 'Not started yet.'],
    [why({}, 9, address, start, [9, { type: 'stop' }]), 'Stopped.'],
    [
      why({ trackedObjects: [tracked('script:chk', { holdsStart: true })] }, 0, address, start),
      'Waits for the first result of script:chk.',
    ],
    [why({ syncGroup: 'VG_1' }, 0, address, start), 'Ready, and waits for the other members of sync group VG_1.'],
    [why({}, 1_000_000, address, start), 'No master heard yet; takes over in 2.609 s.'],
    [
      why({}, 1_500_000, address, start, advert(1_000_000, 150)),
      '192.0.2.2 is master with priority 150, which is better than our 100.',
    ],
    [
      why({}, 1_500_000, address, start, advert(1_000_000, 100)),
      '192.0.2.2 is master with priority 100, the same as ours, and a backup does not preempt its equal.',
    ],
    [
      why({}, 1_500_000, address, start, advert(1_000_000, 50)),
      '192.0.2.2 is master with priority 50, worse than our 100; takes over in 2.109 s.',
    ],
    [
      why({ preemptMode: false }, 1_500_000, address, start, advert(1_000_000, 50)),
      '192.0.2.2 is master with priority 50; ours is 100, but nopreempt leaves it alone.',
    ],
    [
      why({ preemptDelay: 9_000_000 as Micros }, 1_500_000, address, start, advert(1_000_000, 50)),
      '192.0.2.2 is master with priority 50, worse than our 100; preempt_delay ends in 8.500 s.',
    ],
    [why({}, 1_100_000, address, start, advert(1_000_000, 0)), 'The master has left; takes over in 0.509 s.'],
    [
      why({ startupDelay: 5_000_000 as Micros }, 1_000_000, address, start),
      'Ignores everybody for 4.000 s more (startup delay).',
    ],
    [
      why({}, 2_000_000, address, start, [1_000_000, { type: 'standby-requested' }], advert(1_500_000, 50)),
      "On standby by the operator's wish: listens and does not take over; 192.0.2.2 is master with priority 50.",
    ],
    [
      why({}, 2_000_000, address, start, [1_000_000, { type: 'standby-requested' }]),
      "On standby by the operator's wish: listens and does not take over; no master is heard.",
    ],
    [why(chk, 2_000_000, address, start, check(1_000_000, 'down')), 'script:chk failed (exit 1).'],
    [
      why(chk, 2_000_000, address, start, [
        1_000_000,
        { type: 'tracked-object-changed', id: 'script:chk', result: { type: 'down' } },
      ]),
      'script:chk failed.',
    ],
    [
      why({ trackedObjects: [tracked('script:a'), tracked('script:chk', { holdsStart: true })] }, 0, address, start, [
        0,
        { type: 'tracked-object-changed', id: 'script:a', result: { type: 'down' } },
      ]),
      'script:a failed; script:chk has not reported yet.',
    ],
    [why({}, 1_609_375, address, start, advert(1_000_000, 0)), 'The master has left; takes over now.'],
    [
      why({ preemptDelay: 500_000 as Micros }, 1_500_000, address, start, advert(1_000_000, 50)),
      '192.0.2.2 is master with priority 50, worse than our 100; takes over in 3.109 s.',
    ],
    [why({}, 0, start), 'There is no address to send advertisements from.'],
    [
      why({ configurationFault: 'no unicast peer' }, 0, address, start),
      'The configuration forbids running: no unicast peer.',
    ],
    [
      why({}, 13_609_375, address, start, tick(3_609_375), [3_609_375, { type: 'claim-failed', detail: 'EPERM' }]),
      'The addresses could not be bound; tries again in 50.000 s.',
    ],
    [why({ priority: 255 }, 0, address, start), 'Priority 255 owns the addresses and does not wait.'],
    [
      why({}, 0, address, start, advert(1_000_000, 0), tick(1_609_375)),
      'The master before left with priority 0, and nobody better than our 100 spoke up.',
    ],
    [
      why({}, 0, address, start, advert(1_000_000, 50), tick(3_609_375)),
      'Our priority 100 was better than that of the master before, 192.0.2.2 with 50.',
    ],
    [
      why(
        { trackedObjects: [tracked('file:load', { weight: 1 })] },
        0,
        address,
        start,
        advert(1_000_000, 50),
        tick(3_609_375),
        [4_000_000, { type: 'tracked-object-changed', id: 'file:load', result: { type: 'value', value: -60 } }],
      ),
      'Our priority 100 was better than that of the master before, 192.0.2.2 with 50.',
    ],
    [
      why({}, 0, address, start, advert(1_000_000, 150), tick(4_609_375)),
      'No better master was heard for the master-down interval of 3.609 s; the last one was 192.0.2.2 with priority 150.',
    ],
    [
      why({}, 14_000_000, address, start, tick(3_609_375), tick(14_000_000)),
      'Woke up late and listens before it sends; takes over in 1.609 s.',
    ],
  ];
  for (const [said, expected] of rows) t.equal(said, expected);
});

t.test('counters', async (t) => {
  const parameters = routerParameters();
  let state: VrrpState = initialState(parameters, at(0));
  let counters = NO_COUNTS;
  const moments: readonly Moment[] = [
    address,
    start,
    advert(1_000_000, 0),
    tick(1_609_375),
    [1_700_000, { type: 'addresses-lost', addresses: [ip('192.0.2.100'), ip('192.0.2.101')] }],
    tick(2_609_375),
    [2_700_000, { type: 'stop' }],
  ];
  for (const [now, event] of moments) {
    const result = step(parameters, state, event, at(now));
    state = result.state;
    counters = countStep(counters, event, result.actions);
  }
  counters = countRejection(countRejection(counters, 'ttl'), 'ttl');
  t.same(counters, {
    advertisementsReceived: 1,
    advertisementsSent: 3,
    becameMaster: 1,
    releasedMaster: 1,
    priorityZeroReceived: 1,
    priorityZeroSent: 1,
    announcementsSent: 10,
    addressesRestored: 2,
    rejected: { ttl: 2 },
    remarked: {},
  });
  t.equal(countStep(counters, { type: 'tick' }, []), counters, 'nothing happened: the same object');
});
