/** What virtual routers track beside interfaces: check scripts, files, processes and BFD sessions. */

import type { Micros } from '../base/micros.js';
import type { Configuration } from '../config/model.js';
import type { TrackedResult } from '../vrrp/event.js';
import type { TrackedObject } from '../vrrp/parameters.js';
import { BfdSet } from './bfd-set.js';
import type { CheckServices } from './check-runner.js';
import { CheckSet } from './check-set.js';
import { FileSet } from './file-set.js';
import type { DumpedProcess } from './json-dump.js';
import type { DatagramTransport } from './ports/datagrams.js';
import type { FileWatcher, ProcessWatcher } from './ports/watching.js';
import { ProcessSet } from './process-set.js';
import type { SessionChange } from './session-log.js';
import type { CheckSnapshot, SessionSnapshot } from './snapshot.js';

export interface TrackedServices extends Omit<CheckServices, 'changed'> {
  readonly fileWatcher: FileWatcher;
  readonly processWatcher: ProcessWatcher;
  readonly datagrams: DatagramTransport;
  /** 0 up to but not 1. */
  random(): number;
  /** @param id as in the core's parameters: `file:load` */
  changed(id: string, result: TrackedResult, detail: string, now: Micros): void;
  sessionMoved(change: SessionChange): void;
}

export class TrackedSet {
  readonly #checks: CheckSet;
  readonly #files: FileSet;
  readonly #processes: ProcessSet;
  readonly #sessions: BfdSet;

  constructor(services: TrackedServices) {
    const { loop, logger, changed } = services;
    this.#checks = new CheckSet({
      ...services,
      changed: (name, type, detail, now) => changed(`script:${name}`, { type }, detail, now),
    });
    this.#files = new FileSet({
      loop,
      logger,
      watcher: services.fileWatcher,
      changed: (name, value, detail, now) => changed(`file:${name}`, { type: 'value', value }, detail, now),
    });
    this.#processes = new ProcessSet({
      loop,
      watcher: services.processWatcher,
      changed: (name, type, detail, now) => changed(`process:${name}`, { type }, detail, now),
    });
    this.#sessions = new BfdSet({
      loop,
      logger,
      datagrams: services.datagrams,
      random: services.random,
      changed: (name, type, detail, now) => changed(`bfd:${name}`, { type }, detail, now),
      moved: (change) => services.sessionMoved(change),
    });
  }

  /** @param starting true at the daemon's start: files are made and the first looks taken at once */
  apply(configuration: Configuration, starting: boolean, now: Micros): void {
    this.#checks.apply(configuration, now);
    this.#files.apply(configuration, starting);
    this.#processes.apply(configuration, starting);
    this.#sessions.apply(configuration, now);
  }

  /** Takes in the packets of BFD sessions that wait. Inside a turn. */
  drain(now: Micros): void {
    this.#sessions.drain(now);
  }

  /** What is known of an object by now; undefined for what is not tracked here. */
  known({ kind, name }: TrackedObject): { readonly result: TrackedResult; readonly detail: string } | undefined {
    switch (kind) {
      case 'script': {
        const check = this.#checks.get(name);
        return check && { result: { type: check.result }, detail: check.detail };
      }
      case 'file': {
        const file = this.#files.value(name);
        return file && { result: { type: 'value', value: file.value }, detail: file.detail };
      }
      case 'process': {
        const found = this.#processes.result(name);
        return found && { result: { type: found.type }, detail: found.detail };
      }
      case 'bfd': {
        const session = this.#sessions.result(name);
        return { result: { type: session.type }, detail: session.detail };
      }
      case 'interface':
      case 'source-address':
        return undefined;
    }
  }

  stop(now: Micros): void {
    this.#sessions.stop(now);
    this.#checks.stop();
    this.#files.stop();
    this.#processes.stop();
  }

  processes(): readonly DumpedProcess[] {
    return this.#processes.dumped();
  }

  sessions(now: Micros, wall: number): readonly SessionSnapshot[] {
    return this.#sessions.snapshot(now, wall);
  }

  snapshot(): readonly CheckSnapshot[] {
    return this.#checks.snapshot();
  }
}
