/**
 * Which virtual routers the operator keeps from becoming master, since when and until when: remembered in a file, so
 * that a restart in the middle of maintenance does not take the addresses back.
 */

import type { KeptFile } from './kept-files.js';
import type { FileStore } from './ports/files.js';

export interface StandbyEntry {
  readonly router: string;
  /** Milliseconds since 1970. */
  readonly sinceWall: number;
  /** Absent: until resume. */
  readonly untilWall?: number;
}

export class StandbyBook implements KeptFile {
  readonly #path: string;
  readonly #files: FileStore;
  readonly #entries: Map<string, StandbyEntry>;

  /** @param kept what the file holds */
  constructor(path: string, files: FileStore, kept: readonly StandbyEntry[]) {
    this.#path = path;
    this.#files = files;
    this.#entries = new Map(kept.map((entry) => [entry.router, entry]));
  }

  has(router: string): boolean {
    return this.#entries.has(router);
  }

  get entries(): readonly StandbyEntry[] {
    return [...this.#entries.values()];
  }

  /** Why the file does not say the same; undefined where it does. Known for sure once `written` has resolved. */
  get problem(): string | undefined {
    const problem = this.#files.problem(this.#path);
    return problem === undefined ? undefined : `${this.#path}: ${problem}`;
  }

  /** Resolves when the file was written, or could not be. */
  written(): Promise<void> {
    return this.#files.written(this.#path);
  }

  put(entries: readonly StandbyEntry[]): void {
    for (const entry of entries) this.#entries.set(entry.router, entry);
    this.rewrite();
  }

  /** Returns those that were there. */
  remove(routers: readonly string[]): readonly string[] {
    const removed = routers.filter((router) => this.#entries.delete(router));
    if (removed.length > 0) this.rewrite();
    return removed;
  }

  /** @param names of routers that go on by another name: before and after */
  rename(names: ReadonlyMap<string, string>): void {
    const moved = [...names].flatMap(([before, router]) => {
      const entry = this.#entries.get(before);
      return entry === undefined ? [] : [{ ...entry, router }];
    });
    const removed = this.remove([...names.keys(), ...names.values()]);
    if (removed.length > 0) this.put(moved);
  }

  /** Writes the file anew. */
  rewrite(): void {
    this.#files.replace(this.#path, `${JSON.stringify({ version: 1, standby: this.entries }, undefined, 2)}\n`);
  }
}

/** Reads the text of the file; what cannot be read is no standby. */
export function parseStandby(text: string): readonly StandbyEntry[] {
  try {
    const { standby } = JSON.parse(text) as { standby?: unknown };
    return Array.isArray(standby) ? standby.filter(isEntry) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is StandbyEntry {
  const entry = value as Partial<StandbyEntry> | null;
  if (typeof entry?.router !== 'string' || !Number.isFinite(entry.sinceWall)) return false;
  return entry.untilWall === undefined || Number.isFinite(entry.untilWall);
}
