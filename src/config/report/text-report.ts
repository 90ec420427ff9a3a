/**
 * Diagnostics for people: place, what is wrong, the line with a caret under it, what keepalived makes of it and what to
 * write instead.
 */

import type { Diagnostic, Severity, Span } from '../diagnostic.js';
import { skipBlanks } from '../text/characters.js';
import { COVERED, suspectOffset } from '../text/secrets.js';
import type { SourceTexts } from '../tree.js';
import { displayWidth, paddingFor, safeText, showBytes } from './display.js';

export interface TextReportOptions {
  /** Only where the output is a terminal. */
  readonly color: boolean;
}

const COLORS: Readonly<Record<Severity | 'plain' | 'dim', string>> = {
  fatal: '\x1b[1;31m',
  error: '\x1b[1;31m',
  security: '\x1b[1;35m',
  warning: '\x1b[1;33m',
  note: '\x1b[1;36m',
  plain: '\x1b[1m',
  dim: '\x1b[2m',
};
const RESET = '\x1b[0m';

/** Columns of a source line that are shown before it is cropped around the caret. */
const SHOWN = 120;
const LEFT_OF_CARET = 40;

/** One diagnostic as lines of text, each ended by a newline. */
export function formatDiagnostic(diagnostic: Diagnostic, sources: SourceTexts, options: TextReportOptions): string {
  const paint = (style: keyof typeof COLORS, text: string): string =>
    options.color ? `${COLORS[style]}${text}${RESET}` : text;
  const { span, severity, code } = diagnostic;
  const place = span === undefined ? '' : `${formatPlace(span)}: `;
  const head = `${paint('plain', place)}${paint(severity, severity)}: ${safeText(diagnostic.message)} ${paint('dim', `[${code}]`)}`;
  const lines = [head];
  const width = gutterWidth(diagnostic);
  if (span !== undefined) lines.push(...excerpt(span, sources, width, (caret) => paint(severity, caret)));
  const note = (name: string, text: string | undefined): void => {
    if (text !== undefined) lines.push(`${' '.repeat(width)} = ${name}: ${safeText(text)}`);
  };
  note('keepalived', diagnostic.keepalived);
  note('hint', diagnostic.hint);
  for (const { span: place, message } of diagnostic.related ?? []) {
    lines.push(`${' '.repeat(width)} > ${formatPlace(place)}: ${safeText(message)}`);
    lines.push(...excerpt(place, sources, width, (caret) => paint('note', caret)));
  }
  if (span !== undefined) lines.push(...includeChain(span.file, sources, width));
  return `${lines.join('\n')}\n`;
}

/** All diagnostics with an empty line between them; empty text when there are none. */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: SourceTexts,
  options: TextReportOptions,
): string {
  return diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sources, options)).join('\n');
}

/** `2 errors, 1 warning`; undefined when there is nothing to count. */
export function formatSummary(diagnostics: readonly Diagnostic[]): string | undefined {
  const count = (...severities: Severity[]): number =>
    diagnostics.filter(({ severity }) => severities.includes(severity)).length;
  const parts = [
    plural(count('fatal', 'error'), 'error'),
    plural(count('security'), 'script that would be refused', 'scripts that would be refused'),
    plural(count('warning'), 'warning'),
    plural(count('note'), 'note'),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** `file:line:column`. */
export function formatPlace(span: Span): string {
  return `${showBytes(span.file)}:${span.line}:${span.column}`;
}

function plural(count: number, one: string, many = `${one}s`): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? one : many}`;
}

function gutterWidth(diagnostic: Diagnostic): number {
  const lines = [diagnostic.span, ...(diagnostic.related ?? []).map(({ span }) => span)].map((span) => span?.line ?? 0);
  return Math.max(...lines.map((line) => String(line).length)) + 1;
}

function excerpt(span: Span, sources: SourceTexts, width: number, paint: (caret: string) => string): string[] {
  const raw = sources.line(span.file, span.line);
  if (raw === undefined) return [];
  const secretColumn = sources.secretColumn(span.file, span.line);
  const secret = secretColumn === undefined ? suspectOffset(raw) : secretColumn - 1;
  const { before, marked, after } = partsOf(raw, span, secret);
  const shown = crop(showBytes(before), showBytes(marked), showBytes(after));
  const carets = '^'.repeat(Math.max(displayWidth(shown.marked), 1));
  const gutter = String(span.line).padStart(width);
  return [
    `${gutter} | ${shown.before}${shown.marked}${shown.after}`,
    `${' '.repeat(width)} | ${paddingFor(shown.before)}${paint(carets)}`,
  ];
}

interface Parts {
  readonly before: string;
  readonly marked: string;
  readonly after: string;
}

/**
 * A line around what is marked. From the secret on there is a cover of one length, which the mark takes in as a whole
 * where it touches it.
 * @param secret offset in the line
 */
function partsOf(raw: string, span: Span, secret: number | undefined): Parts {
  const start = span.column - 1;
  const end = start + span.length;
  const from = secret === undefined ? raw.length : skipBlanks(raw, secret);
  if (from >= raw.length) return { before: raw.slice(0, start), marked: raw.slice(start, end), after: raw.slice(end) };
  const open = raw.slice(0, from);
  if (end <= from)
    return { before: raw.slice(0, start), marked: raw.slice(start, end), after: `${open.slice(end)}${COVERED}` };
  return { before: open.slice(0, start), marked: `${open.slice(start)}${COVERED}`, after: '' };
}

/** The part of a long line around what is marked. */
function crop(before: string, marked: string, after: string): Parts {
  if (displayWidth(before + marked + after) <= SHOWN) return { before, marked, after };
  const left = [...before];
  const kept = left.length > LEFT_OF_CARET ? `…${left.slice(1 - LEFT_OF_CARET).join('')}` : before;
  const middle = takeChars(marked, SHOWN - Math.min(left.length, LEFT_OF_CARET));
  const right = takeChars(after, SHOWN - Math.min(left.length, LEFT_OF_CARET) - [...middle].length);
  return { before: kept, marked: middle, after: right };
}

function takeChars(text: string, most: number): string {
  const chars = [...text];
  if (chars.length <= most) return text;
  return most <= 1 ? '' : `${chars.slice(0, most - 1).join('')}…`;
}

function includeChain(file: string, sources: SourceTexts, width: number): string[] {
  const lines: string[] = [];
  let from = sources.includedFrom(file);
  for (let depth = 0; from !== undefined && depth < 10; depth += 1) {
    lines.push(`${' '.repeat(width)} > included from ${formatPlace(from)}`);
    from = sources.includedFrom(from.file);
  }
  return lines;
}
