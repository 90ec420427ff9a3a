/**
 * One finding about a configuration: collected, never thrown. Rendering (caret, JSON, SARIF) is elsewhere.
 */

/** Gravest first. `security` is a script that would be refused; `note` is for information only. */
export type Severity = 'fatal' | 'error' | 'security' | 'warning' | 'note';

/** A place in a source file. Lines and columns count from 1, columns in bytes as the file has them. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Bytes marked, at least 1. */
  readonly length: number;
  /** Where the text was written, when this place only uses it through a definition ($NAME) or a sequence. */
  readonly definition?: Span;
}

export interface Diagnostic {
  /** Stable name for programs and docs, kebab-case: `unknown-keyword`. */
  readonly code: string;
  readonly severity: Severity;
  /** Undefined for findings about the file as a whole or about no file. */
  readonly span: Span | undefined;
  /** What is wrong, one sentence without a final stop. */
  readonly message: string;
  /** What keepalived makes of it, where that is worth saying. */
  readonly keepalived?: string;
  /** What to write instead. */
  readonly hint?: string;
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  /** What keepalived -t makes of it, for the exit status: 2 missing parameter, 4, 5, 6, or 0 where it is silent. */
  readonly exitClass?: 0 | 2 | 4 | 5 | 6;
}
