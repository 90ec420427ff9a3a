/**
 * A third host that listens: tcpdump in its namespace, the kernel's time stamps, every advert and gratuitous ARP.
 */

import type { LabHost } from '../../src/lab/lab-host.js';
import type { LabProcess } from '../../src/lab/lab-process.js';
import { readFrame, type Seen, type SeenAdvert, type SeenGratuitousArp, type SeenNeighbour } from './frame.js';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const NANOSECOND_MAGIC = 0xa1b23c4d;

export class Capture {
  readonly seen: Seen[] = [];
  readonly #tcpdump: LabProcess;
  readonly #onSeen: Set<() => void> = new Set();
  #pending: Buffer = Buffer.alloc(0);
  #headerRead = false;

  private constructor(host: LabHost, link: string, ready: () => void) {
    const command = ['tcpdump', '-i', link, '-Q', 'in', '-U', '--immediate-mode', '-n', '-Z', 'root', '-B', '16384'];
    this.#tcpdump = host.start(
      [
        ...command,
        '--time-stamp-precision=nano',
        '-w',
        '-',
        'arp or ip proto 112 or ip proto 51 or ip6 proto 112 or icmp6',
      ],
      {
        onBytes: (bytes) => this.#feed(bytes),
        onLine: (line) => {
          if (line.includes('listening on')) ready();
        },
      },
    );
  }

  /** Starts listening; resolves when nothing is missed any more. */
  static async start(host: LabHost, link = 'eth0'): Promise<Capture> {
    let ready = (): void => {};
    const listening = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const capture = new Capture(host, link, () => ready());
    const first = await Promise.race([listening.then(() => undefined), capture.#tcpdump.ended]);
    if (first !== undefined) throw new Error(`tcpdump did not start: ${capture.#tcpdump.lines.join(' ')}`);
    return capture;
  }

  adverts(match: Partial<Pick<SeenAdvert, 'source' | 'vrid' | 'priority'>> = {}, since = 0): readonly SeenAdvert[] {
    return this.seen.filter(
      (one): one is SeenAdvert =>
        one.type === 'advert' &&
        one.at >= since &&
        (match.source === undefined || one.source === match.source) &&
        (match.vrid === undefined || one.vrid === match.vrid) &&
        (match.priority === undefined || one.priority === match.priority),
    );
  }

  announcements(address?: string, since = 0): readonly SeenGratuitousArp[] {
    return this.seen.filter(
      (one): one is SeenGratuitousArp =>
        one.type === 'gratuitous-arp' && one.at >= since && (address === undefined || one.address === address),
    );
  }

  neighbours(address: string): readonly SeenNeighbour[] {
    return this.seen.filter(
      (one): one is SeenNeighbour => one.type === 'neighbour-advertisement' && one.address === address,
    );
  }

  /** The stamp of the latest packet, microseconds; 0 before the first. */
  get latest(): number {
    return this.seen.at(-1)?.at ?? 0;
  }

  /** Resolves when the condition holds, asked again at each packet; rejects after the bound. */
  until(what: string, condition: () => boolean, boundMillis = 15_000): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const check = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#onSeen.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#onSeen.delete(check);
        reject(new Error(`not seen on the wire within ${boundMillis} ms: ${what}; last: ${this.#tail()}`));
      }, boundMillis);
      this.#onSeen.add(check);
    });
  }

  async stop(): Promise<void> {
    await this.#tcpdump.stop();
  }

  #tail(): string {
    return this.seen
      .slice(-5)
      .map((one) =>
        one.type === 'advert'
          ? `${one.source} vrid ${one.vrid} priority ${one.priority}`
          : `${one.type} ${one.address}`,
      )
      .join(', ');
  }

  #feed(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    let offset = 0;
    if (!this.#headerRead) {
      if (this.#pending.length < FILE_HEADER) return;
      if (this.#pending.readUInt32LE(0) !== NANOSECOND_MAGIC) throw new Error('not a capture with nanoseconds');
      this.#headerRead = true;
      offset = FILE_HEADER;
    }
    const before = this.seen.length;
    while (this.#pending.length - offset >= RECORD_HEADER) {
      const length = this.#pending.readUInt32LE(offset + 8);
      const end = offset + RECORD_HEADER + length;
      if (this.#pending.length < end) break;
      const at = this.#pending.readUInt32LE(offset) * 1e6 + this.#pending.readUInt32LE(offset + 4) / 1e3;
      const seen = readFrame(this.#pending.subarray(offset + RECORD_HEADER, end), at);
      if (seen !== undefined) this.seen.push(seen);
      offset = end;
    }
    this.#pending = this.#pending.subarray(offset);
    if (this.seen.length !== before) for (const check of [...this.#onSeen]) check();
  }
}
