/**
 * What the runtime needs to watch files and processes of the host.
 */

export interface Watch {
  close(): void;
}

export interface FileWatcher {
  /**
   * Tells the first bytes of a file now and whenever it changes, appears or goes; undefined while there is none. The
   * first call comes before this returns, the others from the event loop. The file's directory may be missing too.
   * @param most bytes that are read at the most
   */
  watch(path: string, most: number, changed: (text: string | undefined) => void): Watch;
  /** Makes the file with this text; one that is there is left alone unless `overwrite`. @throws Error of the system */
  create(path: string, text: string, overwrite: boolean): void;
}

/** One process as the kernel shows it. */
export interface ProcessFacts {
  readonly pid: number;
  /** At most 15 bytes. */
  readonly name: string;
  /** Empty for kernel threads. */
  readonly argv: readonly string[];
}

export interface ProcessWatcher {
  /**
   * Tells all processes after changes, from the event loop.
   * @param argv whether the arguments are needed, which costs a second file for each process
   * @param now whether the first look is made before this returns: at the daemon's start, when nothing else can wait
   */
  watch(argv: boolean, now: boolean, changed: (processes: readonly ProcessFacts[]) => void): Watch;
}
