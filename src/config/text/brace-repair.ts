/**
 * Guesses what was meant where braces do not match, so that one mistake gives one message and the rest of the file
 * keeps its meaning. Used only for such files: it looks at which keywords may stand in which block and at the
 * indentation, where the file has any.
 *
 * The result is a list of lines whose braces match: missing ones are put in, surplus ones are gone.
 */

import type { Diagnostic } from '../diagnostic.js';
import { decodeBytes } from '../tree.js';
import { placesOf, TOP } from './block-places.js';
import { Line } from './line.js';
import { PlainRun } from './plain-run.js';
import { COVERED, holdsSecret, opensSecrets, SHOWN_WORDS } from './secrets.js';
import { textFinding } from './text-finding.js';
import { strayBrace } from './tree-builder.js';

/** A block that is open. */
interface OpenBlock {
  readonly keyword: string;
  readonly opener: Line;
  /** Column of the opener where it starts its line, else not a number. */
  readonly column: number;
  /** Column of the first line inside that starts a line of the file. */
  contentColumn: number | undefined;
}

/** Whether each `}` has its `{` and each `{` its `}`. */
export function bracesMatch(lines: readonly (Line | PlainRun)[]): boolean {
  let depth = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined || line instanceof PlainRun) continue;
    const { text } = line;
    if (text === '{') depth += 1;
    else if (text === '}') {
      depth -= 1;
      if (depth < 0) return false;
    }
  }
  return depth === 0;
}

/** Lines whose braces match, and a finding for each guess. */
export function repairBraces(lines: readonly Line[], report: (diagnostic: Diagnostic) => void): Line[] {
  return new BraceRepair(lines, report).run();
}

class BraceRepair {
  readonly #lines: readonly Line[];
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #result: (Line | undefined)[] = [];
  readonly #open: OpenBlock[] = [];
  /** How many `{` without keyword still lack a `}`. */
  #ignored = 0;
  /** The block of the top level that was closed last, and where its brace stands in the result. */
  #closedTop: { readonly block: OpenBlock; readonly index: number } | undefined;

  constructor(lines: readonly Line[], report: (diagnostic: Diagnostic) => void) {
    this.#lines = lines;
    this.#report = report;
  }

  run(): Line[] {
    for (const [index, line] of this.#lines.entries()) {
      if (line.text === '{') this.#opening(line, index);
      else if (line.text === '}') this.#closing(line, index);
      else this.#words(line, index);
    }
    while (this.#open.length > 0) this.#closeMissing(undefined);
    return this.#result.filter((line) => line !== undefined);
  }

  #opening(line: Line, index: number): void {
    const opener = this.#lines[index - 1];
    if (opener === undefined || opener.text === '{' || opener.text === '}') {
      this.#report(strayBrace(line));
      this.#ignored += 1;
      return;
    }
    this.#push(opener, index - 1);
    this.#result.push(line);
  }

  #closing(line: Line, index: number): void {
    const column = this.#column(index);
    while (this.#belongsFurtherOut(column)) this.#closeMissing(line);
    const top = this.#open.at(-1);
    if (top === undefined || this.#looksSurplus(top, column, index)) {
      if (this.#ignored > 0) {
        this.#ignored -= 1;
        return;
      }
      this.#report(
        textFinding('extra-closing-brace', line.span(0, 1), 'the } closes no block', {
          ...(top === undefined
            ? {}
            : { keepalived: `closes ${this.#nameOf(top)} here and reads what follows outside of it` }),
        }),
      );
      return;
    }
    this.#open.pop();
    this.#result.push(line);
    if (this.#open.length === 0) this.#closedTop = { block: top, index: this.#result.length - 1 };
  }

