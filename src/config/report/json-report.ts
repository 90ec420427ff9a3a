/**
 * Diagnostics as JSON. Columns count bytes from 1. New fields may be added; `version` changes when one changes its
 * meaning.
 */

import type { Diagnostic, Severity, Span } from '../diagnostic.js';
import { decodeBytes } from '../tree.js';
import { SEVERITIES } from './sort-diagnostics.js';

interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export interface JsonDiagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: JsonPlace | null;
  readonly keepalived: string | null;
  readonly hint: string | null;
  readonly related: readonly { readonly message: string; readonly place: JsonPlace }[];
  /** Class that keepalived -t gives it: 0, 2, 4, 5 or 6. */
  readonly keepalivedExitClass: number;
}

export interface JsonReport {
  readonly version: 1;
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly counts: Readonly<Record<Severity, number>>;
}

/** The report as plain data. */
export function jsonReport(diagnostics: readonly Diagnostic[]): JsonReport {
  const counts = { fatal: 0, error: 0, security: 0, warning: 0, note: 0 } satisfies Record<Severity, number>;
  for (const severity of SEVERITIES) {
    counts[severity] = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  }
  return { version: 1, diagnostics: diagnostics.map(jsonDiagnostic), counts };
}

function jsonDiagnostic(diagnostic: Diagnostic): JsonDiagnostic {
  const { code, severity, message, span, keepalived, hint, related = [], exitClass = 0 } = diagnostic;
  return {
    code,
    severity,
    message,
    place: span === undefined ? null : jsonPlace(span),
    keepalived: keepalived ?? null,
    hint: hint ?? null,
    related: related.map((entry) => ({ message: entry.message, place: jsonPlace(entry.span) })),
    keepalivedExitClass: exitClass,
  };
}

function jsonPlace({ file, line, column, length }: Span): JsonPlace {
  return { file: decodeBytes(file), line, column, length };
}
