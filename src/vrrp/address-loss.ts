/**
 * Addresses that someone else removed while we are master: they are put back at once, and mastership is kept. Only when
 * that goes on and on does the router step down, because somebody on this host wants them gone.
 */

import type { IpAddress } from '../base/address.js';
import { type Micros, minus } from '../base/micros.js';
import { failForAddresses } from './fault.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { StepResult } from './result.js';
import type { MasterState } from './state.js';

/** Losses within LOSS_WINDOW that are put back; one more is a fight. */
export const LOSS_LIMIT = 5;
export const LOSS_WINDOW = 60_000_000 as Micros;
/** Removing many addresses is one loss, though the kernel reports each by itself. */
const LOSS_SPACING = 100_000 as Micros;

export function loseAddresses(
  parameters: VirtualRouterParameters,
  state: MasterState,
  addresses: readonly IpAddress[],
  now: Micros,
): StepResult {
  if (addresses.length === 0) return { state, actions: [] };
  const lossesAt = withLoss(state.lossesAt, now);
  if (lossesAt.length > LOSS_LIMIT) {
    const detail = `removed ${lossesAt.length} times within 60 s`;
    return failForAddresses(parameters, state, now, { reason: 'addresses-fought-over', detail });
  }
  return {
    state: { ...state, lossesAt, announcedAt: now },
    actions: [
      { type: 'restore-addresses', addresses },
      { type: 'announce-addresses', rounds: parameters.announcements.repeat },
      { type: 'addresses-restored', addresses, losses: lossesAt.length },
    ],
  };
}

function withLoss(lossesAt: readonly Micros[], now: Micros): readonly Micros[] {
  const recent = lossesAt.filter((at) => minus(now, at) < LOSS_WINDOW);
  const last = recent.at(-1);
  return last !== undefined && minus(now, last) < LOSS_SPACING ? recent : [...recent, now];
}
