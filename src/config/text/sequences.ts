/**
 * `~SEQ(VAR,start,step,end) rest`, `~SEQx` for hexadecimal, and `~LST(VAR,v1,v2) rest` or `~LST({A,B},{1,2},{3,4}) rest`:
 * the rest of the line once for each value, with the value defined under the name.
 */

import type { LineText } from '../tree.js';
import { CLOSE_BRACE, COMMA, isBlank, OPEN_BRACE, skipBlanks, skipName } from './characters.js';
import { Line } from './line.js';

/** One round of a sequence: what each name stands for. */
export type Round = readonly { readonly name: string; readonly value: LineText }[];

export interface Sequence {
  /** The rest of the line, without outer blanks. */
  readonly rest: Line;
  /** Rounds in all. */
  readonly count: number;
  /** The round of that number, from 0. */
  round(index: number): Round;
}

export interface SequenceMistake {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
}

export type SequenceResult =
  | { readonly type: 'sequence'; readonly sequence: Sequence }
  | { readonly type: 'mistake'; readonly mistake: SequenceMistake }
  /** A line that starts with `~` and is neither: passed on as it is. */
  | { readonly type: 'other' };

type Values = Pick<Sequence, 'count' | 'round'> | SequenceMistake;

/** A piece of the line between separators, blanks around it excluded. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

const HEAD = /^~(SEQx|SEQ|LST)\b[ \t]*/;
const INTEGER = /^[+-]?(0[xX][0-9a-fA-F]+|[0-9]+)$/;
const OCTAL = /^[+-]?0[0-7]+$/;

/** Reads a line that starts with `~`. */
export function parseSequence(line: Line): SequenceResult {
  const { text } = line;
  const head = HEAD.exec(text);
  if (head === null) return { type: 'other' };
  const open = head[0].length;
  const close = text[open] === '(' ? text.indexOf(')', open) : -1;
  if (close < 0) return mistake(0, open, `${head[1]} needs its values in parentheses`);
  const pieces = splitPieces(text, open + 1, close);
  if (pieces === undefined) return mistake(open, close + 1 - open, 'a { in the list has no }');
  const values = head[1] === 'LST' ? listValues(line, pieces) : numberValues(line, pieces, head[1] === 'SEQx');
  if ('message' in values) return { type: 'mistake', mistake: values };
  const rest = line.slice(skipBlanks(text, close + 1));
  return { type: 'sequence', sequence: { rest, count: values.count, round: values.round } };
}

function numberValues(line: Line, pieces: readonly Piece[], hexadecimal: boolean): Values {
  const [variable, ...numbers] = pieces;
  if (variable === undefined || !isName(line.text, variable)) return at(variable, 'the first value is the name');
  if (numbers.length < 1 || numbers.length > 3) {
    return at(variable, 'a sequence takes a name and [[start,] [step,]] end');
  }
  const parsed = numbers.map((piece) => parseInteger(line.text.slice(piece.start, piece.end)));
  const wrong = parsed.indexOf(undefined);
  if (wrong >= 0) return at(numbers[wrong], 'a number is decimal, octal (0...) or hexadecimal (0x...)');
  const end = parsed.at(-1) ?? 0;
  const start = parsed.length > 1 ? (parsed[0] ?? 0) : end < 0 ? -1 : 1;
  const step = parsed.length > 2 ? (parsed[1] ?? 0) : start <= end ? 1 : -1;
  if (step === 0 || (end - start) * step < 0) return at(numbers[0], 'the step never reaches the end');
  if (hexadecimal && (start < 0 || end < 0)) return at(numbers[0], '~SEQx takes no negative numbers');
  const name = line.text.slice(variable.start, variable.end);
  const round = (index: number): Round => {
    const value = (start + index * step).toString(hexadecimal ? 16 : 10);
    const place = line.span(variable.start, variable.end - variable.start);
    return [{ name, value: new Line(value, place.file, place.line, place.column) }];
  };
  return { count: Math.floor((end - start) / step) + 1, round };
}

function listValues(line: Line, pieces: readonly Piece[]): Values {
  const { text } = line;
  const [variables, ...rows] = pieces;
  if (variables === undefined) return at(undefined, 'the first value is the name');
  const names = innerPieces(text, variables);
  const badName = names.find((piece) => !isName(text, piece));
  if (badName !== undefined || names.length === 0) return at(badName ?? variables, 'a name has letters, digits and _');
  if (rows.length === 0) return at(variables, 'a list needs at least one value');
  const tooLong = rows.find((row) => innerPieces(text, row).length > names.length);
  if (tooLong !== undefined) return at(tooLong, 'more values than names');
  const round = (index: number): Round => {
    const row = rows[index];
    const values = row === undefined ? [] : innerPieces(text, row);
    return names.map((name, position) => {
      const value = values[position];
      const piece = value === undefined ? line.slice(name.start, name.start) : line.slice(value.start, value.end);
      return { name: text.slice(name.start, name.end), value: piece };
    });
  };
  return { count: rows.length, round };
}

/** Splits at commas outside braces. Undefined when a brace is not closed. */
function splitPieces(text: string, from: number, to: number): Piece[] | undefined {
  const pieces: Piece[] = [];
  let start = from;
  let inside = false;
  for (let offset = from; offset <= to; offset += 1) {
    const code = text.charCodeAt(offset);
    if (offset === to || (code === COMMA && !inside)) {
      pieces.push(trimPiece(text, start, offset));
      start = offset + 1;
    } else if (code === OPEN_BRACE) inside = true;
    else if (code === CLOSE_BRACE) inside = false;
  }
  return inside ? undefined : pieces;
}

/** The members of `{a,b}`, or the piece itself when it has no braces. */
function innerPieces(text: string, piece: Piece): Piece[] {
  if (text.charCodeAt(piece.start) !== OPEN_BRACE || text.charCodeAt(piece.end - 1) !== CLOSE_BRACE) return [piece];
  return splitPieces(text, piece.start + 1, piece.end - 1) ?? [piece];
}

function trimPiece(text: string, start: number, end: number): Piece {
  let from = start;
  let to = end;
  while (from < to && isBlank(text.charCodeAt(from))) from += 1;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
  return { start: from, end: to };
}

function isName(text: string, piece: Piece): boolean {
  return (
    piece.end > piece.start && skipName(text, piece.start) === piece.end && !/^[0-9]/.test(text.slice(piece.start))
  );
}

/** As the C library's strtol with base 0: decimal, 0x hexadecimal, 0 octal. */
function parseInteger(text: string): number | undefined {
  if (!INTEGER.test(text)) return undefined;
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  const base = OCTAL.test(text) ? 8 : 10;
  if (base === 10 && /^0[0-9]/.test(digits)) return undefined;
  const value = /^0[xX]/.test(digits) ? Number.parseInt(digits, 16) : Number.parseInt(digits, base);
  return Number.isSafeInteger(value) ? (negative ? -value : value) : undefined;
}

function at(piece: Piece | undefined, message: string): SequenceMistake {
  return { offset: piece?.start ?? 0, length: piece === undefined ? 1 : piece.end - piece.start, message };
}

function mistake(offset: number, length: number, message: string): SequenceResult {
  return { type: 'mistake', mistake: { offset, length, message } };
}
