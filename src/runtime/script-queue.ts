/**
 * Notify scripts of one virtual router or group: one at a time and in the order of the events, because a script that
 * reports MASTER after BACKUP must not be overtaken by it. Nobody waits for them.
 */

import type { Command } from '../config/model.js';
import type { ScriptResult } from './ports/process.js';
import type { LaunchOptions, ScriptLauncher } from './script-launcher.js';

/** Waiting runs kept; beyond it the oldest is dropped, and said. */
const MAX_WAITING = 256;

interface Waiting {
  readonly command: Command;
  readonly options: LaunchOptions;
}

export class ScriptQueue {
  readonly #scripts: ScriptLauncher;
  readonly #ended: (command: Command, result: ScriptResult) => void;
  readonly #dropped: (command: Command) => void;
  readonly #waiting: Waiting[] = [];
  #running = false;
  #idle: (() => void)[] = [];

  /** @param ended called with each result; @param dropped called with a command that never ran */
  constructor(
    scripts: ScriptLauncher,
    ended: (command: Command, result: ScriptResult) => void,
    dropped: (command: Command) => void,
  ) {
    this.#scripts = scripts;
    this.#ended = ended;
    this.#dropped = dropped;
  }

  add(command: Command, options: LaunchOptions): void {
    this.#waiting.push({ command, options });
    if (this.#waiting.length > MAX_WAITING) {
      const oldest = this.#waiting.shift();
      if (oldest !== undefined) this.#dropped(oldest.command);
    }
    this.#next();
  }

  /** Resolves when nothing runs and nothing waits. */
  async whenIdle(): Promise<void> {
    if (this.#running) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #next(): void {
    if (this.#running) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#running = true;
    this.#scripts.run(next.command, next.options, (result) => {
      this.#running = false;
      this.#ended(next.command, result);
      this.#next();
    });
  }
}
