/**
 * Breaks a line at its braces: each piece is `{`, `}`, or text without braces outside quotes.
 */

import { AT, CLOSE_BRACE, DOLLAR, HASH, isWordBlank, OPEN_BRACE, QUOTE, skipBlanks, TILDE } from './characters.js';
import { bracedReference, brokenReference } from './definitions.js';
import type { Line } from './line.js';

/** The piece at an offset. */
export interface Piece {
  readonly line: Line;
  /** Where the next piece starts; the text's length at the end of the line. */
  readonly next: number;
  /** What follows a brace starts like a condition, a definition, a sequence or an include, and counts as one. */
  readonly special: boolean;
}

/** The piece of a line that starts at an offset, which is no blank. */
export function pieceAt(line: Line, start: number): Piece {
  const { text } = line;
  const first = text.charCodeAt(start);
  const isBrace = first === OPEN_BRACE || first === CLOSE_BRACE;
  const end = isBrace ? start + 1 : findBrace(text, start);
  if (start === 0 && end === text.length) return { line, next: end, special: false };
  const next = skipBlanks(text, end);
  let stop = end;
  while (stop > start + 1 && isWordBlank(text.charCodeAt(stop - 1))) stop -= 1;
  return { line: line.slice(start, stop), next, special: isBrace && startsSpecially(text, next) };
}

/** Offset of the first brace outside double quotes that is no part of a ${NAME}, also a broken one; the text's length when none is. */
export function findBrace(text: string, start: number): number {
  for (let offset = start; offset < text.length; offset += 1) {
    const code = text.charCodeAt(offset);
    if (code <= HASH && code !== QUOTE) continue;
    if (code === QUOTE) {
      const close = text.indexOf('"', offset + 1);
      if (close < 0) return text.length;
      offset = close;
    } else if (code === DOLLAR) {
      if (text.charCodeAt(offset + 1) !== OPEN_BRACE) continue;
      const reference = bracedReference(text, offset) ?? brokenReference(text, offset);
      if (reference !== undefined) offset = reference.end - 1;
    } else if (code === OPEN_BRACE || code === CLOSE_BRACE) return offset;
  }
  return text.length;
}

function startsSpecially(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code === AT || code === DOLLAR || code === TILDE || text.startsWith('include', offset);
}
