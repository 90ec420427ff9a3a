/**
 * A node of the tree over its line. The words are cut when they are asked for and kept only until another node's are:
 * the model pass takes node after node, and the words of a large configuration would cost more to keep than to cut.
 * So it is with the nodes of plain lines in its block: each time somebody asks they are made anew.
 */

import type { Node, PlainLineTaker, Word } from '../tree.js';
import { lineOfWords } from './comments.js';
import type { Line } from './line.js';
import { PlainRun } from './plain-run.js';
import { splitWords } from './words.js';

/** What stands in a block. */
export type Contents = (LineNode | PlainRun)[];

export class LineNode implements Node {
  declare readonly line: Line;
  declare contents: Contents | undefined;

  constructor(line: Line) {
    this.line = line;
    this.contents = undefined;
  }

  get hasBlock(): boolean {
    return this.contents !== undefined;
  }

  get block(): LineNode[] | undefined {
    return this.contents === undefined ? undefined : nodesOf(this.contents);
  }

  get keyword(): Word {
    return wordsOf(this.line).keyword;
  }

  get words(): readonly Word[] {
    return wordsOf(this.line).words;
  }

  eachLine(plain: PlainLineTaker, each: (node: Node) => void): void {
    for (const item of this.contents ?? []) {
      if (item instanceof PlainRun) offerLines(item, plain, each);
      else each(item);
    }
  }
}

function offerLines(run: PlainRun, plain: PlainLineTaker, each: (node: Node) => void): void {
  const { source, file, end } = run;
  let { start, number } = run;
  while (start < end) {
    let next = plain(source, start, file, number);
    if (next === start) {
      const newline = source.indexOf('\n', start);
      const line = lineOfWords(source, start, newline, file, number);
      if (line !== undefined) each(new LineNode(line));
      next = newline + 1;
    }
    start = next;
    number += 1;
  }
}

/** A node for each line. */
export function nodesOf(contents: Contents): LineNode[] {
  const nodes: LineNode[] = [];
  const to = { push: (line: Line): unknown => nodes.push(new LineNode(line)) };
  for (let index = 0; index < contents.length; index += 1) {
    const item = contents[index];
    if (item instanceof PlainRun) item.addLines(to);
    else if (item !== undefined) nodes.push(item);
  }
  return nodes;
}

interface LineWords {
  readonly line: Line;
  readonly keyword: Word;
  readonly words: readonly Word[];
}

let latest: LineWords | undefined;

function wordsOf(line: Line): LineWords {
  if (latest?.line === line) return latest;
  const words = splitWords(line);
  const keyword = words.shift() ?? { text: '', quoted: false, span: line.span(0, 1) };
  latest = { line, keyword, words };
  return latest;
}
