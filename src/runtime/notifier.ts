/**
 * Runs the notify scripts of virtual routers and groups with keepalived's arguments, plus the reason in the
 * environment. Never in the way of a failover: scripts start after everything else of a turn has left.
 */

import type { LogFields, Logger } from '../base/logger.js';
import { fromSeconds, toSeconds } from '../base/micros.js';
import type { Command, NotifyScripts } from '../config/model.js';
import type { ScriptResult } from './ports/process.js';
import type { ScriptLauncher } from './script-launcher.js';
import { ScriptQueue } from './script-queue.js';

/** A notify script that runs longer is ended, so that the ones behind it get their turn. */
export const NOTIFY_TIMEOUT = fromSeconds(120);

/** What scripts get to know of one change of state. */
export interface Notification {
  readonly kind: 'INSTANCE' | 'GROUP';
  readonly name: string;
  readonly state: 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP' | 'DELETED';
  /** Effective priority; 0 for groups. */
  readonly priority: number;
  readonly scripts: NotifyScripts;
  /** Environment of ours beside keepalived's arguments. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface NotifierPorts {
  readonly scripts: ScriptLauncher;
  readonly logger: Logger;
}

export class Notifier {
  readonly #ports: NotifierPorts;
  readonly #queues = new Map<string, ScriptQueue>();

  constructor(ports: NotifierPorts) {
    this.#ports = ports;
  }

  notify(notification: Notification): void {
    const { kind, name, state, priority, scripts } = notification;
    const own = ownScript(scripts, state);
    const any = scripts.any;
    if (own !== undefined) this.#enqueue(notification, own, []);
    if (any !== undefined) this.#enqueue(notification, any, [kind, name, state, String(priority)]);
  }

  /** Resolves when all scripts have ended. */
  async whenIdle(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.whenIdle()));
  }

  #enqueue(notification: Notification, command: Command, extra: readonly string[]): void {
    const key = `${notification.kind} ${notification.name}`;
    const queue = this.#queues.get(key) ?? this.#newQueue(notification.name);
    this.#queues.set(key, queue);
    queue.add(command, { words: extra, environment: notification.environment, timeout: NOTIFY_TIMEOUT });
  }

  #newQueue(name: string): ScriptQueue {
    const { logger, scripts } = this.#ports;
    return new ScriptQueue(
      scripts,
      (command, result) => logEnd(logger, name, command, result),
      (command) => logger.warn({ router: name, script: command.argv[0] }, `(${name}) too many notify scripts wait`),
    );
  }
}

function ownScript(scripts: NotifyScripts, state: Notification['state']): Command | undefined {
  switch (state) {
    case 'MASTER':
      return scripts.master;
    case 'BACKUP':
      return scripts.backup;
    case 'FAULT':
      return scripts.fault;
    case 'STOP':
      return scripts.stop;
    case 'DELETED':
      return undefined;
  }
}

function logEnd(logger: Logger, name: string, command: Command, result: ScriptResult): void {
  const fields: LogFields = { router: name, script: command.argv[0], seconds: toSeconds(result.duration) };
  if (result.outcome === 'exited' && result.status === 0) {
    logger.debug(fields, `(${name}) notify script ended`);
    return;
  }
  const output = result.output === '' ? {} : { output: result.output };
  logger.warn({ ...fields, ...output }, `(${name}) notify script ${command.argv[0]}: ${describeEnd(result)}`);
}

/** How a script ended, for people: `exit 1`, `killed by SIGKILL`, `timed out`, `not started: ENOENT`. */
export function describeEnd(result: ScriptResult): string {
  switch (result.outcome) {
    case 'exited':
      return `exit ${result.status ?? 0}`;
    case 'signalled':
      return `killed by ${result.signal ?? 'a signal'}`;
    case 'timed-out':
      return `timed out after ${toSeconds(result.duration).toFixed(1)} s`;
    case 'not-started':
      return `not started: ${result.error ?? 'unknown error'}`;
  }
}
