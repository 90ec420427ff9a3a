/**
 * Keywords of the top level for load balancing: SSL, virtual_server_group and virtual_server.
 */

import {
  type AddressFamily,
  addressBytes,
  bitsOf,
  compareAddresses,
  familyOf,
  formatIpAddress,
  type IpAddress,
  parseIpAddress,
} from '../../base/address.js';
import type { GroupEntry, ServiceAddress, SslSettings } from '../model-lvs.js';
import { reportBadAddress } from '../read/address-reader.js';
import { blockOf, itemsOf, readBlock } from '../read/block.js';
import { Cursor } from '../read/cursor.js';
import { plainInteger, readInteger } from '../read/number.js';
import { word } from '../read/reader.js';
import { shown, textOf } from '../read/text.js';
import type { Node, Word } from '../tree.js';
import { formatSecret } from './authentication.js';
import { IGNORED, type Row, setting, special, type Table, table, type Writable } from './keyword.js';
import type { GroupDraftLvs, LvsDraft, VirtualServerDraft } from './lvs-draft.js';
import { replaced, UINT } from './lvs-readers.js';
import { virtualServerTable } from './virtual-server.js';

export const sslTable: Table<Writable<SslSettings>> = table('SSL', 'lvs', [
  special<Writable<SslSettings>>(
    'password',
    { missing: IGNORED, args: '<TEXT>', invalid: 'given twice: the second counts', help: 'Pass phrase of the key.' },
    (cursor, draft) => {
      const found = cursor.required();
      if (found !== undefined) draft.password = Uint8Array.from(Buffer.from(found.text, 'latin1'));
    },
    (draft) => (draft.password === undefined ? [] : [`password ${formatSecret(draft.password)}`]),
  ),
  setting('ca', 'authority', replaced(word('<FILE>')), {
    missing: IGNORED,
    tier: 3,
    help: 'Certificates that are trusted.',
  }),
  setting('certificate', 'certificate', replaced(word('<FILE>')), {
    missing: IGNORED,
    tier: 3,
    help: 'Our own certificate.',
  }),
  setting('key', 'key', replaced(word('<FILE>')), { missing: IGNORED, tier: 3, help: 'Key of our certificate.' }),
]);

const groupTable: Table<GroupDraftLvs> = table('virtual_server_group', 'lvs', [
  entryRow('<ADDRESS>', '[<PORT>]', 2, 'One address, and a port.'),
  entryRow(
    '<RANGE>',
    '[<PORT>]',
    2,
    'Several addresses: up to a last number, 192.0.2.1-9; up to an address; or a network, 192.0.2.0/28.',
  ),
  entryRow('fwmark', '<MARK> [inet|inet6]', 3, 'Packets with a mark of the firewall.'),
]);

function entryRow(name: string, args: string, tier: 2 | 3, help: string): Row<GroupDraftLvs> {
  return special<GroupDraftLvs>(name, { tier, args, help }, () => undefined);
}

/** 0 without a port; undefined where it is none. */
function readPort(cursor: Cursor): number | undefined {
  const found = cursor.next();
  return found === undefined ? 0 : readInteger(cursor, found, 0, 65_535);
}

function readEntry(cursor: Cursor): GroupEntry | undefined {
  const first = cursor.next();
  if (first === undefined) return undefined;
  const { span } = first;
  if (first.text === 'fwmark') return readMark(cursor, span);
  const dash = first.text.indexOf('-');
  if (dash > 0) return readRange(cursor, first, dash);
  if (first.text.includes('/')) return readNetwork(cursor, first);
  const address = parseIpAddress(first.text);
  if (address === undefined) reportBadAddress(cursor, first);
  if (address === undefined) return undefined;
  const port = readPort(cursor);
  return port === undefined ? undefined : { type: 'address', address, port, span };
}

