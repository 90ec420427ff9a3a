/**
 * NetworkMonitor over netlink: one socket hears changes, another reads tables.
 */

import { ByteReader, ByteWriter, HOST_LITTLE_ENDIAN } from '../base/bytes.js';
import { SystemError } from '../base/errors.js';
import type { AddressInfo, LinkInfo, NetworkChange, NetworkMonitor } from '../runtime/ports/network.js';
import {
  decodeAddress,
  encodeGetAddresses,
  RTM_DELADDR,
  RTM_GETADDR,
  RTM_NEWADDR,
} from '../wire/netlink/address-message.js';
import { decodeLink, encodeGetLink, RTM_DELLINK, RTM_GETLINK, RTM_NEWLINK } from '../wire/netlink/link-message.js';
import { type NetlinkMessage, NLMSG_OVERRUN, NLMSG_PORT_OFFSET, NLMSG_TYPE_OFFSET } from '../wire/netlink/message.js';
import { decodeForwardingChange, RTM_NEWNETCONF } from '../wire/netlink/settings-message.js';
import { type BufferWish, NetlinkSocket } from './netlink-socket.js';
import { ACCEPT, encodeFilter, JUMP_EQUAL, LOAD_HALF, LOAD_WORD, REFUSE } from './socket-filter.js';

/** RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR, RTNLGRP_IPV6_NETCONF. */
const GROUPS = 0x1 | 0x10 | 0x100 | (1 << 24);
/** Some ten thousand changes between two turns. */
const RECEIVE_BUFFER = 8 * 1024 * 1024;
/** Rings read in one drain; a storm of changes does not hold up adverts longer than that. */
const ROUNDS = 64;

export interface NetlinkMonitorOptions {
  /** Bytes that changes may wait in; when they do not fit, the monitor asks for a new snapshot. */
  readonly receiveBuffer?: number | BufferWish | undefined;
  /** Buffer of the socket that reads tables. */
  readonly answers?: BufferWish | undefined;
  /** A netlink socket whose renewals of addresses are not told. The kernel says who asked for IPv4 only. */
  readonly renewalPort?: number | undefined;
}

export function netlinkMonitor({ receiveBuffer, answers, renewalPort }: NetlinkMonitorOptions = {}): NetworkMonitor {
  const events = new NetlinkSocket(GROUPS, receiveBuffer ?? RECEIVE_BUFFER);
  if (renewalPort !== undefined) events.attachFilter(withoutNewAddressesOf(renewalPort));
  const tables = new NetlinkSocket(0, answers);
  return {
    snapshot: () => ({
      links: readLinks(tables),
      addresses: present(
        tables.dump(RTM_GETADDR, encodeGetAddresses(undefined)).map(({ payload }) => decodeAddress(payload)),
      ),
    }),
    drain: () => drain(events, () => readLinks(tables)),
    start: (readable) => events.watch(readable),
    close(): void {
      events.close();
      tables.close();
    },
  };
}

/** Refuses RTM_NEWADDR that came of a request by this port. */
function withoutNewAddressesOf(port: number): Uint8Array {
  const sought = new ByteReader(new ByteWriter(6, HOST_LITTLE_ENDIAN).u16(RTM_NEWADDR).u32(port).finish());
  return encodeFilter([
    [LOAD_HALF, 0, 0, NLMSG_TYPE_OFFSET],
    [JUMP_EQUAL, 0, 3, sought.u16()],
    [LOAD_WORD, 0, 0, NLMSG_PORT_OFFSET],
    [JUMP_EQUAL, 0, 1, sought.u32()],
    REFUSE,
    ACCEPT,
  ]);
}

function readLinks(tables: NetlinkSocket): LinkInfo[] {
  return present(tables.dump(RTM_GETLINK, encodeGetLink()).map(({ payload }) => decodeLink(payload)));
}

function drain(socket: NetlinkSocket, links: () => readonly LinkInfo[]): NetworkChange[] {
  const changes: NetworkChange[] = [];
  const forwarding = new Set<number | 'all'>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const messages = receive(socket);
    if (messages === 'lost') {
      changes.push({ type: 'resynchronise' });
      continue;
    }
    if (messages.length === 0) break;
    for (const message of messages) {
      const change = toChange(message);
      if (change !== undefined) changes.push(change);
      const switched = message.type === RTM_NEWNETCONF ? decodeForwardingChange(message.payload) : undefined;
      if (switched !== undefined) forwarding.add(switched);
    }
  }
  if (forwarding.size > 0) changes.push(...linksAnew(links(), forwarding));
  return changes;
}

// The message about a setting does not carry the link, so that is read once for all that changed.
function linksAnew(links: readonly LinkInfo[], wanted: ReadonlySet<number | 'all'>): NetworkChange[] {
  const affected = links.filter(({ index }) => wanted.has('all') || wanted.has(index));
  return affected.map((link) => ({ type: 'link-changed', link }));
}

function receive(socket: NetlinkSocket): NetlinkMessage[] | 'lost' {
  try {
    return socket.receive();
  } catch (error) {
    if (error instanceof SystemError && error.errno === 'ENOBUFS') return 'lost';
    throw error;
  }
}

function toChange({ type, payload }: NetlinkMessage): NetworkChange | undefined {
  switch (type) {
    case RTM_NEWLINK:
      return withLink(payload, (link) => ({ type: 'link-changed', link }));
    case RTM_DELLINK:
      return withLink(payload, ({ index, name }) => ({ type: 'link-removed', index, name }));
    case RTM_NEWADDR:
      return withAddress(payload, (address) => ({ type: 'address-added', address }));
    case RTM_DELADDR:
      return withAddress(payload, (address) => ({ type: 'address-removed', address }));
    case NLMSG_OVERRUN:
      return { type: 'resynchronise' };
    default:
      return undefined;
  }
}

function withLink(payload: Uint8Array, make: (link: LinkInfo) => NetworkChange): NetworkChange | undefined {
  const link = decodeLink(payload);
  return link === undefined ? undefined : make(link);
}

function withAddress(payload: Uint8Array, make: (address: AddressInfo) => NetworkChange): NetworkChange | undefined {
  const address = decodeAddress(payload);
  return address === undefined ? undefined : make(address);
}

function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}
