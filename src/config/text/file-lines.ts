/**
 * The lines of one file, stripped of comments and outer blanks. Reports what is wrong with the bytes of a line.
 */

import type { Diagnostic, Span } from '../diagnostic.js';
import { bracesLeft, withoutOpenQuote } from './broken-line.js';
import { CR } from './characters.js';
import { plainLine, type StrippedLine, stripComment } from './comments.js';
import { LINE_BYTES } from './limits.js';
import type { Line } from './line.js';
import { braceLineAt, type PlainRun, plainRunAt } from './plain-run.js';
import { BYTE_ORDER_MARK } from './sources.js';
import { textFinding } from './text-finding.js';

/** A line of a file: undefined text is a blank line or a comment. */
export interface FileLine {
  readonly line: Line | undefined;
  /** A definition of several lines goes on behind it, as `StrippedLine` has it. */
  readonly continues: boolean;
  /** The line cannot be read: no more than its braces count, and nothing in a definition. */
  readonly broken?: boolean;
}

export class FileLines {
  readonly file: string;
  readonly #text: string;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #hasNul: boolean;
  readonly #isUtf16: boolean;
  #offset = 0;
  #number = 0;
  /** The brace behind words that were taken. */
  #pending: Line | undefined;

  constructor(file: string, text: string, report: (diagnostic: Diagnostic) => void) {
    this.file = file;
    this.#text = text;
    this.#report = report;
    this.#hasNul = text.includes('\0');
    this.#isUtf16 = /^(?:\xff\xfe|\xfe\xff)/.test(text) && text.slice(0, LINE_BYTES).includes('\0');
    if (text.startsWith(BYTE_ORDER_MARK)) this.#skipByteOrderMark();
  }

  /**
   * Takes what comes next if it needs no look beyond its words and the brace of a block: several lines, or one. Undefined
   * for everything else, which `next` reads.
   */
  takePlain(): PlainRun | Line | undefined {
    const pending = this.#pending;
    if (pending !== undefined) {
      this.#pending = undefined;
      return pending;
    }
    const run = plainRunAt(this.#text, this.#offset, this.file, this.#number + 1);
    if (run !== undefined) {
      this.#offset = run.end;
      this.#number += run.count;
      return run;
    }
    const found = braceLineAt(this.#text, this.#offset, this.file, this.#number + 1);
    if (found === undefined) return undefined;
    this.#offset = found.end;
    this.#number += 1;
    if (found.words === undefined) return found.brace;
    this.#pending = found.brace;
    return found.words;
  }

  /** The next line; undefined at the end of the file. */
  next(): FileLine | undefined {
    const text = this.#text;
    const start = this.#offset;
    if (start >= text.length) return undefined;
    this.#number += 1;
    const newline = text.indexOf('\n', start);
    let end = newline < 0 ? text.length : newline;
    this.#offset = end + 1;
    if (newline >= 0 && newline - start <= LINE_BYTES) {
      const line = plainLine(text, start, newline, this.file, this.#number);
      if (line !== undefined) return { line, continues: false };
    }
    while (end > start && text.charCodeAt(end - 1) === CR) end -= 1;
    if (end - start > LINE_BYTES) return this.#tooLong(start, end);
    if (this.#hasNul && text.slice(start, end).includes('\0')) return this.#nulByte(start, end);
    const stripped = stripComment(text, start, end, this.file, this.#number);
    if (stripped.openQuote === undefined) return stripped;
    this.#openQuote(stripped, stripped.openQuote, end - start);
    const meant = stripped.line && withoutOpenQuote(stripped.line);
    return meant === undefined ? stripped : { ...stripped, line: meant };
  }

  #place(column: number, length: number): Span {
    return { file: this.file, line: this.#number, column, length };
  }

  #skipByteOrderMark(): void {
    this.#offset = BYTE_ORDER_MARK.length;
    this.#report(
      textFinding(
        'byte-order-mark',
        { file: this.file, line: 1, column: 1, length: 1 },
        'the file starts with a byte order mark',
        {
          keepalived:
            'takes it as part of the first keyword, which is then unknown, and reads its block at the top level',
          hint: 'save the file as UTF-8 without a byte order mark',
        },
      ),
    );
  }

  #tooLong(start: number, end: number): FileLine {
    const { line } = stripComment(this.#text, start, end, this.file, this.#number);
    this.#report(
      textFinding(
        'line-too-long',
        this.#place(LINE_BYTES + 1, 1),
        `the line has ${end - start} bytes, ${LINE_BYTES} are read at most`,
        {
          keepalived: 'drops the whole line',
          hint: 'break the line up, or move a long list into several lines',
          ...(line === undefined ? { severity: 'note', exitClass: 0 } : {}),
        },
      ),
    );
    return { line: bracesLeft(line), continues: true, broken: true };
  }

  #nulByte(start: number, end: number): FileLine {
    const raw = this.#text.slice(start, end);
    const column = raw.indexOf('\0') + 1;
    if (!this.#isUtf16 || this.#number === 1) {
      const message = this.#isUtf16 ? 'the file is in UTF-16' : 'the line holds a NUL byte and is left out';
      this.#report(
        textFinding('nul-byte', this.#place(column, 1), message, {
          keepalived: this.#isUtf16 ? 'drops every line' : 'drops the whole line',
          hint: this.#isUtf16 ? 'save it as UTF-8' : 'the file may be damaged',
        }),
      );
    }
    const readable = raw.replaceAll('\0', '');
    const { line } = stripComment(readable, 0, readable.length, this.file, this.#number);
    return { line: bracesLeft(line), continues: true, broken: true };
  }

  #openQuote(stripped: StrippedLine, offset: number, lineLength: number): void {
    const end = stripped.line === undefined ? lineLength : stripped.line.column - 1 + stripped.line.text.length;
    this.#report(
      textFinding(
        'unterminated-quote',
        this.#place(offset + 1, Math.max(end - offset, 1)),
        'the double quote is not closed',
        {
          keepalived: 'reports it and may crash',
          hint: 'close the quote on the same line; here it ends with the line',
        },
      ),
    );
  }
}
