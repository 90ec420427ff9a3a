/**
 * config_save_dir: what was configured and how things stood before and after each reload, for whoever has to find out
 * what a reload did. A bounded number of reloads is kept; the files are the daemon's user's alone.
 */

import type { Configuration } from '../config/model.js';
import { formatConfiguration } from '../config/print/configuration.js';
import type { FileStore } from './ports/files.js';

/** Reloads that are kept; the next takes the place of the first. */
const KEPT = 100;

export class ReloadCopies {
  readonly #files: FileStore;
  #reloads = 0;

  constructor(files: FileStore) {
    this.#files = files;
  }

  /** @param data how things stand, as text */
  before(configuration: Configuration, data: string): void {
    this.#reloads += 1;
    this.#save('before', configuration, data);
  }

  after(configuration: Configuration, data: string): void {
    this.#save('after', configuration, data);
  }

  #save(when: 'before' | 'after', configuration: Configuration, data: string): void {
    const directory = configuration.globals.configSaveDirectory;
    if (directory === undefined) return;
    const name = `${directory}/reload-${String(this.#reloads % KEPT).padStart(2, '0')}-${when}`;
    this.#files.makeDirectory(directory);
    this.#files.replace(`${name}.conf`, formatConfiguration(configuration));
    this.#files.replace(`${name}.data`, data);
  }
}
