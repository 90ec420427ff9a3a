/**
 * Where a section or key of an INI file stands: the `ini` package gives values without places.
 */

import type { Span } from './diagnostic.js';

/** The header line of a section. */
export function locateSection(file: string, text: string, section: string): Span | undefined {
  for (const line of lines(text)) {
    if (line.header === section) return span(file, line.number, line.text, section);
  }
  return undefined;
}

/** The last line that sets the key in the section: the one that counts. */
export function locateKey(file: string, text: string, section: string | undefined, key: string): Span | undefined {
  let current: string | undefined;
  let found: Span | undefined;
  for (const line of lines(text)) {
    if (line.header !== undefined) current = line.header;
    else if (current === section && line.key === key) found = span(file, line.number, line.text, key);
  }
  return found;
}

function* lines(text: string): Generator<{ number: number; text: string; header?: string; key?: string }> {
  let number = 0;
  for (const line of text.split(/\r\n|\r|\n/)) {
    number += 1;
    const header = /^\s*\[([^\]]*)\]\s*$/.exec(line)?.[1]?.trim();
    if (header !== undefined) {
      yield { number, text: line, header };
      continue;
    }
    const key = /^\s*([^;#=[\s][^=]*?)(?:\[\])?\s*(?:=|$)/.exec(line)?.[1];
    if (key !== undefined) yield { number, text: line, key };
  }
}

function span(file: string, line: number, text: string, word: string): Span {
  const before = text.slice(0, Math.max(0, text.indexOf(word)));
  return { file, line, column: Buffer.byteLength(before) + 1, length: Math.max(1, Buffer.byteLength(word)) };
}
