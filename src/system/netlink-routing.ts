/**
 * Routes and rules over netlink: one send for a batch, answered in the same turn, and a socket that hears removals.
 */

import { SystemError } from '../base/errors.js';
import type { ChangeOutcome } from '../runtime/ports/network.js';
import type { Routing, RoutingChange, RoutingLoss, RoutingMonitor, RoutingTable } from '../runtime/ports/routing.js';
import {
  type Acknowledgement,
  type NetlinkMessage,
  NLM_F_APPEND,
  NLM_F_CREATE,
  NLM_F_EXCL,
  NLMSG_OVERRUN,
} from '../wire/netlink/message.js';
import {
  decodeRoute,
  encodeDeleteRoute,
  encodeNewRoute,
  RTM_DELROUTE,
  RTM_NEWROUTE,
} from '../wire/netlink/route-message.js';
import { describeRoute, describeRule } from '../wire/netlink/routing-text.js';
import { decodeRule, encodeRule, RTM_DELRULE, RTM_NEWRULE } from '../wire/netlink/rule-message.js';
import { acknowledgementError, type BufferWish, type NetlinkRequest, NetlinkSocket } from './netlink-socket.js';

/** RTMGRP_IPV4_ROUTE, RTMGRP_IPV4_RULE, RTMGRP_IPV6_ROUTE, RTNLGRP_IPV6_RULE. */
const GROUPS = 0x40 | 0x80 | 0x400 | (1 << 18);
const RECEIVE_BUFFER = 4 * 1024 * 1024;
/** Rings read in one drain; a storm of routes does not hold up adverts longer than that. */
const ROUNDS = 32;

const INSERTION = {
  prepend: NLM_F_CREATE,
  append: NLM_F_CREATE | NLM_F_APPEND,
  add: NLM_F_CREATE | NLM_F_EXCL,
} as const;

const THERE: ReadonlySet<string> = new Set(['EEXIST']);
const GONE: ReadonlySet<string> = new Set(['ESRCH', 'ENOENT', 'ENODEV']);

/** @param answers buffer of the socket that changes tables @param news of the one that hears removals */
export function netlinkRouting(answers?: BufferWish, news?: BufferWish): Routing {
  const table = netlinkRoutingTable(answers);
  return { table, monitor: () => netlinkRoutingMonitor(news, table.port) };
}

export interface NetlinkRoutingTable extends RoutingTable {
  /** Socket that changes tables, by which its changes are told from those of others. */
  readonly port: number;
}

export function netlinkRoutingTable(answers?: BufferWish): NetlinkRoutingTable {
  const socket = new NetlinkSocket(0, answers);
  return {
    port: socket.port,
    apply: (changes) => applyAll(socket, changes),
    close: () => socket.close(),
  };
}

/** @param ownPort of the table that we change by @throws SystemError where the kernel refuses the socket */
export function netlinkRoutingMonitor(news: number | BufferWish = RECEIVE_BUFFER, ownPort?: number): RoutingMonitor {
  const socket = new NetlinkSocket(GROUPS, news);
  return {
    drain: () => drain(socket, ownPort),
    start: (readable) => socket.watch(readable),
    close: () => socket.close(),
  };
}

function applyAll(socket: NetlinkSocket, changes: readonly RoutingChange[]): readonly ChangeOutcome[] {
  try {
    return socket.request(changes.map(toRequest)).map((answer, index) => toOutcome(answer, changes[index]));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return changes.map(() => ({ ok: false, error }));
  }
}

/** The message that carries out the change. */
export function toRequest({ operation, object }: RoutingChange): NetlinkRequest {
  const remove = operation === 'remove';
  if (object.type === 'rule') {
    const payload = encodeRule(object.rule);
    return remove
      ? { type: RTM_DELRULE, flags: 0, payload }
      : { type: RTM_NEWRULE, flags: NLM_F_CREATE | NLM_F_EXCL, payload };
  }
  return remove
    ? { type: RTM_DELROUTE, flags: 0, payload: encodeDeleteRoute(object.route) }
    : { type: RTM_NEWROUTE, flags: INSERTION[object.route.insertion], payload: encodeNewRoute(object.route) };
}

function toOutcome(answer: Acknowledgement, change: RoutingChange | undefined): ChangeOutcome {
  if (answer.error === 0 || change === undefined) return { ok: true };
  const { operation, object } = change;
  const what = object.type === 'route' ? describeRoute(object.route) : describeRule(object.rule);
  const error = acknowledgementError(answer, `${operation} ${what}`);
  return (operation === 'remove' ? GONE : THERE).has(error.errno) ? { ok: true } : { ok: false, error };
}

function drain(socket: NetlinkSocket, ownPort: number | undefined): RoutingLoss[] {
  const losses: RoutingLoss[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const messages = receive(socket);
    if (messages === 'lost') {
      losses.push({ type: 'all' });
      continue;
    }
    if (messages.length === 0) break;
    for (const message of messages) {
      const loss = toLoss(message);
      if (loss !== undefined) losses.push({ ...loss, ours: message.port === ownPort });
    }
  }
  return losses;
}

function receive(socket: NetlinkSocket): NetlinkMessage[] | 'lost' {
  try {
    return socket.receive();
  } catch (error) {
    if (error instanceof SystemError && error.errno === 'ENOBUFS') return 'lost';
    throw error;
  }
}

function toLoss({ type, payload }: NetlinkMessage): RoutingLoss | undefined {
  if (type === NLMSG_OVERRUN) return { type: 'all' };
  if (type === RTM_DELROUTE) {
    const route = decodeRoute(payload);
    return route === undefined ? undefined : { type: 'route', route };
  }
  const rule = type === RTM_DELRULE ? decodeRule(payload) : undefined;
  return rule === undefined ? undefined : { type: 'rule', rule };
}
