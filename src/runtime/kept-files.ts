/**
 * Files that must hold what the daemon knows, tried again while they could not be written: the disk was full, or
 * read-only for a while.
 */

import { fromSeconds, type Micros, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';
import type { TurnLoop } from './turn-loop.js';

/** Time between two attempts. */
const RETRY = fromSeconds(10);

export interface KeptFile {
  /** Why the file does not hold all that it should; undefined where it does. */
  readonly problem: string | undefined;
  /** Writes it anew, whole. */
  rewrite(): void;
}

export class KeptFiles {
  readonly #loop: TurnLoop;
  readonly #files: readonly KeptFile[];
  readonly #deadline = new Deadline((now) => this.start(now));

  constructor(loop: TurnLoop, files: readonly KeptFile[]) {
    this.#loop = loop;
    this.#files = files;
  }

  start(now: Micros): void {
    this.mend();
    this.#loop.arm(this.#deadline, plus(now, RETRY));
  }

  /** Writes those anew that do not hold all that they should. */
  mend(): void {
    for (const file of this.#files) if (file.problem !== undefined) file.rewrite();
  }
}
