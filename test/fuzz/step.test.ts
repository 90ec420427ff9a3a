/**
 * Random events in any order, also senseless ones: what must hold after every step of the core.
 */

import t from 'tap';
import { type Micros, micros } from '../../src/base/micros.js';
import type { VrrpAction } from '../../src/vrrp/action.js';
import { nextDeadline } from '../../src/vrrp/deadline.js';
import type { TrackedResult, VrrpEvent } from '../../src/vrrp/event.js';
import { initialState } from '../../src/vrrp/init.js';
import type { VirtualRouterParameters } from '../../src/vrrp/parameters.js';
import type { VrrpState } from '../../src/vrrp/state.js';
import { step } from '../../src/vrrp/step.js';
import { ip, routerParameters, tracked } from '../support/parameters.js';
import { Random } from '../support/random.js';

const STORIES = 300;
const STEPS = 200;

const ids = ['script:weighted', 'script:plain', 'file:f', 'interface:eth0'] as const;
const addresses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'].map(ip);

function randomParameters(random: Random): VirtualRouterParameters {
  return routerParameters({
    version: random.pick([2, 3]),
    priority: random.pick([1, 100, 254, 255]),
    advertisementInterval: micros(random.pick([10_000, 1_000_000])),
    preemptMode: random.chance(0.5),
    preemptDelay: micros(random.pick([0, 0, 3_000_000])),
    downTimerAdverts: random.pick([1, 3]),
    startupDelay: micros(random.pick([0, 0, 2_000_000])),
    lowerPriorityNoAdvert: random.chance(0.2),
    lastAdvert: random.pick(['always', 'returned', 'never'] as const),
    ownerIgnoreAdverts: random.chance(0.1),
    timerExpiredBackup: random.pick([undefined, 254]),
    syncGroup: random.pick([undefined, 'VG_1']),
    configurationFault: random.chance(0.05) ? 'no unicast peer' : undefined,
    announcements: {
      repeat: random.pick([1, 5]),
      delay: micros(random.pick([0, 500_000])),
      refresh: micros(random.pick([0, 700_000])),
      refreshRepeat: 1,
      lowerPriorityRepeat: random.pick([0, 2]),
      lowerPriorityDelay: micros(random.pick([0, 300_000])),
    },
    trackedObjects: [
      tracked('script:weighted', { weight: random.integer(-253, 253), reverse: random.chance(0.3) }),
      tracked('script:plain', { holdsStart: random.chance(0.5), reverse: random.chance(0.2) }),
      tracked('file:f', { weight: random.integer(-10, 10), reverse: random.chance(0.3) }),
      tracked('interface:eth0'),
    ].slice(random.integer(0, 3)),
  });
}

function randomResult(random: Random): TrackedResult {
  return random.pick<TrackedResult>([
    { type: 'up' },
    { type: 'up' },
    { type: 'down' },
    { type: 'pending' },
    { type: 'value', value: random.integer(-1_000, 1_000) },
    { type: 'value', value: 0 },
  ]);
}

function randomEvent(random: Random, previous: VirtualRouterParameters): VrrpEvent {
  const advertisement: VrrpEvent = {
    type: 'advertisement-received',
    from: random.pick(addresses),
    priority: random.pick([0, 1, 99, 100, 101, 254, 255]),
    advertisementInterval: micros(random.pick([0, 10_000, 1_000_000, 40_950_000])),
  };
  return random.pick<VrrpEvent>([
    { type: 'start' },
    { type: 'start' },
    { type: 'stop' },
    ...Array<VrrpEvent>(8).fill({ type: 'tick' }),
    ...Array<VrrpEvent>(4).fill(advertisement),
    { type: 'source-address-changed', address: random.pick([...addresses, undefined]) },
    { type: 'source-address-changed', address: random.pick(addresses) },
    { type: 'tracked-object-changed', id: random.pick(ids), result: randomResult(random), detail: 'exit 1' },
    { type: 'tracked-object-changed', id: random.pick(ids), result: { type: 'up' } },
    { type: 'addresses-lost', addresses: [ip('192.0.2.100')] },
    { type: 'claim-failed', detail: 'EPERM' },
    { type: 'announcement-doubtful' },
    { type: 'group-decided', state: random.pick(['master', 'backup', 'fault']) },
    { type: 'group-heard-lower-priority' },
    { type: 'standby-requested' },
    { type: 'standby-ended' },
    { type: 'switchover-requested' },
    { type: 'parameters-changed', previous },
  ]);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
}

/** What is wrong with one step, or undefined. */
function judge(
  parameters: VirtualRouterParameters,
  before: VrrpState,
  event: VrrpEvent,
  now: Micros,
  after: VrrpState,
  actions: readonly VrrpAction[],
): string | undefined {
  const next = nextDeadline(after);
  if (event.type === 'tick' && next !== undefined && next <= now) return 'a deadline stays in the past';
  if (after.effectivePriority < 1 || after.effectivePriority > 255) return 'a priority out of range';
  if (actions.length > 0 && after === before && !actions.every(isNews)) return 'acts without remembering';
  const holds = actions.reduce((held, action) => holding(held, action), before.type === 'master');
  if (holds !== (after.type === 'master')) return 'addresses and state do not match';
  if (after.standby && after.type === 'master') return 'master on standby';
  for (const action of actions) {
    if (action.type !== 'send-advertisement' || action.priority === 0) continue;
    const may = before.type === 'master' || after.type === 'master';
    if (!may || after.standby || parameters.configurationFault !== undefined) return 'advertises without being master';
  }
  if (after.type === 'fault' && after.causes.length === 0) return 'fault without a cause';
  return undefined;
}

/** Actions that report something and leave the state as it is. */
function isNews(action: VrrpAction): boolean {
  return action.type === 'own-address-heard' || action.type === 'lower-priority-heard';
}

function holding(held: boolean, action: VrrpAction): boolean {
  if (action.type === 'claim-addresses') return true;
  return action.type === 'release-addresses' ? false : held;
}

t.test(`${STORIES} stories of ${STEPS} random events break no rule`, async (t) => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= STORIES; seed += 1) {
    const random = new Random(seed);
    let parameters = freeze(randomParameters(random));
    let state: VrrpState = freeze(initialState(parameters, micros(0)));
    let now = 0;
    for (let count = 0; count < STEPS; count += 1) {
      const event = randomEvent(random, parameters);
      const { name, syncGroup } = parameters;
      if (event.type === 'parameters-changed') parameters = freeze({ ...randomParameters(random), name, syncGroup });
      const due = nextDeadline(state) ?? now;
      now = event.type === 'tick' && random.chance(0.7) ? Math.max(now, due) : now + random.integer(0, 900_000);
      const before = state;
      const result = step(parameters, before, event, micros(now));
      const problem = judge(parameters, before, event, micros(now), result.state, result.actions);
      if (problem !== undefined) {
        t.fail(`seed ${seed}, step ${count}: ${problem}`, {
          parameters,
          before,
          event,
          now,
          after: result.state,
          actions: result.actions,
        });
        return;
      }
      seen.add(`${before.type} ${event.type}`);
      state = freeze(JSON.parse(JSON.stringify(result.state)) as VrrpState);
    }
  }
  t.equal(seen.size, 4 * 15, 'every state met every event');
});
