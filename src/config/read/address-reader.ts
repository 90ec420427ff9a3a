/**
 * Readers for addresses, prefixes, interface names and MAC addresses.
 */

import {
  type AddressFamily,
  addressBytes,
  bitsOf,
  familyOf,
  type IpAddress,
  isMulticast,
  type Prefix,
  parseIpAddress,
} from '../../base/address.js';
import { formatWord } from '../print/statement.js';
import type { Word } from '../tree.js';
import type { Cursor } from './cursor.js';
import { plainInteger } from './number.js';
import type { Reader } from './reader.js';
import { shown, textOf } from './text.js';

export interface AddressRules {
  readonly family?: AddressFamily;
  readonly multicast?: boolean;
}

/** One IP address; a mask behind it is cut off with a finding, as keepalived cuts it. */
export function address(rules: AddressRules = {}): Reader<IpAddress> {
  const kind = `${rules.multicast === true ? 'multicast ' : ''}IP${rules.family === undefined ? '' : `v${rules.family}`}`;
  return {
    args: `<${kind} ADDRESS>`,
    read(cursor) {
      const word = cursor.required();
      if (word === undefined) return undefined;
      const value = readAddress(cursor, word);
      if (value === undefined) return undefined;
      if (rules.family !== undefined && familyOf(value) !== rules.family) {
        cursor.badValue(word, `an IPv${rules.family} address`);
        return undefined;
      }
      if (rules.multicast === true && !isMulticast(value)) {
        cursor.badValue(word, 'a multicast address');
        return undefined;
      }
      return value;
    },
    print: (value) => [value],
  };
}

/** Reads an address word; reports what is wrong with it. */
export function readAddress(cursor: Cursor, word: Word): IpAddress | undefined {
  const slash = word.text.indexOf('/');
  const value = parseIpAddress(slash < 0 ? word.text : word.text.slice(0, slash));
  if (value === undefined) {
    reportBadAddress(cursor, word);
    return undefined;
  }
  if (slash >= 0) {
    cursor.report('mask-ignored', word.span, `${shown(cursor.subject.text)} takes an address without a mask`, {
      severity: 'warning',
      keepalived: `uses ${value}`,
      hint: `write ${value}`,
    });
  }
  return value;
}

/** Reads `ADDRESS[/LENGTH]`. A mask that is not one means the full length, as keepalived has it. */
export function readPrefix(cursor: Cursor, word: Word): Prefix | undefined {
  const slash = word.text.indexOf('/');
  const value = parseIpAddress(slash < 0 ? word.text : word.text.slice(0, slash));
  if (value === undefined) {
    reportBadAddress(cursor, word);
    return undefined;
  }
  const bits = bitsOf(familyOf(value));
  if (slash < 0) return { address: value, length: bits };
  const length = plainInteger(word.text.slice(slash + 1));
  if (length !== undefined && length >= 0 && length <= bits) return { address: value, length };
  cursor.report('bad-mask', word.span, `the mask of ${cursor.shown(word)} is not a number from 0 to ${bits}`, {
    keepalived: `uses /${bits}`,
    hint: maskHint(value, word.text.slice(slash + 1)) ?? `write ${value}/${bits}, or the length of the network`,
  });
  return { address: value, length: bits };
}

/** A netmask in dots as the length that it means. */
function maskHint(value: IpAddress, mask: string): string | undefined {
  const address = parseIpAddress(mask);
  if (address === undefined || familyOf(address) !== 4 || familyOf(value) !== 4) return undefined;
  const bits = [...addressBytes(address)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? `write ${value}/${bits.indexOf('0') < 0 ? 32 : bits.indexOf('0')}` : undefined;
}

/** Reports a word that should have been an address. */
export function reportBadAddress(cursor: Cursor, word: Word): void {
  const comma = /^[^,;]+[,;]$/.test(word.text) && parseIpAddress(word.text.slice(0, -1)) !== undefined;
  const name = cursor.undefinedName(word);
  const message = name === undefined ? `${cursor.shown(word)} is not an IP address` : `${name} is not defined`;
  cursor.report('bad-address', word.span, message, {
    keepalived: 'skips it',
    ...(name !== undefined && { hint: `write ${name}=ADDRESS above` }),
    ...(comma && { hint: `write one address a line, without ${shown(word.text.slice(-1))}` }),
  });
}

/** Longest name of an interface in Linux. */
export const LONGEST_INTERFACE_NAME = 15;

/** An interface name of at most 15 bytes. Whether it exists is asked later, when all is read. */
export const interfaceName: Reader<string> = {
  args: '<INTERFACE>',
  read(cursor) {
    const word = cursor.required();
    return word === undefined ? undefined : readInterfaceName(cursor, word);
  },
  print: (value) => [formatWord(value)],
};

export function readInterfaceName(cursor: Cursor, word: Word): string | undefined {
  if (word.text.length <= LONGEST_INTERFACE_NAME && word.text !== '' && !word.text.includes('/')) {
    const name = textOf(word.text);
    const { interfacePlaces } = cursor.reading;
    if (!interfacePlaces.has(name)) interfacePlaces.set(name, word.span);
    return name;
  }
  cursor.report('bad-interface-name', word.span, `${cursor.shown(word)} cannot be the name of an interface`, {
    keepalived: 'ignores the line',
    hint: `an interface name has at most ${LONGEST_INTERFACE_NAME} bytes and no slash; "ip link" lists them`,
  });
  return undefined;
}
