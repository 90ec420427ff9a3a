/**
 * Lines of text that fit a terminal: labelled paragraphs with a hanging indent, tables that lose columns, colours.
 */

import type { Terminal } from './terminal.js';

export type Paint = 'good' | 'bad' | 'warn' | 'strong' | 'dim';

const CODES: Readonly<Record<Paint, string>> = { good: '32', bad: '31', warn: '33', strong: '1', dim: '2' };

/** The text in a colour where the terminal shows colours. */
export function paint(text: string, color: Paint, terminal: Terminal): string {
  return terminal.color ? `\x1b[${CODES[color]}m${text}\x1b[0m` : text;
}

/** Control characters of foreign text (script output, names) must not reach a terminal. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
}

/** Width that a text takes on the screen, colours not counted. */
export function widthOf(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colour sequences of paint
  return text.replace(/\x1b\[\d+m/g, '').length;
}

/** `  label     text`, broken at spaces, continuation lines under the text. */
export function labelled(label: string, text: string, terminal: Terminal): string[] {
  const indent = terminal.columns < 50 ? 4 : 13;
  const lines = wrap(text, Math.max(16, terminal.columns - indent));
  const head = `  ${label.padEnd(indent - 2)}`;
  const broken = terminal.columns < 50;
  const first = broken ? [`  ${label}`] : [];
  return [...first, ...lines.map((line, index) => (index === 0 && !broken ? head : ' '.repeat(indent)) + line)];
}

/** Breaks at spaces; a word longer than the width stays whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/** Columns padded to their widest cell; columns on the right are left out where the terminal is too narrow. */
export function table(rows: readonly (readonly string[])[], terminal: Terminal): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  let fitting = 0;
  let used = 0;
  for (const width of widths) {
    used += width + (fitting === 0 ? 0 : 2);
    if (used > terminal.columns && fitting > 1) break;
    fitting += 1;
  }
  return rows.map((row) =>
    row
      .slice(0, fitting)
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}
