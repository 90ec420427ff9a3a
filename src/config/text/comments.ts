/**
 * Cuts comments and outer blanks from a line of a file. `#` and `!` start a comment anywhere outside double quotes,
 * also in the middle of a word; `\#` and `\!` stand for the bare sign there.
 *
 * The running keepalived strips each line twice, so that an escaped sign cuts the line after all. vrrpd keeps the
 * text; `keepalivedEnd` tells where keepalived would have cut, for values that two hosts must agree on.
 */

import { BACKSLASH, BANG, HASH, isBlank, QUOTE, SPACE } from './characters.js';
import { Line } from './line.js';

/** A line without its comment, and what was met on the way. */
export interface StrippedLine {
  /** Undefined when nothing is left. */
  readonly line: Line | undefined;
  /** Offset in the raw text of a double quote without its partner. */
  readonly openQuote: number | undefined;
  /** Offset in the raw text of the first unquoted `\#` or `\!`. */
  readonly escape: number | undefined;
  /** The comment that was cut ends in a backslash, which carries a definition of several lines on. */
  readonly commentContinues: boolean;
}

const NOTHING: StrippedLine = { line: undefined, openQuote: undefined, escape: undefined, commentContinues: false };

/**
 * Strips one raw line.
 * @param end offset in `raw` after the last byte of the line, its line end excluded
 */
export function stripComment(raw: string, start: number, end: number, file: string, number: number): StrippedLine {
  let from = start;
  while (from < end && isBlank(raw.charCodeAt(from))) from += 1;
  if (from >= end) return NOTHING;
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
  const commentContinues = to < end && raw.charCodeAt(end - 1) === BACKSLASH;
  to = Math.min(to, end);
  while (to > from && isBlank(raw.charCodeAt(to - 1))) to -= 1;
  if (to === from) return commentContinues ? { ...NOTHING, commentContinues } : NOTHING;
  let line = new Line(raw.slice(from, to), file, number, from - start + 1);
  if (escapes !== undefined) {
    for (const at of escapes.toReversed()) line = line.without(at - from, at - from + 1);
  }
  return { line, openQuote: quote < 0 ? undefined : quote - start, escape: escapes?.[0], commentContinues };
}

/** Offset at which the running keepalived would cut the line: the first bare `#` or `!` outside double quotes. */
export function keepalivedEnd(text: string): number | undefined {
  let quoted = false;
  for (let offset = 0; offset < text.length; offset += 1) {
    const code = text.charCodeAt(offset);
    if (code === QUOTE) quoted = !quoted;
    else if (code === BACKSLASH) offset += 1;
    else if (!quoted && (code === HASH || code === BANG)) return offset;
  }
  return undefined;
}
