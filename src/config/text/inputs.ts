/**
 * The stack of inputs that lines come from: files, the rests of definitions of several lines, the rounds of sequences.
 * The top one is read first, and a new one goes on top. Nothing recurses, so depth costs memory only up to a limit.
 */

import type { Diagnostic, Span } from '../diagnostic.js';
import type { DefinitionTable } from './definition-table.js';
import { FileLines } from './file-lines.js';
import type { IncludeChecks } from './include.js';
import { directoryOf, type IncludeFiles, type OpenedFile } from './include-files.js';
import { INPUTS, OPEN_FILES } from './limits.js';
import { type Line, replayedLine } from './line.js';
import type { PlainRun } from './plain-run.js';
import type { Sequence } from './sequences.js';
import type { Sources } from './sources.js';
import type { FollowingLines } from './substitution.js';
import { textFinding } from './text-finding.js';

/** The paths of one include. */
interface Paths {
  readonly paths: readonly string[];
  readonly place: Span;
  readonly checks: IncludeChecks;
}

type Input =
  /** `checks` are those in force before the file, and again behind it. */
  | { readonly type: 'file'; readonly lines: FileLines; readonly opened: OpenedFile; readonly checks: IncludeChecks }
  | { readonly type: 'files'; readonly files: Paths; next: number }
  | { readonly type: 'following'; readonly following: FollowingLines; next: number }
  | { readonly type: 'sequence'; readonly sequence: Sequence; next: number }
  | { readonly type: 'line'; readonly line: Line };

export class Inputs {
  /** What includes are checked for; restored at the end of each file. */
  checks: IncludeChecks;
  readonly #files: IncludeFiles;
  readonly #definitions: DefinitionTable;
  readonly #sources: Sources;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #stack: Input[] = [];
  #repeated = 0;

  constructor(
    checks: IncludeChecks,
    files: IncludeFiles,
    definitions: DefinitionTable,
    sources: Sources,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.checks = checks;
    this.#files = files;
    this.#definitions = definitions;
    this.#sources = sources;
    this.#report = report;
  }

  /** Lines so far that sequences and definitions of several lines gave. */
  get repeated(): number {
    return this.#repeated;
  }

  /** Directory of the file being read, as it is shown; empty for the working directory. */
  get directory(): string {
    const file = this.#stack.findLast((input) => input.type === 'file');
    return file === undefined ? '' : directoryOf(file.opened.file);
  }

  /** The next line or lines that are no part of a definition of several lines. Undefined at the end of everything. */
  next(): Line | PlainRun | undefined {
    for (;;) {
      const input = this.#stack.at(-1);
      if (input === undefined) return undefined;
      if (input.type === 'file') {
        const next = this.#nextOfFile(input);
        if (next !== undefined) return next;
        continue;
      }
      const line = this.#nextOfOther(input);
      if (line === undefined) continue;
      if (!this.#definitions.inBody) return line;
      this.#definitions.continue(line, false);
    }
  }

  pushFile(opened: OpenedFile): void {
    const lines = new FileLines(opened.file, opened.text, this.#report);
    this.#stack.push({ type: 'file', lines, opened, checks: this.checks });
  }

  /** Files to open one after the other. */
  pushFiles(files: Paths): void {
    this.#stack.push({ type: 'files', files, next: 0 });
  }

  pushLine(line: Line): void {
    this.#stack.push({ type: 'line', line });
  }

  /** A sequence with nothing to repeat only leaves its last value. */
  pushSequence(sequence: Sequence): void {
    if (sequence.rest.text === '') this.#defineRound(sequence, sequence.count - 1);
    else this.#stack.push({ type: 'sequence', sequence, next: 0 });
  }

  /** False, and back to the file being read, when definitions of several lines use each other without end. */
  pushFollowing(following: FollowingLines): boolean {
    this.#stack.push({ type: 'following', following, next: 0 });
    if (this.#stack.length <= INPUTS) return true;
    while (this.#stack.length > 0 && this.#stack.at(-1)?.type !== 'file') this.#stack.pop();
    const message = 'definitions of several lines use each other without end';
    this.#report(textFinding('definition-loop', following.use, message, { keepalived: 'never ends' }));
    return false;
  }

  /** Ends the reading. */
  clear(): void {
    this.#stack.length = 0;
  }

  #nextOfFile(input: Input & { readonly type: 'file' }): Line | PlainRun | undefined {
    for (;;) {
      const plain = this.#definitions.inBody ? undefined : input.lines.takePlain();
      if (plain !== undefined) return plain;
      const next = input.lines.next();
      if (next === undefined) {
        this.#definitions.endOfFile();
        this.checks = input.checks;
        this.#stack.pop();
        return undefined;
      }
      const { line, continues, broken } = next;
      if (this.#definitions.inBody) this.#definitions.continue(broken ? undefined : line, continues);
      else if (line !== undefined) return line;
    }
  }

  #nextOfOther(input: Exclude<Input, { readonly type: 'file' }>): Line | undefined {
    if (input.type === 'line') {
      this.#stack.pop();
      return input.line;
    }
    const index = input.next;
    input.next += 1;
    if (input.type === 'files') {
      const path = input.files.paths[index];
      if (path === undefined) this.#stack.pop();
      else this.#openIncluded(path, input.files);
      return undefined;
    }
    this.#repeated += 1;
    if (input.type === 'following') {
      const text = input.following.lines[index];
      if (text === undefined) this.#stack.pop();
      return text === undefined ? undefined : replayedLine(text, input.following.use);
    }
    if (index >= input.sequence.count) {
      this.#stack.pop();
      return undefined;
    }
    this.#defineRound(input.sequence, index);
    return input.sequence.rest;
  }

  #defineRound(sequence: Sequence, index: number): void {
    for (const { name, value } of sequence.round(index)) this.#definitions.define(name, { type: 'text', text: value });
  }

  #openIncluded(path: string, { place, checks }: Paths): void {
    const opened = this.#files.open(path, place, checks);
    if (opened === undefined) return;
    const open = this.#stack.filter((input) => input.type === 'file');
    const loop = open.find((input) => input.opened.identity === opened.identity);
    if (loop === undefined && open.length < OPEN_FILES) {
      this.pushFile(opened);
      return;
    }
    const from = loop === undefined ? undefined : this.#sources.includedFrom(loop.opened.file);
    const message =
      loop === undefined ? `more than ${OPEN_FILES} files include each other` : 'the file includes itself';
    const related = from === undefined ? {} : { related: [{ span: from, message: 'first included here' }] };
    this.#report(textFinding('include-loop', place, message, { keepalived: 'never ends', ...related }));
  }
}
