/**
 * Numbers as keepalived reads them: what counts as a number, what happens to text behind it, to values out of range and to
 * decimals beyond the last that is kept. Base 10 unless the keyword says otherwise.
 */

import { type Micros, micros } from '../../base/micros.js';
import type { Word } from '../tree.js';
import type { Cursor } from './cursor.js';
import type { IntegerRules, SecondsRules } from './reader.js';
import { shown } from './text.js';

/** Reads a word as an integer within bounds. Undefined: reported, and the setting stays as it was. */
export function readInteger(
  cursor: Cursor,
  word: Word,
  least: number,
  most: number,
  rules: IntegerRules = {},
): number | undefined {
  const { digits, value, junk } = splitInteger(word.text, rules.anyBase === true);
  if (digits === '' || (junk !== '' && rules.junk !== 'lenient')) {
    cursor.badValue(word, `a whole number from ${least} to ${most}`, keptOrReplaced(rules.invalid));
    return rules.invalid;
  }
  if (junk !== '') reportJunk(cursor, word, digits);
  if (value >= least && value <= most) return value;
  if (rules.clamp === true) {
    const clamped = value < least ? least : most;
    cursor.report('out-of-range', word.span, outOfRange(cursor, word, least, most), {
      keepalived: `uses ${clamped}`,
      hint: `write ${clamped}`,
    });
    return clamped;
  }
  cursor.report('out-of-range', word.span, outOfRange(cursor, word, least, most), keptOrReplaced(rules.invalid));
  return rules.invalid;
}

/** Reads a word as a decimal of some unit and gives microseconds. */
export function readDecimal(
  cursor: Cursor,
  word: Word,
  rules: SecondsRules & { readonly least: number; readonly most: number; readonly unit: number },
): Micros | undefined {
  const { least, most, unit } = rules;
  if (isPlainNumber(word.text)) {
    const value = Number(word.text);
    if (value >= least && value <= most && (value !== 0 || rules.zero === undefined)) return micros(value * unit);
  }
  const replaced = rules.invalid === undefined ? undefined : micros(rules.invalid * unit);
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(.*)$/s.exec(word.text);
  const [, sign = '', whole = '', fraction = '', junk = ''] = match ?? [];
  if ((whole === '' && fraction === '') || (junk !== '' && rules.junk === 'strict')) {
    cursor.badValue(word, `a number from ${least} to ${most}`, keptOrReplaced(rules.invalid));
    return replaced;
  }
  if (junk !== '') reportJunk(cursor, word, word.text.slice(0, word.text.length - junk.length));
  const places = rules.places ?? 6;
  if (fraction.length > places && /[1-9]/.test(fraction.slice(places))) {
    cursor.report('rounded', word.span, `${cursor.shown(word)} has more decimals than the ${places} that are kept`, {
      severity: 'note',
      exitClass: 0,
      keepalived: 'rounds it',
    });
  }
  const scale = 10 ** places;
  const rounded =
    Math.round(Number(`${whole === '' ? '0' : whole}.${fraction === '' ? '0' : fraction}`) * scale) / scale;
  const value = sign === '-' ? -rounded : rounded;
  if (value === 0 && rules.zero !== undefined) {
    cursor.report('out-of-range', word.span, `${shown(cursor.subject.text)} cannot be 0`, {
      keepalived: `uses ${rules.zero}`,
      hint: `write ${rules.zero}`,
    });
    return micros(rules.zero * unit);
  }
  if (value >= least && value <= most) return Math.round(value * unit) as Micros;
  cursor.report('out-of-range', word.span, outOfRange(cursor, word, least, most), keptOrReplaced(rules.invalid));
  return replaced;
}

/** A whole number without any report; undefined when the text is not one. */
export function plainInteger(text: string): number | undefined {
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function splitInteger(text: string, anyBase: boolean): { digits: string; value: number; junk: string } {
  if (isPlainNumber(text)) return { digits: text, value: Number(text), junk: '' };
  const pattern = anyBase ? /^([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*(?![89])|\d+)/ : /^([+-]?)(\d+)/;
  const match = pattern.exec(text);
  if (match === null) return { digits: '', value: 0, junk: text };
  const [digits, sign = '', number = ''] = match;
  const octal = anyBase && /^0[0-7]+$/.test(number);
  const magnitude = octal ? Number.parseInt(number, 8) : Number(number);
  return { digits, value: sign === '-' ? -magnitude : magnitude, junk: text.slice(digits.length) };
}

/** What nearly every number is: decimal digits without a zero before them. */
function isPlainNumber(text: string): boolean {
  return PLAIN_NUMBER.test(text);
}

const PLAIN_NUMBER = /^(?:0|[1-9]\d{0,8})$/;

function reportJunk(cursor: Cursor, word: Word, digits: string): void {
  cursor.report('trailing-text', word.span, `${cursor.shown(word)} has text behind the number ${digits}`, {
    severity: 'warning',
    keepalived: `runs with ${digits}, and refuses the value with -t`,
    hint: `write ${digits}`,
  });
}

function outOfRange(cursor: Cursor, word: Word, least: number, most: number): string {
  return `${shown(cursor.subject.text)} goes from ${least} to ${most}, and ${cursor.shown(word)} does not lie there`;
}

function keptOrReplaced(invalid: number | undefined): { readonly keepalived: string } {
  return {
    keepalived: invalid === undefined ? 'ignores the line; the setting stays as it was' : `uses ${invalid} instead`,
  };
}
