/**
 * A node of the tree over its line. The words are cut when they are asked for and kept only until another node's are:
 * the model pass takes node after node, and the words of a large configuration would cost more to keep than to cut.
 */

import type { Node, Word } from '../tree.js';
import type { Line } from './line.js';
import { splitWords } from './words.js';

export class LineNode implements Node {
  declare readonly line: Line;
  declare block: LineNode[] | undefined;

  constructor(line: Line) {
    this.line = line;
    this.block = undefined;
  }

  get keyword(): Word {
    return wordsOf(this.line).keyword;
  }

  get words(): readonly Word[] {
    return wordsOf(this.line).words;
  }
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
