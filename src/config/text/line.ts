/**
 * A line of text that knows where each of its bytes was written, also after definitions were put in and escapes
 * taken out. Most lines are a plain piece of a file and carry no more than a column.
 */

import type { Span } from '../diagnostic.js';
import type { LineText } from '../tree.js';
import { isWordBlank } from './characters.js';

/** A run of a line's bytes, up to the next run's offset, that came from one place. */
interface Stretch {
  readonly offset: number;
  /** Column in the file, of the first byte or of the whole reference. */
  readonly column: number;
  /** Bytes of the reference that this stretch replaces; 0 where the bytes stand in the file themselves. */
  readonly reference: number;
  /** The text that replaces the reference, and where this stretch starts in it. */
  readonly origin: LineText | undefined;
  readonly originOffset: number;
}

export class Line implements LineText {
  // Declared, not defined: very many are made, and defining each field costs more than setting it.
  declare readonly text: string;
  declare readonly file: string;
  declare readonly number: number;
  /** Column of the first byte where `stretches` is undefined. */
  declare readonly column: number;
  declare readonly stretches: readonly Stretch[] | undefined;
  /** Known to hold words and blanks only: there is nothing to put in, to repeat or to break up. */
  declare readonly plain: boolean;

  constructor(
    text: string,
    file: string,
    number: number,
    column: number,
    stretches?: readonly Stretch[],
    plain: boolean = false,
  ) {
    this.text = text;
    this.file = file;
    this.number = number;
    this.column = column;
    this.stretches = stretches;
    this.plain = plain;
  }

  span(offset: number, length: number): Span {
    if (this.stretches === undefined) {
      return { file: this.file, line: this.number, column: this.column + offset, length: length > 0 ? length : 1 };
    }
    return this.#stretchedSpan(this.stretches, offset, Math.max(length, 1));
  }

  places(offset: number, length: number): Span[] {
    const own = this.span(offset, length);
    const { definition: _, ...place } = own;
    const places: Span[] = [place];
    for (const [index, stretch] of (this.stretches ?? []).entries()) {
      if (stretch.origin === undefined) continue;
      const start = Math.max(offset, stretch.offset);
      const end = Math.min(offset + length, this.stretches?.[index + 1]?.offset ?? this.text.length);
      const inside = stretch.originOffset + start - stretch.offset;
      if (start < end) places.push(...stretch.origin.places(inside, end - start));
    }
    return places;
  }

  /** The bytes from `start` up to `end`, in their places. */
  slice(start: number, end: number = this.text.length): Line {
    const text = this.text.slice(start, end);
    if (this.stretches === undefined) return new Line(text, this.file, this.number, this.column + start);
    const stretches: Stretch[] = [];
    addStretches(stretches, this.stretches, start, end, -start);
    return new Line(text, this.file, this.number, this.column, stretches);
  }

  /** Without blanks at either end. */
  trim(): Line {
    const { text } = this;
    let start = 0;
    let end = text.length;
    while (start < end && isWordBlank(text.charCodeAt(start))) start += 1;
    while (end > start && isWordBlank(text.charCodeAt(end - 1))) end -= 1;
    return start === 0 && end === text.length ? this : this.slice(start, end);
  }

  /** Takes out the bytes from `start` up to `end` and leaves nothing in their place. */
  without(start: number, end: number): Line {
    const stretches: Stretch[] = [];
    addStretches(stretches, this.#allStretches(), 0, start, 0);
    addStretches(stretches, this.#allStretches(), end, this.text.length, start - end);
    const text = this.text.slice(0, start) + this.text.slice(end);
    return new Line(text, this.file, this.number, this.column, stretches);
  }

  /** Puts the text of `origin` in the place of the bytes from `start` up to `end`, which refer to it. */
  replace(start: number, end: number, origin: LineText): Line {
    const all = this.#allStretches();
    const outer = this.#stretchAt(start);
    const column = outer.reference > 0 ? outer.column : outer.column + start - outer.offset;
    const reference = outer.reference > 0 ? outer.reference : end - start;
    const stretches: Stretch[] = [];
    addStretches(stretches, all, 0, start, 0);
    if (origin.text !== '') stretches.push({ offset: start, column, reference, origin, originOffset: 0 });
    addStretches(stretches, all, end, this.text.length, start + origin.text.length - end);
    const text = this.text.slice(0, start) + origin.text + this.text.slice(end);
    return new Line(text, this.file, this.number, column, stretches);
  }

  #allStretches(): readonly Stretch[] {
    if (this.stretches !== undefined) return this.stretches;
    return [{ offset: 0, column: this.column, reference: 0, origin: undefined, originOffset: 0 }];
  }

  #stretchAt(offset: number): Stretch {
    const stretches = this.#allStretches();
    let found = stretches[0];
    for (const stretch of stretches) {
      if (stretch.offset > offset) break;
      found = stretch;
    }
    return found ?? { offset: 0, column: this.column, reference: 0, origin: undefined, originOffset: 0 };
  }

  #stretchedSpan(stretches: readonly Stretch[], offset: number, length: number): Span {
    const first = this.#stretchAt(offset);
    const last = this.#stretchAt(offset + length - 1);
    const column = first.reference > 0 ? first.column : first.column + offset - first.offset;
    const end = last.reference > 0 ? last.column + last.reference : last.column + offset + length - last.offset;
    const span: Span = { file: this.file, line: this.number, column, length: Math.max(end - column, 1) };
    const defined = stretches.find(
      (stretch) => stretch.origin !== undefined && stretch.offset < offset + length && stretch.offset >= first.offset,
    );
    if (defined?.origin === undefined) return span;
    const start = Math.max(offset, defined.offset);
    const available = defined.origin.text.length - defined.originOffset - (start - defined.offset);
    const written = defined.origin.span(
      defined.originOffset + start - defined.offset,
      Math.min(offset + length - start, Math.max(available, 1)),
    );
    const definition = written.definition ?? written;
    // A standard name was written nowhere but here.
    const here = definition.file === span.file && definition.line === span.line && definition.column === column;
    return here ? span : { ...span, definition };
  }
}

/** A line of one place in full: every byte of `text` stands for the reference at `use`. */
export function replayedLine(origin: LineText, use: Span): Line {
  const stretch = { offset: 0, column: use.column, reference: use.length, origin, originOffset: 0 };
  return new Line(origin.text, use.file, use.line, use.column, [stretch]);
}

/** Adds what covers the bytes from `start` up to `end`, each offset moved. */
function addStretches(to: Stretch[], from: readonly Stretch[], start: number, end: number, move: number): void {
  for (let index = 0; index < from.length; index += 1) {
    const stretch = from[index];
    const stop = from[index + 1]?.offset ?? Number.POSITIVE_INFINITY;
    if (stretch === undefined || stop <= start || stretch.offset >= end) continue;
    const skipped = Math.max(start - stretch.offset, 0);
    const { reference, origin } = stretch;
    to.push({
      offset: stretch.offset + skipped + move,
      column: reference > 0 ? stretch.column : stretch.column + skipped,
      reference,
      origin,
      originOffset: stretch.originOffset + skipped,
    });
  }
}
