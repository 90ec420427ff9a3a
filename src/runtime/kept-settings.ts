/**
 * Settings of the kernel that the daemon changes while it runs: each is remembered as it was, set back when nobody wants
 * it any more, and put back when somebody else changes it. The kernel tells nobody of that, so they are looked at.
 */

import { SystemError } from '../base/errors.js';
import type { Logger } from '../base/logger.js';
import { fromSeconds, type Micros, plus } from '../base/micros.js';
import { Deadline } from './deadline-queue.js';
import type { JournalObject } from './object-journal.js';
import type { Outbox } from './outbox.js';
import type { KernelSettings, SettingName } from './ports/kernel-settings.js';
import type { Repeats } from './repeats.js';
import type { TurnLoop } from './turn-loop.js';

/** Time between two looks, and settings in each: adverts do not wait for the rest. */
const LOOK_INTERVAL = fromSeconds(5);
const LOOK_COUNT = 32;

/** A setting and its value. */
export interface Setting {
  readonly name: SettingName;
  readonly value: string;
}

export interface KeptSettingsServices {
  readonly settings: KernelSettings;
  readonly loop: TurnLoop;
  readonly outbox: Outbox;
  readonly logger: Logger;
  readonly repeats: Repeats;
  now(): Micros;
  /** What has to be set back is another set now. */
  changed(): void;
}

export class KeptSettings {
  readonly #services: KeptSettingsServices;
  readonly #wanted = new Map<string, Setting>();
  /** As they were, where that is another value. */
  readonly #before = new Map<string, Setting>();
  readonly #refused = new Set<string>();
  readonly #look: Deadline;
  #looked = 0;

  constructor(services: KeptSettingsServices) {
    this.#services = services;
    this.#look = new Deadline((now) => this.#lookAfter(now));
  }

  /** The value that it had before us; undefined where there is no such setting. */
  original(name: SettingName): string | undefined {
    return this.#before.get(keyOf(name))?.value ?? this.#read(name);
  }

  /** Sets it where it differs. What is not there is left out: IPv6 may be off. */
  set(setting: Setting): void {
    const { name, value } = setting;
    const key = keyOf(name);
    const now = this.#read(name);
    if (now === undefined || (now !== value && !this.#write(setting))) return;
    this.#wanted.set(key, setting);
    if (this.#look.at === undefined) this.#services.loop.arm(this.#look, plus(this.#services.now(), LOOK_INTERVAL));
    if (now === value || this.#before.has(key)) return;
    this.#before.set(key, { name, value: now });
    this.#services.changed();
  }

  /** Sets those that are not wanted yet. */
  add(settings: readonly Setting[]): void {
    for (const setting of settings) {
      if (this.#wanted.get(keyOf(setting.name))?.value !== setting.value) this.set(setting);
    }
  }

  /** Wants these from now on; sets back what is wanted no more, last changed first. */
  replace(settings: readonly Setting[]): void {
    this.add(settings);
    const names = new Set(settings.map(({ name }) => keyOf(name)));
    const gone = [...this.#before.keys()].filter((key) => !names.has(key));
    for (const key of this.#wanted.keys()) if (!names.has(key)) this.#wanted.delete(key);
    for (const key of gone.reverse()) this.#setBack(key);
    if (gone.length > 0) this.#services.changed();
  }

  /** Forgets an interface that is gone with its settings. */
  forget(interfaceName: string): void {
    for (const settings of [this.#wanted, this.#before]) {
      for (const [key, { name }] of settings) if (name.includes(interfaceName)) settings.delete(key);
    }
  }

  /** Leaves everything as it is now. */
  leave(): void {
    this.#wanted.clear();
    this.#before.clear();
  }

  /** Sets everything back, for good. */
  stop(): void {
    this.replace([]);
    this.#services.loop.arm(this.#look, undefined);
  }

  journal(): readonly JournalObject[] {
    return [...this.#before.values()].map(({ name, value }) => ({ type: 'setting', name, value }));
  }

  #setBack(key: string): void {
    const setting = this.#before.get(key);
    this.#before.delete(key);
    if (setting !== undefined && this.#read(setting.name) !== undefined) this.#write(setting);
  }

  #lookAfter(now: Micros): void {
    if (this.#wanted.size === 0) return;
    const all = [...this.#wanted.values()];
    const start = this.#looked < all.length ? this.#looked : 0;
    this.#looked = start + LOOK_COUNT;
    for (const setting of all.slice(start, this.#looked)) {
      const found = this.#read(setting.name);
      if (found === undefined || found === setting.value) continue;
      this.set(setting);
      this.#tell(setting, found, now);
    }
    this.#services.loop.arm(this.#look, plus(now, LOOK_INTERVAL));
  }

  #tell({ name, value }: Setting, found: string, now: Micros): void {
    const { outbox, repeats, logger } = this.#services;
    const setting = keyOf(name);
    outbox.later(() => {
      repeats.note(`setting ${setting}`, now, (times) => {
        const repeated = times > 1 ? ` (×${times} in 5 min)` : '';
        logger.warn({ setting, value: found }, `somebody set ${setting} to ${found}: put back to ${value}${repeated}`);
      });
    });
  }

  #read(name: SettingName): string | undefined {
    try {
      return this.#services.settings.readNow(name);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return undefined;
    }
  }

  /** A refusal is told once: it is tried again whenever the setting is looked at. */
  #write({ name, value }: Setting): boolean {
    const key = keyOf(name);
    try {
      this.#services.settings.writeNow(name, value);
      this.#refused.delete(key);
      return true;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      if (!this.#refused.has(key)) this.#services.logger.error({ setting: key }, error.message);
      this.#refused.add(key);
      return false;
    }
  }
}

function keyOf(name: SettingName): string {
  return name.join('/');
}
