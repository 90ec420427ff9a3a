/**
 * From files to the lines that count: follows includes, records and puts in definitions, drops lines whose condition
 * fails, repeats sequences, and breaks lines at braces. What comes out is a stream of lines, each of which is `{`, `}`
 * or words.
 */

import type { SourceReader } from '../../base/source-reader.js';
import type { Diagnostic } from '../diagnostic.js';
import { AT, DOLLAR, TILDE } from './characters.js';
import { lineForThisHost } from './condition.js';
import { DefinitionTable } from './definition-table.js';
import { parseDefinitionStart } from './definitions.js';
import { opensBlock } from './headless-blocks.js';
import { ALL_CHECKS, type IncludeChecks, joinChecks, NO_CHECKS } from './include.js';
import { IncludeFiles, joinPath } from './include-files.js';
import { parseInclude } from './include-statement.js';
import { Inputs } from './inputs.js';
import { leftoverFindings } from './leftover-references.js';
import { LINES, REPEATED_LINES, REPLACEMENTS_PER_LINE } from './limits.js';
import type { Line } from './line.js';
import { pieceAt } from './pieces.js';
import { PlainRun, separateLines } from './plain-run.js';
import { type OpenSecrets, suspectOffset } from './secrets.js';
import { parseSequence } from './sequences.js';
import type { Sources } from './sources.js';
import { substitute } from './substitution.js';
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

const NONE: readonly Line[] = [];

