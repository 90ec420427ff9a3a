/**
 * Two hosts on one wire and a third that watches: the stage of every test with a real peer. Conditions are polled with
 * generous bounds; nothing is asserted in seconds.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { Lab } from '../../src/lab/lab.js';
import type { LabHost } from '../../src/lab/lab-host.js';
import type { LabProcess } from '../../src/lab/lab-process.js';
import { runDirectoryOf, type VrrpdOptions } from '../../src/lab/vrrpd-process.js';
import type { DaemonSnapshot } from '../../src/runtime/snapshot.js';
import { Capture } from './capture.js';
import { type DaemonKind, startDaemon } from './daemons.js';
import { vrrpdCommand } from './vrrpd-command.js';

export type Side = 'a' | 'b';

/** b is the numerically higher of the two. */
export const SIDE_ADDRESS: Readonly<Record<Side, string>> = { a: '10.0.0.1', b: '10.0.0.2' };

const BOUND = 20_000;
const SENDER = fileURLToPath(new URL('./frame-sender.js', import.meta.url));

export class Duel {
  readonly lab: Lab;
  readonly wire: Capture;
  /** Where the sides' adverts come from. */
  sources = SIDE_ADDRESS;
  readonly #daemons = new Map<Side, LabProcess>();

  private constructor(lab: Lab, wire: Capture) {
    this.lab = lab;
    this.wire = wire;
  }

  /** Builds the network; it goes with the test, and a failing test shows what the daemons printed. */
  static async create(t: Test): Promise<Duel> {
    const duel = await Duel.build();
    t.teardown(async () => {
      if (!t.passing()) t.comment(duel.lastWords());
      await duel.lab.dispose();
    });
    return duel;
  }

  /** The same without a test; the caller disposes of the lab. */
  static async build(): Promise<Duel> {
    const hosts = [...Object.entries(SIDE_ADDRESS), ['watcher', '10.0.0.3'] as const].map(([name, address]) => ({
      name,
      links: [{ name: 'eth0', addresses: [`${address}/24`] }],
    }));
    const lab = await Lab.create({ hosts });
    return new Duel(lab, await Capture.start(lab.host('watcher')));
  }

  /** The last lines that each daemon printed. */
  lastWords(): string {
    return [...this.#daemons].map(([side, { lines }]) => `${side}:\n${lines.slice(-30).join('\n')}`).join('\n');
  }

  host(side: Side): LabHost {
    return this.lab.host(side);
  }

  start(side: Side, kind: DaemonKind, conf: string, options: VrrpdOptions = {}): LabProcess {
    return this.watch(side, startDaemon(kind, this.lab.host(side), conf, options));
  }

  /** Gives the side's daemon another file and waits until it runs on it. */
  async reload(side: Side, conf: string): Promise<void> {
    const daemon = this.#daemons.get(side);
    const reloads = (): number => daemon?.lines.filter((line) => line.includes('configuration reloaded')).length ?? 0;
    const before = reloads();
    writeFileSync(join(this.host(side).directory, 'keepalived.conf'), conf);
    daemon?.signal('SIGHUP');
    await until(`${side} has reloaded`, async () => reloads() > before);
  }

  /** The status of the side's vrrpd; undefined while it does not answer. */
  async status(side: Side): Promise<DaemonSnapshot | undefined> {
    const host = this.host(side);
    const { stdout } = await host.run(vrrpdCommand('status', '--run-dir', runDirectoryOf(host), '--json'));
    return stdout.startsWith('{') ? (JSON.parse(stdout) as DaemonSnapshot) : undefined;
  }

  /** Waits until the side's vrrpd has turned away adverts for this reason. */
  async untilRejected(side: Side, code: string): Promise<void> {
    await until(`${side} rejects by ${code}`, async () => {
      const peers = (await this.status(side))?.peers ?? [];
      return peers.some(({ rejected }) => (rejected[code] ?? 0) > 0);
    });
  }

  /** A sender on the watching host that puts these frames on the wire over and over. */
  repeat(frames: readonly Buffer[], millis: number): LabProcess {
    const file = join(this.lab.directory, 'frames');
    writeFileSync(file, frames.map((frame) => `${frame.toString('hex')}\n`).join(''));
    return this.lab.host('watcher').start([process.execPath, SENDER, 'eth0', String(millis), file]);
  }

  /** Takes a program for the side's daemon. */
  watch(side: Side, daemon: LabProcess): LabProcess {
    this.#daemons.set(side, daemon);
    return daemon;
  }

  /** Waits for so many adverts in a row from this side alone, counted from now; none of them says goodbye. */
  async untilAlone(side: Side, count = 4, vrid?: number): Promise<void> {
    const since = this.wire.latest;
    await this.wire.until(
      `${count} adverts in a row from ${side}`,
      () => {
        const adverts = this.wire.adverts(vrid === undefined ? {} : { vrid }).filter(({ at }) => at > since);
        const last = adverts.slice(-count);
        return last.length === count && last.every((one) => one.source === this.sources[side] && one.priority > 0);
      },
      BOUND,
    );
  }

  /** Waits until both sides advertise at the same time: each takes itself for the master. */
  async untilBothAdvertise(count: number): Promise<void> {
    const since = this.wire.latest;
    const from = (side: Side): number =>
      this.wire.adverts({ source: this.sources[side] }, since).filter(({ at }) => at > since).length;
    await this.wire.until('adverts from both', () => from('a') >= count && from('b') >= count, BOUND);
  }

  /** Waits until this side holds the address, or no longer holds it. */
  async untilHolds(side: Side, address: string, holds = true): Promise<void> {
    await until(`${side} ${holds ? 'holds' : 'has let go of'} ${address}`, async () => {
      return (await this.host(side).addresses()).includes(address) === holds;
    });
  }

  /** Waits until one of the side's lines matches. */
  async untilLogged(side: Side, pattern: RegExp): Promise<void> {
    await until(`${side} logs ${pattern}`, async () => {
      return this.#daemons.get(side)?.lines.some((line) => pattern.test(line)) ?? false;
    });
  }
}

/** Asks until the answer is yes. @throws after the bound, naming what was waited for */
export async function until(what: string, condition: () => Promise<boolean>, bound = BOUND): Promise<void> {
  const end = performance.now() + bound;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited ${bound} ms in vain: ${what}`);
    await pause(50);
  }
}
