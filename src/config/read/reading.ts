/**
 * What one model pass carries along: the host to ask, the findings so far, and which keywords were met.
 */

import type { Diagnostic, Severity, Span } from '../diagnostic.js';
import { FindingList } from '../finding-list.js';
import type { HostFacts } from '../host-facts.js';
import type { KeywordHelp } from '../keywords/keyword.js';
import { MODEL_FINDINGS, type ModelCode } from '../model-codes.js';
import type { SourceTexts, Word } from '../tree.js';

/** The parts of a finding beyond its code, place and message. */
export interface Finding {
  /** Default: that of the code. */
  readonly severity?: Severity;
  readonly keepalived?: string;
  readonly hint?: string;
  readonly related?: Diagnostic['related'];
  /** Default: that of the code; 0 where keepalived says nothing. */
  readonly exitClass?: 0 | 2 | 4 | 5 | 6;
}

/** First use of a keyword, by table and name. */
export interface Usage {
  readonly keyword: KeywordHelp;
  readonly span: Span;
  readonly count: number;
}

export class Reading {
  readonly host: HostFacts | undefined;
  /** Where files of names for routing are; set before anything is read. */
  routingDirectories: readonly string[] = [];
  readonly usage = new Map<KeywordHelp, { keyword: KeywordHelp; span: Span; count: number }>();

  /** Blocks that know a keyword of this name, for pointing there. */
  readonly blocksOf: (name: string) => readonly string[];

  readonly #sources: SourceTexts;
  readonly #findings = new FindingList();

  constructor(sources: SourceTexts, host: HostFacts | undefined, blocksOf: (name: string) => readonly string[]) {
    this.#sources = sources;
    this.host = host;
    this.blocksOf = blocksOf;
  }

  /** The findings so far, a bounded number of each code. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#findings.all();
  }

  readonly #counts = new Map<string, number>();

  /** How often this was asked for a purpose before. */
  count(purpose: string): number {
    const before = this.#counts.get(purpose) ?? 0;
    this.#counts.set(purpose, before + 1);
    return before;
  }

  /** The byte that stands in the source right behind a place; empty at the end of the line. */
  byteBehind(span: Span): string {
    return this.#sources.line(span.file, span.line)?.[span.column - 1 + span.length] ?? '';
  }

  /** The byte right before a place; empty at the start of the line. */
  byteBefore(span: Span): string {
    return this.#sources.line(span.file, span.line)?.[span.column - 2] ?? '';
  }

  /** How many findings there were so far. */
  get told(): number {
    return this.#told;
  }

  #told = 0;

  /** Records a finding at a place; a place that is undefined is the configuration as a whole. */
  report(code: ModelCode, span: Span | undefined, message: string, finding: Finding = {}): void {
    this.#told += 1;
    const kind = MODEL_FINDINGS[code];
    const { severity = kind.severity, keepalived, hint, related, exitClass = kind.exitClass } = finding;
    this.#findings.add({
      code,
      severity,
      span,
      message,
      exitClass,
      ...(keepalived !== undefined && { keepalived }),
      ...(hint !== undefined && { hint }),
      ...(related !== undefined && { related }),
    });
  }

  /** Objects that something wanted to track, as `script:chk`, also where the line was dropped. */
  readonly mentioned = new Set<string>();

  /** Where each interface is first named by a word of a line. */
  readonly interfacePlaces = new Map<string, Span>();

  /** Where user and group of a command stand, by the place of the command. */
  readonly userPlaces = new WeakMap<Span, Span>();

  /** Names of blocks whose keyword is unknown, as it is when misspelt: what names them is no mistake of its own. */
  readonly skipped = new Set<string>();

  /**
   * Makes the finding about a value fatal, when it turns out that nothing runs without it.
   * @returns whether there was a finding on the line
   */
  makeFatal(keyword: Span, keepalived: string): boolean {
    return this.#findings.replace(
      ({ span }) => span?.file === keyword.file && span.line === keyword.line,
      (finding) => ({ ...finding, severity: 'fatal', keepalived }),
    );
  }

  /** Counts a use of a keyword. */
  used(keyword: KeywordHelp, at: Word): void {
    const before = this.usage.get(keyword);
    if (before === undefined) this.usage.set(keyword, { keyword, span: at.span, count: 1 });
    else before.count += 1;
  }
}
