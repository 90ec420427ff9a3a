/**
 * The plain rules for words, which nearly all keywords use: split at blanks, `"..."` is one word, no escapes. A quote
 * also ends a word that touches it, so `a"b c"d` is three words. An apostrophe is an ordinary byte.
 */

import type { LineText, Word } from '../tree.js';
import { isWordBlank, QUOTE } from './characters.js';

/** The words of a line from `start` up to `end`. A quote that is not closed ends with the line. */
export function splitWords(line: LineText, start = 0, end: number = line.text.length): Word[] {
  const { text } = line;
  const words: Word[] = [];
  let offset = start;
  while (offset < end) {
    const code = text.charCodeAt(offset);
    if (isWordBlank(code)) {
      offset += 1;
    } else if (code === QUOTE) {
      const close = text.indexOf('"', offset + 1);
      const stop = close < 0 || close >= end ? end : close;
      const length = Math.min(stop + 1, end) - offset;
      words.push({ text: text.slice(offset + 1, stop), quoted: true, span: line.span(offset, length) });
      offset = stop + 1;
    } else {
      const stop = endOfBareWord(text, offset + 1, end);
      words.push({ text: text.slice(offset, stop), quoted: false, span: line.span(offset, stop - offset) });
      offset = stop;
    }
  }
  return words;
}

const BARE_WORD = /[^\t-\r "]*/y;

function endOfBareWord(text: string, start: number, end: number): number {
  BARE_WORD.lastIndex = start;
  BARE_WORD.test(text);
  return Math.min(BARE_WORD.lastIndex, end);
}
