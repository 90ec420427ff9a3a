/**
 * What the text passes ask of the file system. Implemented in system/, by a map of texts in tests.
 */

/** Why a path that exists was not read. */
export type Unreadable = 'missing' | 'directory' | 'not-regular' | 'permission' | 'executable' | 'too-large' | 'failed';

export type SourceText =
  | {
      readonly type: 'text' /** Bytes, one char each. */;
      readonly text: string /** Same for two paths of one file. */;
      readonly identity: string;
    }
  | { readonly type: 'unreadable'; readonly why: Unreadable; readonly detail: string };

export interface SourceReader {
  /**
   * Reads one file of at most `limit` bytes.
   * @param executableAllowed false for an included file: one with an execute bit is not configuration
   */
  read(path: string, limit: number, executableAllowed: boolean): SourceText;
  /** Absolute paths that match a pattern of the C library's glob without braces, sorted by byte; none is an empty list. */
  glob(pattern: string, directory: string): readonly string[];
  /** Value of an environment variable of the daemon, as bytes. */
  environment(name: string): string | undefined;
}
