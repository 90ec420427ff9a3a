/**
 * Order and duplicates: by file and place, and one message for one mistake, however often a definition or a sequence
 * repeats the text that holds it.
 */

import type { Diagnostic, Severity, Span } from '../diagnostic.js';

/** Gravest first. */
export const SEVERITIES: readonly Severity[] = ['fatal', 'error', 'security', 'warning', 'note'];

/**
 * Sorted by file (in the order the files were read), line, column and severity; findings without a place come first.
 * Of several with one code and one place, where the text was written decides, the first is kept. What only follows from
 * a broken line is left out.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[], files: readonly string[]): Diagnostic[] {
  const order = new Map(files.map((file, index) => [file, index]));
  const rank = (span: Span | undefined): number =>
    span === undefined ? -1 : (order.get(span.file) ?? Number.MAX_SAFE_INTEGER);
  const seen = new Set<string>();
  const causes = diagnostics.filter(({ code, span }) => span !== undefined && CAUSES.has(code));
  const unique = joinNames(diagnostics).filter((diagnostic) => {
    if (causes.some((cause) => isConsequence(diagnostic, cause))) return false;
    const key = identity(diagnostic);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return unique.sort(
    (first, second) =>
      rank(first.span) - rank(second.span) ||
      (first.span?.line ?? 0) - (second.span?.line ?? 0) ||
      (first.span?.column ?? 0) - (second.span?.column ?? 0) ||
      SEVERITIES.indexOf(first.severity) - SEVERITIES.indexOf(second.severity),
  );
}

/** A value that is refused for the `$NAME` in it is one mistake, and the way out is the one for the name. */
function joinNames(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const names = diagnostics.filter(({ code }) => code === 'name-not-replaced');
  if (names.length === 0) return diagnostics;
  const joined = new Set<Diagnostic>();
  const rest = diagnostics.map((finding) => {
    if (!REFUSED_VALUES.has(finding.code)) return finding;
    const inside = names.filter((name) => isConsequence(finding, name));
    for (const name of inside) joined.add(name);
    const hint = inside[0]?.hint;
    return hint === undefined ? finding : { ...finding, hint };
  });
  return rest.filter((finding) => !joined.has(finding));
}

const REFUSED_VALUES: ReadonlySet<string> = new Set(['bad-value', 'bad-address', 'bad-mask', 'undefined-reference']);

/** Findings after which the words of the line are not what was meant. */
const CAUSES: ReadonlySet<string> = new Set([
  'unterminated-quote',
  'nul-byte',
  'line-too-long',
  'undefined-name',
  'definition-multi-line-inside',
]);
/** Those after which nothing on the line is. */
const BROKEN_LINES: ReadonlySet<string> = new Set(['unterminated-quote', 'nul-byte', 'line-too-long']);

/** Whether a finding says no more than that the line is broken: any on a broken line, else those of the same words. */
function isConsequence(finding: Diagnostic, cause: Diagnostic): boolean {
  if (finding.span === undefined || cause.span === undefined || CAUSES.has(finding.code)) return false;
  if (finding.span.line !== cause.span.line || finding.span.file !== cause.span.file) return false;
  if (BROKEN_LINES.has(cause.code)) return true;
  const end = cause.span.column + cause.span.length;
  return finding.span.column < end && finding.span.column + finding.span.length > cause.span.column;
}

function identity({ code, span, message }: Diagnostic): string {
  if (span === undefined) return `${code} ${message}`;
  const { file, line, column } = span.definition ?? span;
  return span.definition === undefined
    ? `${code} ${line}:${column} ${file} ${message}`
    : `${code} ${line}:${column} ${file}`;
}
