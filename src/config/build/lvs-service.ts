/**
 * What a virtual server listens to, as the rules about protocols and ports ask for it.
 */

import { type AddressFamily, familyOf } from '../../base/address.js';
import { familyOfEntry } from '../keywords/lvs.js';
import type { VirtualServerDraft } from '../keywords/lvs-draft.js';
import { familySoFar } from '../keywords/service-family.js';
import type { GroupEntry, ServiceAddress } from '../model-lvs.js';

export interface LvsService {
  readonly service: ServiceAddress;
  /** Undefined: both, or unknown. */
  readonly family: AddressFamily | undefined;
  /** A group that does not fit what is known of the family. */
  readonly otherFamily: boolean;
  /** By address, in a group of which some are. */
  readonly hasAddress: boolean;
  /** By mark, in a group of which some are. */
  readonly hasMark: boolean;
  /** An address without a port: every port. */
  readonly hasAnyPort: boolean;
  /** Ports of the addresses. */
  readonly ports: readonly number[];
}

/** @param entries of the group, where the service is one */
export function lvsService(draft: VirtualServerDraft, entries: readonly GroupEntry[]): LvsService {
  const { service } = draft;
  if (service.type === 'mark')
    return {
      service,
      family: familyOfDraft(draft) ?? (draft.realServers.every(({ address }) => familyOf(address) === 6) ? 6 : 4),
      otherFamily: false,
      hasAddress: false,
      hasMark: true,
      hasAnyPort: false,
      ports: [],
    };
  if (service.type === 'address') {
    const { address, port } = service;
    return {
      service,
      family: familyOf(address),
      otherFamily: false,
      hasAddress: true,
      hasMark: false,
      hasAnyPort: port === 0,
      ports: [port],
    };
  }
  const own = familyOfDraft(draft);
  const families = new Set(entries.flatMap((entry) => familyOfEntry(entry) ?? []));
  const ports = entries.flatMap((entry) => (entry.type === 'mark' ? [] : [entry.port]));
  return {
    service,
    family: own ?? (families.size === 1 ? [...families][0] : undefined),
    otherFamily: own !== undefined && [...families].some((family) => family !== own),
    hasAddress: ports.length > 0,
    hasMark: ports.length < entries.length,
    hasAnyPort: ports.includes(0),
    ports,
  };
}

/** Only a sorry server that is not behind a tunnel says, where nothing else does. */
function familyOfDraft(draft: VirtualServerDraft): AddressFamily | undefined {
  const { sorryServer, forwarding } = draft;
  const tunnelled = (sorryServer?.forwarding ?? forwarding)?.method === 'TUN';
  const last = sorryServer?.address === undefined || tunnelled ? undefined : familyOf(sorryServer.address);
  return familySoFar(draft) ?? last;
}
