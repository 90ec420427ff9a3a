/**
 * Definitions: `$NAME=text`, and the standard names that the reader provides. A reference is `${NAME}` anywhere, or
 * `$NAME` before a blank, a comma, a closing parenthesis or the end of the line. Text is put in where it is used, so
 * that a definition may refer to one that follows it. An unknown name stays as it is.
 */

import type { LineText } from '../tree.js';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_PARENTHESIS,
  COMMA,
  DOLLAR,
  isBlank,
  isDigit,
  isNameByte,
  MINUS,
  OPEN_BRACE,
  SPACE,
  skipBlanks,
  skipName,
  TAB,
} from './characters.js';
import type { Line } from './line.js';

/** What a name stands for. */
export type Definition =
  | { readonly type: 'text'; readonly text: LineText }
  /** At least one line; the first goes in the place of the reference, the others follow as lines. */
  | { readonly type: 'lines'; readonly lines: readonly LineText[] }
  | { readonly type: 'standard'; readonly name: StandardName };

export const STANDARD_NAMES = ['_PWD', '_INSTANCE', '_RANDOM', '_ENV', '_HASH', '_BANG'] as const;
export type StandardName = (typeof STANDARD_NAMES)[number];

/** The start of `$NAME=text`: the name, and where the text starts. */
export interface DefinitionStart {
  readonly name: string;
  readonly valueOffset: number;
}

/** A reference in a line, whether or not its name is defined. */
export interface Reference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly braces: boolean;
  /** The text between the name and the closing brace, without outer blanks. */
  readonly parameters: string;
  /** False for `$NAME` before a byte that keeps it from being replaced. */
  readonly replaceable: boolean;
}

/** Reads the start of a definition at the start of a line; undefined when the line is no definition. */
export function parseDefinitionStart(text: string): DefinitionStart | undefined {
  if (text.charCodeAt(0) !== DOLLAR || !startsName(text.charCodeAt(1))) return undefined;
  const nameEnd = skipName(text, 1);
  if (text[nameEnd] !== '=') return undefined;
  return { name: text.slice(1, nameEnd), valueOffset: skipBlanks(text, nameEnd + 1) };
}

/** The next reference at or after an offset. */
export function findReference(text: string, from: number): Reference | undefined {
  for (let start = text.indexOf('$', from); start >= 0; start = text.indexOf('$', start + 1)) {
    const reference =
      text.charCodeAt(start + 1) === OPEN_BRACE ? bracedReference(text, start) : bareReference(text, start);
    if (reference !== undefined) return reference;
  }
  return undefined;
}

/** Whether the line is one of several: it ends in a backslash. Returns the line without it. */
export function cutContinuation(line: Line): { readonly line: Line; readonly continued: boolean } {
  const { text } = line;
  if (text.charCodeAt(text.length - 1) !== BACKSLASH) return { line, continued: false };
  let end = text.length - 1;
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return { line: line.slice(0, end), continued: true };
}

/** The `${NAME}` at an offset; undefined when there is none. */
export function bracedReference(text: string, start: number): Reference | undefined {
  const nameStart = start + 2;
  if (!startsName(text.charCodeAt(nameStart))) return undefined;
  const nameEnd = skipName(text, nameStart);
  let end = nameEnd;
  if (isBlank(text.charCodeAt(end))) {
    while (isParameterByte(text.charCodeAt(end))) end += 1;
  }
  if (text.charCodeAt(end) !== CLOSE_BRACE) return undefined;
  const parameters = text.slice(nameEnd, end).trim();
  return { name: text.slice(nameStart, nameEnd), start, end: end + 1, braces: true, parameters, replaceable: true };
}

/** What looks like a `${NAME}` and is none: its brace is not closed, or its name begins with a digit. */
export interface BrokenReference {
  readonly start: number;
  readonly end: number;
  readonly closed: boolean;
}

/** The broken reference at the `${` at an offset; undefined when there is none. */
export function brokenReference(text: string, start: number): BrokenReference | undefined {
  const nameEnd = skipName(text, start + 2);
  if (nameEnd === start + 2 || bracedReference(text, start) !== undefined) return undefined;
  const closed = text.charCodeAt(nameEnd) === CLOSE_BRACE;
  return { start, end: closed ? nameEnd + 1 : nameEnd, closed };
}

function bareReference(text: string, start: number): Reference | undefined {
  if (!startsName(text.charCodeAt(start + 1))) return undefined;
  const end = skipName(text, start + 1);
  const next = text.charCodeAt(end);
  const replaceable =
    end === text.length || next === SPACE || next === TAB || next === COMMA || next === CLOSE_PARENTHESIS;
  return { name: text.slice(start + 1, end), start, end, braces: false, parameters: '', replaceable };
}

function startsName(code: number): boolean {
  return isNameByte(code) && !isDigit(code);
}

function isParameterByte(code: number): boolean {
  return isNameByte(code) || isBlank(code) || code === MINUS;
}
