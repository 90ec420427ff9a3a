/** vrrp_rx_bufs_policy with vrrp_rx_bufs_multiplier, as an instance has it. */

import type { ReceiveBufferPolicy } from '../model.js';
import type { GlobalSettings } from '../model-global.js';

export function receiveBufferPolicy(globals: GlobalSettings): ReceiveBufferPolicy | undefined {
  const { receiveBufferPolicy: policy, receiveBufferMultiplier: count } = globals;
  if (policy === 'default') return undefined;
  return typeof policy === 'number' ? { unit: 'byte', count: policy } : { unit: policy, count };
}
