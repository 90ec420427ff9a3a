/**
 * use_vmac and use_ipvlan: their words in any order.
 */

import { type MacAddress, parseMacAddress, parsePrefix } from '../../base/address.js';
import type { IpvlanSettings, VmacSettings } from '../model.js';
import { formatWord } from '../print/statement.js';
import { readInterfaceName } from '../read/address-reader.js';
import { readWords } from '../read/block.js';
import type { Cursor } from '../read/cursor.js';
import type { Reader } from '../read/reader.js';
import { readRoutingName } from '../read/routing-name.js';
import type { Word } from '../tree.js';
import { type Row, special, type Table, table, type Writable } from './keyword.js';

type VmacDraft = Writable<VmacSettings>;
type IpvlanDraft = Writable<IpvlanSettings>;

const nameRow = <D extends { name?: string | undefined }>(tier: 3 | 4): Row<D> =>
  special<D>(
    'name',
    {
      tier,
      args: '<INTERFACE>',
      default: 'the next free word',
      help: 'Says that the next word is the name of the interface.',
    },
    (cursor, draft) => {
      const word = cursor.required();
      if (word !== undefined) draft.name = readInterfaceName(cursor, word);
    },
  );

const groupRow = <D extends { group?: number | undefined }>(): Row<D> =>
  special<D>(
    'group',
    { args: '<GROUP>', default: 'that of the interface below', help: 'Link group of the interface.' },
    (cursor, draft) => {
      const word = cursor.required();
      if (word !== undefined) draft.group = readRoutingName(cursor, word, 'group', 0xffff_ffff);
    },
  );

export const vmacTable: Table<VmacDraft> = table('vrrp_instance/use_vmac', 'vrrp', [
  nameRow<VmacDraft>(3),
  special<VmacDraft>(
    'netlink_notify_msg',
    { default: 'off', help: 'Makes the kernel report the interface below once more when the new one is there.' },
    (_, draft) => {
      draft.netlinkNotify = true;
    },
  ),
  groupRow<VmacDraft>(),
]);

export const vmac: Reader<VmacSettings> = {
  args: '[[name] <INTERFACE>] [<MAC>] [netlink_notify_msg] [group <GROUP>]',
  inner: vmacTable,
  read(cursor) {
    const draft: VmacDraft = {};
    readWords(cursor, vmacTable, draft, (word) => {
      const mac = word.text.includes(':') ? parseVirtualMac(word.text) : undefined;
      if (mac !== undefined) draft.mac = usableMac(cursor, word, mac);
      else if (word.text.includes(':'))
        cursor.badValue(word, 'a MAC address of five or six pairs', { keepalived: 'ignores it' });
      else if (draft.name === undefined) draft.name = readInterfaceName(cursor, word);
      else cursor.badValue(word, 'one interface name', { keepalived: 'ignores the word' });
      return true;
    });
    return {
      name: draft.name,
      mac: draft.mac,
      netlinkNotify: draft.netlinkNotify ?? false,
      group: draft.group,
    };
  },
  print: (value) => [
    [
      ...(value.name === undefined ? [] : [`name ${formatWord(value.name)}`]),
      ...(value.mac === undefined ? [] : [value.mac]),
      ...(value.netlinkNotify ? ['netlink_notify_msg'] : []),
      ...(value.group === undefined ? [] : [`group ${value.group}`]),
    ].join(' '),
  ],
};

/** Six pairs, or five that get the VRID behind them when the instance is complete. */
function parseVirtualMac(text: string): MacAddress | undefined {
  return parseMacAddress(text) ?? (parseMacAddress(`${text}:00`)?.slice(0, -3) as MacAddress | undefined);
}

/** Not of several hosts, and not one that another virtual router may have. @see RFC 9568 section 7.3 */
function usableMac(cursor: Cursor, word: Word, mac: MacAddress): MacAddress | undefined {
  const multicast = (Number.parseInt(mac.slice(0, 2), 16) & 1) !== 0;
  const standard = /^00:00:5e:00:0[12]/.test(mac);
  if (!multicast && !standard) return mac;
  cursor.badValue(word, multicast ? 'the MAC address of one host' : 'a MAC address other than those of the RFC', {
    keepalived: 'ignores it',
    ...(standard && { hint: "leave it out: an instance has the RFC's address by itself" }),
  });
  return undefined;
}

const MODES = ['bridge', 'private', 'vepa'] as const;

const modeHelp: Readonly<Record<(typeof MODES)[number], string>> = {
  bridge: 'Interfaces on the same one below reach each other directly.',
  private: 'Interfaces on the same one below do not reach each other.',
  vepa: 'Interfaces on the same one below reach each other through the switch.',
};

export const ipvlanTable: Table<IpvlanDraft> = table('vrrp_instance/use_ipvlan', 'vrrp', [
  nameRow<IpvlanDraft>(4),
  ...MODES.map((mode) =>
    special<IpvlanDraft>(
      mode,
      { default: mode === 'bridge' ? 'on' : 'off', help: modeHelp[mode] },
      (cursor: Cursor, draft) => {
        if (draft.mode !== undefined) {
          cursor.report('repeated', cursor.subject.span, 'the mode of the ipvlan interface is given twice', {
            keepalived: 'keeps the first',
          });
        } else draft.mode = mode;
      },
    ),
  ),
  groupRow<IpvlanDraft>(),
]);

export const ipvlan: Reader<IpvlanSettings> = {
  args: '[[name] <INTERFACE>] [<ADDRESS>] [bridge|private|vepa] [group <GROUP>]',
  inner: ipvlanTable,
  read(cursor) {
    const draft: IpvlanDraft = {};
    readWords(cursor, ipvlanTable, draft, (word) => {
      const prefix = parsePrefix(word.text);
      if (prefix !== undefined) draft.address = prefix;
      else if (draft.name === undefined) draft.name = readInterfaceName(cursor, word);
      else cursor.badValue(word, 'one interface name and one address', { keepalived: 'ignores the word' });
      return true;
    });
    return { name: draft.name, address: draft.address, mode: draft.mode ?? 'bridge', group: draft.group };
  },
  print: (value) => [
    [
      ...(value.name === undefined ? [] : [`name ${formatWord(value.name)}`]),
      ...(value.address === undefined ? [] : [`${value.address.address}/${value.address.length}`]),
      value.mode,
      ...(value.group === undefined ? [] : [`group ${value.group}`]),
    ].join(' '),
  ],
};
