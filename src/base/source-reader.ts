/**
 * What reading a configuration asks of the host. Implemented in system/ over the file system, by a map of texts in tests.
 */

/** Why a path was not read. */
export type Unreadable = 'missing' | 'directory' | 'not-regular' | 'permission' | 'executable' | 'too-large' | 'failed';

export interface SourceText {
  readonly type: 'text';
  /** Bytes, one char each (latin1). */
  readonly text: string;
  /** The same for every path that leads to this file. */
  readonly identity: string;
  /** An execute bit is set. keepalived does not read such a file. */
  readonly executable: boolean;
}

export interface UnreadableSource {
  readonly type: 'unreadable';
  readonly why: Unreadable;
  /** The system's words, such as `Permission denied`. */
  readonly detail: string;
}

export interface SourceReader {
  /** Reads one regular file of at most `limit` bytes. A relative path starts at the working directory. */
  read(path: string, limit: number): SourceText | UnreadableSource;
  /**
   * Paths that match a pattern of `*`, `?`, `[...]` and `\`, without braces, sorted by byte.
   * @param most stop after this many
   */
  glob(pattern: string, most: number): readonly string[];
  /** Value of an environment variable as bytes, one char each. */
  environment(name: string): string | undefined;
}
