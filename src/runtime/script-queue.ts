/**
 * Notify scripts of one virtual router or group: one at a time and in the order of the events, because a script that
 * reports MASTER after BACKUP must not be overtaken by it. Nobody waits for them.
 */

import type { ScriptCommand, ScriptResult, ScriptRunner } from './ports/process.js';

/** Waiting runs kept; beyond it the oldest is dropped, and said. */
const MAX_WAITING = 256;

export class ScriptQueue {
  readonly #runner: ScriptRunner;
  readonly #ended: (command: ScriptCommand, result: ScriptResult) => void;
  readonly #dropped: (command: ScriptCommand) => void;
  readonly #waiting: ScriptCommand[] = [];
  #running = false;
  #idle: (() => void)[] = [];

  /** @param ended called with each result; @param dropped called with a command that never ran */
  constructor(
    runner: ScriptRunner,
    ended: (command: ScriptCommand, result: ScriptResult) => void,
    dropped: (command: ScriptCommand) => void,
  ) {
    this.#runner = runner;
    this.#ended = ended;
    this.#dropped = dropped;
  }

  add(command: ScriptCommand): void {
    this.#waiting.push(command);
    if (this.#waiting.length > MAX_WAITING) {
      const oldest = this.#waiting.shift();
      if (oldest !== undefined) this.#dropped(oldest);
    }
    this.#next();
  }

  /** Resolves when nothing runs and nothing waits. */
  async whenIdle(): Promise<void> {
    if (this.#running) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #next(): void {
    if (this.#running) return;
    const command = this.#waiting.shift();
    if (command === undefined) {
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#running = true;
    this.#runner.run(command, (result) => {
      this.#running = false;
      this.#ended(command, result);
      this.#next();
    });
  }
}
