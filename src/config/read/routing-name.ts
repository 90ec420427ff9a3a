/**
 * Numbers that iproute2 has names for: scopes, tables, protocols, type of service, realms and groups.
 */

import type { RoutingNames } from '../host-facts.js';
import type { Word } from '../tree.js';
import type { Cursor } from './cursor.js';
import { shown } from './text.js';

/** Names that every system knows. */
const BUILT_IN: Readonly<Record<RoutingNames, Readonly<Record<string, number>>>> = {
  rt_tables: { default: 253, main: 254, local: 255, unspec: 0 },
  rt_scopes: { global: 0, universe: 0, site: 200, link: 253, host: 254, nowhere: 255 },
  rt_protos: { redirect: 1, kernel: 2, boot: 3, static: 4, ra: 9, keepalived: 18 },
  rt_dsfield: {},
  rt_realms: {},
  group: { default: 0 },
};

const WHAT: Readonly<Record<RoutingNames, string>> = {
  rt_tables: 'routing table',
  rt_scopes: 'scope',
  rt_protos: 'routing protocol',
  rt_dsfield: 'type of service',
  rt_realms: 'realm',
  group: 'interface group',
};

/** Reads a number in any base up to `most`, or a name; reports one that nobody knows. */
export function readRoutingName(cursor: Cursor, word: Word, names: RoutingNames, most: number): number | undefined {
  const value = routingNumber(cursor, word.text, names);
  if (value !== undefined && value <= most) return value;
  cursor.badValue(word, `the number or name of a ${WHAT[names]}`, {
    hint: `names stand in iproute2's file ${names}`,
  });
  return undefined;
}

function routingNumber(cursor: Cursor, text: string, names: RoutingNames): number | undefined {
  if (/^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text)) {
    return /^0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
  }
  const builtIn = BUILT_IN[names];
  if (Object.hasOwn(builtIn, text)) return builtIn[text];
  return cursor.reading.host?.routingNumber(names, text, cursor.reading.routingDirectories);
}

/** A scope by name or number. */
export function readScope(cursor: Cursor, word: Word): number | undefined {
  const value = routingNumber(cursor, word.text, 'rt_scopes');
  if (value !== undefined && value <= 255) return value;
  cursor.report('bad-value', word.span, `there is no scope ${shown(word.text)}`, {
    keepalived: 'ignores it',
    hint: 'scopes are global, site, link, host and nowhere',
  });
  return undefined;
}
