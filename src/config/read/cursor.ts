/**
 * The words of one line, read from left to right. Readers take what they need from it and report what is wrong at
 * the word in question.
 */

import type { Span } from '../diagnostic.js';
import type { ModelCode } from '../model-codes.js';
import { COVERED } from '../text/secrets.js';
import type { Node, Word } from '../tree.js';
import type { Finding, Reading } from './reading.js';
import { shown } from './text.js';

export class Cursor {
  // Declared, not defined: a cursor is made for every line, and defining each field costs more than setting it.
  declare readonly reading: Reading;
  declare readonly node: Node;
  /** The keyword or option whose arguments are being read; messages name it. */
  declare subject: Word;
  /** What keepalived makes of a missing value of the subject; undefined where it stops at once. */
  declare missing: Finding | undefined;
  declare private index: number;

  /** @param index 0 starts behind the keyword, -1 at it (a line of a value block) */
  constructor(reading: Reading, node: Node, index = 0) {
    this.reading = reading;
    this.node = node;
    this.subject = node.keyword;
    this.missing = undefined;
    this.index = index;
  }

  /** The next word without taking it. */
  peek(): Word | undefined {
    return this.index < 0 ? this.node.keyword : this.node.words[this.index];
  }

  /** Takes the next word. */
  next(): Word | undefined {
    const word = this.peek();
    if (word !== undefined) this.index += 1;
    return word;
  }

  /** Takes the next word and reports its absence. */
  required(): Word | undefined {
    const word = this.next();
    if (word === undefined) this.reportMissing('a value');
    return word;
  }

  /** Reports that the subject lacks what it needs: the one mistake that can end keepalived at once, in every mode. */
  reportMissing(what: string): void {
    const message = `${shown(this.subject.text)} needs ${what} and none is given`;
    const hint = 'write it on the same line; text after # or ! is a comment';
    if (this.missing !== undefined) {
      this.report('missing-value', this.subject.span, message, { hint, ...this.missing });
      return;
    }
    this.report('missing-parameter', this.subject.span, message, {
      keepalived: 'stops at once with exit status 2, also when it only tests the file',
      hint,
    });
  }

  /** Whether every word was taken. */
  get atEnd(): boolean {
    return this.peek() === undefined;
  }

  /** Takes all remaining words. */
  rest(): readonly Word[] {
    const words = this.node.words.slice(Math.max(this.index, 0));
    const all = this.index < 0 ? [this.node.keyword, ...words] : words;
    this.index = this.node.words.length;
    return all;
  }

  /** The place of the keyword, for findings about the line. */
  get span(): Span {
    return this.node.keyword.span;
  }

  /** A word as messages show it, covered where the line may hold a password or a key. */
  shown(word: Word): string {
    return shown(this.node.secret ? COVERED : word.text);
  }

  report(code: ModelCode, span: Span, message: string, finding?: Finding): void {
    this.reading.report(code, span, message, finding);
  }

  /** The word where it is a reference that nothing was put in for. */
  undefinedName({ text, quoted }: Word): string | undefined {
    return !quoted && !this.node.secret && /^\$[A-Za-z_][A-Za-z_0-9]*$/.test(text) ? text : undefined;
  }

  /** Reports a value that is not what the subject takes. */
  badValue(word: Word, expected: string, finding?: Finding): void {
    const name = this.undefinedName(word);
    const found = name === undefined ? `not ${this.shown(word)}` : `and ${name} is not defined`;
    this.report('bad-value', word.span, `${shown(this.subject.text)} takes ${expected}, ${found}`, {
      keepalived: 'ignores the line; the setting stays as it was',
      ...(name !== undefined && { hint: `write ${name}=VALUE above` }),
      ...(word.text === '=' && { hint: 'write the value behind the keyword, without =' }),
      ...finding,
    });
  }
}
