/**
 * From files to the lines that count: follows includes, records and puts in definitions, drops lines whose condition
 * fails, repeats sequences, and breaks lines at braces. What comes out is a stream of lines, each of which is `{`, `}`
 * or words.
 *
 * Inputs are stacked: a file, the rest of a definition of several lines, the rounds of a sequence. The top one is read
 * first. Nothing recurses, so depth costs memory only up to a limit.
 */

import type { SourceReader } from '../../base/source-reader.js';
import type { Diagnostic, Span } from '../diagnostic.js';
import { AT, CLOSE_BRACE, DOLLAR, isWordBlank, OPEN_BRACE, skipBlanks, TILDE } from './characters.js';
import { lineForThisHost } from './condition.js';
import { DefinitionTable } from './definition-table.js';
import { bracedReference, parseDefinitionStart } from './definitions.js';
import { FileLines } from './file-lines.js';
import { ALL_CHECKS, type IncludeChecks, joinChecks, NO_CHECKS } from './include.js';
import { directoryOf, IncludeFiles, joinPath, type OpenedFile } from './include-files.js';
import { parseInclude } from './include-statement.js';
import { leftoverFindings } from './leftover-references.js';
import { INPUTS, LINES, OPEN_FILES, REPEATED_LINES } from './limits.js';
import { type Line, replayedLine } from './line.js';
import { parseSequence, type Sequence } from './sequences.js';
import type { Sources } from './sources.js';
import { type FollowingLines, substitute } from './substitution.js';
import { textFinding } from './text-finding.js';

export interface LineReaderOptions {
  readonly reader: SourceReader;
  /** The working directory, absolute: the start of ${_PWD} for relative paths. */
  readonly directory: string;
  /** What @id is compared with: the option -i, or the host's name up to its first dot. */
  readonly configId: string;
  /** Every include is checked as strictly as includea does: the option -e. */
  readonly strictIncludes: boolean;
  /** Seed of ${_RANDOM} until random_seed gives another. */
  readonly randomSeed: number;
}

type Input =
  | { readonly type: 'file'; readonly lines: FileLines; readonly opened: OpenedFile; readonly checks: IncludeChecks }
  | {
      readonly type: 'files';
      readonly paths: readonly string[];
      next: number;
      readonly place: Span;
      readonly checks: IncludeChecks;
    }
  | { readonly type: 'following'; readonly following: FollowingLines; next: number }
  | { readonly type: 'sequence'; readonly sequence: Sequence; next: number }
  | { readonly type: 'line'; readonly line: Line };

