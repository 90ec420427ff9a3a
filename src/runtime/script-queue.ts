/**
 * Notify scripts of one virtual router or group: one at a time and in the order of the events, because a script that
 * reports MASTER after BACKUP must not be overtaken by it. Nobody waits for them but the daemon's end, for a while.
 */

import type { Command } from '../config/model.js';
import type { RunningScript, ScriptResult } from './ports/process.js';
import type { LaunchOptions, ScriptLauncher } from './script-launcher.js';

/** Waiting runs kept; beyond it the oldest is dropped, and said. */
const MAX_WAITING = 256;

interface Waiting {
  readonly command: Command;
  readonly options: LaunchOptions;
  readonly farewell: boolean;
}

export class ScriptQueue {
  readonly #scripts: ScriptLauncher;
  readonly #ended: (command: Command, result: ScriptResult) => void;
  readonly #dropped: (command: Command) => void;
  #waiting: Waiting[] = [];
  #running: RunningScript | undefined;
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

  /** @param farewell it tells the daemon's end: the one thing still run by a queue that hurries */
  add(command: Command, options: LaunchOptions, farewell = false): void {
    this.#waiting.push({ command, options, farewell });
    if (this.#waiting.length > MAX_WAITING) {
      const oldest = this.#waiting.shift();
      if (oldest !== undefined) this.#dropped(oldest.command);
    }
    this.#next();
  }

  /** Resolves when nothing runs and nothing waits. */
  async whenIdle(): Promise<void> {
    if (this.#running !== undefined) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Ends the script that runs and drops those that wait, but for the farewells: their turn comes. */
  hurry(): void {
    this.#drop(({ farewell }) => !farewell);
    this.#running?.terminate();
  }

  /** Drops those that wait. */
  clear(): void {
    this.#drop(() => true);
  }

  #drop(which: (waiting: Waiting) => boolean): void {
    const dropped = this.#waiting.filter(which);
    this.#waiting = this.#waiting.filter((waiting) => !which(waiting));
    for (const { command } of dropped) this.#dropped(command);
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#running = this.#scripts.run(next.command, next.options, (result) => {
      this.#running = undefined;
      this.#ended(next.command, result);
      this.#next();
    });
  }
}
