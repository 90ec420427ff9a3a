/**
 * A node of the tree over its line. The words are cut when they are asked for and kept only until another node's are:
 * the model pass takes node after node, and the words of a large configuration would cost more to keep than to cut.
 * So it is with the nodes of plain lines in its block: each time somebody asks they are made anew.
 */

import type { Node, PlainLineTaker, Word } from '../tree.js';
import type { Line } from './line.js';
import { PlainRun } from './plain-run.js';
import { holdsSecret } from './secrets.js';
import { splitWords } from './words.js';

/** What stands in a block. */
export type Contents = (LineNode | PlainRun)[];

export class LineNode implements Node {
  declare readonly line: Line;
  declare contents: Contents | undefined;
  /** It stands in a block of secrets, or belongs to such a line. */
  declare readonly inSecrets: boolean;
  /** Its own block holds secrets. */
  declare opensSecrets: boolean;

  constructor(line: Line, inSecrets: boolean) {
    this.line = line;
    this.contents = undefined;
    this.inSecrets = inSecrets;
    this.opensSecrets = false;
  }

  get secret(): boolean {
    return this.inSecrets || holdsSecret(this.line.text);
  }

  get hasBlock(): boolean {
    return this.contents !== undefined;
  }

  get block(): LineNode[] | undefined {
    return this.contents === undefined ? undefined : nodesOf(this.contents, this.opensSecrets);
  }

  get keyword(): Word {
    return wordsOf(this.line).keyword;
  }

  get words(): readonly Word[] {
    return wordsOf(this.line).words;
  }

  eachLine(plain: PlainLineTaker, each: (node: Node) => void): void {
    if (this.contents !== undefined) eachNode(this.contents, this.opensSecrets, each, plain);
  }

  /** Goes through the nodes of the block in order. */
  eachChild(each: (node: LineNode) => void): void {
    if (this.contents !== undefined) eachNode(this.contents, this.opensSecrets, each);
  }
}

/** A node for each line. */
export function nodesOf(contents: Contents, inSecrets: boolean): LineNode[] {
  const nodes: LineNode[] = [];
  eachNode(contents, inSecrets, (node) => nodes.push(node));
  return nodes;
}

function eachNode(
  contents: Contents,
  inSecrets: boolean,
  each: (node: LineNode) => void,
  plain?: PlainLineTaker,
): void {
  const eachPlain = (line: Line): void => each(new LineNode(line, inSecrets));
  for (let index = 0; index < contents.length; index += 1) {
    const item = contents[index];
    if (item instanceof PlainRun) item.eachLine(eachPlain, plain);
    else if (item !== undefined) each(item);
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
