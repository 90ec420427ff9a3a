/**
 * Watches small files through the kernel's notification of their directories. A slow look beside it notices what no
 * notification tells: a directory that is made later, replaced, or on a file system without notifications.
 */

import { closeSync, constants, type FSWatcher, openSync, readSync, watch as watchDirectory, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { FileWatcher, Watch } from '../runtime/ports/watching.js';

/** A writer first empties a file and then fills it: both are one change. */
const SETTLE_MILLIS = 20;
const LOOK_MILLIS = 2_000;

export const fileWatcher: FileWatcher = {
  watch: (file, most, changed) => new WatchedFile(file, most, changed),
  create: createFile,
};

class WatchedFile implements Watch {
  readonly #path: string;
  readonly #most: number;
  readonly #changed: (text: string | undefined) => void;
  readonly #look: NodeJS.Timeout;
  #directory: FSWatcher | undefined;
  #settling: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(file: string, most: number, changed: (text: string | undefined) => void) {
    this.#path = path.resolve(file);
    this.#most = most;
    this.#changed = changed;
    this.#attach();
    changed(readNow(this.#path, most));
    this.#look = setInterval(() => {
      if (this.#directory === undefined) this.#attach();
      void this.#read();
    }, LOOK_MILLIS);
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#look);
    clearTimeout(this.#settling);
    this.#directory?.close();
  }

  #attach(): void {
    const name = path.basename(this.#path);
    try {
      const directory = watchDirectory(path.dirname(this.#path), (_, changed) => {
        if (changed === name || changed === null) this.#settle();
      });
      directory.on('error', () => this.#detach());
      this.#directory = directory;
    } catch {
      this.#directory = undefined;
    }
  }

  #detach(): void {
    this.#directory?.close();
    this.#directory = undefined;
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => void this.#read(), SETTLE_MILLIS);
  }

  async #read(): Promise<void> {
    const text = await readLater(this.#path, this.#most);
    if (!this.#closed) this.#changed(text);
  }
}

function readNow(file: string, most: number): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const bytes = Buffer.alloc(most);
    return bytes.toString('latin1', 0, readSync(descriptor, bytes, 0, most, 0));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

async function readLater(file: string, most: number): Promise<string | undefined> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(most), 0, most, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

function createFile(file: string, text: string, overwrite: boolean): void {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants;
  let descriptor: number;
  try {
    descriptor = openSync(file, O_WRONLY | O_CREAT | O_NOFOLLOW | (overwrite ? O_TRUNC : O_EXCL), 0o644);
  } catch (error) {
    if (!overwrite && (error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  try {
    writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}
