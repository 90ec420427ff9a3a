/**
 * One host of a rehearsal: its daemon, the service behind the virtual addresses, its switches, and what is done to it.
 */

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatConfiguration } from '../config/print/configuration.js';
import { checksOf } from './fault-plan.js';
import { startKeepalived } from './keepalived-process.js';
import { switchOf, trackedFileOf, withoutOutside, withSwitches } from './lab-configuration.js';
import type { LabHost } from './lab-host.js';
import type { LabProcess } from './lab-process.js';
import { startService } from './probe.js';
import type { Player } from './stage.js';
import {
  type LoggedTransition,
  parseComplaint,
  parseSessionLine,
  parseTransitionLine,
  runDirectoryOf,
  startVrrpd,
} from './vrrpd-process.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

export interface PlayerHostOptions {
  readonly daemon: 'vrrpd' | 'keepalived';
  readonly realScripts: boolean;
  /** Path of test(1). */
  readonly testProgram: string;
  readonly transition: (transition: LoggedTransition) => void;
  /** A BFD session came up or went down. */
  readonly session: (text: string) => void;
  /** A vrrpd complains of what it hears. */
  readonly complained: (text: string) => void;
  /** The daemon ended that nobody had ended. */
  readonly died: (lastLines: readonly string[]) => void;
}

export class PlayerHost {
  readonly player: Player;
  readonly #host: LabHost;
  readonly #options: PlayerHostOptions;
  #daemon: LabProcess | undefined;
  #reported = false;

  constructor(player: Player, host: LabHost, options: PlayerHostOptions) {
    this.player = player;
    this.#host = host;
    this.#options = options;
    for (const check of checksOf(player)) writeFileSync(switchOf(host.directory, check), '');
    for (const { name } of player.configuration.trackedFiles) writeFileSync(trackedFileOf(host.directory, name), '0\n');
    startService(host);
    this.start();
  }

  /** The daemon has told a state since it was started. */
  get reported(): boolean {
    return this.#reported;
  }

  get running(): boolean {
    return this.#daemon !== undefined;
  }

  /** The last lines of the daemon. */
  get lines(): readonly string[] {
    return this.#daemon?.lines ?? [];
  }

  start(): void {
    const { realScripts, daemon: kind, testProgram } = this.#options;
    const { configuration } = this.player;
    const played = realScripts
      ? withoutOutside(configuration)
      : withSwitches(configuration, this.#host.directory, testProgram);
    const text = Buffer.from(formatConfiguration(played), 'latin1').toString('utf8');
    this.#reported = false;
    const onLine = (line: string): void => {
      const transition = parseTransitionLine(line);
      if (transition === undefined) {
        const session = parseSessionLine(line);
        const complaint = parseComplaint(line);
        if (session !== undefined) this.#options.session(session);
        if (complaint !== undefined) this.#options.complained(complaint);
        return;
      }
      this.#reported = true;
      this.#options.transition(transition);
    };
    const start = kind === 'vrrpd' ? startVrrpd : startKeepalived;
    const daemon = start(this.#host, text, { onLine });
    this.#daemon = daemon;
    void daemon.ended.then(() => {
      if (this.#daemon !== daemon) return;
      this.#daemon = undefined;
      this.#options.died(daemon.lines.slice(-3));
    });
  }

  async stop(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    await daemon?.stop();
  }

  /** Its end is no news any more. */
  forget(): void {
    this.#daemon = undefined;
  }

  /** Without a word; what systemd does behind a vrrpd that died is done too. */
  async kill(): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    await daemon?.kill();
    if (this.#options.daemon === 'keepalived') return;
    await this.#host.run(['ip', '-force', '-batch', join(runDirectoryOf(this.#host), 'release')]);
    const file = join(this.#host.directory, 'keepalived.conf');
    const settings = join(this.#host.directory, 'vrrpd.ini');
    const words = ['--use-file', file, '--run-dir', runDirectoryOf(this.#host), '--settings', settings];
    await this.#host.run([process.execPath, MAIN, 'cleanup', ...words]);
  }

  freeze(): void {
    this.#daemon?.signalGroup('SIGSTOP');
  }

  thaw(): void {
    this.#daemon?.signalGroup('SIGCONT');
  }

  reload(): void {
    this.#daemon?.signal('SIGHUP');
  }

  setCheck(check: string, well: boolean): void {
    const file = switchOf(this.#host.directory, check);
    if (well) writeFileSync(file, '');
    else rmSync(file, { force: true });
  }

  /** @param value what the tracked file holds from now on */
  setFile(name: string, value: number): void {
    writeFileSync(trackedFileOf(this.#host.directory, name), `${value}\n`);
  }
}
