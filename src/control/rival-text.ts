/** Names another master for people. */

import type { RivalSnapshot } from '../runtime/snapshot.js';

/** `192.0.2.2 (priority 100)`, or `the host with MAC 02:00:00:00:00:02`. */
export function describeRival({ address, mac, priority }: RivalSnapshot): string {
  return address === undefined
    ? `the host with MAC ${mac ?? 'unknown'}`
    : `${address} (priority ${priority ?? 'unknown'})`;
}
