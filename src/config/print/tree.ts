/**
 * The tree as text: the lines that count on this host, with includes, definitions, conditions and sequences resolved
 * and nothing added. Reading it gives the same model. Text is bytes, one char each.
 */

import type { Node } from '../tree.js';
import { formatStatements, type Statement } from './statement.js';

export function formatTree(nodes: readonly Node[]): string {
  return nodes.map((node) => formatStatements([statementOf(node)])).join('');
}

function statementOf(node: Node): Statement {
  const line = lineOf(node);
  return node.block === undefined ? line : { head: line, body: node.block.map(statementOf) };
}

/** The line as it stands, unless a comment sign in it would cut it when it is read again. */
function lineOf(node: Node): string {
  const { text } = node.line;
  if (!hasBareSign(text)) return text;
  return [node.keyword, ...node.words].map((word) => (word.quoted ? `"${word.text}"` : quote(word.text))).join(' ');
}

function quote(bytes: string): string {
  return /[\s#!{}]/.test(bytes) ? `"${bytes}"` : bytes;
}

function hasBareSign(text: string): boolean {
  return /[#!]/.test(text.replace(/"[^"]*"?/g, ''));
}
