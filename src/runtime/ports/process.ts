/**
 * What the runtime needs of other processes and of the service manager.
 */

import type { Micros } from '../../base/micros.js';

/** A user that scripts run as, resolved to numbers. */
export interface ScriptUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  /** Further groups; undefined or empty is none. */
  readonly groups?: readonly number[];
}

/** Names of users and groups to numbers, read when the configuration is. */
export interface UserDirectory {
  /**
   * The user and group of these names or numbers; the user's own group where none is given. Undefined when there is no
   * such user or group.
   * @param supplementary whether the further groups that the user is a member of belong to it
   */
  find(user: string, group: string | undefined, supplementary: boolean): ScriptUser | undefined;
}

export interface ScriptCommand {
  /** argv[0] is the configured path; never passed to a shell. */
  readonly argv: readonly string[];
  readonly user: ScriptUser | undefined;
  /** Added to the inherited environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** SIGTERM to the process group then; SIGKILL two seconds later. Undefined waits for ever. */
  readonly timeout: Micros | undefined;
  /** Absent: /dev/null, so that what the script leaves running can write for ever. */
  readonly keepsOutput?: boolean;
}

/** Why a script ended. */
export interface ScriptResult {
  readonly outcome: 'exited' | 'signalled' | 'timed-out' | 'not-started';
  /** Exit status where it exited. */
  readonly status: number | undefined;
  /** Signal name where one ended it. */
  readonly signal: string | undefined;
  readonly duration: Micros;
  /** Last bytes of standard output and error together, at most 4 KiB, as text; empty where it is not kept. */
  readonly output: string;
  /** Why it could not be started: `ENOENT`. */
  readonly error: string | undefined;
}

export interface RunningScript {
  /** SIGTERM to the process group, SIGKILL after the grace time. */
  terminate(): void;
}

export interface ScriptRunner {
  /** Starts without waiting; `done` is called exactly once, later, from the event loop. */
  run(command: ScriptCommand, done: (result: ScriptResult) => void): RunningScript;
  /**
   * Terminates everything still running, kills it after the grace time and starts nothing meanwhile; resolves when all
   * are gone, or a second after the grace time. Runs again from then on.
   */
  close(grace: Micros): Promise<void>;
}

/** How the kernel schedules this process. */
export interface RealTime {
  /**
   * Round-robin real time from now on.
   * @param priority 1 to 99
   * @param limit microseconds that it may run without waiting; 0 is no limit
   * @throws SystemError where the kernel refuses
   */
  setPriority(priority: number, limit: number): void;
}

/** systemd's notify protocol, or nothing where there is none. */
export interface ServiceManager {
  ready(): void;
  reloading(): void;
  /** Its status is `stopping` from then on. */
  stopping(): void;
  status(text: string): void;
  /** A sign of life. */
  watchdog(): void;
  /** Asks for another time than WatchdogSec, until the next start. */
  setWatchdogTimeout(timeout: Micros): void;
  /** WatchdogSec in microseconds, undefined without a watchdog. */
  readonly watchdogTimeout: Micros | undefined;
}

/** A FIFO that is open for writing, whether somebody reads it or not. */
export interface NotifyPipe {
  /** Whole or not at all, without waiting. False: it is full, the text is lost. */
  write(text: string): boolean;
  /** Removes the FIFO where `open` made it. */
  close(): void;
}

export interface NotifyPipes {
  /**
   * Makes the FIFO where there is none.
   * @param owner who it belongs to; one that is there must be theirs or ours
   * @param mode of a new one
   * @throws Error where the path cannot be used, with the reason
   */
  open(path: string, owner: ScriptUser | undefined, mode: number): NotifyPipe;
}

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** Name said in HELO; undefined: the host's own. */
  readonly heloName: string | undefined;
  /** For each step. */
  readonly timeout: Micros;
}

export interface Mailer {
  /** Resolves when the server has taken it. @throws Error of the server or of the network */
  send(mail: Mail, server: MailServer): Promise<void>;
}
