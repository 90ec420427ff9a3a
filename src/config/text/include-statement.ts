/**
 * An include line: the rest of the line is one path or pattern, blanks and braces included. Quotes around all of it are
 * taken off.
 */

import type { Span } from '../diagnostic.js';
import { isWordBlank, skipBlanks } from './characters.js';
import { type IncludeChecks, includeForm } from './include.js';
import type { Line } from './line.js';

export type IncludeStatement =
  | { readonly type: 'include'; readonly pattern: string; readonly checks: IncludeChecks; readonly place: Span }
  /** `rest` is what follows on the line and is no part of a name. */
  | { readonly type: 'mistake'; readonly message: string; readonly place: Span; readonly rest: Line | undefined };

/** Reads a line that starts with the letters of include; undefined when its first word is another. */
export function parseInclude(line: Line): IncludeStatement | undefined {
  const { text } = line;
  let end = 0;
  while (end < text.length && !isWordBlank(text.charCodeAt(end))) end += 1;
  const keyword = text.slice(0, end);
  const checks = includeForm(keyword);
  if (checks === undefined) return undefined;
  const start = skipBlanks(text, end);
  const brace = surplusBrace(text, start);
  const pattern = text.slice(start, brace).trim();
  const place = line.span(pattern === '' ? 0 : start, pattern === '' ? end : pattern.length);
  if (brace < text.length) {
    const message = `a brace ends the line of ${keyword}, whose file would be looked for with the brace in its name`;
    return { type: 'mistake', message, place: line.span(brace, 1), rest: line.slice(brace) };
  }
  if (pattern === '') return { type: 'mistake', message: `${keyword} without a file name`, place, rest: undefined };
  return { type: 'include', pattern: unquote(pattern), checks, place };
}

/** Offset of the first closing brace without its opening one; the text's length when there is none. */
function surplusBrace(text: string, start: number): number {
  let depth = 0;
  for (let offset = start; offset < text.length; offset += 1) {
    if (text[offset] === '{') depth += 1;
    else if (text[offset] === '}') depth -= 1;
    if (depth < 0) return offset;
  }
  return text.length;
}

function unquote(pattern: string): string {
  const quoted = pattern.length >= 2 && pattern.startsWith('"') && pattern.endsWith('"');
  return quoted ? pattern.slice(1, -1) : pattern;
}
