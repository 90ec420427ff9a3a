/**
 * Mail about changes of state, in keepalived's words. One at a time, never waited for; what the server does not take is
 * lost, and said.
 */

import type { Logger } from '../base/logger.js';
import type { Configuration } from '../config/model.js';
import type { Mail, Mailer } from './ports/process.js';

/** Mails that wait for the one on its way; beyond it the oldest is dropped. */
const MAX_WAITING = 64;

type AlertState = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP' | 'DELETED';

/** A change of state of an instance or a group that has smtp_alert. */
export interface Alert {
  readonly kind: 'INSTANCE' | 'GROUP';
  readonly name: string;
  readonly state: AlertState;
}

export interface AlertServices {
  readonly mailer: Mailer;
  readonly logger: Logger;
  readonly hostName: string;
}

const TITLES: Readonly<Record<Alert['kind'], string>> = { INSTANCE: 'VRRP Instance', GROUP: 'VRRP Group' };

const SUBJECTS: Readonly<Record<AlertState, string>> = {
  MASTER: 'Entering MASTER state',
  BACKUP: 'Entering BACKUP state',
  FAULT: 'Entering FAULT state',
  STOP: 'Stopping',
  DELETED: 'Deleted',
};

const BODIES: Readonly<Record<AlertState, string>> = {
  MASTER: 'is now owning VRRP VIPs',
  BACKUP: 'is no longer owning VRRP VIPs',
  FAULT: 'is no longer owning VRRP VIPs',
  STOP: 'stopping',
  DELETED: 'deleted',
};

export class AlertMail {
  readonly #services: AlertServices;
  readonly #mailed = new Map<string, AlertState>();
  readonly #waiting: Mail[] = [];
  #configuration: Configuration;
  #sending: Promise<void> | undefined;

  constructor(services: AlertServices, configuration: Configuration) {
    this.#services = services;
    this.#configuration = configuration;
  }

  /** Takes another server and other addresses from now on. */
  use(configuration: Configuration): void {
    this.#configuration = configuration;
  }

  alert(alert: Alert): void {
    const { mail } = this.#configuration.globals;
    const { kind, name, state } = alert;
    const key = `${kind} ${name}`;
    if (this.#mailed.get(key) === state || (state === 'FAULT' && mail.noFaults)) return;
    this.#mailed.set(key, state);
    this.#post(`${TITLES[kind]} ${name} - ${SUBJECTS[state]}`, `=> ${TITLES[kind]} ${BODIES[state]} <=\n`);
  }

  /** Something about an instance that is no change of state. */
  warn(name: string, subject: string, text: string): void {
    this.#post(`${TITLES.INSTANCE} ${name} - ${subject}`, `${text}\n`);
  }

  #post(subject: string, text: string): void {
    const { mail, routerId } = this.#configuration.globals;
    if (mail.server === undefined || mail.to.length === 0) return;
    const { hostName, logger } = this.#services;
    const from = mail.from ?? `keepalived@${hostName}`;
    this.#waiting.push({ from, to: mail.to, subject: `[${routerId ?? hostName}] ${subject}`, text });
    if (this.#waiting.length > MAX_WAITING) {
      const dropped = this.#waiting.shift();
      logger.warn({ subject: dropped?.subject }, `mail '${dropped?.subject}' is dropped: too many wait`);
    }
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  /** Resolves when nothing is left to send. */
  async whenIdle(): Promise<void> {
    await this.#sending;
  }

  async #sendAll(): Promise<void> {
    for (let mail = this.#waiting.shift(); mail !== undefined; mail = this.#waiting.shift()) await this.#send(mail);
  }

  async #send(message: Mail): Promise<void> {
    const { mailer, logger } = this.#services;
    const { server, heloName, connectTimeout: timeout } = this.#configuration.globals.mail;
    if (server === undefined) return;
    try {
      await mailer.send(message, { ...server, heloName, timeout });
      logger.debug({ subject: message.subject }, `mail '${message.subject}' was sent`);
    } catch (error) {
      const where = `${server.host}:${server.port}`;
      logger.warn({ server: where }, `mail '${message.subject}' was not sent by ${where}: ${(error as Error).message}`);
    }
  }
}
