/**
 * Plays the demo: a pair of hosts comes up, the master loses its power, comes back, and the new master is stopped. What
 * happened, why, and how long the client saw nothing is printed as it happens. It ends as every rehearsal in the lab
 * does: with a table and a verdict.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind } from '../lab/fault-plan.js';
import { CLIENT_INTERVAL, HaproxyPair, PAIR, type PairEvents, VIRTUAL_ADDRESS } from '../lab/haproxy-pair.js';
import { whatLabLacks } from '../lab/privileges.js';
import { ServiceLedger } from '../lab/service-ledger.js';
import { type FaultOutcome, survivedAll } from '../lab/verdict.js';
import { runDirectoryOf } from '../lab/vrrpd-process.js';
import type { Given } from './command.js';
import { EXIT } from './exit-status.js';
import { formatTable, formatVerdict } from './lab-report.js';
import { describeTerminal } from './terminal.js';
import { formatMillis, Timeline } from './timeline.js';

/** No single step takes longer than this, milliseconds: Master_Down_Interval is 3.6 s. */
const STEP_BOUND = 12_000;
const BETWEEN_ROUNDS = 10_000;

/** One step of a round: what is done to a host, and who shall serve the address after it. */
interface Step {
  readonly kind: FaultKind;
  readonly host: string;
  /** What is done, for the table. */
  readonly text: string;
  readonly heir: string;
}

export async function runDemo(given: Given): Promise<number> {
  const lacks = await whatLabLacks();
  if (lacks !== undefined) {
    process.stderr.write(`vrrpd demo: ${lacks}\n`);
    return EXIT.permission;
  }
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  const repeat = given['once'] !== true && process.stdout.isTTY === true;
  return await new Demo(interruption.signal).run(repeat);
}

class Demo {
  readonly #timeline = new Timeline((text) => process.stdout.write(text));
  readonly #interrupted: AbortSignal;
  readonly #ledger = new ServiceLedger({ instance: 'VI_1', address: VIRTUAL_ADDRESS, clientLink: 'eth1' });
  readonly #outcomes: FaultOutcome[] = [];
  /** Steps that ended with another owner than they should. */
  readonly #surprises: string[] = [];
  #pair: HaproxyPair | undefined;
  /** Answers since it was last set to 0. */
  #answers = 0;
  readonly #states = new Map<string, string>();

  constructor(interrupted: AbortSignal) {
    this.#interrupted = interrupted;
  }

