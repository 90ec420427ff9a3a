/**
 * Lines of virtual_ipaddress, virtual_ipaddress_excluded and static_ipaddress: an address and its options.
 */

import {
  addressBytes,
  familyOf,
  formatIpAddress,
  type IpAddress,
  type Prefix,
  parseIpAddress,
  parsePrefix,
} from '../../base/address.js';
import type { Span } from '../diagnostic.js';
import { didYouMean } from '../did-you-mean.js';
import type { AddressOptions } from '../model.js';
import { readInterfaceName, readPrefix, reportBadAddress } from '../read/address-reader.js';
import { readWords } from '../read/block.js';
import { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import type { Reading } from '../read/reading.js';
import { readScope } from '../read/routing-name.js';
import { shown, textOf } from '../read/text.js';
import type { Node, PlainLineTaker, Word } from '../tree.js';
import type { AddressDraft } from './instance-draft.js';
import { DROPPED, type Row, special, type Table, table } from './keyword.js';

/** Longest label in Linux. */
const LONGEST_LABEL = 15;

/** A line while it is read. */
interface Line {
  readonly address: AddressDraft;
  dropped: boolean;
  broadcastHost: 'set' | 'clear' | undefined;
  /** As written; `forever` is infinity. */
  lifetime: number | undefined;
}

const word = (
  name: string,
  field: 'home' | 'manageTemporary' | 'noPrefixRoute' | 'autoJoin' | 'noTrack' | 'useVmac' | 'dad',
  tier: 1 | 2 | 3 | 4,
  help: string,
  fallback = 'off',
): Row<Line> =>
  special<Line>(name, { tier, default: fallback, help }, (_, draft) => {
    setOption(draft.address, field, true);
  });

const broadcastHelp = {
  tier: 2,
  args: '<IPv4 ADDRESS>|+|-',
  default: 'none',
  invalid: 'with an IPv6 address the line is dropped',
  missing: DROPPED,
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
      missing: DROPPED,
      tier: 1,
      args: '<INTERFACE>',
      default: 'the interface of the instance; of static addresses default_interface',
      invalid: 'a second one drops the line',
      help: 'Interface that the address is put on.',
    },
    (cursor, draft) => {
      const found = optionValue(cursor, draft);
      if (found === undefined) return;
      if (draft.address.device !== '') {
        cursor.report('repeated', found.span, 'the interface of the address is given twice', {
          keepalived: 'drops the line',
        });
        draft.dropped = true;
        return;
      }
      const name = readInterfaceName(cursor, found);
      if (name === undefined) draft.dropped = true;
      else draft.address.device = name;
    },
  ),
  special<Line>(
    'scope',
    {
      missing: DROPPED,
      tier: 2,
      args: '<SCOPE>',
      default: 'global',
      invalid: 'ignored, as for IPv6',
      help: 'How far the address is valid: global, site, link, host, nowhere, a name of rt_scopes or a number.',
    },
    (cursor, draft) => {
      const found = optionValue(cursor, draft);
      if (found === undefined) return;
      const scope = readScope(cursor, found);
      if (scope === undefined) return;
      if (familyOf(draft.address.prefix.address) === 6) {
        cursor.report('no-effect', found.span, 'an IPv6 address has no scope to set', { keepalived: 'ignores it' });
        return;
      }
      setOption(draft.address, 'scope', scope === 0 ? undefined : scope);
    },
  ),
  special<Line>(
    'label',
    {
      missing: DROPPED,
      tier: 1,
      args: '<NAME>',
      default: 'none',
      range: `at most ${LONGEST_LABEL} bytes`,
      invalid: 'too long: the line is dropped; IPv6: ignored',
      help: 'Name of the address in old tools, such as eth0:1.',
    },
    (cursor, draft) => {
      const found = optionValue(cursor, draft);
      if (found === undefined) return;
      if (familyOf(draft.address.prefix.address) === 6) {
        cursor.report('no-effect', found.span, 'an IPv6 address has no label', {
          keepalived: 'ignores it',
        });
      } else if (found.text.length > LONGEST_LABEL) {
        cursor.report('too-long', found.span, `the label ${shown(found.text)} is longer than ${LONGEST_LABEL} bytes`, {
          keepalived: 'drops the line: the address is never bound',
        });
        draft.dropped = true;
      } else setOption(draft.address, 'label', textOf(found.text));
    },
  ),
  special<Line>(
    'peer',
    {
      missing: DROPPED,
      tier: 3,
      args: '<ADDRESS>[/<LENGTH>]',
      default: 'none',
      invalid: 'of another family: ignored',
      help: 'Other end of a point-to-point link. Its length replaces that of the address.',
    },
    (cursor, draft) => {
      const found = optionValue(cursor, draft);
      if (found === undefined) return;
      const peer = readPrefix(cursor, found);
      if (peer === undefined) return;
      if (familyOf(peer.address) !== familyOf(draft.address.prefix.address)) {
        cursor.report('family-mismatch', found.span, `${shown(found.text)} is of another family than the address`, {
          keepalived: 'ignores it',
        });
        return;
      }
      setOption(draft.address, 'peer', peer);
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
      missing: DROPPED,
      tier: 3,
      args: '<SECONDS>|forever',
      default: 'forever; 0 for an IPv6 /128',
      help: 'How long the address may be chosen as a source. 0 means never.',
    },
    (cursor, draft) => {
      const found = optionValue(cursor, draft);
      if (found === undefined) return;
      if (found.text === 'forever') draft.lifetime = Number.POSITIVE_INFINITY;
      else draft.lifetime = readInteger(cursor, found, 0, 4_294_967_294);
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
      missing: DROPPED,
      tier: 3,
      args: '<GROUP>',
      default: 'none',
      help: 'Group of instances that fail when the address cannot be kept.',
    },
    (cursor, draft) => {
      const found = optionValue(cursor, draft);
      if (found !== undefined) draft.address.trackGroup = textOf(found.text);
    },
  ),
]);

