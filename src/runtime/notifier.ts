/**
 * Tells changes of state to the outside: notify scripts with keepalived's arguments plus the reason in the environment,
 * pipes, mail. Never in the way of a failover: all of it comes after everything else of a turn has left.
 */

import type { LogFields, Logger } from '../base/logger.js';
import { fromSeconds, toSeconds } from '../base/micros.js';
import type { Command, Configuration, InstanceNotifyScripts, NotifyScripts } from '../config/model.js';
import { AlertMail } from './alert-mail.js';
import { describeEnd } from './describe-end.js';
import { PipeSet } from './pipe-set.js';
import type { Mailer, NotifyPipes, ScriptResult, UserDirectory } from './ports/process.js';
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
  readonly scripts: NotifyScripts & Partial<Pick<InstanceNotifyScripts, 'deletedCommand'>>;
  /** smtp_alert. */
  readonly mail: boolean;
  /** Environment of ours beside keepalived's arguments. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a pipe is told beside changes of state. */
export type PipeWord = Notification['state'] | 'MASTER_RX_LOWER_PRI' | 'MASTER_PRIORITY' | 'BACKUP_PRIORITY';

export interface NotifierPorts {
  readonly scripts: ScriptLauncher;
  readonly pipes: NotifyPipes;
  readonly users: UserDirectory;
  readonly mailer: Mailer;
  readonly hostName: string;
  readonly logger: Logger;
}

export class Notifier {
  readonly #ports: NotifierPorts;
  readonly #queues = new Map<string, ScriptQueue>();
  readonly #pipes: PipeSet;
  readonly #mail: AlertMail;

  constructor(ports: NotifierPorts, configuration: Configuration) {
    this.#ports = ports;
    this.#pipes = new PipeSet(ports);
    this.#mail = new AlertMail(ports, configuration);
  }

  /** Takes the pipes and the mail server of a configuration. */
  use(configuration: Configuration): void {
    this.#pipes.apply(configuration);
    this.#mail.use(configuration);
  }

  notify(notification: Notification): void {
    const { kind, name, state, priority, scripts, environment } = notification;
    const own = ownScript(scripts, state);
    const any = scripts.any;
    const farewell = state === 'STOP';
    if (own !== undefined) this.#enqueue(kind, name, own, [], environment, farewell);
    if (any !== undefined) this.#enqueue(kind, name, any, [kind, name, state, String(priority)], environment, farewell);
    this.tell(kind, name, state, priority);
    if (notification.mail) this.#mail.alert({ kind, name, state });
  }

  /** Runs one script of an instance in its turn. */
  run(name: string, command: Command, environment: Readonly<Record<string, string>>): void {
    this.#enqueue('INSTANCE', name, command, [], environment);
  }

  /** Mails something about an instance that is no change of state. */
  mail(name: string, subject: string, text: string): void {
    this.#mail.warn(name, subject, text);
  }

  /** Writes to the pipes only. */
  tell(kind: Notification['kind'], name: string, word: PipeWord, priority: number): void {
    this.#pipes.tell(`${kind} "${name}" ${word} ${priority}\n`);
  }

  /** Ends the pipes. Resolves when all scripts and readers of pipes have ended, and all mail is sent. */
  async close(): Promise<void> {
    const queues = [...this.#queues.values()].map((queue) => queue.whenIdle());
    await Promise.all([...queues, this.#pipes.close(), this.#mail.whenIdle()]);
  }

  /** Ends the scripts that run, so that those of the stop behind them get their turn. Resolves when these have ended. */
  async hurry(): Promise<void> {
    const queues = [...this.#queues.values()];
    for (const queue of queues) queue.hurry();
    await Promise.all(queues.map((queue) => queue.whenIdle()));
  }

  /** Drops the scripts that wait. */
  drop(): void {
    for (const queue of this.#queues.values()) queue.clear();
  }

  #enqueue(
    kind: Notification['kind'],
    name: string,
    command: Command,
    words: readonly string[],
    environment: Readonly<Record<string, string>>,
    farewell = false,
  ): void {
    const key = `${kind} ${name}`;
    const queue = this.#queues.get(key) ?? this.#newQueue(name);
    this.#queues.set(key, queue);
    queue.add(command, { words, environment, timeout: NOTIFY_TIMEOUT }, farewell);
  }

  #newQueue(name: string): ScriptQueue {
    const { logger, scripts } = this.#ports;
    return new ScriptQueue(
      scripts,
      (command, result) => logEnd(logger, name, command, result),
      (command) =>
        logger.warn({ router: name, script: command.argv[0] }, `(${name}) notify script left out: ${command.argv[0]}`),
    );
  }
}

function ownScript(scripts: Notification['scripts'], state: Notification['state']): Command | undefined {
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
      return scripts.deletedCommand;
  }
}

function logEnd(logger: Logger, name: string, command: Command, result: ScriptResult): void {
  const fields: LogFields = { router: name, script: command.argv[0], seconds: toSeconds(result.duration) };
  if (result.outcome === 'exited' && result.status === 0) {
    logger.debug(fields, `(${name}) notify script ended`);
    return;
  }
  logger.warn(fields, `(${name}) notify script ${command.argv[0]}: ${describeEnd(result)}`);
}