export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #sources: Sources;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #files: IncludeFiles;
  readonly #definitions: DefinitionTable;
  readonly #inputs: Input[] = [];
  #checks: IncludeChecks;
  #rest: Line | undefined;
  #restOffset = 0;
  #produced = 0;
  #repeated = 0;

  constructor(options: LineReaderOptions, sources: Sources, report: (diagnostic: Diagnostic) => void) {
    this.#options = options;
    this.#sources = sources;
    this.#report = report;
    this.#files = new IncludeFiles(options.reader, sources, report);
    this.#checks = options.strictIncludes ? ALL_CHECKS : NO_CHECKS;
    const { reader, configId, randomSeed } = options;
    this.#definitions = new DefinitionTable(
      { reader, configId, randomSeed, directory: () => this.#directory() },
      report,
    );
  }

  /** Begins with the file of the command line. */
  start(path: string): void {
    for (const opened of this.#files.openStart(path).toReversed()) this.#pushFile(opened);
  }

  /** The checks that includes get from now on to the end of this file. */
  get checks(): IncludeChecks {
    return this.#checks;
  }

  set checks(checks: IncludeChecks) {
    this.#checks = checks;
  }

  /** The seed that ${_RANDOM} starts again from. */
  seed(seed: number): void {
    this.#definitions.seed(seed);
  }

  /** The next line: `{`, `}`, or text without braces outside quotes. Undefined at the end of everything. */
  next(): Line | undefined {
    for (;;) {
      if (this.#rest !== undefined) {
        this.#produced += 1;
        return this.#produced > LINES ? this.#tooMany(this.#rest) : this.#takePiece(this.#rest);
      }
      const input = this.#nextInput();
      if (input === undefined) return undefined;
      if (this.#repeated > REPEATED_LINES) return this.#tooMany(input);
      this.#rest = this.#prepare(input);
      this.#restOffset = 0;
    }
  }

  #takePiece(rest: Line): Line {
    const { text } = rest;
    const start = this.#restOffset;
    const first = text.charCodeAt(start);
    const end = first === OPEN_BRACE || first === CLOSE_BRACE ? start + 1 : findBrace(text, start);
    const following = end === text.length ? end : skipBlanks(text, end);
    this.#restOffset = following;
    if (following >= text.length) this.#rest = undefined;
    else if (end === start + 1 && startsSpecially(text, following)) {
      this.#inputs.push({ type: 'line', line: rest.slice(following) });
      this.#rest = undefined;
    }
    if (start === 0 && end === text.length) return rest;
    let stop = end;
    while (stop > start + 1 && isWordBlank(text.charCodeAt(stop - 1))) stop -= 1;
    return rest.slice(start, stop);
  }

  /** The next line of any input that is no part of a definition of several lines. */
  #nextInput(): Line | undefined {
    for (;;) {
      const input = this.#inputs.at(-1);
      if (input === undefined) return undefined;
      const line = input.type === 'file' ? this.#nextFileLine(input) : this.#nextOtherLine(input);
      if (line === undefined) continue;
      if (!this.#definitions.inBody) return line;
      this.#definitions.continue(line, false);
    }
  }

  #nextFileLine(input: Input & { readonly type: 'file' }): Line | undefined {
    for (;;) {
      const next = input.lines.next();
      if (next === undefined) {
        this.#definitions.endOfFile();
        this.#checks = input.checks;
        this.#inputs.pop();
        return undefined;
      }
      if (this.#definitions.inBody) this.#definitions.continue(next.line, next.commentContinues);
      else if (next.line !== undefined) return next.line;
    }
  }

  #nextOtherLine(input: Exclude<Input, { readonly type: 'file' }>): Line | undefined {
    if (input.type === 'line') {
      this.#inputs.pop();
      return input.line;
    }
    const index = input.next;
    input.next += 1;
    if (input.type === 'files') {
      const path = input.paths[index];
      if (path === undefined) this.#inputs.pop();
      else this.#openIncluded(path, input.place, input.checks);
      return undefined;
    }
    this.#repeated += 1;
    if (input.type === 'following') {
      const text = input.following.lines[index];
      if (text === undefined) this.#inputs.pop();
      return text === undefined ? undefined : replayedLine(text, input.following.use);
    }
    if (index >= input.sequence.count) {
      this.#inputs.pop();
      return undefined;
    }
    this.#defineRound(input.sequence, index);
    return input.sequence.rest;
  }

  #defineRound(sequence: Sequence, index: number): void {
    for (const { name, value } of sequence.round(index)) this.#definitions.define(name, { type: 'text', text: value });
  }

  /** Conditions, definitions, sequences, references and includes of one line. Undefined when nothing is left of it. */
  #prepare(input: Line): Line | undefined {
    let line: Line | undefined = input;
    for (;;) {
      if (line.text.charCodeAt(0) === AT) line = lineForThisHost(line, this.#options.configId, this.#report);
      if (line === undefined) return undefined;
      if (line.text.charCodeAt(0) === DOLLAR) {
        const start = parseDefinitionStart(line.text);
        if (start !== undefined) {
          this.#definitions.start(line, start);
          return undefined;
        }
      }
      if (line.text.charCodeAt(0) === TILDE) return this.#sequence(line);
      if (!line.text.includes('$')) break;
      const replaced = this.#substitute(line);
      if (replaced === undefined) return undefined;
      if (replaced === line) break;
      line = replaced;
    }
    if (line.text === '') return undefined;
    return line.text.startsWith('include') ? this.#include(line) : line;
  }

  /** References count in the parentheses; those of the rest wait for their round. */
  #sequence(written: Line): Line | undefined {
    const close = written.text.indexOf(')');
    const head = close < 0 ? undefined : substitute(written, this.#definitions, close);
    const line = head?.type === 'line' ? head.line : written;
    const parsed = parseSequence(line);
    if (parsed.type === 'other') return line;
    if (parsed.type === 'mistake') {
      const { offset, length, message } = parsed.mistake;
      const keepalived = 'reports it and drops the line';
      this.#report(textFinding('sequence-syntax', line.span(offset, length), message, { keepalived }));
    } else if (parsed.sequence.rest.text === '') {
      this.#defineRound(parsed.sequence, parsed.sequence.count - 1);
    } else {
      this.#inputs.push({ type: 'sequence', sequence: parsed.sequence, next: 0 });
    }
    return undefined;
  }

  /** The line itself when nothing could be put in. */
  #substitute(line: Line): Line | undefined {
    const result = substitute(line, this.#definitions);
    if (result.type === 'line') {
      if (!this.#pushFollowing(result.following)) return undefined;
      if (result.changed) return result.line.trim();
      for (const finding of leftoverFindings(line, this.#definitions)) this.#report(finding);
      return line;
    }
    if (result.type === 'loop') {
      const message = `the definition of $${result.name} refers to itself`;
      this.#report(textFinding('definition-loop', result.place, message, { keepalived: 'never ends' }));
    } else {
      const message = `with $${result.name} put in, the line does not fit in 1024 bytes`;
      const hint = 'is there a definition that refers to itself? Otherwise break the line up';
      this.#report(textFinding('line-too-long', result.place, message, { hint }));
    }
    return undefined;
  }

  /** False, and back to the file being read, when definitions of several lines use each other without end. */
  #pushFollowing(all: readonly FollowingLines[]): boolean {
    for (const following of all) {
      this.#inputs.push({ type: 'following', following, next: 0 });
      if (this.#inputs.length <= INPUTS) continue;
      while (this.#inputs.length > 0 && this.#inputs.at(-1)?.type !== 'file') this.#inputs.pop();
      const message = 'definitions of several lines use each other without end';
      this.#report(textFinding('definition-loop', following.use, message, { keepalived: 'never ends' }));
      return false;
    }
    return true;
  }

  #include(line: Line): Line | undefined {
    const statement = parseInclude(line);
    if (statement === undefined) return line;
    if (statement.type === 'mistake') {
      const { place, message } = statement;
      const hint = 'give the include a line of its own';
      this.#report(textFinding('include-arguments', place, message, { hint }));
      return statement.rest;
    }
    const { pattern, place } = statement;
    const checks = joinChecks(statement.checks, this.#checks);
    const paths = this.#files.find(pattern, this.#shownDirectory(), place, checks);
    this.#inputs.push({ type: 'files', paths, next: 0, place, checks });
    return undefined;
  }

  #openIncluded(path: string, place: Span, checks: IncludeChecks): void {
    const opened = this.#files.open(path, place, checks);
    if (opened === undefined) return;
    const open = this.#inputs.filter((input) => input.type === 'file');
    const loop = open.find((input) => input.opened.identity === opened.identity);
    if (loop === undefined && open.length < OPEN_FILES) {
      this.#pushFile(opened);
      return;
    }
    const from = loop === undefined ? undefined : this.#sources.includedFrom(loop.opened.file);
    const message =
      loop === undefined ? `more than ${OPEN_FILES} files include each other` : 'the file includes itself';
    const related = from === undefined ? {} : { related: [{ span: from, message: 'first included here' }] };
    this.#report(textFinding('include-loop', place, message, { keepalived: 'never ends', ...related }));
  }

  #pushFile(opened: OpenedFile): void {
    const lines = new FileLines(opened.file, opened.text, this.#report);
    this.#inputs.push({ type: 'file', lines, opened, checks: this.#checks });
  }

  #tooMany(line: Line): undefined {
    const repeated = this.#repeated > REPEATED_LINES;
    const count = repeated ? `${REPEATED_LINES} lines from sequences and definitions` : `${LINES} lines`;
    const message = `more than ${count}; this one and all further ones are left out`;
    const hint = repeated ? { hint: 'does a sequence or a definition repeat too often?' } : {};
    this.#report(textFinding('configuration-too-large', line.span(0, line.text.length), message, hint));
    this.#inputs.length = 0;
    this.#rest = undefined;
    return undefined;
  }

  #shownDirectory(): string {
    const file = this.#inputs.findLast((input) => input.type === 'file');
    return file === undefined ? '' : directoryOf(file.opened.file);
  }

  #directory(): string {
    const shown = this.#shownDirectory();
    return shown === '' ? this.#options.directory : joinPath(this.#options.directory, shown);
  }
}

/** Offset of the first brace outside double quotes that is no part of a ${NAME}; the text's length when none is. */
function findBrace(text: string, start: number): number {
  for (let offset = start; offset < text.length; offset += 1) {
    const code = text.charCodeAt(offset);
    if (code < DOLLAR && code !== 34) continue;
    if (code === 34) {
      const close = text.indexOf('"', offset + 1);
      if (close < 0) return text.length;
      offset = close;
    } else if (code === DOLLAR) {
      const reference = text.charCodeAt(offset + 1) === OPEN_BRACE ? bracedReference(text, offset) : undefined;
      if (reference !== undefined) offset = reference.end - 1;
    } else if (code === OPEN_BRACE || code === CLOSE_BRACE) return offset;
  }
  return text.length;
}

function startsSpecially(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code === AT || code === DOLLAR || code === TILDE || text.startsWith('include', offset);
}
