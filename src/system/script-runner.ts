/**
 * Runs scripts: argv without a shell, as the script's user, in a process group of its own, so that what a script
 * started ends with it. Timeouts send SIGTERM to the group, and SIGKILL two seconds later.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { Socket } from 'node:net';
import { type Micros, micros, minus, toMillis } from '../base/micros.js';
import type { Clock } from '../runtime/ports/network.js';
import type { RunningScript, ScriptCommand, ScriptResult, ScriptRunner, ScriptUser } from '../runtime/ports/process.js';
import { TailBuffer } from './tail-buffer.js';

/** Between SIGTERM and SIGKILL. */
const KILL_DELAY_MILLIS = 2_000;
/** After SIGKILL, while a runner closes: one that the kernel holds does not hold up the daemon. */
const CLOSE_WAIT_MILLIS = 1_000;
/** For the rest of the output after the script itself has ended. */
const OUTPUT_WAIT_MILLIS = 50;
/** Output kept of one run. */
const OUTPUT_BYTES = 4_096;
/** Pipes read for what scripts have left running: without a reader its next word would end it. */
const MAX_LEFT_OPEN = 64;
/** Time between two reads of such a pipe. */
const DISCARD_MILLIS = 1_000;
/** Names of variables whose values are not shown: MYSQL_PWD and DB_PW, but neither PWD nor OLDPWD. */
const SECRET_NAME = /pass|secret|token|key|cred|auth|jwt|bearer|cookie|private|(?<!^(?:old)?)pwd|(?<!^)pw(?:_|$)/i;
/** A password in a URL, as of a proxy or a database. */
const SECRET_VALUE = /:\/\/[^\s/@]*:[^\s/]+@/;
/** Taken out of the environment: they would change what a privileged script does. */
const UNSAFE_VARIABLES = ['IFS', 'LD_PRELOAD', 'LD_LIBRARY_PATH'];