  async run(repeat: boolean): Promise<number> {
    try {
      if (!(await this.#play(repeat))) return EXIT.failed;
      return this.#well() ? EXIT.ok : EXIT.failed;
    } catch (error) {
      if (!this.#interrupted.aborted) throw error;
      this.#timeline.line('demo', 'interrupted');
      // Ctrl-C is how a demo that repeats ends; one round was asked to be whole.
      return repeat && this.#well() ? EXIT.ok : EXIT.interrupted;
    } finally {
      await this.#pair?.dispose();
      this.#timeline.line('demo', 'everything removed');
    }
  }

  #well(): boolean {
    return this.#surprises.length === 0 && survivedAll(this.#outcomes);
  }

  /** False when not even the first start led to a service. */
  async #play(repeat: boolean): Promise<boolean> {
    this.#timeline.say(`Two HAProxy hosts share ${VIRTUAL_ADDRESS}; a client asks it every ${CLIENT_INTERVAL} ms.\n`);
    this.#pair = await HaproxyPair.create(this.#events());
    const [first, second] = PAIR;
    await this.#boot(first);
    // The better host is up first, or its nopreempt would leave it backup.
    await this.#until(`${first.name} boots`, () => this.#states.has(first.name));
    await this.#boot(second);
    this.#pair.startClient();
    const serving = (): boolean => this.#ledger.owner !== undefined;
    if (!(await this.#until('a master listens 3.6 s before it takes the address', serving))) return false;
    for (;;) {
      await this.#watch(1_500);
      await this.#round(this.#ledger.owner ?? '');
      this.#sumUp();
      if (!repeat) return true;
      await this.#intermission();
    }
  }

  async #boot({ name, address, priority, nopreempt }: (typeof PAIR)[number]): Promise<void> {
    const how = `priority ${priority}${nopreempt ? ', nopreempt' : ''}`;
    this.#timeline.line(name, `boots: ${address}, ${how}`);
    const program = await this.#mustPair().boot(name);
    this.#timeline.line(name, `runs ${program} and vrrpd`);
  }

  async #round(master: string): Promise<void> {
    const pair = this.#mustPair();
    const heir = otherThan(master);
    await this.#step({ kind: 'cut', host: master, text: `${master} loses power`, heir }, async () => {
      this.#timeline.line(master, 'LOSES ITS POWER: cable, HAProxy and vrrpd are gone at once');
      await pair.cutPower(master);
      await this.#until('Master_Down_Interval runs', () => this.#ledger.owner === heir);
    });
    await this.#watch(1_000);
    await this.#step({ kind: 'back', host: master, text: `${master} comes back`, heir }, async () => {
      this.#timeline.line(master, 'comes back');
      this.#states.delete(master);
      await pair.restorePower(master);
      await this.#until('it starts', () => this.#states.has(master));
      // Longer than its Master_Down_Interval: time enough to take the address, if it did not hear the master.
      await this.#watch(4_500);
    });
    await this.#step({ kind: 'stop', host: heir, text: `${heir} stops vrrpd`, heir: master }, async () => {
      this.#timeline.line(heir, 'vrrpd is stopped, as by systemctl stop');
      const stopped = pair.stopDaemon(heir);
      await this.#until('Skew_Time runs', () => this.#ledger.owner === master);
      await stopped;
    });
    this.#timeline.line(heir, 'vrrpd is started again');
    pair.startDaemon(heir);
    await this.#watch(1_000);
  }

  async #step({ kind, host, text, heir }: Step, act: () => Promise<void>): Promise<void> {
    const start = performance.now();
    this.#ledger.begin(start);
    await act();
    const end = performance.now();
    const service = this.#ledger.outcome(end);
    const fault = { kind, host, object: undefined, seconds: undefined };
    const unreachable = kind === 'cut' ? [host] : [];
    this.#outcomes.push({ fault, text, host, took: end - start, unreachable, complaints: [], services: [service] });
    if (service.after !== heir) this.#surprises.push(`${text}: ${service.after ?? 'nobody'} serves, not ${heir}`);
  }

  #events(): PairEvents {
    return {
      transition: (host, { state, why }) => {
        this.#states.set(host, state);
        this.#timeline.line(host, `${state}${why === undefined ? '' : `: ${why}`}`);
      },
      client: (report) => {
        this.#ledger.probed({ ...report, address: VIRTUAL_ADDRESS }, performance.now());
        if (report.type === 'steady') this.#answers += report.answers;
        else if (report.type === 'silent') this.#timeline.line('client', 'no answer any more');
        else {
          const after = report.gap === 0 ? '' : `, after ${formatMillis(report.gap)} without`;
          this.#timeline.line('client', `answered by ${report.host}${after}`);
        }
      },
      held: (host, address, held) => {
        if (address === VIRTUAL_ADDRESS) this.#ledger.held(host, held, performance.now());
      },
      died: (host, program, lines) => {
        this.#timeline.line(host, `${program} ended by itself: ${lines.join(' / ')}`);
      },
    };
  }

  /** Waits for a condition with a line each second; false when it does not come true in time. */
  async #until(waiting: string, condition: () => boolean): Promise<boolean> {
    const start = performance.now();
    let told = start;
    while (!condition()) {
      const now = performance.now();
      if (now - start > STEP_BOUND) {
        this.#timeline.line('demo', `gave up after ${formatMillis(now - start)}`);
        return false;
      }
      if (now - told >= 1_000) {
        told = now;
        this.#timeline.line('', `... ${waiting}`);
      }
      await this.#pause(10);
    }
    return true;
  }

  /** Lets time pass, with a line on what the client met meanwhile. */
  async #watch(millis: number): Promise<void> {
    this.#answers = 0;
    await this.#pause(millis);
    const who = this.#ledger.owner === undefined ? 'nobody answers' : `${this.#ledger.owner} answers`;
    this.#timeline.line('client', `${who}: ${this.#answers} requests in ${formatMillis(millis)}`);
  }

  async #pause(millis: number): Promise<void> {
    await pause(millis, undefined, { signal: this.#interrupted });
  }

  #sumUp(): void {
    const terminal = describeTerminal();
    this.#timeline.say(
      `\n${formatTable(this.#outcomes, terminal)}\n${formatVerdict(this.#outcomes, terminal).trimEnd()}`,
    );
    for (const surprise of this.#surprises) this.#timeline.say(`  NOT AS EXPECTED  ${surprise}`);
    this.#timeline.say('  Rehearse your own pair the same way: vrrpd lab lb-a.conf lb-b.conf\n');
  }

  async #intermission(): Promise<void> {
    const { lab } = this.#mustPair();
    for (const { name } of PAIR) {
      this.#timeline.say(`  look at ${name}:  vrrpd status --run-dir ${runDirectoryOf(lab.host(name))}`);
    }
    this.#timeline.say(`  Next round in ${BETWEEN_ROUNDS / 1e3} s. Ctrl-C ends the demo and removes everything.\n`);
    await this.#pause(BETWEEN_ROUNDS);
    this.#outcomes.length = 0;
    this.#surprises.length = 0;
  }

  #mustPair(): HaproxyPair {
    if (this.#pair === undefined) throw new TypeError('no pair yet');
    return this.#pair;
  }
}

function otherThan(host: string): string {
  const [first, second] = PAIR;
  return host === first.name ? second.name : first.name;
}
