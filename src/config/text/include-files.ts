/**
 * Finds and opens the files that the command line or an include names, and reports each that cannot be read. Counts
 * files and bytes against the limits.
 */

import type { SourceReader, SourceText, Unreadable } from '../../base/source-reader.js';
import type { Diagnostic, Severity, Span } from '../diagnostic.js';
import { decodeBytes } from '../tree.js';
import { expandBraces, hasWildcard, type IncludeChecks } from './include.js';
import { ALTERNATIVES, FILES, PATTERNS, TOTAL_BYTES } from './limits.js';
import type { Sources } from './sources.js';
import { textFinding } from './text-finding.js';

export interface OpenedFile {
  /** Path as it is shown, relative to the working directory where it was written so. */
  readonly file: string;
  readonly text: string;
  readonly identity: string;
}

const REASONS: Readonly<Record<Unreadable, string>> = {
  missing: 'does not exist',
  directory: 'is a directory',
  'not-regular': 'is not a regular file',
  permission: 'may not be read',
  executable: 'has an execute bit',
  'too-large': 'is too large',
  failed: 'cannot be read',
};

const NO_MATCH = {
  keepalived: 'logs it and goes on without the file',
  hint: 'correct the name, or use includem if the file must be there',
};

export class IncludeFiles {
  readonly #reader: SourceReader;
  readonly #sources: Sources;
  readonly #report: (diagnostic: Diagnostic) => void;
  #files = 0;
  #bytes = 0;
  #patterns = 0;
  #full = false;

  constructor(reader: SourceReader, sources: Sources, report: (diagnostic: Diagnostic) => void) {
    this.#reader = reader;
    this.#sources = sources;
    this.#report = report;
  }

  /** Opens the file of the command line, or the files when it is a pattern. */
  openStart(path: string): readonly OpenedFile[] {
    const direct = this.#reader.read(path, TOTAL_BYTES);
    if (direct.type === 'text') return this.#startText(path, direct);
    if (direct.why === 'missing' && (hasWildcard(path) || path.includes('{'))) {
      const paths = expandBraces(path, ALTERNATIVES).flatMap((pattern) => this.#reader.glob(pattern, FILES + 1));
      const opened = paths.flatMap((match) => {
        const source = this.#reader.read(match, TOTAL_BYTES);
        return source.type === 'text' ? this.#startText(match, source) : [];
      });
      if (opened.length > 0) return opened;
    }
    this.#startUnreadable(path, direct.why, direct.detail);
    return [];
  }

  /**
   * The paths that an include names, in the order of its braces and then by byte. A pattern with wildcards must match
   * at all, whichever alternative; without, each alternative counts.
   * @param directory of the including file as it is shown, empty for the working directory
   */
  find(pattern: string, directory: string, place: Span, checks: IncludeChecks): readonly string[] {
    const alternatives = expandBraces(pattern, ALTERNATIVES);
    const wildcard = hasWildcard(pattern);
    this.#patterns += wildcard ? alternatives.length : 0;
    if (this.#full || this.#patterns > PATTERNS) return this.#tooMany(`more than ${PATTERNS} patterns`, place);
    const found = alternatives.map((one) => (wildcard ? this.#glob(one, directory) : this.#named(one, directory)));
    const missing = alternatives.filter((_, index) => found[index]?.length === 0);
    if (wildcard ? missing.length === alternatives.length : missing.length > 0) {
      const names = missing.map(decodeBytes).join(', ');
      if (wildcard) this.#noMatch(names, place, checks.wildcardMatch, 'note');
      else this.#noMatch(names, place, alternatives.length > 1 ? checks.braceMatch : checks.match, 'warning');
    }
    return found.flat();
  }

  /** Opens one included path; undefined, and a finding, when it is left out. */
  open(file: string, place: Span, checks: IncludeChecks): OpenedFile | undefined {
    if (this.#full) return undefined;
    if (this.#files >= FILES) {
      this.#tooMany(`more than ${FILES} files`, place);
      return undefined;
    }
    const source = this.#reader.read(file, TOTAL_BYTES);
    if (source.type === 'unreadable') return this.#skip(file, source.why, source.detail, place, checks);
    if (source.executable) return this.#skip(file, 'executable', '', place, checks);
    return this.#keep(file, source, place) ? { file, text: source.text, identity: source.identity } : undefined;
  }

  /** Said once; from then on nothing more is included. */
  #tooMany(what: string, place: Span): readonly string[] {
    if (!this.#full) {
      const message = `${what} are included; this one and all further ones are left out`;
      this.#report(textFinding('too-many-files', place, message));
    }
    this.#full = true;
    return [];
  }

  #glob(pattern: string, directory: string): readonly string[] {
    const prefix = directory.replace(/[\\*?[]/g, '\\$&');
    return this.#reader.glob(joinPath(prefix, pattern), FILES + 1);
  }

  #named(pattern: string, directory: string): readonly string[] {
    const path = joinPath(directory, pattern.replace(/\\(.)/gs, '$1'));
    const source = this.#reader.read(path, 0);
    return source.type === 'unreadable' && source.why === 'missing' ? [] : [path];
  }

  #keep(file: string, source: SourceText, place: Span | undefined): boolean {
    this.#bytes += source.text.length;
    this.#files += 1;
    if (this.#bytes > TOTAL_BYTES) {
      this.#full = true;
      const message = `the files have more than ${TOTAL_BYTES >> 20} MiB together; this one and all further ones are left out`;
      this.#report(textFinding('configuration-too-large', place, message));
      return false;
    }
    this.#sources.add(file, source.text, place);
    return true;
  }

  #startText(path: string, source: SourceText): readonly OpenedFile[] {
    if (source.executable) {
      this.#report(
        textFinding('file-executable', { file: path, line: 1, column: 1, length: 1 }, 'the file has an execute bit', {
          keepalived: 'refuses to read it',
          hint: `chmod a-x ${decodeBytes(path)}`,
        }),
      );
    }
    return this.#keep(path, source, undefined) ? [{ file: path, text: source.text, identity: source.identity }] : [];
  }

