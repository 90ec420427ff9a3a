/**
 * Plays the demo: a pair of hosts comes up, the master loses its power, comes back, and the new master is stopped. What
 * happened, why, and how long the client saw nothing is printed as it happens, and summed up at the end.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { CLIENT_INTERVAL, HaproxyPair, PAIR, type PairEvents, VIRTUAL_ADDRESS } from '../lab/haproxy-pair.js';
import { whatLabLacks } from '../lab/privileges.js';
import { runDirectoryOf } from '../lab/vrrpd-process.js';
import type { Given } from './command.js';
import { EXIT } from './exit-status.js';
import { formatMillis, Timeline } from './timeline.js';

/** No single step takes longer than this, milliseconds: Master_Down_Interval is 3.6 s. */
const STEP_BOUND = 12_000;
const BETWEEN_ROUNDS = 10_000;

/** How one fault went. */
interface Outcome {
  readonly fault: string;
  readonly server: string | undefined;
  /** Milliseconds between two answers around the fault. */
  readonly silence: number;
  readonly survived: boolean;
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
  readonly #outcomes: Outcome[] = [];
  #pair: HaproxyPair | undefined;
  /** Host of the last answer, and whether answers come at this moment. */
  #server: string | undefined;
  #answering = false;
  /** Longest time between two answers since it was last set to 0. */
  #longest = 0;
  #answers = 0;
  readonly #states = new Map<string, string>();

  constructor(interrupted: AbortSignal) {
    this.#interrupted = interrupted;
  }

  async run(repeat: boolean): Promise<number> {
    try {
      if (!(await this.#play(repeat))) return EXIT.failed;
      return this.#outcomes.every(({ survived }) => survived) ? EXIT.ok : EXIT.failed;
    } catch (error) {
      if (!this.#interrupted.aborted) throw error;
      this.#timeline.line('demo', 'interrupted');
      // Ctrl-C is how a demo that repeats ends; one round was asked to be whole.
      return repeat && this.#outcomes.every(({ survived }) => survived) ? EXIT.ok : EXIT.interrupted;
    } finally {
      await this.#pair?.dispose();
      this.#timeline.line('demo', 'everything removed');
    }
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
    if (!(await this.#until('a master listens 3.6 s before it takes the address', () => this.#serving()))) return false;
    for (;;) {
      await this.#round();
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

  async #round(): Promise<void> {
    await this.#watch(1_500);
    const master = this.#server ?? '';
    await this.#loseAndReturn(master);
    await this.#stopAndReturn(otherThan(master));
  }

  async #loseAndReturn(master: string): Promise<void> {
    this.#longest = 0;
    this.#timeline.line(master, 'LOSES ITS POWER: cable, HAProxy and vrrpd are gone at once');
    await this.#mustPair().cutPower(master);
    const taken = await this.#until('Master_Down_Interval runs', () => this.#servedBy(otherThan(master)));
    this.#outcomes.push({
      fault: `${master} loses power`,
      server: this.#server,
      silence: this.#longest,
      survived: taken,
    });
    await this.#watch(1_000);

    this.#longest = 0;
    this.#timeline.line(master, 'comes back');
    const before = this.#server;
    this.#states.delete(master);
    await this.#mustPair().restorePower(master);
    const back = await this.#until('it starts', () => this.#states.has(master));
    // Longer than its Master_Down_Interval: time enough to take the address, if it did not hear the master.
    await this.#watch(4_500);
    const held = back && this.#answering && this.#server === before;
    this.#outcomes.push({
      fault: `${master} comes back`,
      server: this.#server,
      silence: this.#longest,
      survived: held,
    });
  }

  async #stopAndReturn(master: string): Promise<void> {
    this.#longest = 0;
    this.#timeline.line(master, 'vrrpd is stopped, as by systemctl stop');
    const stopped = this.#mustPair().stopDaemon(master);
    const taken = await this.#until('Skew_Time runs', () => this.#servedBy(otherThan(master)));
    await stopped;
    this.#outcomes.push({
      fault: `${master} stops vrrpd`,
      server: this.#server,
      silence: this.#longest,
      survived: taken,
    });
    this.#timeline.line(master, 'vrrpd is started again');
    this.#mustPair().startDaemon(master);
    await this.#watch(1_000);
  }

  #events(): PairEvents {
    return {
      transition: (host, { state, why }) => {
        this.#states.set(host, state);
        this.#timeline.line(host, `${state}${why === undefined ? '' : `: ${why}`}`);
      },
      client: (report) => {
        if (report.type === 'silent') {
          this.#answering = false;
          this.#timeline.line('client', 'no answer any more');
          return;
        }
        if (report.type === 'steady') {
          this.#longest = Math.max(this.#longest, report.longest);
          this.#answers += report.answers;
          return;
        }
        this.#longest = Math.max(this.#longest, report.gap);
        this.#answering = true;
        this.#server = report.host;
        const after = report.gap === 0 ? '' : `, after ${formatMillis(report.gap)} without`;
        this.#timeline.line('client', `answered by ${report.host}${after}`);
      },
      died: (host, program, lines) => {
        this.#timeline.line(host, `${program} ended by itself: ${lines.join(' / ')}`);
      },
    };
  }

  #serving(): boolean {
    return this.#answering;
  }

  #servedBy(host: string): boolean {
    return this.#answering && this.#server === host;
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
    const who = this.#answering ? `${this.#server} answers` : 'nobody answers';
    this.#timeline.line('client', `${who}: ${this.#answers} requests in ${formatMillis(millis)}`);
  }

  async #pause(millis: number): Promise<void> {
    await pause(millis, undefined, { signal: this.#interrupted });
  }

  #sumUp(): void {
    this.#timeline.say('');
    for (const { fault, server, silence, survived } of this.#outcomes) {
      const by = survived ? `served by ${server}` : 'NOT SURVIVED';
      this.#timeline.say(
        `  ${fault.padEnd(18)} ${by.padEnd(15)} longest time without an answer ${formatMillis(silence)}`,
      );
    }
    const lost = this.#outcomes.filter(({ survived }) => !survived).length;
    this.#timeline.say(lost === 0 ? '  The service survived.' : '  The service did NOT survive.');
    this.#timeline.say('');
  }

  async #intermission(): Promise<void> {
    const { lab } = this.#mustPair();
    for (const { name } of PAIR) {
      this.#timeline.say(`  look at ${name}:  vrrpd status --run-dir ${runDirectoryOf(lab.host(name))}`);
    }
    this.#timeline.say(`  Next round in ${BETWEEN_ROUNDS / 1e3} s. Ctrl-C ends the demo and removes everything.\n`);
    await this.#pause(BETWEEN_ROUNDS);
    this.#outcomes.length = 0;
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