export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #report: (diagnostic: Diagnostic) => void;
  readonly #files: IncludeFiles;
  readonly #definitions: DefinitionTable;
  readonly #inputs: Inputs;
  readonly #secrets: OpenSecrets;
  /** The line whose pieces are being handed out, and where the next piece starts. */
  #rest: Line | undefined;
  #restOffset = 0;
  #produced = 0;
  readonly #takenHeads: Line[] = [];

  /** @param secrets follows the lines that come out */
  constructor(
    options: LineReaderOptions,
    sources: Sources,
    secrets: OpenSecrets,
    report: (diagnostic: Diagnostic) => void,
  ) {
    this.#options = options;
    this.#secrets = secrets;
    this.#report = report;
    this.#files = new IncludeFiles(options.reader, sources, report);
    const { reader, configId, randomSeed, strictIncludes } = options;
    const directory = (): string => joinPath(options.directory, this.#inputs.directory).replace(/(.)\/$/, '$1');
    this.#definitions = new DefinitionTable({ reader, configId, randomSeed, directory }, report);
    const checks = strictIncludes ? ALL_CHECKS : NO_CHECKS;
    this.#inputs = new Inputs(checks, this.#files, this.#definitions, sources, report);
  }

  /** Begins with the file of the command line. */
  start(path: string): void {
    for (const opened of this.#files.openStart(path).toReversed()) this.#inputs.pushFile(opened);
  }

  /** The checks that includes get from now on to the end of this file. */
  get checks(): IncludeChecks {
    return this.#inputs.checks;
  }

  set checks(checks: IncludeChecks) {
    this.#inputs.checks = checks;
  }

  /** Lines that open a block and that conditions have taken since this was last asked. */
  takenHeads(): readonly Line[] {
    return this.#takenHeads.length === 0 ? NONE : this.#takenHeads.splice(0);
  }

  /** The seed that ${_RANDOM} starts again from. */
  seed(seed: number): void {
    this.#definitions.seed(seed);
  }

  /**
   * The next line: `{`, `}`, or text without braces outside quotes; or several plain ones. Undefined at the end of
   * everything.
   */
  next(): Line | PlainRun | undefined {
    for (;;) {
      if (this.#rest !== undefined) {
        this.#produced += 1;
        return this.#produced > LINES ? this.#tooMany(this.#rest) : this.#takePiece(this.#rest);
      }
      const input = this.#inputs.next();
      if (input === undefined) return undefined;
      if (input instanceof PlainRun) {
        this.#produced += input.count;
        return this.#produced > LINES ? this.#tooMany(separateLines([input])[0]) : input;
      }
      if (this.#inputs.repeated > REPEATED_LINES) return this.#tooMany(input);
      if (input.plain && !input.text.startsWith('include')) {
        this.#produced += 1;
        return this.#produced > LINES ? this.#tooMany(input) : input;
      }
      this.#rest = this.#prepare(input);
      this.#restOffset = 0;
    }
  }

  #takePiece(rest: Line): Line {
    const { line, next, special } = pieceAt(rest, this.#restOffset);
    this.#restOffset = next;
    if (special) this.#inputs.pushLine(rest.slice(next));
    if (special || next >= rest.text.length) this.#rest = undefined;
    return line;
  }

  /** Conditions, definitions, sequences, references and includes of one line. Undefined when nothing is left of it. */
  #prepare(input: Line): Line | undefined {
    let line: Line | undefined = input;
    for (;;) {
      if (line.text.charCodeAt(0) === AT) line = this.#lineForThisHost(line);
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

  #lineForThisHost(line: Line): Line | undefined {
    const rest = lineForThisHost(line, this.#options.configId, this.#secrets.inside, this.#report);
    if (rest === undefined && !this.#secrets.inside && opensBlock(line)) this.#takenHeads.push(line);
    return rest;
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
    } else {
      this.#inputs.pushSequence(parsed.sequence);
    }
    return undefined;
  }

  /** The line itself when nothing could be put in. */
  #substitute(line: Line): Line | undefined {
    const result = substitute(line, this.#definitions);
    if (result.type === 'line') {
      if (!result.following.every((following) => this.#inputs.pushFollowing(following))) return undefined;
      if (result.changed) return result.line.trim();
      const secret = this.#secrets.inside || suspectOffset(line.text) !== undefined;
      for (const finding of leftoverFindings(line, secret, this.#definitions)) this.#report(finding);
      return line;
    }
    if (result.type === 'loop') {
      const endless = `the definition of $${result.name} refers to itself`;
      const message = result.proven ? endless : `more than ${REPLACEMENTS_PER_LINE} definitions are put into the line`;
      const details = result.proven
        ? { keepalived: 'never ends' }
        : { hint: 'is there a definition that refers to itself, also through others? Otherwise use fewer' };
      this.#report(textFinding('definition-loop', result.place, message, details));
    } else {
      const message = `with $${result.name} put in, the line does not fit in 1024 bytes`;
      const hint = 'is there a definition that refers to itself? Otherwise break the line up';
      this.#report(textFinding('line-too-long', result.place, message, { hint }));
    }
    return undefined;
  }

  #include(line: Line): Line | undefined {
    const statement = parseInclude(line);
    if (statement === undefined) return line;
    if (statement.type === 'mistake') {
      const { place, message } = statement;
      const hint =
        statement.rest === undefined ? 'write the name of a file behind it' : 'give the include a line of its own';
      this.#report(textFinding('include-arguments', place, message, { hint }));
      return statement.rest;
    }
    const { pattern, place } = statement;
    const checks = joinChecks(statement.checks, this.#inputs.checks);
    const paths = this.#files.find(pattern, this.#inputs.directory, place, checks);
    this.#inputs.pushFiles({ paths, place, checks });
    return undefined;
  }

  #tooMany(line: Line | undefined): undefined {
    if (line === undefined) return undefined;
    const repeated = this.#inputs.repeated > REPEATED_LINES;
    const count = repeated ? `${REPEATED_LINES} lines from sequences and definitions` : `${LINES} lines`;
    const message = `more than ${count}; this one and all further ones are left out`;
    const hint = repeated ? { hint: 'does a sequence or a definition repeat too often?' } : {};
    this.#report(textFinding('configuration-too-large', line.span(0, line.text.length), message, hint));
    this.#inputs.clear();
    this.#rest = undefined;
    return undefined;
  }
}