  #startUnreadable(path: string, why: Unreadable, detail: string): void {
    const name = decodeBytes(path);
    if (why === 'missing') {
      this.#report(textFinding('file-not-found', undefined, `${name} does not exist`));
    } else if (why === 'too-large') {
      const message = `${name} is larger than ${TOTAL_BYTES >> 20} MiB`;
      this.#report(textFinding('configuration-too-large', undefined, message, { hint: 'is it a configuration file?' }));
    } else {
      const message = `${name} ${REASONS[why]}${detail === '' ? '' : `: ${detail}`}`;
      this.#report(textFinding('file-unreadable', undefined, message));
    }
  }

  #noMatch(names: string, place: Span, strict: boolean, otherwise: Severity): void {
    const message = `no file matches ${names}`;
    if (strict) this.#report(textFinding('include-no-match-strict', place, message, { keepalived: 'does not start' }));
    else this.#report(textFinding('include-no-match', place, message, { severity: otherwise, ...NO_MATCH }));
  }

  #skip(file: string, why: Unreadable, detail: string, place: Span, checks: IncludeChecks): undefined {
    const code = checks.read ? 'include-skipped-strict' : 'include-skipped';
    const message = `${decodeBytes(file)} ${REASONS[why]}${detail === '' ? '' : ` (${detail})`} and is left out`;
    const hint = why === 'executable' ? { hint: `chmod a-x ${decodeBytes(file)}` } : {};
    this.#report(
      textFinding(code, place, message, { ...hint, ...(checks.read ? { keepalived: 'does not start' } : {}) }),
    );
    return undefined;
  }
}

/** The directory of a path as it is written: empty for a bare name. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '';
  return slash === 0 ? '/' : path.slice(0, slash);
}

/** A path seen from a directory. */
export function joinPath(directory: string, path: string): string {
  if (directory === '' || path.startsWith('/')) return path;
  return directory.endsWith('/') ? directory + path : `${directory}/${path}`;
}
