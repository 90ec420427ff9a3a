/**
 * Cuts comments and outer blanks from a line of a file. `#` and `!` start a comment anywhere outside double quotes,
 * also in the middle of a word; `\#` and `\!` stand for the bare sign there.
 */

import { BACKSLASH, BANG, HASH, isBlank, isWordBlank, QUOTE, SPACE } from './characters.js';
import { Line } from './line.js';

/** A line without its comment, and what was met on the way. */
export interface StrippedLine {
  /** Undefined when nothing is left. */
  readonly line: Line | undefined;
  /** Offset in the raw text of a double quote without its partner. */
  readonly openQuote: number | undefined;
  /**
   * Whether a definition of several lines goes on behind this line: its comment ends in a backslash, or nothing but
   * blanks and a comment stand on it. An empty line ends a definition.
   */
  readonly continues: boolean;
}

const EMPTY: StrippedLine = { line: undefined, openQuote: undefined, continues: false };
const BLANK: StrippedLine = { line: undefined, openQuote: undefined, continues: true };

const INDENT = /[ \t]*/y;
/** Bytes that are text or a blank, as a pattern. Bytes that mean something at the start of a line only are none. */
export const PLAIN_BYTES = String.raw`[^\0\n\v\f\r!"#$@\\{}~]*`;
const PLAIN = new RegExp(`${PLAIN_BYTES}\n`, 'y');

/**
 * The line that ends at a line feed, when it holds nothing but words: nearly every line of a large file does. Undefined
 * for every other line, which `stripComment` reads.
 */
export function plainLine(raw: string, start: number, newline: number, file: string, number: number): Line | undefined {
  PLAIN.lastIndex = start;
  return PLAIN.test(raw) ? lineOfWords(raw, start, newline, file, number) : undefined;
}

/** A line that is known to hold nothing but words; undefined when it is blank. */
export function lineOfWords(
  raw: string,
  start: number,
  newline: number,
  file: string,
  number: number,
): Line | undefined {
  INDENT.lastIndex = start;
  INDENT.test(raw);
  const from = INDENT.lastIndex;
  if (from === newline) return undefined;
  let to = newline;
  while (isBlank(raw.charCodeAt(to - 1))) to -= 1;
  return new Line(raw.slice(from, to), file, number, from - start + 1, undefined, true);
}

/**
 * Strips one raw line.
 * @param end offset in `raw` after the last byte of the line, its line end excluded
 */
export function stripComment(raw: string, start: number, end: number, file: string, number: number): StrippedLine {
  let from = start;
  while (from < end && isWordBlank(raw.charCodeAt(from))) from += 1;
  if (from >= end) return end === start ? EMPTY : BLANK;
  let quote = -1;
  let escapes: number[] | undefined;
  let to = from;
  for (; to < end; to += 1) {
    const code = raw.charCodeAt(to);
    if (code > HASH && code !== BACKSLASH) continue;
    if (code <= SPACE) continue;
    if (code === QUOTE) quote = quote < 0 ? to : -1;
    else if (code === BACKSLASH) {
      const next = raw.charCodeAt(to + 1);
      if (quote < 0 && to + 1 < end && (next === HASH || next === BANG)) {
        escapes ??= [];
        escapes.push(to);
      }
      to += 1;
    } else if (quote < 0) break;
  }
  const continues = to < end && raw.charCodeAt(end - 1) === BACKSLASH;
  to = Math.min(to, end);
  while (to > from && isWordBlank(raw.charCodeAt(to - 1))) to -= 1;
  if (to === from) return BLANK;
  let line = new Line(raw.slice(from, to), file, number, from - start + 1);
  if (escapes !== undefined) {
    for (const at of escapes.toReversed()) line = line.without(at - from, at - from + 1);
  }
  return { line, openQuote: quote < 0 ? undefined : quote - start, continues };
}
