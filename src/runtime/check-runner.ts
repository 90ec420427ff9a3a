/**
 * Check scripts (vrrp_script): run at their interval, never two runs of one at a time, rise and fall counted. Shared by
 * all virtual routers that track them. keepalived-compatible at the start: one success or one failure decides the first
 * result, whatever rise and fall are. init_fail is about that start too: a reload changes no result.
 */

import type { Logger } from '../base/logger.js';
import { type Micros, plus } from '../base/micros.js';
import type { ScriptDefinition } from '../config/model.js';
import { Deadline } from './deadline-queue.js';
import { describeEnd } from './describe-end.js';
import type { RunningScript, ScriptResult } from './ports/process.js';
import type { ScriptLauncher } from './script-launcher.js';
import type { CheckSnapshot } from './snapshot.js';
import type { TurnLoop } from './turn-loop.js';

export interface CheckServices {
  readonly loop: TurnLoop;
  readonly scripts: ScriptLauncher;
  readonly logger: Logger;
  wall(): number;
  /** The result after rise and fall is another one, or the first. */
  changed(name: string, result: 'up' | 'down', detail: string, now: Micros): void;
}

export class CheckRunner {
  /** Another one of the same meaning may be put here; `change` takes one that differs. */
  definition: ScriptDefinition;
  readonly #services: CheckServices;
  readonly #deadline: Deadline;
  #result: CheckSnapshot['result'] = 'pending';
  #detail = '';
  #running: RunningScript | undefined;
  /** The run that goes on is by an earlier definition. */
  #outdated = false;
  #successes = 0;
  #failuresInRow = 0;
  #runs = 0;
  #failures = 0;
  #skipped = 0;
  #lastRun: CheckSnapshot['lastRun'];

  constructor(definition: ScriptDefinition, services: CheckServices) {
    this.definition = definition;
    this.#services = services;
    this.#deadline = new Deadline((now) => this.#due(now));
    if (!definition.initFail) return;
    this.#result = 'down';
    this.#detail = 'init_fail: it has not succeeded yet';
  }

  get result(): CheckSnapshot['result'] {
    return this.#result;
  }

  /** What the last counted run said, for people. */
  get detail(): string {
    return this.#detail;
  }

  /** Arms the first run, at once. */
  start(now: Micros): void {
    this.#services.loop.arm(this.#deadline, now);
  }

  /** Runs by another definition, at once or when a run that goes on has been ended. What was counted so far stays. */
  change(definition: ScriptDefinition, now: Micros): void {
    this.definition = definition;
    if (this.#running === undefined) {
      this.start(now);
      return;
    }
    this.#services.loop.arm(this.#deadline, undefined);
    this.#outdated = true;
    this.#running.terminate();
  }

  /** Ends a run that is going on, without counting it. */
  stop(): void {
    this.#services.loop.arm(this.#deadline, undefined);
    this.#running?.terminate();
    this.#running = undefined;
  }

  snapshot(): CheckSnapshot {
    return {
      name: this.definition.name,
      interval: this.definition.interval,
      result: this.#result,
      running: this.#running !== undefined,
      lastRun: this.#lastRun,
      runs: this.#runs,
      failures: this.#failures,
      skipped: this.#skipped,
    };
  }

  #due(now: Micros): void {
    const { loop, logger } = this.#services;
    loop.arm(this.#deadline, plus(now, this.definition.interval));
    if (this.#running !== undefined) {
      this.#skipped += 1;
      const { name } = this.definition;
      logger.warn({ check: name }, `script ${name} still runs, this run is left out`);
      return;
    }
    this.#run();
  }

  #run(): void {
    const { loop, scripts } = this.#services;
    const { command, timeout } = this.definition;
    const running = scripts.run(command, { timeout, keepsOutput: true }, (result) => {
      if (this.#running !== running) return;
      this.#running = undefined;
      const outdated = this.#outdated;
      this.#outdated = false;
      loop.run((now) => (outdated ? this.start(now) : this.#ended(result, now)));
    });
    this.#running = running;
  }

  #ended(result: ScriptResult, now: Micros): void {
    const good = result.outcome === 'exited' && result.status === 0;
    this.#runs += 1;
    if (!good) this.#failures += 1;
    this.#lastRun = {
      endedWall: this.#services.wall(),
      duration: result.duration,
      outcome: result.outcome,
      detail: describeEnd(result),
      output: result.output,
    };
    this.#successes = good ? this.#successes + 1 : 0;
    this.#failuresInRow = good ? 0 : this.#failuresInRow + 1;
    this.#count(good, describeEnd(result), result.output, now);
  }

  #count(good: boolean, detail: string, output: string, now: Micros): void {
    const before = this.#result;
    const { rise, fall, name } = this.definition;
    if (before === 'pending') this.#result = good ? 'up' : 'down';
    else if (before === 'down' && this.#successes >= rise) this.#result = 'up';
    else if (before === 'up' && this.#failuresInRow >= fall) this.#result = 'down';
    if (this.#result === before || this.#result === 'pending') return;
    this.#detail = detail;
    const fields = { check: name, result: this.#result, ...(output === '' || good ? {} : { output }) };
    const { logger } = this.#services;
    if (this.#result === 'up') logger.info(fields, `script ${name} succeeded: ${detail}`);
    else logger.warn(fields, `script ${name} failed: ${detail}`);
    this.#services.changed(name, this.#result, detail, now);
  }
}
