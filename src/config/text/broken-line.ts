/**
 * What stays of a line that cannot be read: the braces that the lines around it count on, and the keyword of the block
 * that it opens. So one broken line is one mistake, and the rest of the file keeps its meaning.
 */

import { isWordBlank, QUOTE } from './characters.js';
import { NESTING } from './limits.js';
import { Line } from './line.js';

/** Undefined where the other lines lose nothing by it. */
export function bracesLeft(line: Line | undefined): Line | undefined {
  if (line === undefined) return undefined;
  const { closing, opening } = unmatched(line.text);
  const head = opening === undefined ? '' : headOf(line.text, opening);
  const text = `${'}'.repeat(Math.min(closing, NESTING))}${head}`;
  return text === '' ? undefined : new Line(text, line.file, line.number, line.column);
}

/** A line with an open quote that has swallowed the opening brace at its end, without the quote. */
export function withoutOpenQuote(line: Line): Line | undefined {
  const quote = line.text.lastIndexOf('"');
  return /[\s"]\{$/.test(line.text.slice(quote)) ? line.without(quote, quote + 1) : undefined;
}

interface Unmatched {
  /** How many `}` have no `{` on the line. */
  readonly closing: number;
  /** Where the first `{` without a `}` on the line stands. */
  readonly opening: number | undefined;
}

function unmatched(text: string): Unmatched {
  let closing = 0;
  let depth = 0;
  let opening: number | undefined;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) === QUOTE) quoted = !quoted;
    if (quoted) continue;
    if (text[at] === '{') {
      if (depth === 0) opening = at;
      depth += 1;
    } else if (text[at] === '}') {
      if (depth === 0) closing += 1;
      else depth -= 1;
    }
  }
  return { closing, opening: depth === 0 ? undefined : opening };
}

/** The keyword of the block that a brace opens, and the brace. */
function headOf(text: string, brace: number): string {
  let start = Math.max(text.lastIndexOf('{', brace - 1), text.lastIndexOf('}', brace - 1)) + 1;
  while (start < brace && isWordBlank(text.charCodeAt(start))) start += 1;
  let end = start;
  while (end < brace && !isWordBlank(text.charCodeAt(end))) end += 1;
  return `${text.slice(start, end)} {`;
}
