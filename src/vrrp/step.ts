/**
 * The core: one virtual router, one event, what follows. Pure and synchronous. The same parameters, state, event and
 * moment always give the same result, so that a recording replays exactly.
 */

import { assertNever } from '../base/assert-never.js';
import type { Micros } from '../base/micros.js';
import { stepBackup } from './backup.js';
import type { VrrpEvent } from './event.js';
import { stepFault } from './fault.js';
import { stepInit } from './init.js';
import { stepMaster } from './master.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { StepResult } from './result.js';
import type { VrrpState } from './state.js';
import { isWokenLate, listenAgain } from './wake.js';

/**
 * What a virtual router makes of one event.
 *
 * An event that does not apply gives back the same state object and no action. Actions are carried out in their order.
 * Sockets must have been drained into `advertisement-received` events before a `tick` is sent; `nextDeadline` says when
 * the next one is due, and a late or early one is harmless.
 * @param parameters as they are now; on `parameters-changed` already the new ones
 * @param now monotonic, never less than in the step before
 */
export function step(parameters: VirtualRouterParameters, state: VrrpState, event: VrrpEvent, now: Micros): StepResult {
  if (state.type !== 'master' || !isWokenLate(parameters, state, now)) return dispatch(parameters, state, event, now);
  const listening = listenAgain(parameters, state, now);
  const result = dispatch(parameters, listening.state, event, now);
  return { state: result.state, actions: [...listening.actions, ...result.actions] };
}

function dispatch(parameters: VirtualRouterParameters, state: VrrpState, event: VrrpEvent, now: Micros): StepResult {
  switch (state.type) {
    case 'init':
      return stepInit(parameters, state, event, now);
    case 'backup':
      return stepBackup(parameters, state, event, now);
    case 'master':
      return stepMaster(parameters, state, event, now);
    case 'fault':
      return stepFault(parameters, state, event, now);
    default:
      return assertNever(state);
  }
}
