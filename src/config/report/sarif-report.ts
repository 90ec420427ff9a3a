/**
 * Diagnostics as SARIF 2.1.0, for code review tools. Columns count UTF-16 code units, as the format's default is.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */

import { helpPlace } from '../codes.js';
import type { Diagnostic, Severity, Span } from '../diagnostic.js';
import type { FindingKind } from '../finding.js';
import { decodeBytes, type SourceTexts } from '../tree.js';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  fatal: 'error',
  error: 'error',
  security: 'error',
  warning: 'warning',
  note: 'note',
};

export interface SarifOptions {
  /** Version of vrrpd. */
  readonly version: string;
  /** What each code means; a code that is missing is described by its name. */
  readonly kinds: Readonly<Record<string, FindingKind>>;
  readonly sources: SourceTexts;
}

/** The report as plain data, ready for JSON. */
export function sarifReport(diagnostics: readonly Diagnostic[], options: SarifOptions): object {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const rules = codes.map((code) => sarifRule(code, options.kinds[code]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'vrrpd', semanticVersion: options.version, rules } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic) => sarifResult(diagnostic, codes, options.sources)),
      },
    ],
  };
}

function sarifRule(code: string, kind: FindingKind | undefined): object {
  const help = helpPlace(code);
  return {
    id: code,
    shortDescription: { text: kind?.summary ?? code },
    ...(help !== undefined && { help: { text: help } }),
    defaultConfiguration: { level: kind === undefined ? 'warning' : LEVELS[kind.severity] },
  };
}

function sarifResult(diagnostic: Diagnostic, codes: readonly string[], sources: SourceTexts): object {
  const { code, severity, span, message, keepalived, hint, related = [] } = diagnostic;
  const sentences = [
    message,
    ...(keepalived === undefined ? [] : [`keepalived: ${keepalived}`]),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
  ];
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: `${sentences.join('. ')}.` },
    locations: span === undefined ? [] : [sarifLocation(span, sources)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((entry, id) => ({
            id,
            message: { text: entry.message },
            ...sarifLocation(entry.span, sources),
          })),
        }),
  };
}

function sarifLocation(span: Span, sources: SourceTexts): object {
  const line = sources.line(span.file, span.line) ?? '';
  const startColumn = decodeBytes(line.slice(0, span.column - 1)).length + 1;
  const marked = decodeBytes(line.slice(span.column - 1, span.column - 1 + span.length));
  return {
    physicalLocation: {
      artifactLocation: { uri: fileUri(decodeBytes(span.file)) },
      region: { startLine: span.line, startColumn, endColumn: startColumn + Math.max(marked.length, 1) },
    },
  };
}

function fileUri(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}
