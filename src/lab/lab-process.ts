/**
 * One program running on a host of the lab: its lines, its end, and what can be done to it.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Lines kept for the message when something goes wrong. */
const LINES_KEPT = 200;

export interface ProcessEnd {
  readonly status: number | undefined;
  readonly signal: string | undefined;
}

export interface ProcessOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Called for each line of standard output and standard error. */
  readonly onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
  /** Takes standard output as bytes; `onLine` then gets standard error only. */
  readonly onBytes?: (bytes: Buffer) => void;
}

export class LabProcess {
  readonly pid: number;
  /** Resolves when the program has ended; never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** The last lines it printed. */
  readonly lines: string[] = [];
  #end: ProcessEnd | undefined;

  /** @param argv the whole command, namespace entered by it; leads a process group of its own */
  constructor(argv: readonly string[], options: ProcessOptions = {}) {
    const [program, ...rest] = argv;
    const child = spawn(program ?? '', rest, {
      // A session of its own: Ctrl-C at the terminal reaches the lab, which then ends its hosts in order.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.environment },
    });
    this.pid = child.pid ?? 0;
    this.ended = new Promise((resolve) => {
      const settle = (end: ProcessEnd): void => {
        this.#end ??= end;
        resolve(this.#end);
      };
      child.once('error', (error) => {
        this.#keep(error.message);
        settle({ status: undefined, signal: undefined });
      });
      child.once('exit', (status, signal) => settle({ status: status ?? undefined, signal: signal ?? undefined }));
    });
    this.#read(child, options);
  }

  get running(): boolean {
    return this.#end === undefined;
  }

  /** Sends a signal to the program alone, as `kill PID` does. */
  signal(name: NodeJS.Signals): void {
    this.#send(this.pid, name);
  }

  /** Sends a signal to the program and everything it started in its process group. */
  signalGroup(name: NodeJS.Signals): void {
    this.#send(-this.pid, name);
  }

  /** Ends the program and its children at once, without a chance to say goodbye. */
  async kill(): Promise<ProcessEnd> {
    this.signalGroup('SIGKILL');
    return this.ended;
  }

  /** Asks the program to stop; after the grace time it is killed. */
  async stop(graceMillis = 5_000): Promise<ProcessEnd> {
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signalGroup('SIGKILL'), graceMillis);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }

  #send(target: number, name: NodeJS.Signals): void {
    if (this.#end !== undefined || this.pid === 0) return;
    try {
      process.kill(target, name);
    } catch {
      // Ended in this moment.
    }
  }

  #read(child: ChildProcess, options: ProcessOptions): void {
    const line = (stream: 'stdout' | 'stderr') => (text: string) => {
      this.#keep(text);
      options.onLine?.(text, stream);
    };
    if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', line('stderr'));
    if (child.stdout === null) return;
    if (options.onBytes !== undefined) child.stdout.on('data', options.onBytes);
    else createInterface({ input: child.stdout }).on('line', line('stdout'));
  }

  #keep(text: string): void {
    this.lines.push(text);
    if (this.lines.length > LINES_KEPT) this.lines.shift();
  }
}