  #words(line: Line, index: number): void {
    const keyword = firstWord(line.text);
    const places = placesOf(keyword);
    if (places !== undefined) this.#findPlace(places, line);
    const column = this.#column(index);
    while (this.#isIndentedAsOutside(column)) this.#closeMissing(line);
    const top = this.#open.at(-1);
    if (top !== undefined && top.contentColumn === undefined && !Number.isNaN(column)) top.contentColumn = column;
    this.#result.push(line);
    const next = this.#lines[index + 1]?.text;
    const needsBlock = places !== undefined && (places[0] === TOP || keyword === line.text);
    if (!needsBlock || next === '{' || next === undefined || next === '}') return;
    const message = `${keyword} needs a block and no { follows`;
    this.#report(
      textFinding('missing-opening-brace', line.span(0, line.text.length), message, {
        keepalived: 'complains and reads the block all the same',
        hint: `write ${decodeBytes(line.text)} {`,
      }),
    );
    this.#push(line, index);
    this.#result.push(brace('{', line));
  }

  /** Closes blocks that the keyword cannot stand in, or takes back the brace that closed its block too early. */
  #findPlace(places: readonly string[], line: Line): void {
    const top = this.#open.at(-1)?.keyword ?? TOP;
    if (places.includes(top)) return;
    const fits = this.#open.findLastIndex((block) => places.includes(block.keyword));
    if (fits >= 0 || places.includes(TOP)) {
      while (this.#open.length > fits + 1) this.#closeMissing(line);
      return;
    }
    if (this.#open.length > 0 || this.#closedTop === undefined) return;
    const { block, index } = this.#closedTop;
    const closing = this.#result[index];
    if (!places.includes(block.keyword) || closing === undefined) return;
    const message = `the } closes ${block.keyword} too early`;
    const related = [{ span: line.span(0, firstWord(line.text).length), message: `belongs to ${block.keyword}` }];
    this.#report(textFinding('extra-closing-brace', closing.span(0, 1), message, { related }));
    this.#result[index] = undefined;
    this.#open.push(block);
    this.#closedTop = undefined;
  }

  /** The keyword of a block, for people. */
  #nameOf({ keyword, opener }: OpenBlock): string {
    const isSecret = holdsSecret(opener.text) || this.#open.some((outer) => opensSecrets(outer.opener.text));
    return isSecret && !SHOWN_WORDS.has(keyword) ? COVERED : decodeBytes(keyword);
  }

  #push(opener: Line, index: number): void {
    const column = this.#column(index);
    this.#open.push({ keyword: firstWord(opener.text), opener, column, contentColumn: undefined });
  }

  #closeMissing(noticed: Line | undefined): void {
    const block = this.#open.pop();
    if (block === undefined) return;
    const name = this.#nameOf(block);
    const related =
      noticed === undefined
        ? {}
        : { related: [{ span: noticed.span(0, noticed.text.length), message: 'noticed here' }] };
    this.#report(
      textFinding(
        'unclosed-block',
        block.opener.span(0, block.opener.text.length),
        `the block of ${name} is never closed`,
        {
          keepalived: `takes the lines that follow as part of ${name}`,
          hint: `put a } after the last line of ${name}`,
          ...related,
        },
      ),
    );
    this.#result.push(brace('}', noticed ?? block.opener));
    if (this.#open.length === 0) this.#closedTop = undefined;
  }

  /** Column of a line that starts its line of the file; not a number for every other. */
  #column(index: number): number {
    const line = this.#lines[index];
    const before = this.#lines[index - 1];
    if (line === undefined || line.stretches !== undefined) return Number.NaN;
    return before?.number === line.number && before.file === line.file ? Number.NaN : line.column;
  }

  /** A closing brace that stands under an outer block's keyword, left of the innermost one's. */
  #belongsFurtherOut(column: number): boolean {
    const top = this.#open.at(-1);
    if (top === undefined || !(column < top.column)) return false;
    return this.#open.some((block) => block.column === column);
  }

  /** A line that stands no deeper than the keyword of a block whose contents are deeper. */
  #isIndentedAsOutside(column: number): boolean {
    const top = this.#open.at(-1);
    return top?.contentColumn !== undefined && top.contentColumn > top.column && column <= top.column;
  }

  /** A closing brace among the contents of a block that goes on behind it. */
  #looksSurplus(top: OpenBlock, column: number, index: number): boolean {
    if (top.contentColumn === undefined || !(top.contentColumn > top.column) || column !== top.contentColumn)
      return false;
    const next = this.#column(index + 1);
    return this.#lines[index + 1]?.text === '}' ? next === top.column : next >= top.contentColumn;
  }
}

function firstWord(text: string): string {
  const end = text.search(/[\s"]/);
  return end < 0 ? text : text.slice(0, end);
}

function brace(text: '{' | '}', beside: Line): Line {
  return new Line(text, beside.file, beside.number, beside.column);
}
