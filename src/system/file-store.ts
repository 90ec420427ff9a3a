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
  /** Text was dropped or a write failed, and no replacement came after it. */
  problem: string | undefined;
  /** That was logged. */
  complained: boolean;
  /** Told when nothing is being written. */
  waiting: (() => void)[];
}

export class AsyncFileStore implements FileStore {
  readonly #logger: Logger;
  readonly #files = new Map<string, Pending>();

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
        this.#complain(path, this.#pending(path), reasonOf(error as Error));
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

  problem(path: string): string | undefined {
    return this.#files.get(path)?.problem;
  }

  async written(path: string): Promise<void> {
    const pending = this.#files.get(path);
    if (pending?.writing === true) await new Promise<void>((resolve) => pending.waiting.push(resolve));
  }

  async flush(): Promise<void> {
    await Promise.all([...this.#files.keys()].map((path) => this.written(path)));
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
    const made: Pending = {
      replacement: undefined,
      appended: '',
      writing: false,
      problem: undefined,
      complained: false,
      waiting: [],
    };
    this.#files.set(path, made);
    return made;
  }

  #write(path: string, pending: Pending): void {
    if (pending.writing) return;
    pending.writing = true;
    this.#writeAll(path, pending)
      .catch((error: unknown) => this.#complain(path, pending, reasonOf(error as Error)))
      .finally(() => this.#written(path, pending));
  }

  async #writeAll(path: string, pending: Pending): Promise<void> {
    while (isAsked(pending)) {
      const { replacement, appended } = pending;
      pending.replacement = undefined;
      pending.appended = '';
      if (replacement === 'nothing') await rm(path, { force: true });
      else if (replacement !== undefined) await replaceFile(path, replacement);
      if (replacement !== undefined) pending.problem = undefined;
      if (appended !== '') await appendFile(path, appended);
    }
  }

  #written(path: string, pending: Pending): void {
    pending.writing = false;
    // What was asked while a write failed is not left behind.
    if (isAsked(pending)) this.#write(path, pending);
    else for (const resolve of pending.waiting.splice(0)) resolve();
  }

  #complain(path: string, pending: Pending, problem: string): void {
    pending.problem = problem;
    if (pending.complained) return;
    pending.complained = true;
    this.#logger.warn({ file: path }, `${path}: ${problem}`);
  }
}

function isAsked({ replacement, appended }: Pending): boolean {
  return replacement !== undefined || appended !== '';
}

/** `EROFS: read-only file system`, without the call and the name of a temporary file that follow. */
function reasonOf({ message }: Error): string {
  return message.replace(/, [a-z]+( '.*)?$/s, '');
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
