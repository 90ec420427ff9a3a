/**
 * From lines whose braces match to nested nodes.
 */

import type { Diagnostic } from '../diagnostic.js';
import { agreeOnLine } from './agreed-values.js';
import { NESTING } from './limits.js';
import { Line } from './line.js';
import { type Contents, LineNode, nodesOf } from './line-node.js';
import { PlainRun } from './plain-run.js';
import { opensSecrets } from './secrets.js';
import { textFinding } from './text-finding.js';

/**
 * Builds the nodes of all lines. Loops that run for every line of a file make no iterator: it would be most of their
 * garbage.
 */
export function buildTree(lines: readonly (Line | PlainRun)[], report: (diagnostic: Diagnostic) => void): LineNode[] {
  const root: Contents = [];
  /** What each open block stands in. */
  const open: { readonly contents: Contents; readonly inSecrets: boolean }[] = [];
  let current = root;
  let inSecrets = false;
  let last: LineNode | undefined;
  let latest: LineNode | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    if (line instanceof PlainRun) {
      current.push(line);
      continue;
    }
    const { text } = line;
    if (text === '{') {
      open.push({ contents: current, inSecrets });
      if (last === undefined) {
        report(strayBrace(line));
      } else {
        inSecrets ||= opensSecrets(last.line.text);
        current = [];
        last.contents = current;
        last.opensSecrets = inSecrets;
        last = undefined;
      }
      if (open.length > NESTING) {
        report(textFinding('nesting-too-deep', line.span(0, 1), `more than ${NESTING} blocks inside each other`));
        break;
      }
    } else if (text === '}') {
      const outer = open.pop();
      current = outer?.contents ?? root;
      inSecrets = outer?.inSecrets ?? false;
      last = undefined;
    } else {
      const signs = !line.plain && (text.includes('#') || text.includes('!'));
      const agreed = signs ? agreeOnLine(line, report) : line;
      last = new LineNode(agreed, inSecrets || continuesSecret(line, lines[index - 1], latest));
      latest = last;
      current.push(last);
    }
  }
  return nodesOf(root, false);
}

/** A brace without keyword: what it encloses belongs to the block around it. */
export function strayBrace(line: Line): Diagnostic {
  return textFinding('unexpected-opening-brace', line.span(0, 1), 'the { follows no keyword and is ignored', {
    keepalived: 'ignores it, and takes its } as the end of the block around it',
    hint: 'remove it, and its } where it has one',
  });
}

/** Whether a line is the rest of a word that holds a brace, in a line that holds a secret: `auth_pass ab}cd`. */
function continuesSecret(line: Line, brace: Line | PlainRun | undefined, before: LineNode | undefined): boolean {
  if (line.plain || before === undefined || !(brace instanceof Line)) return false;
  const { file, number, column, text } = before.line;
  if (number !== line.number || file !== line.file || brace.column + 1 !== line.column) return false;
  return column + text.length === brace.column && before.secret;
}