/** Reads one line; undefined when it is dropped. */
export function readAddressLine(reading: Reading, node: Node, options: Table<Line>): AddressDraft | undefined {
  const { keyword, words } = node;
  const prefix = parsePrefix(keyword.text) ?? readOddPrefix(reading, node);
  if (prefix === undefined) return undefined;
  const address = addressOf(prefix, keyword.span);
  if (words.length === 0) return address;
  const line: Line = { address, dropped: false, broadcastHost: undefined, lifetime: undefined };
  const cursor = new Cursor(reading, node);
  readWords(cursor, options, line, (found) => reportUnknownOption(cursor, found, options));
  return line.dropped ? undefined : finish(cursor, line);
}

const OCTET = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const IPV4_LINE = new RegExp(String.raw`[ \t]*((?:${OCTET}\.){3}${OCTET})(?:/(3[0-2]|[12]?\d))?[ \t]*\n`, 'y');

/**
 * Takes lines of `A.B.C.D` or `A.B.C.D/LENGTH` and nothing else: nearly every line is one, and there may be very many.
 * @param take gets each address
 */
export function ipv4LineTaker(take: (address: AddressDraft) => void): PlainLineTaker {
  return (source, start, file, line) => {
    IPV4_LINE.lastIndex = start;
    const found = IPV4_LINE.exec(source);
    if (found === null) return start;
    const address = found[1] as IpAddress;
    const length = found[2];
    const column = source.indexOf(address, start) - start + 1;
    const written = length === undefined ? address.length : address.length + 1 + length.length;
    const prefix: Prefix = { address, length: length === undefined ? 32 : Number(length) };
    take(addressOf(prefix, { file, line, column, length: written }));
    return IPV4_LINE.lastIndex;
  };
}

/** An address of which nothing but the prefix is known. An IPv6 host is not to be chosen as a source. */
function addressOf(prefix: Prefix, span: Span): AddressDraft {
  return {
    prefix,
    device: '',
    options: prefix.length === 128 ? NO_OPTIONS_HOST6 : NO_OPTIONS,
    span,
  };
}

