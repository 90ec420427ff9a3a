import t from 'tap';
import { micros } from '../../src/base/micros.js';
import { initialState } from '../../src/vrrp/init.js';
import type { VrrpState } from '../../src/vrrp/state.js';
import { type GroupRequest, initialGroup, regroup, type SyncGroupState, stepGroup } from '../../src/vrrp/sync-group.js';
import { routerParameters } from '../support/parameters.js';

/** Sends requests one after the other; gives back what the last one led to. */
function ask(group: SyncGroupState, ...requests: readonly (readonly [string, GroupRequest])[]) {
  let last = stepGroup(group, 'nobody', 'backup');
  for (const [member, request] of requests) last = stepGroup(last.group, member, request);
  return last;
}

const fresh = initialGroup(['A', 'B', 'C']);
const asBackup = ask(fresh, ['A', 'backup'], ['B', 'backup'], ['C', 'backup']).group;
const asMaster = ask(asBackup, ['A', 'master'], ['B', 'master'], ['C', 'master']).group;

t.test('nobody moves before every member is ready', async (t) => {
  t.equal(ask(fresh, ['A', 'backup'], ['B', 'backup']).decision, undefined);
  const ready = ask(fresh, ['A', 'backup'], ['B', 'backup'], ['C', 'backup']);
  t.same(ready.decision, { state: 'backup', members: ['A', 'B', 'C'] });
  t.same(ready.transition, { from: 'init', to: 'backup' });
});

t.test('members that all own their addresses are master at once; one that does not makes all listen', async (t) => {
  const owners = ask(fresh, ['A', 'master'], ['B', 'master'], ['C', 'master']);
  t.same(owners.decision, { state: 'master', members: ['A', 'B', 'C'] });
  const mixed = ask(fresh, ['A', 'master'], ['B', 'master'], ['C', 'backup']);
  t.same(mixed.decision, { state: 'backup', members: ['A', 'B', 'C'] });
  t.same(mixed.group.wants, { A: 'backup', B: 'backup', C: 'backup' });
});

t.test('mastership needs every member', async (t) => {
  t.equal(ask(asBackup, ['A', 'master'], ['B', 'master']).decision, undefined);
  t.equal(ask(asBackup, ['A', 'master'], ['B', 'master'], ['A', 'backup'], ['C', 'master']).decision, undefined);
  const all = ask(asBackup, ['A', 'master'], ['B', 'master'], ['C', 'master']);
  t.same(all.decision, { state: 'master', members: ['A', 'B', 'C'] });
  t.same(all.transition, { from: 'backup', to: 'master' });
});

t.test('a member that leaves mastership takes the others along', async (t) => {
  const left = ask(asMaster, ['B', 'backup']);
  t.same(left.decision, { state: 'backup', members: ['A', 'C'] });
  t.same(left.transition, { from: 'master', to: 'backup' });
  t.equal(ask(left.group, ['A', 'backup']).decision, undefined, 'the others say so too, to no effect');
});

t.test('a fault is everybody’s, and ends when nobody has one', async (t) => {
  const failed = ask(asMaster, ['B', 'fault']);
  t.same(failed.decision, { state: 'fault', members: ['A', 'C'] });
  t.same(failed.transition, { from: 'master', to: 'fault' });
  const second = ask(failed.group, ['C', 'fault']);
  t.equal(second.decision, undefined);
  t.equal(ask(second.group, ['B', 'fault-cleared']).decision, undefined, 'the second is still in fault');
  const cleared = ask(second.group, ['B', 'fault-cleared'], ['C', 'fault-cleared']);
  t.same(cleared.decision, { state: 'backup', members: ['A', 'B', 'C'] });
  t.same(cleared.transition, { from: 'fault', to: 'backup' });
});

t.test('a fault at the start does not wait for members that are held; they join it when they are ready', async (t) => {
  const failed = ask(fresh, ['A', 'backup'], ['B', 'fault']);
  t.same(failed.decision, { state: 'fault', members: ['A', 'C'] });
  t.same(ask(failed.group, ['C', 'backup']).decision, { state: 'fault', members: ['C'] });
  t.equal(ask(failed.group, ['B', 'fault-cleared']).decision, undefined, 'still waits for the held member');
  t.same(ask(failed.group, ['B', 'fault-cleared'], ['C', 'fault-cleared']).decision, {
    state: 'backup',
    members: ['A', 'B', 'C'],
  });
});

t.test('a stranger changes nothing', async (t) => {
  const result = stepGroup(asMaster, 'X', 'fault');
  t.equal(result.group, asMaster);
  t.equal(result.decision, undefined);
});

const parameters = routerParameters({ syncGroup: 'VG_1' });
const idle = initialState(parameters, micros(0));
const common = { ...idle, phase: undefined };
const waiting: VrrpState = { ...idle, phase: 'waiting-for-group' };
const backup: VrrpState = {
  ...common,
  type: 'backup',
  masterDownAt: micros(1),
  downCause: 'master-down-expired',
  masterAdverInterval: micros(1),
  preemptAt: undefined,
  deafUntil: undefined,
  prolonged: false,
  yielding: false,
  wantsMaster: false,
};
const master: VrrpState = {
  ...common,
  type: 'master',
  advertAt: micros(1),
  advertisedAt: micros(0),
  announceAt: undefined,
  refreshAt: undefined,
  lowerPriorityAnnounceAt: undefined,
  doubtfulAt: undefined,
  announcedAt: micros(0),
  ownerContest: undefined,
  followed: undefined,
  takeoverPriority: 100,
  lossesAt: [],
};
const fault: VrrpState = { ...common, type: 'fault', causes: ['script:chk'], retryAt: undefined };

t.test('a reload makes the group from its members as they are', async (t) => {
  const group = (from: 'init' | 'backup' | 'master' | 'fault', ...states: VrrpState[]) =>
    regroup(
      from,
      states.map((state, index) => ({ name: 'ABC'.charAt(index), state })),
    );
  t.match(group('master', master, master), { group: { state: 'master' }, transition: undefined, decision: undefined });
  t.same(group('init', master, backup).decision, { state: 'backup', members: ['A'] }, 'a master beside a backup');
  t.same(group('backup', backup, fault).decision, { state: 'fault', members: ['A'] });
  t.equal(group('fault', { ...fault, causes: ['sync-group'] }, idle).decision, undefined, 'waits for the other');
  t.match(group('init', idle, idle), { group: { state: 'init' }, decision: undefined });
  t.same(group('master', master, waiting).decision, { state: 'master', members: ['B'] }, 'a newcomer follows');
  t.same(group('backup', backup, waiting).decision, { state: 'backup', members: ['B'] });
  t.same(group('init', waiting, waiting).decision, { state: 'backup', members: ['A', 'B'] });

  const joined = group('master', master, master, idle);
  t.equal(joined.decision, undefined, 'a new member that is not ready leaves the masters alone');
  t.same(stepGroup(joined.group, 'C', 'backup').decision, { state: 'master', members: ['C'] });

  const freed: VrrpState = { ...fault, causes: ['sync-group'] };
  t.same(group('backup', backup, freed).decision, { state: 'backup', members: ['B'] }, 'nothing holds it any more');
  const wishing = group('backup', { ...backup, wantsMaster: true }, backup);
  t.same(wishing.group.wants, { A: 'master', B: 'backup' }, 'a wish is remembered');

  const joinedBackup = group('backup', backup, idle);
  t.same(stepGroup(joinedBackup.group, 'B', 'backup').decision, { state: 'backup', members: ['B'] });
});
