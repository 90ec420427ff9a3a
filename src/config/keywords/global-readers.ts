/**
 * Readers for the keywords of global_defs whose values are not a plain number, word or address.
 */

import { micros } from '../../base/micros.js';
import { didYouMean } from '../did-you-mean.js';
import type { ExtraAnnouncements } from '../model.js';
import type { MailSettings, NotifyFifo } from '../model-global.js';
import { formatWord, type Statement } from '../print/statement.js';
import { itemsOf } from '../read/block.js';
import { readInteger } from '../read/number.js';
import type { Reader } from '../read/reader.js';
import { shown, textOf } from '../read/text.js';

/** A block of words, any number a line. */
export function wordBlock(args: string, whenEmpty: string): Reader<readonly string[]> {
  return {
    args: `{ ${args}... }`,
    opensBlock: true,
    read(cursor, before = []) {
      const words = itemsOf(cursor).flatMap((node) => [node.keyword, ...node.words].map((word) => textOf(word.text)));
      if (words.length === 0 && cursor.node.block !== undefined) {
        cursor.report('empty-block', cursor.span, `${shown(cursor.subject.text)} is empty`, { keepalived: whenEmpty });
      }
      return [...before, ...words];
    },
    print: (value) => (value.length === 0 ? [] : [{ head: '', body: value.map(formatWord) }]),
  };
}

/** `<HOST> [<PORT>]`. */
export const mailServer: Reader<NonNullable<MailSettings['server']>> = {
  args: '<IP ADDRESS|HOST NAME> [<PORT>]',
  read(cursor) {
    const host = cursor.required();
    if (host === undefined) return undefined;
    const port = cursor.next();
    const number = port === undefined ? 25 : readInteger(cursor, port, 1, 65535);
    return { host: textOf(host.text), port: number ?? 25, span: cursor.span };
  },
  print: (value) => [value.port === 25 ? formatWord(value.host) : `${formatWord(value.host)} ${value.port}`],
};

/** `<PATH> [<USER> [<GROUP>]]`. */
export const fifo: Reader<NotifyFifo> = {
  args: '<PATH> [<USER> [<GROUP>]]',
  read(cursor) {
    const path = cursor.required();
    if (path === undefined) return undefined;
    const user = cursor.next();
    const group = cursor.next();
    return {
      path: textOf(path.text),
      user: user === undefined ? undefined : textOf(user.text),
      group: group === undefined ? undefined : textOf(group.text.replace(/^:/, '')),
    };
  },
  print: (value) => [
    [value.path, value.user, value.group].flatMap((part) => (part === undefined ? [] : [formatWord(part)])).join(' '),
  ],
};

/** `[all] <SECONDS>`. */
export function extraAnnouncements(least: number): Reader<ExtraAnnouncements> {
  return {
    args: '[all] <SECONDS>',
    range: `${least}-86400 s`,
    read(cursor) {
      const all = cursor.peek()?.text === 'all';
      if (all) cursor.next();
      const word = cursor.next();
      if (word === undefined) {
        cursor.report('missing-value', cursor.span, `${shown(cursor.subject.text)} needs a number of seconds`, {
          keepalived: 'ignores the line',
        });
        return undefined;
      }
      const value = readInteger(cursor, word, least, 86_400);
      return value === undefined ? undefined : { interval: micros(value * 1_000_000), all };
    },
    print: (value) => [`${value.all ? 'all ' : ''}${value.interval / 1_000_000}`],
  };
}

/** CPU numbers; the first that does not exist clears the set. */
export const cpuSet: Reader<readonly number[]> = {
  args: '<CPU>...',
  range: '0 to the number of processors less 1',
  read(cursor, before = []) {
    const first = cursor.required();
    if (first === undefined) return undefined;
    const most = (cursor.reading.host?.cpuCount ?? 1024) - 1;
    const set = [...before];
    for (const word of [first, ...cursor.rest()]) {
      const value = readInteger(cursor, word, 0, most);
      if (value === undefined) return [];
      if (!set.includes(value)) set.push(value);
    }
    return set.sort((a, b) => a - b);
  },
  print: (value) => (value.length === 0 ? [] : [value.join(' ')]),
};