function readNetwork(cursor: Cursor, found: Word): GroupEntry | undefined {
  const slash = found.text.indexOf('/');
  const address = parseIpAddress(found.text.slice(0, slash));
  if (address === undefined) {
    reportBadAddress(cursor, found);
    return undefined;
  }
  const length = plainInteger(found.text.slice(slash + 1)) ?? 0;
  const skipped = { keepalived: 'skips the line' };
  if (length < 1 || length > bitsOf(familyOf(address))) cursor.badValue(found, 'a network with a mask', skipped);
  else if (hasHostBits(address, length)) cursor.badValue(found, 'a network without host bits', skipped);
  else {
    const port = readPort(cursor);
    return port === undefined ? undefined : { type: 'network', network: { address, length }, port, span: found.span };
  }
  return undefined;
}

function readMark(cursor: Cursor, span: Word['span']): GroupEntry | undefined {
  const number = cursor.required();
  const mark = number === undefined ? undefined : readInteger(cursor, number, 0, UINT);
  const family = cursor.next();
  if (mark === undefined) return undefined;
  if (family === undefined) return { type: 'mark', mark, family: undefined, span };
  if (family.text === 'inet' || family.text === 'inet6') {
    return { type: 'mark', mark, family: family.text === 'inet' ? 4 : 6, span };
  }
  cursor.badValue(family, 'inet or inet6', { keepalived: 'skips the line' });
  return undefined;
}

/** `FIRST-LAST`, where LAST is an address or only its last part. */
function readRange(cursor: Cursor, found: Word, dash: number): GroupEntry | undefined {
  const first = parseIpAddress(found.text.slice(0, dash));
  const rest = found.text.slice(dash + 1);
  const last = first === undefined ? undefined : (parseIpAddress(rest) ?? lastOfRange(first, rest));
  if (first === undefined || last === undefined) {
    reportBadAddress(cursor, found);
    return undefined;
  }
  if (familyOf(first) !== familyOf(last) || compareAddresses(first, last) > 0) {
    cursor.badValue(found, 'a range from a smaller to a greater address of one family', {
      keepalived: 'skips the line',
    });
    return undefined;
  }
  const port = readPort(cursor);
  return port === undefined ? undefined : { type: 'range', first, last, port, span: found.span };
}

function lastOfRange(first: IpAddress, rest: string): IpAddress | undefined {
  const bytes = addressBytes(first);
  if (familyOf(first) === 4) {
    const value = plainInteger(rest);
    if (value === undefined || value < 0 || value > 255) return undefined;
    bytes[3] = value;
  } else {
    if (!/^[0-9a-fA-F]{1,4}$/.test(rest)) return undefined;
    const value = Number.parseInt(rest, 16);
    bytes[14] = value >> 8;
    bytes[15] = value & 0xff;
  }
  return formatIpAddress(bytes);
}

function hasHostBits(address: IpAddress, length: number): boolean {
  const bytes = addressBytes(address);
  for (let bit = length; bit < bitsOf(familyOf(address)); bit += 1) {
    if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) return true;
  }
  return false;
}

function readGroup(cursor: Cursor, draft: LvsDraft): void {
  const found = cursor.required();
  if (found === undefined) return;
  const extra = cursor.next();
  if (extra !== undefined) {
    cursor.report('extra-words', extra.span, 'virtual_server_group takes one name', {
      severity: 'fatal',
      exitClass: 2,
      keepalived: 'stops at once with exit status 2, also when it only tests the file',
      hint: 'join the words, or put the name in double quotes',
    });
    return;
  }
  const name = textOf(found.text);
  const entries = itemsOf(cursor).flatMap((node) => readEntry(new Cursor(cursor.reading, node, -1)) ?? []);
  if (entries.length === 0) {
    cursor.report('empty-group', found.span, `virtual_server_group ${shown(found.text)} is empty`, {
      keepalived: 'removes it',
    });
    return;
  }
  if (draft.groups.has(name)) {
    cursor.report('duplicate-name', found.span, `virtual_server_group ${shown(found.text)} is defined a second time`, {
      keepalived: 'uses the first',
    });
    return;
  }
  if (mixesFamilies(entries)) {
    cursor.report(
      'family-mismatch',
      found.span,
      `virtual_server_group ${shown(found.text)} has both families and a mark of neither`,
      {
        keepalived: 'removes it',
        hint: 'write inet or inet6 behind the mark',
      },
    );
    return;
  }
  draft.groups.set(name, { name, word: found, entries });
}

