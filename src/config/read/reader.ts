/**
 * Readers turn the words of a line into a value and print the value back. Each knows its argument grammar and range,
 * so that tables need not repeat them. A value that is not accepted is reported and leaves the setting as it was.
 */

import type { Micros } from '../../base/micros.js';
import { didYouMean } from '../did-you-mean.js';
import type { AnyTable } from '../keywords/keyword.js';
import type { Statement } from '../print/statement.js';
import { formatWord } from '../print/statement.js';
import type { Cursor } from './cursor.js';
import { readDecimal, readInteger } from './number.js';
import { shown, textOf } from './text.js';

export interface Reader<T> {
  readonly args: string;
  readonly range?: string;
  readonly opensBlock?: boolean;
  readonly inner?: AnyTable;
  /** @param before value of an earlier statement of the same keyword */
  read(cursor: Cursor, before: T | undefined): T | undefined;
  /** The statements that say it, each without the keyword. */
  print(value: T): readonly Statement[];
}

/** A word that stands alone; what follows it is not read. */
export const flag: Reader<boolean> = {
  args: '',
  read: () => true,
  print: (value) => (value ? [''] : []),
};

const TRUE = new Set(['on', 'true', 'yes']);
const FALSE = new Set(['off', 'false', 'no']);
const BOOLEANS = [...TRUE, ...FALSE];

/** on, true, yes or off, false, no in lower case; alone it means on. */
export const boolean: Reader<boolean> = {
  args: '[on|off|true|false|yes|no]',
  read(cursor) {
    const word = cursor.next();
    if (word === undefined || TRUE.has(word.text)) return true;
    if (FALSE.has(word.text)) return false;
    const guess = didYouMean(word.text.toLowerCase(), BOOLEANS);
    cursor.badValue(word, 'on, true, yes, off, false or no in lower case', {
      ...(guess !== undefined && { hint: `did you mean "${guess}"?` }),
    });
    return undefined;
  },
  print: (value) => [value ? 'on' : 'off'],
};

export interface IntegerRules {
  /** Strict readers refuse text behind the digits; lenient ones of the running daemon take the digits. */
  readonly junk?: 'strict' | 'lenient';
  /** Value that stands for one out of range, where keepalived sets one. */
  readonly invalid?: number;
  /** Values out of range are moved to the nearest end. */
  readonly clamp?: boolean;
  /** Value without any word. */
  readonly alone?: number;
  /** Also hexadecimal with 0x and octal with 0. */
  readonly anyBase?: boolean;
  /** Unit, for people. */
  readonly unit?: string;
}

/** A whole number within bounds, both included. */
export function integer(least: number, most: number, rules: IntegerRules = {}): Reader<number> {
  const unit = rules.unit === undefined ? '' : ` ${rules.unit}`;
  const range = `${least}-${most}${unit}`;
  return {
    args: rules.alone === undefined ? '<NUMBER>' : '[<NUMBER>]',
    range,
    read(cursor) {
      const word = rules.alone === undefined ? cursor.required() : cursor.next();
      if (word === undefined) return rules.alone;
      return readInteger(cursor, word, least, most, rules);
    },
    print: (value) => [String(value)],
  };
}

export interface SecondsRules {
  /** Decimal places kept; more are rounded. */
  readonly places?: 0 | 3 | 6;
  readonly junk?: 'strict' | 'lenient';
  /** Seconds that stand for a value out of range. */
  readonly invalid?: number;
  /** Seconds that stand for 0, with a finding. */
  readonly zero?: number;
  /** Microseconds of one unit; default a second. */
  readonly unit?: number;
  readonly unitName?: string;
}

/** A time in seconds with decimals, or in another unit where the keyword has one; microseconds in the model. */
export function seconds(least: number, most: number, rules: SecondsRules = {}): Reader<Micros> {
  const unit = rules.unit ?? 1_000_000;
  return {
    args: rules.places === 0 ? '<SECONDS>' : `<${(rules.unitName ?? 'seconds').toUpperCase()}, decimal>`,
    range: `${least}-${most} ${rules.unitName ?? 's'}`,
    read(cursor) {
      const word = cursor.required();
      if (word === undefined) return undefined;
      return readDecimal(cursor, word, { least, most, ...rules, unit });
    },
    print: (value) => [formatDecimal(value, unit)],
  };
}

/** Microseconds as decimal text of a unit, without trailing zeros. */
export function formatDecimal(value: number, unit = 1_000_000): string {
  const whole = Math.trunc(value / unit);
  const fraction = Math.abs(value % unit);
  if (fraction === 0) return String(whole);
  return `${whole}.${String(fraction)
    .padStart(Math.round(Math.log10(unit)), '0')
    .replace(/0+$/, '')}`;
}

/** One word of free text. */
export function word(args: string, rules: { readonly most?: number } = {}) {
  return {
    args,
    read(cursor: Cursor): string | undefined {
      const found = cursor.required();
      if (found === undefined) return undefined;
      if (rules.most === undefined || found.text.length <= rules.most) return textOf(found.text);
      cursor.report(
        'too-long',
        found.span,
        `${cursor.shown(found)} is longer than the ${rules.most} bytes ${shown(cursor.subject.text)} holds`,
        { keepalived: `keeps the first ${rules.most} bytes` },
      );
      return textOf(found.text.slice(0, rules.most));
    },
    print: (value: string): readonly Statement[] => [formatWord(value)],
  } satisfies Reader<string>;
}

/** One word or none; none means `alone`. */
export function optionalWord(args: string, alone: string): Reader<string> {
  return {
    args: `[${args}]`,
    read(cursor) {
      const found = cursor.next();
      return found === undefined ? alone : textOf(found.text);
    },
    print: (value) => [value === alone ? '' : formatWord(value)],
  };
}

/** One of a fixed set of words. */
export function oneOf<T extends string | number>(
  values: Readonly<Record<string, T>>,
  rules: { readonly ignoreCase?: boolean; readonly alone?: T; readonly keepalived?: string } = {},
): Reader<T> {
  const names = Object.keys(values);
  return {
    args: rules.alone === undefined ? names.join('|') : `[${names.join('|')}]`,
    read(cursor) {
      const found = rules.alone === undefined ? cursor.required() : cursor.next();
      if (found === undefined) return rules.alone;
      const text = rules.ignoreCase === true ? found.text.toUpperCase() : found.text;
      const value = Object.hasOwn(values, text) ? values[text] : undefined;
      if (value !== undefined) return value;
      const guess = didYouMean(found.text, names);
      cursor.badValue(found, `one of ${names.join(', ')}`, {
        ...(guess !== undefined && { hint: `did you mean "${guess}"?` }),
        ...(rules.keepalived !== undefined && { keepalived: rules.keepalived }),
      });
      return undefined;
    },
    print(value) {
      if (value === rules.alone) return [''];
      return [names.find((name) => values[name] === value) ?? String(value)];
    },
  };
}
