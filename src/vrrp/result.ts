/**
 * What one step gives back.
 */

import type { VrrpAction } from './action.js';
import type { VrrpState } from './state.js';

export interface StepResult<S extends VrrpState = VrrpState> {
  readonly state: S;
  /** In the order in which they are to be carried out. */
  readonly actions: readonly VrrpAction[];
}

/** Nothing happened: the same state object, no action. */
export function unchanged<S extends VrrpState>(state: S): StepResult<S> {
  return { state, actions: [] };
}
