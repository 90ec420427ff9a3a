/**
 * What the text passes make of the files: nested lines of words, each with its place. The tree knows no keywords;
 * the model pass gives the words their meaning. Includes, definitions, conditions and sequences are already resolved.
 *
 * All text is bytes, one char a byte (latin1), so that lengths and columns count bytes and nothing fails on bad UTF-8.
 * `decodeBytes` turns it into readable text for messages.
 */

import type { Diagnostic, Span } from './diagnostic.js';

/** One word of a line, without its quotes. */
export interface Word {
  readonly text: string;
  /** Written in double quotes: never empty by accident, may hold blanks. */
  readonly quoted: boolean;
  readonly span: Span;
}

/**
 * The raw text of one logical line: comments cut, definitions expanded, outer blanks gone, ended by a brace or the
 * end of the line. Keywords that take commands read their words from it again, by other quoting rules.
 */
export interface LineText {
  readonly text: string;
  /** The place of `length` bytes (at least 1 is marked) from `offset` of the text. */
  span(offset: number, length: number): Span;
  /** Every place at which something of `length` bytes from `offset` was written: that of the line, and of definitions. */
  places(offset: number, length: number): readonly Span[];
}

/** One line, with the block that follows it, if any. In a block of values the first value is the `keyword`. */
export interface Node {
  readonly keyword: Word;
  /** The words after the keyword, by the plain rules: split at blanks, "..." is one word. */
  readonly words: readonly Word[];
  readonly line: LineText;
  readonly hasBlock: boolean;
  /** It may hold a password or a key: no word of it but a known keyword may be shown. */
  readonly secret: boolean;
  /** Undefined where no `{` follows; empty for `{ }`. */
  readonly block: readonly Node[] | undefined;
  /**
   * Goes through the lines of the block in order, for readers of very many: a line that holds nothing but words is offered
   * as text, and becomes a node only where it is not taken.
   */
  eachLine(plain: PlainLineTaker, each: (node: Node) => void): void;
}

/**
 * Looks at the line that starts at an offset in the text of a file.
 * @returns the offset behind its line feed where the line is taken, otherwise `start`
 */
export type PlainLineTaker = (source: string, start: number, file: string, line: number) => number;

/** A whole configuration after the text passes. */
export interface Tree {
  readonly nodes: readonly Node[];
  /** In the order they were met; see `sortDiagnostics`. */
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: SourceTexts;
}

/** The files that were read, for showing a line of one. */
export interface SourceTexts {
  /** Paths in the order they were first opened. */
  readonly files: readonly string[];
  /** The bytes of a line, counted from 1, without its line end and byte order mark; undefined when the file or line does not exist. */
  line(file: string, line: number): string | undefined;
  /** The column from which on a line may hold a password or a key, and is not shown; undefined where all of it may be. */
  secretColumn(file: string, line: number): number | undefined;
  /** Where the file is included from; undefined for a file that was named on the command line. */
  includedFrom(file: string): Span | undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: every byte below 128 is itself in UTF-8
const ASCII = /^[\x00-\x7f]*$/;

/** Readable text of bytes: UTF-8 where it is valid, U+FFFD where not. */
export function decodeBytes(bytes: string): string {
  if (ASCII.test(bytes)) return bytes;
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Bytes of readable text, for comparing a name typed by a person with one in the tree. */
export function encodeBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
