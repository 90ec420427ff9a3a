/** The check scripts that somebody tracks, each run once for all. */

import type { Micros } from '../base/micros.js';
import type { Configuration, ScriptDefinition } from '../config/model.js';
import { sameButPlaces } from '../config/same-but-places.js';
import { CheckRunner, type CheckServices } from './check-runner.js';
import type { CheckSnapshot } from './snapshot.js';

export class CheckSet {
  readonly #services: CheckServices;
  #checks = new Map<string, CheckRunner>();

  constructor(services: CheckServices) {
    this.#services = services;
  }

  /**
   * Starts new checks and ends those gone. One that is there by name keeps its result and its counts, as with
   * keepalived, and is not disturbed where its definition is the same.
   */
  apply(configuration: Configuration, now: Micros): void {
    const before = this.#checks;
    this.#checks = new Map();
    for (const definition of trackedScripts(configuration)) {
      const running = before.get(definition.name);
      before.delete(definition.name);
      const check = running ?? new CheckRunner(definition, this.#services);
      this.#checks.set(definition.name, check);
      if (running === undefined) check.start(now);
      else if (sameButPlaces(running.definition, definition)) running.definition = definition;
      else running.change(definition, now);
    }
    for (const gone of before.values()) gone.stop();
  }

  get(name: string): CheckRunner | undefined {
    return this.#checks.get(name);
  }

  stop(): void {
    for (const check of this.#checks.values()) check.stop();
    this.#checks.clear();
  }

  snapshot(): readonly CheckSnapshot[] {
    return [...this.#checks.values()].map((check) => check.snapshot());
  }
}

/** What nobody tracks is not run; the reading of the file has said so. */
function trackedScripts(configuration: Configuration): readonly ScriptDefinition[] {
  const tracked = new Set(configuration.instances.flatMap((one) => one.trackedScripts.map(({ name }) => name)));
  return configuration.scripts.filter(({ name }) => tracked.has(name));
}
