/**
 * From lines whose braces match to nested nodes.
 */

import type { Diagnostic } from '../diagnostic.js';
import { agreeOnLine } from './agreed-values.js';
import { NESTING } from './limits.js';
import type { Line } from './line.js';
import { LineNode } from './line-node.js';
import { textFinding } from './text-finding.js';

/** Builds the nodes of all lines. */
export function buildTree(lines: readonly Line[], report: (diagnostic: Diagnostic) => void): LineNode[] {
  const root: LineNode[] = [];
  /** What each open block stands in. */
  const open: LineNode[][] = [];
  let current = root;
  let last: LineNode | undefined;
  for (const line of lines) {
    const { text } = line;
    if (text === '{') {
      const node = last ?? anonymous(line, report);
      node.block = [];
      open.push(current);
      current = node.block;
      last = undefined;
      if (open.length > NESTING) {
        report(textFinding('nesting-too-deep', line.span(0, 1), `more than ${NESTING} blocks inside each other`));
        break;
      }
    } else if (text === '}') {
      current = open.pop() ?? root;
      last = undefined;
    } else {
      const signs = !line.plain && (text.includes('#') || text.includes('!'));
      const agreed = signs ? agreeOnLine(line, report) : line;
      last = new LineNode(agreed);
      current.push(last);
    }
  }
  return root;
}

/** A block without keyword: its contents are left out. */
function anonymous(line: Line, report: (diagnostic: Diagnostic) => void): LineNode {
  report(textFinding('unexpected-opening-brace', line.span(0, 1), 'the { follows no keyword; its block is left out'));
  return new LineNode(line);
}
