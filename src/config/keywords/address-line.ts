/**
 * Lines of virtual_ipaddress, virtual_ipaddress_excluded and static_ipaddress: an address and its options.
 */

import { familyOf, type IpAddress, parseIpAddress } from '../../base/address.js';
import { didYouMean } from '../did-you-mean.js';
import { readInterfaceName, readPrefix, reportBadAddress } from '../read/address-reader.js';
import { readWords } from '../read/block.js';
import { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import type { Reading } from '../read/reading.js';
import { readScope } from '../read/routing-name.js';
import { shown, textOf } from '../read/text.js';
import type { Node } from '../tree.js';
import type { AddressDraft } from './instance-draft.js';
import { type Row, special, type Table, table } from './keyword.js';

/** Longest label in Linux. */
const LONGEST_LABEL = 15;

/** Marks a line that must be dropped. */
interface Line extends AddressDraft {
  dropped?: boolean;
}

const word = (
  name: string,
  field: 'home' | 'manageTemporary' | 'noPrefixRoute' | 'autoJoin' | 'noTrack' | 'useVmac' | 'dad',
  tier: 1 | 2 | 3 | 4,
  help: string,
  fallback = 'off',
): Row<Line> =>
  special<Line>(name, { tier, default: fallback, help }, (_, draft) => {
    draft[field] = true;
  });

const broadcastHelp = {
  tier: 2,
  args: '<IPv4 ADDRESS>|+|-',
  default: 'none',
  invalid: 'with an IPv6 address the line is dropped',
} as const;

const common: readonly Row<Line>[] = [
  special<Line>(
    '<ADDRESS>[/<LENGTH>]',
    {
      tier: 1,
      args: '',
      default: '/32 or /128',
      invalid: 'a bad length is the full one; a bad address drops the line',
      help: 'The address, with the length of its network. Without a length it is a host, not the network of the interface.',
    },
    () => undefined,
  ),
  special<Line>(
    'brd',
    { ...broadcastHelp, help: 'Broadcast address; + sets all host bits, - clears them.' },
    readBroadcast,
  ),
  special<Line>('broadcast', { ...broadcastHelp, help: 'The same as brd.', aliasOf: 'brd' }, readBroadcast),
  special<Line>(
    'dev',
    {
      tier: 1,
      args: '<INTERFACE>',
      default: 'the interface of the instance; of static addresses default_interface',
      invalid: 'a second one drops the line',
      help: 'Interface that the address is put on.',
    },
    (cursor, draft) => {
      const found = cursor.required();
      if (found === undefined) return;
      if (draft.device !== undefined) {
        cursor.report('repeated', found.span, 'the interface of the address is given twice', {
          keepalived: 'drops the line',
        });
        draft.dropped = true;
        return;
      }
      const name = readInterfaceName(cursor, found);
      if (name === undefined) draft.dropped = true;
      else draft.device = name;
    },
  ),
  special<Line>(
    'scope',
    {
      tier: 2,
      args: '<SCOPE>',
      default: 'global',
      invalid: 'ignored, as for IPv6',
      help: 'How far the address is valid: global, site, link, host, nowhere, a name of rt_scopes or a number.',
    },
    (cursor, draft) => {
      const found = cursor.required();
      if (found === undefined) return;
      const scope = readScope(cursor, found);
      if (scope === undefined) return;
      if (familyOf(draft.prefix.address) === 6) {
        cursor.report('no-effect', found.span, 'an IPv6 address has no scope to set', { keepalived: 'ignores it' });
        return;
      }
      draft.scope = scope;
    },
  ),
  special<Line>(
    'label',
    {
      tier: 1,
      args: '<NAME>',
      default: 'none',
      range: `at most ${LONGEST_LABEL} bytes`,
      invalid: 'too long: the line is dropped; IPv6: ignored',
      help: 'Name of the address in old tools, such as eth0:1.',
    },
    (cursor, draft) => {
      const found = cursor.required();
      if (found === undefined) return;
      if (familyOf(draft.prefix.address) === 6) {
        cursor.report('no-effect', found.span, 'an IPv6 address has no label', {
          severity: 'warning',
          keepalived: 'ignores it',
        });
      } else if (found.text.length > LONGEST_LABEL) {
        cursor.report('too-long', found.span, `the label ${shown(found.text)} is longer than ${LONGEST_LABEL} bytes`, {
          keepalived: 'drops the line: the address is never bound',
        });
        draft.dropped = true;
      } else draft.label = textOf(found.text);
    },
  ),
  special<Line>(
    'peer',
    {
      tier: 3,
      args: '<ADDRESS>[/<LENGTH>]',
      default: 'none',
      invalid: 'of another family: ignored',
      help: 'Other end of a point-to-point link. Its length replaces that of the address.',
    },
    (cursor, draft) => {
      const found = cursor.required();
      if (found === undefined) return;
      const peer = readPrefix(cursor, found);
      if (peer === undefined) return;
      if (familyOf(peer.address) !== familyOf(draft.prefix.address)) {
        cursor.report('family-mismatch', found.span, `${shown(found.text)} is of another family than the address`, {
          keepalived: 'ignores it',
        });
        return;
      }
      draft.peer = peer;
    },
  ),
  word('home', 'home', 4, 'Marks an IPv6 address as the home address of a mobile node.'),
  word(
    '-nodad',
    'dad',
    3,
    'Leaves duplicate address detection on for this IPv6 address.',
    'detection is off for virtual addresses',
  ),
  word('mngtmpaddr', 'manageTemporary', 4, 'Lets the kernel make temporary addresses from this one.'),
  word('noprefixroute', 'noPrefixRoute', 3, 'Adds no route for the network of the address.'),
  word('autojoin', 'autoJoin', 4, 'Joins the multicast group that the address is.'),
  word(
    'no_track',
    'noTrack',
    3,
    'Leaves it alone when somebody removes the address, and does not watch its interface.',
  ),
  special<Line>(
    'preferred_lft',
    {
      tier: 3,
      args: '<SECONDS>|forever',
      default: 'forever; 0 for an IPv6 /128',
      help: 'How long the address may be chosen as a source. 0 means never.',
    },
    (cursor, draft) => {
      const found = cursor.required();
      if (found === undefined) return;
      if (found.text === 'forever') draft.preferredLifetime = Number.POSITIVE_INFINITY;
      else draft.preferredLifetime = readInteger(cursor, found, 0, 4_294_967_294);
    },
  ),
];

export const virtualAddressTable: Table<Line> = table('virtual_ipaddress', 'vrrp', [
  ...common,
  word('use_vmac', 'useVmac', 3, 'Puts the address on a virtual MAC interface of its own.'),
]);

export const staticAddressTable: Table<Line> = table('static_ipaddress', 'vrrp', [
  ...common,
  special<Line>(
    'track_group',
    {
      tier: 3,
      args: '<GROUP>',
      default: 'none',
      help: 'Group of instances that fail when the address cannot be kept.',
    },
    (cursor, draft) => {
      const found = cursor.required();
      if (found !== undefined) draft.trackGroup = textOf(found.text);
    },
  ),
]);

/** Reads one line; undefined when it is dropped. */
export function readAddressLine(reading: Reading, node: Node, options: Table<Line>): AddressDraft | undefined {
  const first = node.keyword;
  const cursor = new Cursor(reading, node);
  if (node.words.length === 0) {
    const address = first.text.includes('/') ? undefined : parseIpAddress(first.text);
    if (address !== undefined)
      return { prefix: { address, length: address.includes(':') ? 128 : 32 }, span: first.span };
  }
  const prefix = readPrefixFirst(cursor);
  if (prefix === undefined) return undefined;
  const line: Line = { prefix, span: first.span };
  if (node.words.length > 0) readWords(cursor, options, line, (found) => reportUnknownOption(cursor, found, options));
  return line.dropped === true ? undefined : line;
}

function readPrefixFirst(cursor: Cursor): AddressDraft['prefix'] | undefined {
  const { keyword } = cursor.node;
  if (parseIpAddress(keyword.text.split('/')[0] ?? '') === undefined) {
    reportBadAddress(cursor, keyword);
    return undefined;
  }
  return readPrefix(cursor, keyword);
}

function reportUnknownOption(
  cursor: Cursor,
  found: { text: string; span: AddressDraft['span'] },
  options: Table<Line>,
): boolean {
  const isAddress = parseIpAddress(found.text.split('/')[0] ?? '') !== undefined;
  const guess = didYouMean(found.text, options.byName.keys());
  cursor.report('unknown-option', found.span, `${shown(found.text)} is not an option of an address`, {
    keepalived: isAddress ? 'takes only the first address of a line' : 'ignores the word',
    ...(isAddress ? { hint: 'write one address a line' } : guess !== undefined && { hint: `did you mean "${guess}"?` }),
  });
  return true;
}

function readBroadcast(cursor: Cursor, draft: Line): void {
  const found = cursor.required();
  if (found === undefined) return;
  if (familyOf(draft.prefix.address) === 6) {
    cursor.report('family-mismatch', found.span, 'IPv6 has no broadcast address', { keepalived: 'drops the line' });
    draft.dropped = true;
    return;
  }
  if (found.text === '+' || found.text === '-') {
    draft.broadcastHost = found.text === '+' ? 'set' : 'clear';
    draft.broadcast = undefined;
    return;
  }
  const value = parseIpAddress(found.text);
  if (value === undefined || familyOf(value) !== 4) {
    cursor.badValue(found, 'an IPv4 address, + or -', { keepalived: 'drops the line' });
    draft.dropped = true;
    return;
  }
  delete draft.broadcastHost;
  draft.broadcast = value as IpAddress;
}
