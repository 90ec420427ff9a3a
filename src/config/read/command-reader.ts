/**
 * Readers for commands. keepalived reads such a line again by rules of its own: single and double quotes join with
 * the text beside them and escapes work. The second word is the command, cut into arguments by the same rules; what
 * follows is a user and a group. No shell is ever involved, except for the `</path` form.
 */

import type { Command } from '../model.js';
import { formatWord } from '../print/statement.js';
import type { Cursor } from './cursor.js';
import type { Reader } from './reader.js';
import { bytesOf, shown, textOf } from './text.js';

/** A piece of a line with the offset at which it starts. */
export interface QuotedWord {
  readonly text: string;
  readonly offset: number;
  readonly length: number;
}

/** Cuts text into words by the quoting rules of commands. An open quote ends with the text; `open` tells of a single one, the text passes of a double one. */
export function splitQuoted(text: string): { readonly words: readonly QuotedWord[]; readonly open: boolean } {
  const words: QuotedWord[] = [];
  let index = 0;
  let open = false;
  while (index < text.length) {
    if (isBlank(text.charCodeAt(index))) {
      index += 1;
      continue;
    }
    const start = index;
    let quote = '';
    let out = '';
    while (index < text.length) {
      const char = text[index] ?? '';
      if (quote === '' && isBlank(text.charCodeAt(index))) break;
      if (char === '\\' && index + 1 < text.length) {
        const escaped = readEscape(text, index + 1);
        out += escaped.text;
        index = escaped.next;
      } else if (quote === '' && (char === '"' || char === "'")) {
        quote = char;
        index += 1;
      } else if (char === quote) {
        quote = '';
        index += 1;
      } else {
        out += char;
        index += 1;
      }
    }
    if (quote === "'") open = true;
    words.push({ text: out, offset: start, length: index - start });
  }
  return { words, open };
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** Reads the escape behind a backslash; an escape that means nothing is the character itself. */
function readEscape(text: string, index: number): { readonly text: string; readonly next: number } {
  const char = text[index] ?? '';
  const octal = /^[0-7]{1,3}/.exec(text.slice(index, index + 3));
  if (octal !== null) {
    return { text: String.fromCharCode(Number.parseInt(octal[0], 8) & 0xff), next: index + octal[0].length };
  }
  const hex = char === 'x' ? /^[0-9a-fA-F]{1,2}/.exec(text.slice(index + 1, index + 3)) : null;
  if (hex !== null) return { text: String.fromCharCode(Number.parseInt(hex[0], 16)), next: index + 1 + hex[0].length };
  if (char === 'c' && index + 1 < text.length) {
    return { text: String.fromCharCode(text.charCodeAt(index + 1) & 0x1f), next: index + 2 };
  }
  return { text: ESCAPES[char] ?? char, next: index + 1 };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** A command, and behind it the user and group that it runs as. */
export const command: Reader<Command> = {
  args: '<COMMAND> [<USER> [[:]<GROUP>]]',
  read: (cursor) => readCommand(cursor, true),
  print: (value) => [formatCommand(value)],
};

/** A command only; the user is a setting of its own. */
export const commandOnly: Reader<Command> = {
  args: '<COMMAND>',
  read: (cursor) => readCommand(cursor, false),
  print: (value) => [formatCommand({ ...value, user: undefined, group: undefined })],
};

function readCommand(cursor: Cursor, takesUser: boolean): Command | undefined {
  const { line } = cursor.node;
  const { words, open } = splitQuoted(line.text);
  const written = words[1];
  if (open) {
    cursor.report('open-quote', cursor.span, `a single quote of ${shown(cursor.subject.text)} is not closed`, {
      keepalived: 'takes the rest of the line into the quote',
      hint: 'close the quote on the same line',
    });
  }
  if (written === undefined) {
    cursor.reportMissing('a command');
    return undefined;
  }
  const span = line.span(written.offset, written.length);
  const argv = commandWords(written.text);
  if (argv.length === 0) {
    cursor.report('missing-value', span, `the command of ${shown(cursor.subject.text)} is empty`, {
      keepalived: 'ignores the line',
    });
    return undefined;
  }
  cursor.rest();
  const extra = words.slice(2);
  if (!takesUser && extra.length > 0) reportUnquoted(cursor, extra, line.text.slice(written.offset));
  const identity = takesUser ? userOf(extra.map((word) => word.text)) : { user: undefined, group: undefined };
  if (takesUser && extra.length > 2) {
    const third = extra[2];
    if (third !== undefined) reportUnquoted(cursor, [third], line.text.slice(written.offset));
  }
  const [user, group = user] = extra;
  if (takesUser && user !== undefined && group !== undefined) {
    const length = group.offset + group.length - user.offset;
    cursor.reading.userPlaces.set(span, line.span(user.offset, length));
  }
  return { argv, ...identity, span };
}

/** `</path` asks whether the file can be opened and stays one word. */
function commandWords(text: string): readonly string[] {
  if (/^<\s*\//.test(text)) return [`<${textOf(text.slice(1).trim())}`];
  return splitQuoted(text).words.map((word) => textOf(word.text));
}

function reportUnquoted(cursor: Cursor, extra: readonly QuotedWord[], command: string): void {
  const first = extra[0];
  if (first === undefined) return;
  const span = cursor.node.line.span(first.offset, first.length);
  cursor.report('unquoted-arguments', span, `${shown(first.text)} is not part of the command`, {
    severity: 'warning',
    exitClass: 0,
    keepalived: 'takes only the first word, or what stands in quotes, as the command',
    hint: `put the whole command in quotes: "${textOf(command.replaceAll('"', "'"))}"`,
  });
}

/** User and group of the words behind a command; a group may have a colon before it. */
export function userOf(words: readonly string[]): { user: string | undefined; group: string | undefined } {
  const [user, group] = words;
  return {
    user: user === undefined ? undefined : textOf(user),
    group: group === undefined ? undefined : textOf(group.replace(/^:/, '')),
  };
}

/** `<USER> [[:]<GROUP>]`. */
export const userAndGroup: Reader<{ readonly user: string; readonly group: string | undefined }> = {
  args: '<USER> [[:]<GROUP>]',
  read(cursor) {
    const first = cursor.required();
    if (first === undefined) return undefined;
    const second = cursor.next();
    const { user, group } = userOf(second === undefined ? [first.text] : [first.text, second.text]);
    return { user: user ?? '', group };
  },
  print: (value) => [
    value.group === undefined ? formatWord(value.user) : `${formatWord(value.user)} ${formatWord(value.group)}`,
  ],
};

/** A command as it is written: in double quotes, twice escaped where its words need it. */
export function formatCommand(value: Command): string {
  const inner = value.argv.map((part) => quoteInner(bytesOf(part))).join(' ');
  const outer = `"${escapeBytes(inner, '"')}"`;
  const user = value.user === undefined ? '' : ` ${formatWord(value.user)}`;
  const group = value.group === undefined ? '' : ` ${formatWord(value.group)}`;
  return `${outer}${user}${group}`;
}

function quoteInner(text: string): string {
  return text !== '' && !/[\s'"\\]/.test(text) ? text : `'${escapeBytes(text, "'")}'`;
}

/** Backslashes, the quote and control characters as escapes; a double quote as \042 so that no lexer sees it. */
function escapeBytes(text: string, quote: string): string {
  let out = '';
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (char === '\\') out += '\\\\';
    else if (char === quote || char === '"' || code < 0x20) out += `\\${code.toString(8).padStart(3, '0')}`;
    else out += char;
  }
  return out;
}
