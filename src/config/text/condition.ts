/**
 * `@id rest` counts only where the config id is `id`, `@^id rest` only where it is another.
 */

import type { Diagnostic } from '../diagnostic.js';
import { isBlank, skipBlanks } from './characters.js';
import type { Line } from './line.js';
import { COVERED } from './secrets.js';
import { textFinding } from './text-finding.js';

/**
 * The rest of a line that starts with `@`; undefined when the line is for another host.
 * @param secret no word of the line may be shown
 */
export function lineForThisHost(
  line: Line,
  configId: string,
  secret: boolean,
  report: (diagnostic: Diagnostic) => void,
): Line | undefined {
  const { text } = line;
  const negated = text[1] === '^';
  const start = negated ? 2 : 1;
  let end = start;
  while (end < text.length && !isBlank(text.charCodeAt(end))) end += 1;
  if (end === text.length) {
    const hint = 'write what it is a condition for on the same line';
    report(
      textFinding('empty-condition', line.span(0, end), `${secret ? COVERED : text} stands alone on its line`, {
        hint,
      }),
    );
    return undefined;
  }
  return (text.slice(start, end) === configId) !== negated ? line.slice(skipBlanks(text, end)) : undefined;
}
