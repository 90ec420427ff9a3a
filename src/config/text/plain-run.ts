/**
 * Lines of a file that stand one below the other and hold nothing but words: nearly all of a large file. They are kept
 * as one piece of its text until somebody asks for them, so that a large file costs little more than its bytes.
 */

import type { PlainLineTaker } from '../tree.js';
import { lineOfWords, PLAIN_BYTES } from './comments.js';
import { LINE_BYTES } from './limits.js';
import { Line } from './line.js';

/** Words that need no look beyond them: not none, and not one that changes how the rest of the text is read. */
const WORDS = String.raw`(?![ \t]*(?:[\n{]|include|random_seed))${PLAIN_BYTES}`;
const RUN_LINE = new RegExp(String.raw`${WORDS}\n`, 'y');
const OPENING_LINE = new RegExp(String.raw`${WORDS}\{[ \t]*\n`, 'y');
const CLOSING_LINE = /[ \t]*\}[ \t]*\n/y;

const TAKES_NONE: PlainLineTaker = (_source, start) => start;

export class PlainRun {
  declare readonly file: string;
  /** Number of the first line. */
  declare readonly number: number;
  /** How many lines. */
  declare readonly count: number;
  /** Where the first line starts and behind which line feed the last one ends. */
  declare readonly start: number;
  declare readonly end: number;
  declare readonly source: string;

  constructor(source: string, start: number, end: number, file: string, number: number, count: number) {
    this.source = source;
    this.start = start;
    this.end = end;
    this.file = file;
    this.number = number;
    this.count = count;
  }

  /** Goes through its lines, made anew each time, but for those that are taken as text. */
  eachLine(each: (line: Line) => void, taken: PlainLineTaker = TAKES_NONE): void {
    let { start, number } = this;
    while (start < this.end) {
      let next = taken(this.source, start, this.file, number);
      if (next === start) {
        const newline = this.source.indexOf('\n', start);
        const line = lineOfWords(this.source, start, newline, this.file, number);
        if (line !== undefined) each(line);
        next = newline + 1;
      }
      start = next;
      number += 1;
    }
  }
}

/**
 * The plain lines from an offset on, but for the last of them where what follows may be the brace of its block.
 * Undefined when that leaves none.
 */
export function plainRunAt(source: string, start: number, file: string, number: number): PlainRun | undefined {
  let count = 0;
  let end = start;
  let last = start;
  for (;;) {
    const length = lengthOf(RUN_LINE, source, last);
    if (length === 0) break;
    count += 1;
    end = last;
    last += length;
  }
  if (count > 0 && (lengthOf(OPENING_LINE, source, last) > 0 || lengthOf(CLOSING_LINE, source, last) > 0))
    return new PlainRun(source, start, last, file, number, count);
  return count < 2 ? undefined : new PlainRun(source, start, end, file, number, count - 1);
}

/** A whole line that opens or closes a block and holds nothing else but plain words. */
export interface BraceLine {
  /** The words before an opening brace. */
  readonly words: Line | undefined;
  readonly brace: Line;
  /** Behind the line feed. */
  readonly end: number;
}

export function braceLineAt(source: string, start: number, file: string, number: number): BraceLine | undefined {
  const opening = lengthOf(OPENING_LINE, source, start);
  if (opening > 0) {
    const at = source.lastIndexOf('{', start + opening - 1);
    const words = lineOfWords(source, start, at, file, number);
    return { words, brace: braceAt(source, start, at, file, number), end: start + opening };
  }
  const closing = lengthOf(CLOSING_LINE, source, start);
  if (closing === 0) return undefined;
  const at = source.indexOf('}', start);
  return { words: undefined, brace: braceAt(source, start, at, file, number), end: start + closing };
}

function braceAt(source: string, start: number, at: number, file: string, number: number): Line {
  return new Line(source.charAt(at), file, number, at - start + 1, undefined, true);
}

/** How long the line is that starts at an offset, its line feed included; 0 when it is none of these, or too long. */
function lengthOf(pattern: RegExp, source: string, start: number): number {
  pattern.lastIndex = start;
  if (!pattern.test(source)) return 0;
  const length = pattern.lastIndex - start;
  return length > LINE_BYTES ? 0 : length;
}

/** Every line by itself. */
export function separateLines(items: readonly (Line | PlainRun)[]): Line[] {
  const lines: Line[] = [];
  for (const item of items) {
    if (item instanceof PlainRun) item.eachLine((line) => lines.push(line));
    else lines.push(item);
  }
  return lines;
}
