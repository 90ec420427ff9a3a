/**
 * Blocks whose first line a condition takes away and whose other lines stay. Where all braces of a file match without
 * those lines, as with one head of a block for each host, nothing is wrong.
 */

import type { Diagnostic } from '../diagnostic.js';
import { CLOSE_BRACE, OPEN_BRACE } from './characters.js';
import type { Line } from './line.js';
import { findBrace } from './pieces.js';
import { PlainRun } from './plain-run.js';
import { textFinding } from './text-finding.js';

/** A line that a condition took and that opens a block. */
export interface TakenHead {
  readonly line: Line;
  /** How many lines were read before it. */
  readonly index: number;
}

/** Whether a line opens a block that it does not close. */
export function opensBlock({ text }: Line): boolean {
  let depth = 0;
  for (let offset = findBrace(text, 0); offset < text.length; offset = findBrace(text, offset + 1)) {
    if (text.charCodeAt(offset) === OPEN_BRACE) depth += 1;
    else if (text.charCodeAt(offset) === CLOSE_BRACE) depth -= 1;
  }
  return depth > 0;
}

/** The lines without the blocks of these heads, each of which is reported. Undefined where those do not end. */
export function withoutHeadless(
  lines: readonly (Line | PlainRun)[],
  heads: readonly TakenHead[],
  report: (diagnostic: Diagnostic) => void,
): (Line | PlainRun)[] | undefined {
  if (heads.length === 0) return undefined;
  const kept: (Line | PlainRun)[] = [];
  let met = 0;
  /** Blocks open that are left out. */
  let depth = 0;
  for (const [index, line] of lines.entries()) {
    for (; heads[met]?.index === index; met += 1) depth += 1;
    if (depth === 0) kept.push(line);
    else if (line instanceof PlainRun) continue;
    else if (line.text === '{') depth += 1;
    else if (line.text === '}') depth -= 1;
  }
  if (depth > 0 || met < heads.length) return undefined;
  for (const { line } of heads) report(headlessBlock(line));
  return kept;
}

function headlessBlock(line: Line): Diagnostic {
  const condition = /^\S*/.exec(line.text)?.[0] ?? '';
  return textFinding(
    'extra-closing-brace',
    line.span(0, line.text.length),
    `${condition} takes this line only: the other lines of the block stay, without a head`,
    {
      keepalived: 'reads them as if they stood outside of it, and takes its } as the end of the block around it',
      hint: `put ${condition} before each line of the block, also the }, or the block into a file: ${condition} include FILE`,
    },
  );
}
