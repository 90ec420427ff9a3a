/**
 * The tree as text: the lines that count on this host, with includes, definitions, conditions and sequences resolved
 * and nothing added. Reading it gives the same model. Text is bytes, one char each.
 */

import type { Node } from '../tree.js';
import { formatStatements, isDirective, type Statement } from './statement.js';

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: ${NAME} is how the language writes it
const HASH = '${_HASH}';
const BANG = '${_BANG}';
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: ${NAME} is how the language writes it

export function formatTree(nodes: readonly Node[]): string {
  return nodes.map((node) => formatStatements([statementOf(node)])).join('');
}

function statementOf(node: Node): Statement {
  const line = lineOf(node);
  return node.block === undefined ? line : { head: line, body: node.block.map(statementOf) };
}

/** The line as it stands, so that it is read again as it stands. */
function lineOf({ keyword, line: { text } }: Node): string {
  if (keyword.quoted || !isDirective(keyword.text)) return withoutBareSigns(text);
  return withoutBareSigns(`"${keyword.text}"${text.slice(keyword.text.length)}`);
}

/** The same with the names of signs that would begin a comment: quotes around them would change the words of a command. */
function withoutBareSigns(text: string): string {
  // As the reader looks for comments: outside of double quotes, and what follows a backslash opens and ends none.
  let quoted = false;
  return text.replace(/\\.|["#!]/gs, (found) => {
    if (found === '"') quoted = !quoted;
    return quoted ? found : found.replace(/[#!]/, (sign) => (sign === '#' ? HASH : BANG));
  });
}
