/** The family of a virtual server, as far as it is known while it is read. */

import { type AddressFamily, familyOf } from '../../base/address.js';
import type { VirtualServerDraft } from './lvs-draft.js';

/** What its address says, or else the first line that does: a server behind a tunnel may be of either. */
export function familySoFar({
  service,
  family,
  realServers,
  forwarding,
}: VirtualServerDraft): AddressFamily | undefined {
  if (service.type === 'address') return familyOf(service.address);
  const first = realServers.find((server) => (server.forwarding ?? forwarding)?.method !== 'TUN');
  return family ?? (first === undefined ? undefined : familyOf(first.address));
}