export class ChildScriptRunner implements ScriptRunner {
  readonly #clock: Clock;
  readonly #running = new Set<ScriptRun>();
  readonly #leftOpen = new Set<Socket>();
  #idle: (() => void)[] = [];
  #closing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  run(command: ScriptCommand, done: (result: ScriptResult) => void): RunningScript {
    if (this.#closing) return refuse(done);
    const path = fileToOpen(command.argv);
    if (path !== undefined) return openFile(path, this.#clock, done);
    const run = new ScriptRun(command, this.#clock, (result) => {
      this.#running.delete(run);
      for (const pipe of run.pipes) this.#discard(pipe);
      done(result);
      if (this.#running.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    });
    this.#running.add(run);
    run.start();
    return run;
  }

  async close(grace: Micros): Promise<void> {
    if (this.#running.size === 0) return;
    this.#closing = true;
    for (const run of this.#running) run.terminate();
    const killing = setTimeout(() => {
      for (const run of this.#running) run.kill();
    }, toMillis(grace));
    await new Promise<void>((resolve) => {
      const givingUp = setTimeout(resolve, toMillis(grace) + CLOSE_WAIT_MILLIS);
      this.#idle.push(() => {
        clearTimeout(givingUp);
        resolve();
      });
    });
    clearTimeout(killing);
    this.#closing = false;
  }

  /**
   * Reads a pipe for nobody, until the last writer is gone: a little a second, so that one that writes without end waits.
   * Beyond the bound the oldest is closed.
   */
  #discard(pipe: Socket): void {
    if (pipe.destroyed) return;
    for (const oldest of this.#leftOpen) {
      if (this.#leftOpen.size < MAX_LEFT_OPEN) break;
      this.#leftOpen.delete(oldest);
      oldest.destroy();
    }
    this.#leftOpen.add(pipe);
    pipe.removeAllListeners('data').once('close', () => this.#leftOpen.delete(pipe));
    pipe.on('data', () => {
      pipe.pause();
      setTimeout(() => pipe.resume(), DISCARD_MILLIS).unref();
    });
    pipe.resume().unref();
  }
}

/** One script that runs. */
class ScriptRun implements RunningScript {
  readonly #command: ScriptCommand;
  readonly #clock: Clock;
  readonly #done: (result: ScriptResult) => void;
  readonly #output = new TailBuffer(OUTPUT_BYTES);
  readonly #startedAt: Micros;
  #child: ChildProcess | undefined;
  #timedOut = false;
  #ended = false;
  #timeout: NodeJS.Timeout | undefined;
  #killing: NodeJS.Timeout | undefined;

  constructor(command: ScriptCommand, clock: Clock, done: (result: ScriptResult) => void) {
    this.#command = command;
    this.#clock = clock;
    this.#done = done;
    this.#startedAt = clock.now();
  }

  start(): void {
    const { argv, user, environment, timeout, keepsOutput } = this.#command;
    const output = keepsOutput === true ? 'pipe' : 'ignore';
    try {
      const [program = '', ...words] = withGroups(argv, user);
      this.#child = spawn(program, words, {
        detached: true,
        stdio: ['ignore', output, output],
        env: { ...scriptEnvironment(), ...environment },
        ...(user === undefined || hasGroups(user) ? {} : { uid: user.uid, gid: user.gid }),
      });
    } catch (error) {
      setImmediate(() => this.#end({ outcome: 'not-started', error: errorCode(error) }));
      return;
    }
    const { stdout, stderr } = this.#child;
    stdout?.on('data', (chunk: Buffer) => this.#output.add(chunk));
    stderr?.on('data', (chunk: Buffer) => this.#output.add(chunk));
    this.#child.once('error', (error) => this.#end({ outcome: 'not-started', error: errorCode(error) }));
    this.#child.once('exit', (status, signal) => this.#exited(status, signal));
    if (timeout !== undefined) {
      this.#timeout = setTimeout(() => {
        this.#timedOut = true;
        this.terminate();
      }, toMillis(timeout));
    }
  }

  /** Its output, as far as it is kept. */
  get pipes(): readonly Socket[] {
    return [this.#child?.stdout, this.#child?.stderr].filter((pipe) => pipe instanceof Socket);
  }

  terminate(): void {
    this.#signal('SIGTERM');
    this.#killing ??= setTimeout(() => this.kill(), KILL_DELAY_MILLIS);
  }

  kill(): void {
    this.#signal('SIGKILL');
  }

  /** The group outlives its leader for as long as one of it lives, so the number cannot be somebody else's meanwhile. */
  #signal(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined || this.#ended) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }

  /** Output that is still in the pipe is taken along; a grandchild that keeps the pipe open is not waited for. */
  #exited(status: number | null, signal: NodeJS.Signals | null): void {
    if (this.#timedOut) this.#signal('SIGKILL');
    const end = (): void => {
      clearTimeout(waiting);
      if (this.#timedOut) this.#end({ outcome: 'timed-out', signal: signal ?? undefined });
      else if (signal !== null) this.#end({ outcome: 'signalled', signal });
      else this.#end({ outcome: 'exited', status: status ?? 0 });
    };
    const waiting = setTimeout(end, OUTPUT_WAIT_MILLIS);
    this.#child?.once('close', end);
  }

  #end(how: Partial<ScriptResult> & Pick<ScriptResult, 'outcome'>): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timeout);
    clearTimeout(this.#killing);
    this.#done({
      status: undefined,
      signal: undefined,
      error: undefined,
      ...how,
      duration: minus(this.#clock.now(), this.#startedAt),
      output: this.#output.text(),
    });
  }
}

function hasGroups(user: ScriptUser | undefined): boolean {
  return (user?.groups ?? []).length > 0;
}

/** Node.js can take groups away but not give them: util-linux's setpriv does, and becomes the script itself. */
function withGroups(argv: readonly string[], user: ScriptUser | undefined): readonly string[] {
  if (user === undefined || !hasGroups(user)) return argv;
  const groups = (user.groups ?? []).join(',');
  return ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, `--groups=${groups}`, '--', ...argv];
}

/** What every script finds in its environment: the daemon's own without what would change a privileged one. */
export function scriptEnvironment(): Record<string, string> {
  const environment = { ...process.env } as Record<string, string>;
  for (const name of UNSAFE_VARIABLES) delete environment[name];
  return environment;
}

/** The same for people: what looks like a secret is not told. */
export function shownEnvironment(): Record<string, string> {
  const entries = Object.entries(scriptEnvironment());
  const shown = (name: string, value: string): string =>
    SECRET_NAME.test(name) || SECRET_VALUE.test(value) ? '(hidden)' : value;
  return Object.fromEntries(entries.map(([name, value]) => [name, shown(name, value)]));
}

/** `</path` asks only whether the file can be opened. */
function fileToOpen(argv: readonly string[]): string | undefined {
  const [first] = argv;
  return argv.length === 1 && first?.startsWith('<') ? first.slice(1) : undefined;
}

function openFile(path: string, clock: Clock, done: (result: ScriptResult) => void): RunningScript {
  const startedAt = clock.now();
  const end = (status: number, output: string): void => {
    const duration = micros(clock.now() - startedAt);
    done({ outcome: 'exited', status, signal: undefined, duration, output, error: undefined });
  };
  access(path, constants.R_OK).then(
    () => end(0, ''),
    (error: unknown) => end(1, `${path}: ${errorCode(error)}`),
  );
  return { terminate: () => {} };
}

function refuse(done: (result: ScriptResult) => void): RunningScript {
  const ended = { status: undefined, signal: undefined, duration: micros(0), output: '' };
  setImmediate(() => done({ outcome: 'not-started', ...ended, error: 'the daemon stops' }));
  return { terminate: () => {} };
}

function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
