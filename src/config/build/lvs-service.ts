/**
 * What a virtual server listens to, as the rules about protocols and ports ask for it.
 */

import { type AddressFamily, familyOf } from '../../base/address.js';
import { familyOfEntry } from '../keywords/lvs.js';
import type { VirtualServerDraft } from '../keywords/lvs-draft.js';
import type { GroupEntry, ServiceAddress } from '../model-lvs.js';

export interface LvsService {
  readonly service: ServiceAddress;
  /** Undefined: both, or unknown. */
  readonly family: AddressFamily | undefined;
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
      family: draft.family ?? familyOfServers(draft) ?? 4,
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
      hasAddress: true,
      hasMark: false,
      hasAnyPort: port === 0,
      ports: [port],
    };
  }
  const ports = entries.flatMap((entry) => (entry.type === 'mark' ? [] : [entry.port]));
  return {
    service,
    family: draft.family ?? familyOfServers(draft) ?? onlyFamily(entries),
    hasAddress: ports.length > 0,
    hasMark: ports.length < entries.length,
    hasAnyPort: ports.includes(0),
    ports,
  };
}

/** The first server that is not behind a tunnel says. */
function familyOfServers({ realServers, sorryServer, forwarding }: VirtualServerDraft): AddressFamily | undefined {
  const servers = [...realServers, ...(sorryServer === undefined ? [] : [sorryServer])];
  const first = servers.find((server) => (server.forwarding ?? forwarding)?.method !== 'TUN');
  return first?.address === undefined ? undefined : familyOf(first.address);
}

function onlyFamily(entries: readonly GroupEntry[]): AddressFamily | undefined {
  const families = new Set(entries.flatMap((entry) => familyOfEntry(entry) ?? []));
  return families.size === 1 ? [...families][0] : undefined;
}
