/**
 * What the runtime keeps in files. Nothing waits for a file: all of it is written later, by the event loop's helpers.
 */

export interface FileStore {
  /**
   * Replaces a file whole, never through a symbolic link. Writes to one path do not overtake each other, and
   * of several that wait only the last is done. Failures are logged by the adapter, once.
   * @param mode of the new file; 0600 where none is given
   */
  replace(path: string, text: string, mode?: number): void;
  /** Removes a file, or the symbolic link in its place; that there is none is no failure. */
  remove(path: string): void;
  /** Adds to a file's end, mode 0600, never through a symbolic link. */
  append(path: string, text: string): void;
  /** Makes a directory, mode 0700, before anything that is written into it; one that is there is fine. */
  makeDirectory(path: string): void;
  /**
   * Why the file does not hold all that was to be written to it; undefined where it does, or where that is not known
   * yet. Only a whole replacement mends a file.
   */
  problem(path: string): string | undefined;
  /** Resolves when all that was asked of this file so far is on its way to the disk, or has failed. */
  written(path: string): Promise<void>;
  /** Resolves when everything asked so far is on its way to the disk, or has failed. */
  flush(): Promise<void>;
}
