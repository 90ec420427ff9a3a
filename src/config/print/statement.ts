/**
 * What is printed: lines, and blocks of lines. Text is bytes, one char each, as the tree has them.
 */

import { bytesOf } from '../read/text.js';
import { BYTE_ORDER_MARK } from '../text/sources.js';

export type Statement = string | { readonly head: string; readonly body: readonly Statement[] };

/** Puts a keyword before the words of a statement. */
export function prefixStatement(name: string, statement: Statement): Statement {
  if (typeof statement === 'string') return statement === '' ? name : `${name} ${statement}`;
  return { head: statement.head === '' ? name : `${name} ${statement.head}`, body: statement.body };
}

/** A block that is left out when there is nothing in it. */
export function blockUnlessEmpty(head: string, body: readonly Statement[]): readonly Statement[] {
  return body.length === 0 ? [] : [{ head, body }];
}

/** Statements as text, four blanks a level. */
export function formatStatements(statements: readonly Statement[], indent = ''): string {
  let text = '';
  for (const statement of statements) {
    if (typeof statement === 'string') text += `${indent}${statement}\n`;
    else text += `${indent}${statement.head} {\n${formatStatements(statement.body, `${indent}    `)}${indent}}\n`;
  }
  return text;
}

/** A word as bytes, in double quotes where it would not be read back as one word without them. */
export function formatWord(text: string): string {
  const bytes = bytesOf(text);
  return bytes === '' || /[\s#!{}]/.test(bytes) || isDirective(bytes) ? `"${bytes}"` : bytes;
}

/** Whether a bare word, at the start of a line, would be read as a condition, sequence, definition or include. */
export function isDirective(bytes: string): boolean {
  return /^([@~$]|include)/.test(bytes) || bytes.startsWith(BYTE_ORDER_MARK);
}
