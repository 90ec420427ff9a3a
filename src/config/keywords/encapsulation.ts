/**
 * `encap` of routes and their legs: the tunnel that packets are put into.
 */

import { type AddressFamily, familyOf, type IpAddress, parseIpAddress } from '../../base/address.js';
import type { Encapsulation } from '../../base/encapsulation.js';
import type { Cursor } from '../read/cursor.js';
import { readInteger } from '../read/number.js';
import { readRoutingName } from '../read/routing-name.js';
import { shown } from '../read/text.js';
import type { Word } from '../tree.js';
import { DROPPED, type Row, special, type Table, table } from './keyword.js';

interface TunnelDraft {
  id?: bigint | undefined;
  destination?: IpAddress | undefined;
  source?: IpAddress | undefined;
  trafficClass?: number | undefined;
  hopLimit?: number | undefined;
  flags?: number | undefined;
  bad: boolean;
}

const LABEL_MOST = 0xf_ffff;

/** A number of 64 bits in any base. */
export function readUint64(cursor: Cursor, word: Word): bigint | undefined {
  if (/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(word.text)) {
    const value = BigInt(word.text);
    if (value <= 0xffff_ffff_ffff_ffffn) return value;
  }
  cursor.badValue(word, 'a whole number of 64 bits', { keepalived: 'drops the line' });
  return undefined;
}

function tunnelTable(block: string, family: AddressFamily): Table<TunnelDraft> {
  const end = (name: string, field: 'destination' | 'source', help: string): Row<TunnelDraft> =>
    special<TunnelDraft>(name, { args: `<IPv${family} ADDRESS>`, help }, (cursor, draft) => {
      const word = cursor.required();
      const value = word === undefined ? undefined : parseIpAddress(word.text);
      if (word !== undefined && (value === undefined || familyOf(value) !== family)) {
        cursor.badValue(word, `an IPv${family} address`, { keepalived: 'drops the line' });
        draft.bad = true;
      } else draft[field] = value;
    });
  const number = (name: string, field: 'hopLimit' | 'flags', most: number, help: string): Row<TunnelDraft> =>
    special<TunnelDraft>(name, { args: '<NUMBER>', range: `0-${most}`, help }, (cursor, draft) => {
      const word = cursor.required();
      if (word !== undefined) draft[field] = readInteger(cursor, word, 0, most);
    });
  return table(`${block}/encap ${family === 4 ? 'ip' : 'ip6'}`, 'vrrp', [
    special<TunnelDraft>(
      'id',
      { args: '<NUMBER>', help: 'Number of the tunnel. This or dst is needed.' },
      (cursor, draft) => {
        const word = cursor.required();
        if (word !== undefined) draft.id = readUint64(cursor, word);
      },
    ),
    end('dst', 'destination', 'Far end of the tunnel.'),
    end('src', 'source', 'Near end of the tunnel.'),
    special<TunnelDraft>(
      family === 4 ? 'tos' : 'tc',
      { args: '<NUMBER|NAME>', help: 'Type of service of the outer packet.' },
      (cursor, draft) => {
        const word = cursor.required();
        if (word !== undefined) draft.trafficClass = readRoutingName(cursor, word, 'rt_dsfield', 255);
      },
    ),
    number(family === 4 ? 'ttl' : 'hoplimit', 'hopLimit', 255, 'TTL of the outer packet.'),
    number('flags', 'flags', 65_535, 'Flags of the tunnel.'),
  ]);
}

function labelTable(block: string, type: 'mpls' | 'ila'): Table<object> {
  return table(`${block}/encap ${type}`, 'vrrp', [
    type === 'mpls'
      ? special<object>(
          '<LABELS>',
          { args: '', range: `each 0-${LABEL_MOST}`, help: 'Labels with slashes between them, the outer first.' },
          () => undefined,
        )
      : special<object>(
          '<LOCATOR>',
          { args: '', help: 'Locator of 64 bits: four groups of hexadecimal digits.' },
          () => undefined,
        ),
  ]);
}

