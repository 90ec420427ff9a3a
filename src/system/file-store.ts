/**
 * Files of the daemon, written by the event loop's helpers and never waited for. A symbolic link in
 * the place of one is not followed.
 */

import { constants, mkdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { Logger } from '../base/logger.js';
import type { FileStore } from '../runtime/ports/files.js';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
/** Waiting text of one file beyond which more is dropped. */
const MAX_WAITING = 1024 * 1024;

interface Replacement {
  readonly text: string;
  readonly mode: number;
}

interface Pending {
  replacement: Replacement | 'nothing' | undefined;
  appended: string;
  writing: boolean;
  /** Text was dropped or a write failed, and that was logged. */
  complained: boolean;
}

export class AsyncFileStore implements FileStore {
  readonly #logger: Logger;
  readonly #files = new Map<string, Pending>();
  #idle: (() => void)[] = [];

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  replace(path: string, text: string, mode = 0o600): void {
    this.#replace(path, { text, mode });
  }

  makeDirectory(path: string): void {
    try {
      mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        this.#complain(path, this.#pending(path), (error as Error).message);
    }
  }

  remove(path: string): void {
    this.#replace(path, 'nothing');
  }

  append(path: string, text: string): void {
    const pending = this.#pending(path);
    if (pending.appended.length + text.length > MAX_WAITING) {
      this.#complain(path, pending, 'written too slowly, lines are lost');
      return;
    }
    pending.appended += text;
    this.#write(path, pending);
  }

  async flush(): Promise<void> {
    if ([...this.#files.values()].every(({ writing }) => !writing)) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #replace(path: string, replacement: Replacement | 'nothing'): void {
    const pending = this.#pending(path);
    pending.replacement = replacement;
    pending.appended = '';
    this.#write(path, pending);
  }

  #pending(path: string): Pending {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const made: Pending = { replacement: undefined, appended: '', writing: false, complained: false };
    this.#files.set(path, made);
    return made;
  }

  #write(path: string, pending: Pending): void {
    if (pending.writing) return;
    pending.writing = true;
    this.#writeAll(path, pending)
      .catch((error: unknown) => this.#complain(path, pending, (error as Error).message))
      .finally(() => this.#written(pending));
  }

  async #writeAll(path: string, pending: Pending): Promise<void> {
    while (pending.replacement !== undefined || pending.appended !== '') {
      const { replacement, appended } = pending;
      pending.replacement = undefined;
      pending.appended = '';
      if (replacement === 'nothing') await rm(path, { force: true });
      else if (replacement !== undefined) await replaceFile(path, replacement);
      if (appended !== '') await appendFile(path, appended);
    }
  }

  #written(pending: Pending): void {
    pending.writing = false;
    if ([...this.#files.values()].some(({ writing }) => writing)) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #complain(path: string, pending: Pending, problem: string): void {
    if (pending.complained) return;
    pending.complained = true;
    this.#logger.warn({ file: path }, `${path}: ${problem}`);
  }
}

/** A reader sees the old text or the new, never a part. */
async function replaceFile(path: string, { text, mode }: Replacement): Promise<void> {
  const temporary = `${path}.${process.pid}.new`;
  await rm(temporary, { force: true });
  const file = await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

async function appendFile(path: string, text: string): Promise<void> {
  const file = await open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
  try {
    await file.writeFile(text);
  } finally {
    await file.close();
  }
}
