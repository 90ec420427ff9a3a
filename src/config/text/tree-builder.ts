/**
 * From lines to nested nodes. The plain reading closes the innermost block at each `}`.
 */

import type { Diagnostic } from '../diagnostic.js';
import type { Node, Word } from '../tree.js';
import { NESTING, WORDS } from './limits.js';
import type { Line } from './line.js';
import { textFinding } from './text-finding.js';
import { splitWords } from './words.js';

/** A node whose block is still being filled. */
interface OpenBlock {
  readonly opened: Line;
  readonly nodes: Node[];
}

interface MutableNode {
  keyword: Word;
  words: readonly Word[];
  line: Line;
  block: Node[] | undefined;
}

/** Builds the nodes of all lines. */
export function buildTree(lines: readonly Line[], report: (diagnostic: Diagnostic) => void): Node[] {
  const root: Node[] = [];
  const open: OpenBlock[] = [];
  let current = root;
  let last: MutableNode | undefined;
  let words = 0;
  for (const line of lines) {
    if (line.text === '{') {
      const node = last ?? anonymous(line, report);
      node.block = [];
      open.push({ opened: line, nodes: current });
      current = node.block;
      last = undefined;
      if (open.length > NESTING) {
        report(textFinding('nesting-too-deep', line.span(0, 1), `more than ${NESTING} blocks inside each other`));
        break;
      }
    } else if (line.text === '}') {
      const closed = open.pop();
      if (closed === undefined) report(textFinding('extra-closing-brace', line.span(0, 1), 'the } closes no block'));
      else current = closed.nodes;
      last = undefined;
    } else {
      const node = toNode(line);
      if (node === undefined) continue;
      words += node.words.length + 1;
      if (words > WORDS) {
        const message = `more than ${WORDS} words; the rest is left out`;
        report(textFinding('configuration-too-large', line.span(0, 1), message));
        break;
      }
      current.push(node);
      last = node;
    }
  }
  for (const block of open.toReversed()) {
    report(textFinding('unclosed-block', block.opened.span(0, 1), 'the block is never closed'));
  }
  return root;
}

function toNode(line: Line): MutableNode | undefined {
  const all = splitWords(line);
  const keyword = all.shift();
  return keyword === undefined ? undefined : { keyword, words: all, line, block: undefined };
}

/** A block without keyword: its contents are left out. */
function anonymous(line: Line, report: (diagnostic: Diagnostic) => void): MutableNode {
  report(textFinding('unexpected-opening-brace', line.span(0, 1), 'the { follows no keyword; its block is left out'));
  return { keyword: { text: '{', quoted: false, span: line.span(0, 1) }, words: [], line, block: undefined };
}
