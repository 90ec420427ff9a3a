/**
 * Settings of the kernel that the daemon changes while it runs: each is remembered as it was, and set back at the end.
 */

import { SystemError } from '../base/errors.js';
import type { Logger } from '../base/logger.js';
import type { JournalObject } from './object-journal.js';
import type { KernelSettings, SettingName } from './ports/kernel-settings.js';

export class KeptSettings {
  readonly #settings: KernelSettings;
  readonly #logger: Logger;
  readonly #changed: () => void;
  readonly #before = new Map<string, { readonly name: SettingName; readonly value: string }>();

  /** @param changed called when there is more to set back */
  constructor(settings: KernelSettings, logger: Logger, changed: () => void) {
    this.#settings = settings;
    this.#logger = logger;
    this.#changed = changed;
  }

  /** The value now; undefined where there is no such setting. */
  read(name: SettingName): string | undefined {
    try {
      return this.#settings.readNow(name);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return undefined;
    }
  }

  /** Sets it where it differs. What is not there is left out: IPv6 may be off. */
  set(name: SettingName, value: string): void {
    const before = this.read(name);
    if (before === undefined || before === value) return;
    if (!this.#write(name, value)) return;
    const key = name.join('/');
    if (this.#before.has(key)) return;
    this.#before.set(key, { name, value: before });
    this.#changed();
  }

  /** Forgets an interface that is gone with its settings. */
  forget(interfaceName: string): void {
    for (const [key, { name }] of this.#before) if (name.includes(interfaceName)) this.#before.delete(key);
  }

  /** Leaves everything as it is now. */
  leave(): void {
    this.#before.clear();
  }

  /** Sets everything back, last changed first. */
  restore(): void {
    for (const { name, value } of [...this.#before.values()].reverse()) {
      if (this.read(name) !== undefined) this.#write(name, value);
    }
    this.#before.clear();
  }

  journal(): readonly JournalObject[] {
    return [...this.#before.values()].map(({ name, value }) => ({ type: 'setting', name, value }));
  }

  #write(name: SettingName, value: string): boolean {
    try {
      this.#settings.writeNow(name, value);
      return true;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.#logger.error({ setting: name.join('/') }, error.message);
      return false;
    }
  }
}
