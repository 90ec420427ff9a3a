/**
 * What happens to one virtual address during a rehearsal: who answers for it, who holds it, how long nobody answered and
 * how long two hosts held it. Moments are milliseconds of one monotonic clock and are arguments.
 */

import type { ProbeReport } from './probe.js';
import type { Service } from './stage.js';

/** One address after one fault. */
export interface ServiceOutcome {
  readonly instance: string;
  readonly address: string;
  /** Who served it before and after; undefined: nobody. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Longest time between two answers, milliseconds; undefined: it was without at the end. */
  readonly silence: number | undefined;
  /** How long two hosts or more held it, milliseconds. */
  readonly twoMasters: number;
  /** Hosts that hold it at the end. */
  readonly holders: readonly string[];
}

export class ServiceLedger {
  readonly service: Service;
  readonly #holders = new Set<string>();
  #answering = false;
  #host: string | undefined;
  #longest = 0;
  #before: string | undefined;
  #twoSince: number | undefined;
  #twoTotal = 0;
  #changedAt = 0;

  constructor(service: Service) {
    this.service = service;
  }

  /** Who answers for the address at this moment. */
  get owner(): string | undefined {
    return this.#answering ? this.#host : undefined;
  }

  get holders(): readonly string[] {
    return [...this.#holders].sort();
  }

  /** When owner or holders last changed. */
  get changedAt(): number {
    return this.#changedAt;
  }

  get moved(): boolean {
    return this.owner !== undefined && this.owner !== this.#before;
  }

  probed(report: ProbeReport, at: number): void {
    if (report.type === 'steady') {
      this.#longest = Math.max(this.#longest, report.longest);
      return;
    }
    this.#changedAt = at;
    this.#answering = report.type === 'answered';
    if (report.type === 'silent') return;
    this.#host = report.host;
    this.#longest = Math.max(this.#longest, report.gap);
  }

  held(host: string, holds: boolean, at: number): void {
    if (this.#holders.has(host) === holds) return;
    if (holds) this.#holders.add(host);
    else this.#holders.delete(host);
    this.#changedAt = at;
    if (this.#holders.size > 1) this.#twoSince ??= at;
    else this.#closeTwo(at);
  }

  /** A fault begins: what is counted starts at nothing. */
  begin(at: number): void {
    this.#before = this.owner;
    this.#longest = 0;
    this.#twoTotal = 0;
    if (this.#twoSince !== undefined) this.#twoSince = at;
  }

  outcome(at: number): ServiceOutcome {
    const open = this.#twoSince === undefined ? 0 : at - this.#twoSince;
    return {
      instance: this.service.instance,
      address: this.service.address,
      before: this.#before,
      after: this.owner,
      silence: this.#answering ? this.#longest : undefined,
      twoMasters: this.#twoTotal + open,
      holders: this.holders,
    };
  }

  #closeTwo(at: number): void {
    if (this.#twoSince === undefined) return;
    this.#twoTotal += at - this.#twoSince;
    this.#twoSince = undefined;
  }
}
