/**
 * One sentence for people: why the router is in its state, and what would change it.
 */

import { assertNever } from '../base/assert-never.js';
import { type Micros, minus, toSeconds } from '../base/micros.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { BackupState, FaultState, HeardMaster, InitState, MasterState, VrrpState } from './state.js';
import { routerDownInterval } from './timers.js';
import { holdingObjects } from './tracking.js';

export function explain(parameters: VirtualRouterParameters, state: VrrpState, now: Micros): string {
  switch (state.type) {
    case 'init':
      return explainInit(parameters, state);
    case 'backup':
      return explainBackup(parameters, state, now);
    case 'master':
      return explainMaster(parameters, state);
    case 'fault':
      return explainFault(parameters, state, now);
    default:
      return assertNever(state);
  }
}

function explainInit(parameters: VirtualRouterParameters, state: InitState): string {
  switch (state.phase) {
    case 'idle':
      return state.reason === 'shutdown' || state.reason === 'reload' ? 'Stopped.' : 'Not started yet.';
    case 'held':
      return `Waits for the first result of ${holdingObjects(parameters, state).join(', ')}.`;
    case 'waiting-for-group':
      return `Ready, and waits for the other members of sync group ${parameters.syncGroup}.`;
    default:
      return assertNever(state.phase);
  }
}

function explainBackup(parameters: VirtualRouterParameters, state: BackupState, now: Micros): string {
  if (state.standby) return `On standby by the operator's wish: listens and does not take over${seenMaster(state)}.`;
  if (state.deafUntil !== undefined)
    return `Ignores everybody for ${until(state.deafUntil, now)} more (startup delay).`;
  if (state.wantsMaster)
    return `Would be master, but the other members of sync group ${parameters.syncGroup} would not.`;
  if (state.downCause === 'master-left') return `The master has left; takes over ${inTime(state.masterDownAt, now)}.`;
  const { heardMaster: heard, effectivePriority: ours } = state;
  if (heard === undefined) {
    const since = state.reason === 'timer-expired' ? 'Woke up late and listens before it sends' : 'No master heard yet';
    return `${since}; takes over ${inTime(state.masterDownAt, now)}.`;
  }
  const who = `${heard.address} is master with priority ${heard.priority}`;
  if (heard.priority > ours) return `${who}, which is better than our ${ours}.`;
  if (heard.priority === ours) return `${who}, the same as ours, and a backup does not preempt its equal.`;
  if (!parameters.preemptMode) return `${who}; ours is ${ours}, but nopreempt leaves it alone.`;
  if (state.yielding) return `${who}; ours is ${ours}, but the operator moved mastership there.`;
  if (state.preemptAt !== undefined && state.preemptAt > now) {
    return `${who}, worse than our ${ours}; preempt_delay ends ${inTime(state.preemptAt, now)}.`;
  }
  return `${who}, worse than our ${ours}; takes over ${inTime(state.masterDownAt, now)}.`;
}

function seenMaster(state: BackupState): string {
  const { heardMaster: heard } = state;
  return heard === undefined ? '; no master is heard' : `; ${heard.address} is master with priority ${heard.priority}`;
}

function explainMaster(parameters: VirtualRouterParameters, state: MasterState): string {
  const priority = state.takeoverPriority;
  switch (state.reason) {
    case 'address-owner':
      return 'Priority 255 owns the addresses and does not wait.';
    case 'master-left':
      return `The master before left with priority 0, and nobody better than our ${priority} spoke up.`;
    case 'preempted':
      return `Our priority ${priority} was better than that of the master before${name(state.followed)}.`;
    case 'sync-group':
      return `All members of sync group ${parameters.syncGroup} may be master.`;
    case 'operator-switchover':
      return 'The operator moved mastership here.';
    case 'operator-resume':
      return `The operator ended standby, and our priority ${priority} was the best.`;
    default: {
      const interval = routerDownInterval(parameters, priority, parameters.advertisementInterval);
      return `No better master was heard for the master-down interval of ${seconds(interval)}${lastHeard(state.followed)}.`;
    }
  }
}

function name(master: HeardMaster | undefined): string {
  return master === undefined ? '' : `, ${master.address} with ${master.priority}`;
}

function lastHeard(master: HeardMaster | undefined): string {
  return master === undefined ? '' : `; the last one was ${master.address} with priority ${master.priority}`;
}

function explainFault(parameters: VirtualRouterParameters, state: FaultState, now: Micros): string {
  const causes = state.causes.map((cause) => explainCause(parameters, state, cause));
  const retry = state.retryAt === undefined ? '' : `; tries again ${inTime(state.retryAt, now)}`;
  return `${causes.join('; ')}${retry}.`;
}

function explainCause(parameters: VirtualRouterParameters, state: FaultState, cause: string): string {
  switch (cause) {
    case 'configuration':
      return `The configuration forbids running: ${parameters.configurationFault}`;
    case 'source-address':
      return 'There is no address to send advertisements from';
    case 'sync-group':
      return `Another member of sync group ${parameters.syncGroup} is in fault`;
    case 'addresses':
      return state.reason === 'addresses-not-bound'
        ? 'The addresses could not be bound'
        : 'Someone on this host keeps removing the addresses';
    default: {
      const detail = state.trackedDetail[cause];
      const result = state.tracked[cause]?.type ?? 'pending';
      if (result === 'pending') return `${cause} has not reported yet`;
      return detail === undefined ? `${cause} failed` : `${cause} failed (${detail})`;
    }
  }
}

function inTime(at: Micros | undefined, now: Micros): string {
  return at === undefined || at <= now ? 'now' : `in ${until(at, now)}`;
}

function until(at: Micros, now: Micros): string {
  return seconds(minus(at, now));
}

function seconds(duration: Micros): string {
  return `${toSeconds(duration).toFixed(3)} s`;
}
