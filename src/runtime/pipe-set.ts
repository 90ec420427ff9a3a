/**
 * notify_fifo and vrrp_notify_fifo: the pipes that events are written to, and the programs that read them. Nobody waits
 * for a reader: what does not fit into a pipe is lost, and said.
 */

import type { Logger } from '../base/logger.js';
import type { Command, Configuration } from '../config/model.js';
import type { NotifyFifo } from '../config/model-global.js';
import { describeEnd } from './describe-end.js';
import type { NotifyPipe, NotifyPipes, RunningScript, UserDirectory } from './ports/process.js';
import type { ScriptLauncher } from './script-launcher.js';

export interface PipeServices {
  readonly pipes: NotifyPipes;
  readonly users: UserDirectory;
  readonly scripts: ScriptLauncher;
  readonly logger: Logger;
}

/** Bits of a FIFO before umask. */
const MODE = 0o644;

interface WantedPipe {
  readonly fifo: NotifyFifo;
  readonly script: Command | undefined;
  readonly mode: number;
}

interface OpenPipe {
  readonly wanted: WantedPipe;
  readonly pipe: NotifyPipe;
  script: RunningScript | undefined;
  ended: Promise<void>;
  full: boolean;
}

export class PipeSet {
  readonly #services: PipeServices;
  #open: OpenPipe[] = [];

  constructor(services: PipeServices) {
    this.#services = services;
  }

  /** Opens what the configuration has, closes what it has no longer; the same ones stay as they are. */
  apply(configuration: Configuration): void {
    const before = this.#open;
    const wanted = wantedPipes(configuration);
    const known = (one: WantedPipe): OpenPipe | undefined => before.find((open) => samePipe(open.wanted, one));
    for (const open of before) if (!wanted.some((one) => samePipe(open.wanted, one))) this.#close(open, true);
    this.#open = wanted.flatMap((one) => known(one) ?? this.#make(one) ?? []);
  }

  /** @param line of ASCII, with its end */
  tell(line: string): void {
    for (const open of this.#open) {
      const taken = open.pipe.write(line);
      const { path } = open.wanted.fifo;
      if (!taken && !open.full) {
        this.#services.logger.warn({ fifo: path }, `nobody reads ${path}: it is full, events are lost`);
      }
      open.full = !taken;
    }
  }

  /** Ends the pipes; the programs read what is left. Resolves when they have ended. */
  async close(): Promise<void> {
    const closing = this.#open;
    this.#open = [];
    for (const open of closing) this.#close(open, false);
    await Promise.all(closing.map(({ ended }) => ended));
  }

  #make(wanted: WantedPipe): OpenPipe | undefined {
    const { pipes, users, logger } = this.#services;
    const { path, user, group } = wanted.fifo;
    const owner = user === undefined ? undefined : users.find(user, group, false);
    if (user !== undefined && owner === undefined) {
      logger.error({ fifo: path }, `FIFO ${path} is not used: no user ${user}, or not its group`);
      return undefined;
    }
    try {
      const pipe = pipes.open(path, owner, wanted.mode);
      const open: OpenPipe = { wanted, pipe, script: undefined, ended: Promise.resolve(), full: false };
      if (wanted.script !== undefined) this.#runScript(open, wanted.script);
      return open;
    } catch (error) {
      logger.error({ fifo: path }, `FIFO ${path} is not used: ${(error as Error).message}`);
      return undefined;
    }
  }

  #runScript(open: OpenPipe, command: Command): void {
    const { scripts, logger } = this.#services;
    const { path } = open.wanted.fifo;
    open.ended = new Promise((resolve) => {
      open.script = scripts.run(command, { words: [path], timeout: undefined }, (result) => {
        open.script = undefined;
        resolve();
        if (!this.#open.includes(open)) return;
        const fields = { fifo: path, script: command.argv[0] };
        logger.warn(fields, `nobody reads ${path}: ${command.argv[0]} ended, ${describeEnd(result)}`);
      });
    });
  }

  #close(open: OpenPipe, terminate: boolean): void {
    open.pipe.close();
    if (terminate) open.script?.terminate();
  }
}

function wantedPipes({ globals }: Configuration): readonly WantedPipe[] {
  const { notifyFifo, notifyFifoScript, vrrpNotifyFifo, vrrpNotifyFifoScript, umask } = globals;
  const mode = MODE & ~umask;
  return [
    ...(notifyFifo === undefined ? [] : [{ fifo: notifyFifo, script: notifyFifoScript, mode }]),
    ...(vrrpNotifyFifo === undefined ? [] : [{ fifo: vrrpNotifyFifo, script: vrrpNotifyFifoScript, mode }]),
  ];
}

function samePipe(first: WantedPipe, second: WantedPipe): boolean {
  const text = ({ fifo, script, mode }: WantedPipe): string =>
    JSON.stringify([fifo, script === undefined ? null : { ...script, span: null }, mode]);
  return text(first) === text(second);
}