/** The row of `encap` for a table. The words of a tunnel end where a word of the line comes. */
export function encapsulationRow<D extends { dropped: boolean }>(
  block: string,
  set: (draft: D, value: Encapsulation) => void,
): Row<D> {
  const tunnels = { ip: tunnelTable(block, 4), ip6: tunnelTable(block, 6) };
  const labels = { mpls: labelTable(block, 'mpls'), ila: labelTable(block, 'ila') };
  const types: Table<object> = table(`${block}/encap`, 'vrrp', [
    ...(['ip', 'ip6'] as const).map((type) =>
      special<object>(
        type,
        { args: '...', help: `A tunnel over ${type === 'ip' ? 'IPv4' : 'IPv6'}.` },
        () => undefined,
        undefined,
        {
          inner: tunnels[type],
        },
      ),
    ),
    special<object>('mpls', { args: '<LABELS>', help: 'MPLS labels.' }, () => undefined, undefined, {
      inner: labels.mpls,
    }),
    special<object>('ila', { args: '<LOCATOR>', help: 'Identifier-locator addressing.' }, () => undefined, undefined, {
      inner: labels.ila,
    }),
  ]);
  return special<D>(
    'encap',
    {
      args: 'ip|ip6|mpls|ila ...',
      default: 'none',
      missing: { keepalived: 'sets no tunnel' },
      invalid: 'the line is dropped',
      help: 'Puts packets into a tunnel.',
    },
    (cursor, draft) => {
      const type = cursor.required();
      if (type === undefined) return;
      cursor.missing = type.text === 'mpls' || type.text === 'ila' ? BROKEN_TUNNEL : DROPPED;
      const value = readEncapsulation(cursor, type, tunnels);
      if (value === undefined) draft.dropped = true;
      else set(draft, value);
    },
    undefined,
    { inner: types },
  );
}

const BROKEN_TUNNEL = { keepalived: 'keeps the route with a broken tunnel; vrrpd leaves it out' };

function readEncapsulation(
  cursor: Cursor,
  type: Word,
  tunnels: Readonly<Record<'ip' | 'ip6', Table<TunnelDraft>>>,
): Encapsulation | undefined {
  if (type.text === 'mpls') return readLabels(cursor);
  if (type.text === 'ila') return readLocator(cursor);
  if (type.text !== 'ip' && type.text !== 'ip6') {
    cursor.badValue(type, 'ip, ip6, mpls or ila', {
      keepalived: 'keeps the route without the tunnel; vrrpd leaves it out',
    });
    return undefined;
  }
  const words = tunnels[type.text];
  const draft: TunnelDraft = { bad: false };
  for (let next = cursor.peek(); next !== undefined && words.byName.has(next.text); next = cursor.peek()) {
    const option = words.byName.get(next.text);
    cursor.next();
    if (cursor.atEnd) draft.bad = true;
    cursor.subject = next;
    option?.read(cursor, draft);
  }
  cursor.subject = type;
  if (draft.bad) return undefined;
  if (draft.id !== undefined || draft.destination !== undefined) {
    return {
      type: type.text,
      id: draft.id,
      destination: draft.destination,
      source: draft.source,
      trafficClass: draft.trafficClass,
      hopLimit: draft.hopLimit,
      flags: draft.flags,
    };
  }
  cursor.report('dropped-line', type.span, `the tunnel needs ${shown('id')} or ${shown('dst')}`, BROKEN_TUNNEL);
  return undefined;
}

function readLabels(cursor: Cursor): Encapsulation | undefined {
  const word = cursor.required();
  if (word === undefined) return undefined;
  const labels = word.text.split('/').map((text) => (/^\d{1,7}$/.test(text) ? Number(text) : Number.NaN));
  if (labels.every((label) => label <= LABEL_MOST)) return { type: 'mpls', labels };
  cursor.badValue(word, `labels from 0 to ${LABEL_MOST} with slashes between them`, { keepalived: 'drops the line' });
  return undefined;
}

function readLocator(cursor: Cursor): Encapsulation | undefined {
  const word = cursor.required();
  if (word === undefined) return undefined;
  if (/^[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3}$/i.test(word.text)) return { type: 'ila', locator: word.text.toLowerCase() };
  cursor.badValue(word, 'four groups of hexadecimal digits with colons between them', { keepalived: 'drops the line' });
  return undefined;
}