const NO_OPTIONS: AddressOptions = {
  label: undefined,
  broadcast: undefined,
  scope: undefined,
  peer: undefined,
  home: false,
  preferredLifetime: undefined,
  dad: false,
  manageTemporary: false,
  noPrefixRoute: false,
  autoJoin: false,
  noTrack: false,
  useVmac: false,
};
const NO_OPTIONS_HOST6: AddressOptions = { ...NO_OPTIONS, preferredLifetime: 0 };

function setOption<K extends keyof AddressOptions>(address: AddressDraft, key: K, value: AddressOptions[K]): void {
  address.options = { ...address.options, [key]: value };
}

/** A prefix with something wrong in it, or undefined; either is reported. */
function readOddPrefix(reading: Reading, node: Node): Prefix | undefined {
  const cursor = new Cursor(reading, node);
  const { keyword } = node;
  if (parseIpAddress(keyword.text.split('/')[0] ?? '') !== undefined) return readPrefix(cursor, keyword);
  reportBadAddress(cursor, keyword);
  return undefined;
}

/** What can be said only when the whole line is known. */
function finish(cursor: Cursor, { address, broadcastHost, lifetime }: Line): AddressDraft {
  if (address.options.peer !== undefined) {
    address.prefix = { address: address.prefix.address, length: address.options.peer.length };
    setOption(address, 'broadcast', undefined);
  } else if (broadcastHost !== undefined) setOption(address, 'broadcast', broadcastOf(cursor, address, broadcastHost));
  const v6 = familyOf(address.prefix.address) === 6;
  if (lifetime === undefined)
    setOption(address, 'preferredLifetime', v6 && address.prefix.length === 128 ? 0 : undefined);
  else setOption(address, 'preferredLifetime', v6 && lifetime !== Number.POSITIVE_INFINITY ? lifetime : undefined);
  return address;
}

/** `+` and `-`: the network with all host bits set or clear. */
function broadcastOf(cursor: Cursor, draft: AddressDraft, host: 'set' | 'clear'): IpAddress | undefined {
  const { address, length } = draft.prefix;
  if (length > 30) {
    cursor.report('no-effect', draft.span, `a network of /${length} has no broadcast address`, {
      keepalived: 'sets none',
      hint: 'give the address the length of its network',
    });
    return undefined;
  }
  const bytes = addressBytes(address);
  for (let bit = length; bit < 32; bit += 1) {
    const mask = 0x80 >> (bit & 7);
    const index = bit >> 3;
    bytes[index] = host === 'set' ? (bytes[index] ?? 0) | mask : (bytes[index] ?? 0) & ~mask;
  }
  return formatIpAddress(bytes);
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

/** The word behind an option; without it the address is dropped. */
function optionValue(cursor: Cursor, draft: Line): Word | undefined {
  const found = cursor.required();
  if (found === undefined) draft.dropped = true;
  return found;
}

function readBroadcast(cursor: Cursor, draft: Line): void {
  const found = optionValue(cursor, draft);
  if (found === undefined) return;
  if (familyOf(draft.address.prefix.address) === 6) {
    cursor.report('family-mismatch', found.span, 'IPv6 has no broadcast address', { keepalived: 'drops the line' });
    draft.dropped = true;
    return;
  }
  if (found.text === '+' || found.text === '-') {
    draft.broadcastHost = found.text === '+' ? 'set' : 'clear';
    setOption(draft.address, 'broadcast', undefined);
    return;
  }
  const value = parseIpAddress(found.text);
  if (value === undefined || familyOf(value) !== 4) {
    cursor.badValue(found, 'an IPv4 address, + or -', { keepalived: 'drops the line' });
    draft.dropped = true;
    return;
  }
  draft.broadcastHost = undefined;
  setOption(draft.address, 'broadcast', value as IpAddress);
}
