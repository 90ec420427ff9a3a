/**
 * Lines of a file that stand one below the other and hold nothing but words: nearly all of a large file. They are kept
 * as one piece of its text until somebody asks for them, so that a large file costs little more than its bytes.
 */

import { lineOfWords } from './comments.js';
import { LINE_BYTES } from './limits.js';
import type { Line } from './line.js';

/**
 * One whole line that needs no look beyond its words: no byte that means something, not blank, and no word at its
 * start that changes how the rest of the text is read.
 */
const RUN_LINE = /(?![ \t]*(?:\n|include|random_seed))[^\0\n\v\f\r!"#$@\\{}~]*\n/y;

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

  /** Adds its lines to others, made anew each time. */
  addLines(to: { push(line: Line): unknown }): void {
    let { start, number } = this;
    while (start < this.end) {
      const newline = this.source.indexOf('\n', start);
      const line = lineOfWords(this.source, start, newline, this.file, number);
      if (line !== undefined) to.push(line);
      start = newline + 1;
      number += 1;
    }
  }
}

/**
 * The plain lines from an offset on, but for the last of them: what follows may be the brace of its block. Undefined
 * when that leaves none.
 */
export function plainRunAt(source: string, start: number, file: string, number: number): PlainRun | undefined {
  let count = 0;
  let end = start;
  let last = start;
  for (;;) {
    RUN_LINE.lastIndex = last;
    if (!RUN_LINE.test(source) || RUN_LINE.lastIndex - last > LINE_BYTES) break;
    count += 1;
    end = last;
    last = RUN_LINE.lastIndex;
  }
  return count < 2 ? undefined : new PlainRun(source, start, end, file, number, count - 1);
}

/** Every line by itself. */
export function separateLines(items: readonly (Line | PlainRun)[]): Line[] {
  const lines: Line[] = [];
  for (const item of items) {
    if (item instanceof PlainRun) item.addLines(lines);
    else lines.push(item);
  }
  return lines;
}