/** Permission bits by the names of umask, in octal. */
export const UMASK_BITS: Readonly<Record<string, number>> = {
  IRUSR: 0o400,
  IWUSR: 0o200,
  IXUSR: 0o100,
  IRWXU: 0o700,
  IRGRP: 0o040,
  IWGRP: 0o020,
  IXGRP: 0o010,
  IRWXG: 0o070,
  IROTH: 0o004,
  IWOTH: 0o002,
  IXOTH: 0o001,
  IRWXO: 0o007,
};

/** A number in any base, or bits by name with | between them. */
export const umask: Reader<number> = {
  args: '<NUMBER>|<BIT>[|<BIT>...]',
  range: '0-0777',
  read(cursor) {
    const first = cursor.required();
    if (first === undefined) return undefined;
    if (/^[0-9]/.test(first.text)) return readInteger(cursor, first, 0, 0o777, { anyBase: true });
    const text = [first, ...cursor.rest()].map((word) => word.text).join('');
    let bits = 0;
    for (const name of text.split('|')) {
      const value = Object.hasOwn(UMASK_BITS, name) ? UMASK_BITS[name] : undefined;
      if (value === undefined) {
        const guess = didYouMean(name, Object.keys(UMASK_BITS));
        cursor.badValue(first, 'a number or bits such as IRWXG|IRWXO', {
          ...(guess !== undefined && { hint: `did you mean "${guess}"?` }),
        });
        return undefined;
      }
      bits |= value;
    }
    return bits;
  },
  print: (value) => [`0${value.toString(8)}`],
};

/** MTU, ADVERT or a number of bytes; a size wins over a policy, MTU over ADVERT. */
export const receiveBufferPolicy: Reader<'default' | 'mtu' | 'advert' | number> = {
  args: 'MTU|ADVERT|<BYTES>',
  read(cursor, before) {
    const word = cursor.required();
    if (word === undefined) return undefined;
    const upper = word.text.toUpperCase();
    if (upper === 'MTU') return typeof before === 'number' ? before : 'mtu';
    if (upper === 'ADVERT') return typeof before === 'number' || before === 'mtu' ? before : 'advert';
    return readInteger(cursor, word, 1, 0x7fffffff);
  },
  print: (value) => (value === 'default' ? [] : [typeof value === 'number' ? String(value) : value.toUpperCase()]),
};

const INCLUDE_BITS: Readonly<Record<string, number>> = { read: 1, match: 2, wildcard_match: 4, brace_match: 8 };

/** The checks that later include lines make; a sign adds or removes one. Without words all of them. */
export const includeCheck: Reader<number> = {
  args: '[[+|-]read|match|wildcard_match|brace_match ...]',
  read(cursor, before = 0) {
    const words = cursor.rest();
    if (words.length === 0) return 15;
    let bits = before;
    for (const [index, word] of words.entries()) {
      const sign = /^[+-]/.test(word.text) ? word.text[0] : '';
      const name = sign === '' ? word.text : word.text.slice(1);
      const bit = Object.hasOwn(INCLUDE_BITS, name) ? INCLUDE_BITS[name] : undefined;
      if (bit === undefined) {
        // The text pass, which these words are for, has told of it.
        continue;
      }
      if (sign === '-') bits &= ~bit;
      else if (sign === '+') bits |= bit;
      else if (index === 0) bits = bit;
    }
    return bits;
  },
  print(value): readonly Statement[] {
    if (value === 0) return [];
    const names = Object.keys(INCLUDE_BITS).filter((name) => (value & (INCLUDE_BITS[name] ?? 0)) !== 0);
    return [names.map((name, index) => (index === 0 ? name : `+${name}`)).join(' ')];
  },
};
