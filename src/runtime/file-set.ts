/** The track_file definitions that somebody tracks, each watched once for all. */

import type { Logger } from '../base/logger.js';
import type { Micros } from '../base/micros.js';
import type { Configuration, FileDefinition } from '../config/model.js';
import { parseFileValue, TRACKED_FILE_BYTES } from './file-value.js';
import type { FileWatcher, Watch } from './ports/watching.js';
import type { TurnLoop } from './turn-loop.js';

export interface FileServices {
  readonly loop: TurnLoop;
  readonly watcher: FileWatcher;
  readonly logger: Logger;
  changed(name: string, value: number, detail: string, now: Micros): void;
}

interface WatchedFile {
  readonly path: string;
  readonly watch: Watch;
  value: number;
  present: boolean;
}

export class FileSet {
  readonly #services: FileServices;
  #files = new Map<string, WatchedFile>();

  constructor(services: FileServices) {
    this.#services = services;
  }

  /** Starts to watch what is new, ends what is gone. Files are made only at the start, as `init_file` asks. */
  apply(configuration: Configuration, starting: boolean): void {
    const before = this.#files;
    this.#files = new Map();
    for (const definition of trackedFiles(configuration)) {
      const known = before.get(definition.name);
      if (known?.path === definition.path) {
        before.delete(definition.name);
        this.#files.set(definition.name, known);
        continue;
      }
      if (starting) this.#create(definition);
      this.#watch(definition);
    }
    for (const gone of before.values()) gone.watch.close();
  }

  value(name: string): { readonly value: number; readonly detail: string } | undefined {
    const file = this.#files.get(name);
    return file === undefined ? undefined : { value: file.value, detail: describe(file) };
  }

  stop(): void {
    for (const { watch } of this.#files.values()) watch.close();
    this.#files.clear();
  }

  #watch({ name, path }: FileDefinition): void {
    let file: WatchedFile | undefined;
    let first: string | undefined;
    const watch = this.#services.watcher.watch(path, TRACKED_FILE_BYTES, (text) => {
      if (file === undefined) first = text;
      else this.#noteChange(name, file, text);
    });
    file = { path, watch, value: 0, present: false };
    this.#take(file, first);
    this.#files.set(name, file);
  }

  #noteChange(name: string, file: WatchedFile, text: string | undefined): void {
    if (this.#files.get(name) !== file || !this.#take(file, text)) return;
    this.#services.loop.run((now) => this.#services.changed(name, file.value, describe(file), now));
  }

  /** Whether the value is another one. A missing file counts as 0; a number beyond 32 bits changes nothing. */
  #take(file: WatchedFile, text: string | undefined): boolean {
    const value = text === undefined ? 0 : parseFileValue(text);
    file.present = text !== undefined;
    if (value === undefined) {
      this.#services.logger.warn({ file: file.path }, `${file.path}: the number does not fit 32 bits and is ignored`);
      return false;
    }
    const changed = value !== file.value;
    file.value = value;
    return changed;
  }

  #create({ path, initial }: FileDefinition): void {
    if (initial === undefined) return;
    try {
      this.#services.watcher.create(path, `${initial.value}\n`, initial.overwrite);
    } catch (error) {
      this.#services.logger.warn({ file: path }, `${path} cannot be made: ${(error as Error).message}`);
    }
  }
}

function trackedFiles(configuration: Configuration): readonly FileDefinition[] {
  const tracked = new Set(configuration.instances.flatMap((one) => one.trackedFiles.map(({ name }) => name)));
  return configuration.trackedFiles.filter(({ name }) => tracked.has(name));
}

function describe({ value, present }: WatchedFile): string {
  return present ? `value ${value}` : 'no file';
}