function mixesFamilies(entries: readonly GroupEntry[]): boolean {
  const families = new Set<AddressFamily | undefined>(entries.map(familyOfEntry));
  return families.has(undefined) && families.has(4) && families.has(6);
}

/** Undefined for a mark of no family. */
export function familyOfEntry(entry: GroupEntry): AddressFamily | undefined {
  if (entry.type === 'mark') return entry.family;
  if (entry.type === 'network') return familyOf(entry.network.address);
  return familyOf(entry.type === 'range' ? entry.first : entry.address);
}

function readService(cursor: Cursor): ServiceAddress | undefined {
  const first = cursor.required();
  if (first === undefined) return undefined;
  if (first.text === 'group') {
    const name = cursor.required();
    return name === undefined ? undefined : { type: 'group', group: textOf(name.text) };
  }
  if (first.text === 'fwmark') {
    const number = cursor.required();
    const mark = number === undefined ? undefined : readInteger(cursor, number, 0, UINT);
    return mark === undefined ? undefined : { type: 'mark', mark };
  }
  const address = parseIpAddress(first.text);
  if (address === undefined) {
    reportBadAddress(cursor, first);
    return undefined;
  }
  const port = readPort(cursor);
  return port === undefined ? undefined : { type: 'address', address, port };
}

function readVirtualServer(cursor: Cursor, draft: LvsDraft): void {
  const service = readService(cursor);
  const nodes: readonly Node[] = blockOf(cursor);
  if (service === undefined) return;
  const server: VirtualServerDraft = {
    service,
    span: cursor.span,
    order: draft.order,
    realServers: [],
    schedulerFlags: [],
    sorryServer: undefined,
  };
  readBlock(cursor.reading, nodes, virtualServerTable, server);
  draft.virtualServers.push(server);
}

export const lvsRows: readonly Row<LvsDraft>[] = [
  special<LvsDraft>(
    'SSL',
    {
      family: 'lvs',
      tier: 3,
      args: '{ ... }',
      invalid: 'the second block counts',
      help: 'Certificate and key that SSL_GET shows to servers.',
    },
    (cursor, draft) => {
      if (draft.ssl !== undefined) {
        cursor.report('repeated', cursor.span, '"SSL" is given a second time', { keepalived: 'uses the second' });
      }
      draft.ssl = {};
      readBlock(cursor.reading, blockOf(cursor), sslTable, draft.ssl);
    },
    undefined,
    { opensBlock: true, inner: sslTable },
  ),
  special<LvsDraft>(
    'virtual_server_group',
    {
      family: 'lvs',
      tier: 2,
      args: '<NAME> { ... }',
      invalid: 'an empty one is removed',
      help: 'Addresses, ranges and marks that share real servers.',
    },
    readGroup,
    undefined,
    { opensBlock: true, inner: groupTable },
  ),
  special<LvsDraft>(
    'virtual_server',
    {
      family: 'lvs',
      tier: 1,
      args: '<ADDRESS> [<PORT>] { ... } | fwmark <MARK> { ... } | group <NAME> { ... }',
      invalid: 'without real servers it is ignored',
      help: 'A service that the kernel spreads over real servers. vrrpd reads and checks it; it does no load balancing.',
    },
    readVirtualServer,
    undefined,
    { opensBlock: true, inner: virtualServerTable },
  ),
];
