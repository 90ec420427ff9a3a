/**
 * The names defined so far and what they stand for, and the standard names. A name starting with an underscore may be
 * redefined as any other.
 */

import type { SourceReader } from '../../base/source-reader.js';
import type { Diagnostic, Span } from '../diagnostic.js';
import { didYouMean } from '../did-you-mean.js';
import type { LineText } from '../tree.js';
import { decodeBytes } from '../tree.js';
import {
  cutContinuation,
  type Definition,
  type DefinitionStart,
  STANDARD_NAMES,
  type StandardName,
} from './definitions.js';
import { SUGGESTED_AMONG, SUGGESTIONS } from './limits.js';
import { Line } from './line.js';
import { randomNumbers } from './random.js';
import type { Scope } from './substitution.js';
import { textFinding } from './text-finding.js';

/** What the standard names tell. */
export interface StandardValues {
  readonly reader: SourceReader;
  /** Directory of the file being read, absolute. */
  directory(): string;
  readonly configId: string;
  readonly randomSeed: number;
}

const RANDOM_MAX = 32767;

export class DefinitionTable implements Scope {
  readonly #names = new Map<string, Definition>();
  readonly #values: StandardValues;
  readonly #report: (diagnostic: Diagnostic) => void;
  #random: () => number;
  #suggestions = 0;
  #body: { readonly name: string; readonly lines: LineText[]; readonly place: Span } | undefined;

  constructor(values: StandardValues, report: (diagnostic: Diagnostic) => void) {
    this.#values = values;
    this.#report = report;
    this.#random = randomNumbers(values.randomSeed);
    for (const name of STANDARD_NAMES) this.#names.set(name, { type: 'standard', name });
  }

  /** Whether a definition of several lines waits for its next line. */
  get inBody(): boolean {
    return this.#body !== undefined;
  }

  /** The defined name that was probably meant. */
  nearest(name: string): string | undefined {
    this.#suggestions += 1;
    if (this.#suggestions > SUGGESTIONS) return undefined;
    const written: string[] = [];
    for (const [known, definition] of this.#names) {
      if (definition.type !== 'standard') written.push(known);
      if (written.length === SUGGESTED_AMONG) break;
    }
    return didYouMean(name, written);
  }

  seed(seed: number): void {
    this.#random = randomNumbers(seed);
  }

  define(name: string, definition: Definition): void {
    this.#names.set(name, definition);
  }

  /** Takes the line that starts a definition. */
  start(line: Line, start: DefinitionStart): void {
    const first = cutContinuation(line.slice(start.valueOffset));
    if (!first.continued) {
      this.#names.set(start.name, { type: 'text', text: first.line });
      return;
    }
    const lines = first.line.text === '' ? [] : [first.line];
    this.#body = { name: start.name, lines, place: line.span(0, start.name.length + 1) };
  }

  /**
   * Takes the next line of a definition of several lines, undefined for a blank one.
   * @param continues the definition goes on even though the line does not end in a backslash
   */
  continue(line: Line | undefined, continues: boolean): void {
    if (this.#body === undefined) return;
    if (line === undefined) {
      if (!continues) this.end();
      return;
    }
    const next = cutContinuation(line);
    if (next.line.text !== '') this.#body.lines.push(next.line);
    if (!next.continued && !continues) this.end();
  }

  /** Closes a definition of several lines. */
  end(): void {
    if (this.#body === undefined) return;
    const { name, lines, place } = this.#body;
    this.#body = undefined;
    const [first = new Line('', place.file, place.line, place.column), ...others] = lines;
    this.#names.set(name, others.length === 0 ? { type: 'text', text: first } : { type: 'lines', lines });
  }

  /** Closes a definition that the end of its file cuts short. */
  endOfFile(): void {
    if (this.#body === undefined) return;
    const message = `the file ends inside the definition of $${this.#body.name}`;
    this.#report(textFinding('definition-not-closed', this.#body.place, message));
    this.end();
  }

  find(name: string): Definition | undefined {
    return this.#names.get(name);
  }

  standardText(name: StandardName, parameters: string, place: Span): LineText | undefined {
    const text = this.#standard(name, parameters, place);
    return text === undefined ? undefined : new Line(text, place.file, place.line, place.column);
  }

  #standard(name: StandardName, parameters: string, place: Span): string | undefined {
    const words = parameters.split(/[ \t]+/).filter((word) => word !== '');
    if (name === '_RANDOM') return this.#randomText(words, place);
    if (name === '_ENV') return this.#environmentText(words, place);
    if (words.length > 0) {
      this.#report(textFinding('definition-parameter', place, `$\{${name}} takes no parameter`));
      return undefined;
    }
    if (name === '_PWD') return this.#values.directory();
    if (name === '_INSTANCE') return this.#values.configId;
    return name === '_HASH' ? '#' : '!';
  }

  #randomText(words: readonly string[], place: Span): string | undefined {
    const numbers = words.map((word) => (/^[0-9]{1,9}$/.test(word) ? Number(word) : Number.NaN));
    if (words.length > 2 || numbers.some(Number.isNaN)) {
      const message = '$' + '{_RANDOM} takes at most two numbers, the least and the greatest';
      this.#report(textFinding('definition-parameter', place, message));
      return undefined;
    }
    const [least = 0, greatest = RANDOM_MAX] = numbers;
    if (greatest < least) {
      const message = `the least number ${least} is above the greatest, ${greatest}`;
      this.#report(textFinding('definition-parameter', place, message, { keepalived: `uses ${least}` }));
      return String(least);
    }
    return String(least + (this.#random() % (greatest - least + 1)));
  }

  #environmentText(words: readonly string[], place: Span): string | undefined {
    const [name] = words;
    if (name === undefined || words.length > 1) {
      const hint = 'write $' + '{_ENV NAME}';
      this.#report(textFinding('definition-parameter', place, '$' + '{_ENV} takes one name', { hint }));
      return undefined;
    }
    const value = this.#values.reader.environment(decodeBytes(name)) ?? '';
    return value.replaceAll(/[\r\n\0]/g, ' ');
  }
}
