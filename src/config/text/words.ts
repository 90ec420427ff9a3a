/**
 * The plain rules for words, which nearly all keywords use: split at blanks, `"..."` is one word, no escapes. A quote
 * also ends a word that touches it, so `a"b c"d` is three words. An apostrophe is an ordinary byte.
 */

import type { Span } from '../diagnostic.js';
import type { LineText, Word } from '../tree.js';
import { isWordBlank, QUOTE } from './characters.js';

/** A word of a line. Its place is made when somebody asks for it: most words are right. */
class LineWord implements Word {
  declare readonly text: string;
  declare readonly quoted: boolean;
  declare readonly line: LineText;
  declare readonly start: number;
  declare readonly end: number;

  constructor(text: string, quoted: boolean, line: LineText, start: number, end: number) {
    this.text = text;
    this.quoted = quoted;
    this.line = line;
    this.start = start;
    this.end = end;
  }

  get span(): Span {
    return this.line.span(this.start, this.end - this.start);
  }
}

/** The words of a line from `start` up to `end`. A quote that is not closed ends with the line. */
export function splitWords(line: LineText, start = 0, end: number = line.text.length): Word[] {
  const { text } = line;
  const words: Word[] = [];
  let offset = start;
  // Nearly every line is a few words with one blank between: for them the engine's own search is quicker than ours.
  if (!ODD.test(text)) {
    for (let stop = text.indexOf(' ', offset); offset < end; stop = text.indexOf(' ', offset)) {
      if (stop < 0 || stop > end) stop = end;
      if (stop > offset) words.push(new LineWord(text.slice(offset, stop), false, line, offset, stop));
      offset = stop + 1;
    }
    return words;
  }
  while (offset < end) {
    const code = text.charCodeAt(offset);
    if (isWordBlank(code)) {
      offset += 1;
    } else if (code === QUOTE) {
      const close = text.indexOf('"', offset + 1);
      const stop = close < 0 || close >= end ? end : close;
      words.push(new LineWord(text.slice(offset + 1, stop), true, line, offset, Math.min(stop + 1, end)));
      offset = stop + 1;
    } else {
      const stop = endOfBareWord(text, offset + 1, end);
      words.push(new LineWord(text.slice(offset, stop), false, line, offset, stop));
      offset = stop;
    }
  }
  return words;
}

/** Blanks other than spaces, and quotes. */
const ODD = /[\t-\r"]/;

const BARE_WORD = /[^\t-\r "]*/y;

function endOfBareWord(text: string, start: number, end: number): number {
  BARE_WORD.lastIndex = start;
  BARE_WORD.test(text);
  return Math.min(BARE_WORD.lastIndex, end);
}
