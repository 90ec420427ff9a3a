/**
 * Watches the host's processes: the kernel's process connector says that something changed, and /proc says what there
 * is. Where the connector is not permitted (a container, another network namespace) a look every second has to do.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import type { ProcessFacts, ProcessWatcher, Watch } from '../runtime/ports/watching.js';
import type { BufferWish } from './netlink-socket.js';
import { listenToProcesses } from './process-connector.js';

const SETTLE_MILLIS = 20;
/** On a host that starts many programs looking takes at most one part in so many of the time. */
const SHARE = 20;
const POLL_MILLIS = 1_000;
/** With the connector, in case a message was lost. */
const REVIEW_MILLIS = 30_000;
/** Files of /proc read at the same time. */
const PARALLEL = 16;

/** @param buffer of the socket that hears of processes; the kernel's usual one without it */
export function processWatcher(buffer?: BufferWish): ProcessWatcher {
  return { watch: (argv, now, changed) => new ProcessTable(buffer, argv, now, changed) };
}

class ProcessTable implements Watch {
  readonly #argv: boolean;
  readonly #changed: (processes: readonly ProcessFacts[]) => void;
  readonly #connector: Watch | undefined;
  readonly #timer: NodeJS.Timeout;
  #settling: NodeJS.Timeout | undefined;
  /** When the next look may come. */
  #notBefore = 0;
  #looking = false;
  #again = false;
  #closed = false;

  constructor(
    buffer: BufferWish | undefined,
    argv: boolean,
    now: boolean,
    changed: (processes: readonly ProcessFacts[]) => void,
  ) {
    this.#argv = argv;
    this.#changed = changed;
    this.#connector = listenToProcesses(() => this.#settle(), buffer);
    this.#timer = setInterval(() => void this.#look(), this.#connector === undefined ? POLL_MILLIS : REVIEW_MILLIS);
    if (now) changed(processesNow(argv));
    else void this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#connector?.close();
    clearInterval(this.#timer);
    clearTimeout(this.#settling);
  }

  /** A burst of forks is one look, but a steady stream of them does not put the look off. */
  #settle(): void {
    const wait = Math.min(Math.max(this.#notBefore - performance.now(), SETTLE_MILLIS), POLL_MILLIS);
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      void this.#look();
    }, wait);
  }

  async #look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    const start = performance.now();
    const processes = await processesLater(this.#argv);
    this.#looking = false;
    const end = performance.now();
    this.#notBefore = end + SHARE * (end - start);
    if (this.#closed) return;
    this.#changed(processes);
    if (this.#again) {
      this.#again = false;
      this.#settle();
    }
  }
}

function processesNow(argv: boolean): readonly ProcessFacts[] {
  const found: ProcessFacts[] = [];
  for (const pid of readdirSync('/proc').filter(isPid)) {
    try {
      const name = readFileSync(`/proc/${pid}/comm`, 'latin1');
      found.push(facts(pid, name, argv ? readFileSync(`/proc/${pid}/cmdline`, 'latin1') : ''));
    } catch {
      // It ended between the listing and the look.
    }
  }
  return found;
}

async function processesLater(argv: boolean): Promise<readonly ProcessFacts[]> {
  const waiting = (await readdir('/proc')).filter(isPid);
  const found: ProcessFacts[] = [];
  const readSome = async (): Promise<void> => {
    for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
      try {
        const name = await readFile(`/proc/${pid}/comm`, 'latin1');
        found.push(facts(pid, name, argv ? await readFile(`/proc/${pid}/cmdline`, 'latin1') : ''));
      } catch {
        // It ended between the listing and the look.
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, readSome));
  return found;
}

function isPid(name: string): boolean {
  return /^\d+$/.test(name);
}

function facts(pid: string, name: string, commandLine: string): ProcessFacts {
  const words = commandLine === '' ? [] : commandLine.replace(/\0$/, '').split('\0');
  return { pid: Number(pid), name: name.replace(/\n$/, ''), argv: words };
}
