/**
 * Makes diagnostics: the code's table gives severity and exit class, the place gives the related definition.
 */

import type { Diagnostic, Severity, Span } from './diagnostic.js';

/** What all findings of one code share. */
export interface FindingKind {
  readonly severity: Severity;
  readonly exitClass: NonNullable<Diagnostic['exitClass']>;
  /** One or two sentences for the documentation. */
  readonly summary: string;
}

/** What one finding adds to its code, or sets otherwise. */
export type FindingDetails = Partial<Pick<Diagnostic, 'keepalived' | 'hint' | 'related' | 'severity' | 'exitClass'>>;

/** A maker of diagnostics whose codes come from one table. */
export function findingMaker<Code extends string>(table: Readonly<Record<Code, FindingKind>>) {
  return (code: Code, span: Span | undefined, message: string, details: FindingDetails = {}): Diagnostic => {
    const { severity, exitClass } = table[code];
    const related = span?.definition === undefined ? details.related : withDefinition(span.definition, details.related);
    return { code, severity, exitClass, span, message, ...details, ...(related === undefined ? {} : { related }) };
  };
}

function withDefinition(definition: Span, related: Diagnostic['related'] = []): NonNullable<Diagnostic['related']> {
  return [{ span: definition, message: 'written here' }, ...related];
}
