/**
 * The files of one configuration: their bytes, kept to show a line of one in a message, and who includes whom.
 */

import type { Span } from '../diagnostic.js';
import type { SourceTexts } from '../tree.js';
import { SecretColumns } from './secret-columns.js';

/** A byte order mark in UTF-8: no column counts it. */
export const BYTE_ORDER_MARK = '\xef\xbb\xbf';

interface Source {
  readonly text: string;
  readonly includedFrom: Span | undefined;
  /** Offset of each line, made when the first line is asked for. */
  lineStarts: Uint32Array | undefined;
}

export class Sources implements SourceTexts {
  readonly #sources = new Map<string, Source>();
  readonly secrets = new SecretColumns();

  get files(): readonly string[] {
    return [...this.#sources.keys()];
  }

  /** Keeps a file. One that is included twice keeps its first place. */
  add(file: string, text: string, includedFrom: Span | undefined): void {
    if (!this.#sources.has(file)) this.#sources.set(file, { text, includedFrom, lineStarts: undefined });
  }

  line(file: string, line: number): string | undefined {
    const source = this.#sources.get(file);
    if (source === undefined) return undefined;
    source.lineStarts ??= findLineStarts(source.text);
    const start = source.lineStarts[line - 1];
    if (start === undefined || start > source.text.length) return undefined;
    const end = source.text.indexOf('\n', start);
    const text = source.text.slice(start, end < 0 ? undefined : end).replace(/\r+$/, '');
    return line === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  }

  secretColumn(file: string, line: number): number | undefined {
    return this.secrets.of(file, line);
  }

  includedFrom(file: string): Span | undefined {
    return this.#sources.get(file)?.includedFrom;
  }
}

function findLineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return Uint32Array.from(starts);
}
