/**
 * From lines whose braces match to nested nodes.
 */

import type { Diagnostic } from '../diagnostic.js';
import { agreeOnLine } from './agreed-values.js';
import { NESTING } from './limits.js';
import type { Line } from './line.js';
import { type Contents, LineNode, nodesOf } from './line-node.js';
import { PlainRun } from './plain-run.js';
import { textFinding } from './text-finding.js';

/**
 * Builds the nodes of all lines. Loops that run for every line of a file make no iterator: it would be most of their
 * garbage.
 */
export function buildTree(lines: readonly (Line | PlainRun)[], report: (diagnostic: Diagnostic) => void): LineNode[] {
  const root: Contents = [];
  /** What each open block stands in. */
  const open: Contents[] = [];
  let current = root;
  let last: LineNode | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    if (line instanceof PlainRun) {
      current.push(line);
      continue;
    }
    const { text } = line;
    if (text === '{') {
      const node = last ?? anonymous(line, report);
      open.push(current);
      current = [];
      node.contents = current;
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
  return nodesOf(root);
}

/** A block without keyword: its contents are left out. */
function anonymous(line: Line, report: (diagnostic: Diagnostic) => void): LineNode {
  report(textFinding('unexpected-opening-brace', line.span(0, 1), 'the { follows no keyword; its block is left out'));
  return new LineNode(line);
}
