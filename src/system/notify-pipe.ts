/** FIFOs that events are written to. Opened for reading as well, so that nobody has to read for it to be open. */

import { closeSync, constants, fchownSync, fstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { SystemError } from '../base/errors.js';
import type { NotifyPipe, NotifyPipes, ScriptUser } from '../runtime/ports/process.js';
import { native } from './native.js';

/** What the kernel writes whole or not at all. @see pipe(7) */
const PIPE_BUF = 4_096;

export const notifyPipes: NotifyPipes = {
  open(path, owner, mode) {
    const made = make(path, mode);
    try {
      return new FifoPipe(path, openOwn(path, owner, made), made);
    } catch (error) {
      if (made) rmSync(path, { force: true });
      throw error;
    }
  },
};

class FifoPipe implements NotifyPipe {
  readonly #path: string;
  readonly #made: boolean;
  #descriptor: number | undefined;

  constructor(path: string, descriptor: number, made: boolean) {
    this.#path = path;
    this.#descriptor = descriptor;
    this.#made = made;
  }

  write(text: string): boolean {
    const bytes = Buffer.from(text, 'latin1');
    if (this.#descriptor === undefined || bytes.length > PIPE_BUF) return false;
    try {
      return writeSync(this.#descriptor, bytes) === bytes.length;
    } catch {
      return false;
    }
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
    if (this.#made) rmSync(this.#path, { force: true });
  }
}

function make(path: string, mode: number): boolean {
  try {
    native().makeFifo(path, mode);
    return true;
  } catch (error) {
    if (error instanceof SystemError && error.errno === 'EEXIST') return false;
    throw error;
  }
}

function openOwn(path: string, owner: ScriptUser | undefined, made: boolean): number {
  const { O_RDWR, O_NONBLOCK, O_NOFOLLOW } = constants;
  const descriptor = openSync(path, O_RDWR | O_NONBLOCK | O_NOFOLLOW);
  try {
    const facts = fstatSync(descriptor);
    if (!facts.isFIFO()) throw new Error(`${path} is not a FIFO`);
    const ours = process.geteuid?.() ?? 0;
    if (facts.uid !== ours && facts.uid !== owner?.uid) {
      throw new Error(`${path} belongs to user ${facts.uid}, and not to us or the configured user`);
    }
    if (made && owner !== undefined) fchownSync(descriptor, owner.uid, owner.gid);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}
