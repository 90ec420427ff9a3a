/**
 * What this run has made in the kernel beside addresses, a line each, for the one who cleans up after a crash: the
 * next start, or `vrrpd cleanup`. A line holds all that undoing needs, because the configuration may be another one by
 * then.
 */

import { encodeDeleteRoute } from '../wire/netlink/route-message.js';
import { describeRoute, describeRule } from '../wire/netlink/routing-text.js';
import { encodeRule } from '../wire/netlink/rule-message.js';
import type { SettingName } from './ports/kernel-settings.js';
import type { RoutingObject } from './ports/routing.js';

/** Most bytes of one message in a line. */
const MESSAGE_LIMIT = 4096;

export type JournalObject =
  /** The payload of the message that removes it, and what it is in words. */
  | { readonly type: 'route' | 'rule'; readonly removal: Uint8Array; readonly text: string }
  /** A macvlan or ipvlan interface that we made. */
  | { readonly type: 'link'; readonly name: string }
  /** A setting of the kernel and the value that it had. */
  | { readonly type: 'setting'; readonly name: SettingName; readonly value: string }
  /** A table of nftables, in both families. */
  | { readonly type: 'filter'; readonly table: string };

export function journalOfRouting(object: RoutingObject): JournalObject {
  return object.type === 'route'
    ? { type: 'route', removal: encodeDeleteRoute(object.route), text: describeRoute(object.route) }
    : { type: 'rule', removal: encodeRule(object.rule), text: describeRule(object.rule) };
}

/** In the order in which the objects were made. */
export function formatObjects(objects: readonly JournalObject[]): string {
  return objects.map((object) => `${formatObject(object)}\n`).join('');
}

/** Reads a journal; lines that are none are left out. */
export function parseObjects(text: string): readonly JournalObject[] {
  return text.split('\n').flatMap((line) => parseObject(line) ?? []);
}

function formatObject(object: JournalObject): string {
  switch (object.type) {
    case 'route':
    case 'rule':
      return `${object.type} ${Buffer.from(object.removal).toString('hex')} ${object.text}`;
    case 'link':
      return `link ${object.name}`;
    case 'setting':
      return `setting ${object.name.join('/')} ${object.value}`;
    case 'filter':
      return `filter ${object.table}`;
  }
}

function parseObject(line: string): JournalObject | undefined {
  const [type, first = '', ...rest] = line.split(' ');
  const last = rest.join(' ');
  switch (type) {
    case 'route':
    case 'rule':
      if (!/^([0-9a-f]{2})+$/.test(first) || first.length > MESSAGE_LIMIT * 2) return undefined;
      return { type, removal: new Uint8Array(Buffer.from(first, 'hex')), text: last };
    case 'link':
      return /^[^\s/]{1,15}$/.test(first) && last === '' ? { type, name: first } : undefined;
    case 'setting':
      return first.startsWith('net/') && /^-?\d{1,10}$/.test(last)
        ? { type, name: first.split('/'), value: last }
        : undefined;
    case 'filter':
      return /^[A-Za-z][\w.-]{0,63}$/.test(first) && last === '' ? { type, table: first } : undefined;
    default:
      return undefined;
  }
}
