import t from 'tap';
import type { Micros } from '../../src/base/micros.js';
import type { VrrpAction } from '../../src/vrrp/action.js';
import { nextDeadline } from '../../src/vrrp/deadline.js';
import type { VrrpEvent } from '../../src/vrrp/event.js';
import { initialState } from '../../src/vrrp/init.js';
import type { VirtualRouterParameters } from '../../src/vrrp/parameters.js';
import type { VrrpState } from '../../src/vrrp/state.js';
import { step } from '../../src/vrrp/step.js';
import { at, ip, routerParameters, tracked } from '../support/parameters.js';

class Router {
  state: VrrpState;
  readonly parameters: VirtualRouterParameters;

  constructor(changes: Partial<VirtualRouterParameters> = {}) {
    this.parameters = routerParameters(changes);
    this.state = initialState(this.parameters, at(0));
  }

  send(now: Micros, event: VrrpEvent): readonly VrrpAction[] {
    const { state, actions } = step(this.parameters, this.state, event, now);
    this.state = state;
    return actions;
  }

  started(): this {
    this.send(at(0), { type: 'source-address-changed', address: ip('192.0.2.1') });
    this.send(at(0), { type: 'start' });
    return this;
  }
}

t.test('a lone router listens for the master-down interval and then takes the addresses', async (t) => {
  const router = new Router().started();
  t.equal(router.state.type, 'backup');
  t.equal(nextDeadline(router.state), 3_609_375);
  t.same(router.send(at(3_609_374), { type: 'tick' }), [], 'an early tick is harmless');
  t.same(router.send(at(3_609_375), { type: 'tick' }), [
    { type: 'send-advertisement', priority: 100 },
    { type: 'claim-addresses' },
    { type: 'announce-addresses', rounds: 5 },
    {
      type: 'transition',
      from: 'backup',
      to: 'master',
      reason: 'master-down-expired',
      priority: 100,
      notify: true,
    },
  ]);
  t.equal(nextDeadline(router.state), 4_609_375, 'the next advertisement');
});

t.test('an event that does not apply gives back the same state and no action', async (t) => {
  const router = new Router().started();
  const before = router.state;
  const ignored: readonly VrrpEvent[] = [
    { type: 'start' },
    { type: 'addresses-lost', addresses: [ip('192.0.2.100')] },
    { type: 'claim-failed', detail: 'EPERM' },
    { type: 'announcement-doubtful' },
    { type: 'group-heard-lower-priority' },
    { type: 'switchover-requested' },
    { type: 'standby-ended' },
    { type: 'tick' },
    { type: 'tracked-object-changed', id: 'script:unknown', result: { type: 'down' } },
  ];
  for (const event of ignored) {
    t.same(router.send(at(1), event), [], event.type);
    t.equal(router.state, before, event.type);
  }
});

t.test('the same word of a tracked object again is no news', async (t) => {
  const router = new Router({ trackedObjects: [tracked('file:f', { weight: 1 }), tracked('script:s')] }).started();
  const value = (amount: number, detail: string): VrrpEvent => ({
    type: 'tracked-object-changed',
    id: 'file:f',
    result: { type: 'value', value: amount },
    detail,
  });
  const up: VrrpEvent = { type: 'tracked-object-changed', id: 'script:s', result: { type: 'up' } };
  router.send(at(1), value(5, 'read'));
  router.send(at(1), up);
  const before = router.state;
  router.send(at(2), value(5, 'read'));
  router.send(at(2), up);
  t.equal(router.state, before, 'the same value');
  router.send(at(3), value(6, 'read'));
  t.not(router.state, before, 'another value');
  const after = router.state;
  router.send(at(4), value(6, 'read again'));
  t.not(router.state, after, 'another detail');
});
