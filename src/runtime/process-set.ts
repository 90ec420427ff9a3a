/** The vrrp_track_process definitions that somebody tracks, all judged from one look at the host's processes. */

import { type Micros, plus } from '../base/micros.js';
import type { Configuration, ProcessDefinition } from '../config/model.js';
import { Deadline } from './deadline-queue.js';
import type { DumpedProcess } from './json-dump.js';
import type { ProcessFacts, ProcessWatcher, Watch } from './ports/watching.js';
import { countMatches, hasQuorum, needsArguments } from './process-match.js';
import type { TurnLoop } from './turn-loop.js';

export interface ProcessServices {
  readonly loop: TurnLoop;
  readonly watcher: ProcessWatcher;
  changed(name: string, result: 'up' | 'down', detail: string, now: Micros): void;
}

class TrackedProcess {
  definition: ProcessDefinition;
  /** Undefined before the first look. */
  result: 'up' | 'down' | undefined = undefined;
  count = 0;
  readonly deadline: Deadline;

  constructor(definition: ProcessDefinition, settle: (now: Micros) => void) {
    this.definition = definition;
    this.deadline = new Deadline(settle);
  }

  get detail(): string {
    return `${this.count} running`;
  }
}

export class ProcessSet {
  readonly #services: ProcessServices;
  #tracked = new Map<string, TrackedProcess>();
  #watch: Watch | undefined;
  #watchesArguments = false;

  constructor(services: ProcessServices) {
    this.#services = services;
  }

  /** Brings the set to the configuration; at the daemon's start the first look is made at once. */
  apply(configuration: Configuration, starting: boolean): void {
    const before = this.#tracked;
    this.#tracked = new Map();
    for (const definition of trackedProcesses(configuration)) {
      const known = before.get(definition.name);
      before.delete(definition.name);
      if (known !== undefined && sameProcess(known.definition, definition)) {
        this.#tracked.set(definition.name, known);
        continue;
      }
      if (known !== undefined) this.#services.loop.arm(known.deadline, undefined);
      const one: TrackedProcess = new TrackedProcess(definition, (now) => this.#settle(one, now));
      this.#tracked.set(definition.name, one);
    }
    for (const gone of before.values()) this.#services.loop.arm(gone.deadline, undefined);
    this.#rewatch(starting);
  }

  result(name: string): { readonly type: 'up' | 'down'; readonly detail: string } | undefined {
    const one = this.#tracked.get(name);
    return one?.result === undefined ? undefined : { type: one.result, detail: one.detail };
  }

  dumped(): readonly DumpedProcess[] {
    return [...this.#tracked.values()].map(({ definition, count, result, deadline }) => {
      const settling = deadline.at === undefined ? undefined : result === 'up' ? 'down' : 'up';
      return { definition, running: count, result, settling };
    });
  }

  stop(): void {
    for (const { deadline } of this.#tracked.values()) this.#services.loop.arm(deadline, undefined);
    this.#watch?.close();
    this.#watch = undefined;
    this.#tracked.clear();
  }

  #rewatch(starting: boolean): void {
    const definitions = [...this.#tracked.values()].map(({ definition }) => definition);
    const withArguments = definitions.some(needsArguments);
    const fresh = [...this.#tracked.values()].some(({ result }) => result === undefined);
    if (this.#watch !== undefined && definitions.length > 0 && withArguments === this.#watchesArguments && !fresh)
      return;
    this.#watch?.close();
    this.#watch = undefined;
    if (definitions.length === 0) return;
    this.#watchesArguments = withArguments;
    this.#watch = this.#services.watcher.watch(withArguments, starting, (processes) => {
      this.#services.loop.run((now) => this.#look(processes, now));
    });
  }

  #look(processes: readonly ProcessFacts[], now: Micros): void {
    for (const one of this.#tracked.values()) {
      const before = one.count;
      one.count = countMatches(one.definition, processes);
      const wanted = hasQuorum(one.definition, one.count) ? 'up' : 'down';
      if (one.result === undefined) {
        this.#settle(one, now);
      } else if (wanted === one.result) {
        this.#services.loop.arm(one.deadline, undefined);
      } else if (one.count !== before) {
        // More processes are the work of forks, fewer of ends: each has a delay of its own.
        const { forkDelay, terminateDelay } = one.definition;
        const delay = one.count > before ? forkDelay : terminateDelay;
        if (delay === 0) this.#settle(one, now);
        else this.#services.loop.arm(one.deadline, plus(now, delay));
      }
    }
  }

  #settle(one: TrackedProcess, now: Micros): void {
    this.#services.loop.arm(one.deadline, undefined);
    const result = hasQuorum(one.definition, one.count) ? 'up' : 'down';
    if (one.result === result) return;
    one.result = result;
    this.#services.changed(one.definition.name, result, one.detail, now);
  }
}

function trackedProcesses(configuration: Configuration): readonly ProcessDefinition[] {
  const tracked = new Set(configuration.instances.flatMap((one) => one.trackedProcesses.map(({ name }) => name)));
  return configuration.trackedProcesses.filter(({ name }) => tracked.has(name));
}

/** Equal apart from where they were written and how they are weighed. */
function sameProcess(first: ProcessDefinition, second: ProcessDefinition): boolean {
  const text = (definition: ProcessDefinition): string =>
    JSON.stringify({ ...definition, span: undefined, weight: 0, reverse: false });
  return text(first) === text(second);
}
