/**
 * A simulated network under one fake clock: hosts with the real core, packets that are lost, late or doubled, hosts that
 * freeze, pause and crash, and partitions. Nothing here knows the time of day; the same seed gives the same story.
 */

import type { IpAddress } from '../../src/base/address.js';
import { type Micros, micros, plus } from '../../src/base/micros.js';
import type { VirtualRouterParameters } from '../../src/vrrp/parameters.js';
import { type Packet, SimulatedHost, type Transition } from './lan-host.js';
import { LanSeal } from './lan-seal.js';
import { Random } from './random.js';

export interface Weather {
  /** Probability that one receiver misses a packet. */
  loss: number;
  /** Probability that a packet arrives twice. */
  duplication: number;
  /** Longest time on the way. */
  readonly delay: Micros;
  /** Longest lateness of a timer. */
  readonly lateness: Micros;
}

interface Flight {
  readonly at: Micros;
  readonly to: SimulatedHost;
  readonly packet: Packet;
}

type Sleep = { readonly until: Micros; readonly deaf: boolean };

export class Lan {
  now = micros(0);
  readonly hosts: SimulatedHost[] = [];
  readonly transitions: Transition[] = [];
  /** Advertisements sent so far. */
  readonly sent = new Map<SimulatedHost, number>();
  readonly violations: string[] = [];
  readonly weather: Weather;
  /** Hosts sign, and believe signatures only. */
  signed = false;
  readonly #random: Random;
  readonly #sleeps = new Map<SimulatedHost, Sleep>();
  readonly #inboxes = new Map<SimulatedHost, Packet[]>();
  /** Last arrival on the way from one host to another. */
  readonly #arrivals = new Map<string, Micros>();
  #flights: Flight[] = [];
  #plans: { readonly at: Micros; readonly run: () => void }[] = [];
  /** Part of the network that each host is in; absent is the common one. */
  readonly #parts = new Map<SimulatedHost, number>();

  constructor(seed: number, weather: Weather) {
    this.#random = new Random(seed);
    this.weather = weather;
  }

  add(name: string, address: IpAddress, parameters: readonly VirtualRouterParameters[]): SimulatedHost {
    const hooks = {
      send: (from: SimulatedHost, packet: Packet) => this.#send(from, packet),
      transition: (transition: Transition) => void this.transitions.push(transition),
      violation: (message: string) => void this.violations.push(`${this.now}: ${message}`),
    };
    const host = new SimulatedHost(name, address, parameters, hooks, this.signed ? new LanSeal() : undefined);
    this.hosts.push(host);
    this.#inboxes.set(host, []);
    return host;
  }

  /** Runs something at a moment, after what arrived before it. */
  plan(at: Micros, run: () => void): void {
    this.#plans.push({ at, run });
  }

  /** The process stands still; its sockets go on filling. */
  freeze(host: SimulatedHost, duration: Micros): void {
    this.#sleeps.set(host, { until: plus(this.now, duration), deaf: false });
  }

  /** The whole machine stands still: what is sent to it is lost. */
  pause(host: SimulatedHost, duration: Micros): void {
    this.#sleeps.set(host, { until: plus(this.now, duration), deaf: true });
  }

  isolate(host: SimulatedHost, part: number): void {
    this.#parts.set(host, part);
  }

  /** The network is whole and loses nothing from now on. */
  heal(): void {
    this.#parts.clear();
    this.weather.loss = 0;
    this.weather.duplication = 0;
  }

  isAsleep(host: SimulatedHost): boolean {
    return this.#sleeps.has(host);
  }

  /** Ends a sleep now. */
  wake(host: SimulatedHost): void {
    this.#sleeps.delete(host);
    this.#drain(host);
    host.tick(this.now);
  }

  /** A dead process neither sleeps nor reads. */
  crash(host: SimulatedHost): void {
    host.crash();
    this.#sleeps.delete(host);
    this.#inboxes.set(host, []);
  }

  masters(router: string): readonly SimulatedHost[] {
    return this.hosts.filter(
      (host) => host.running && host.routers.some((each) => each.parameters.name === router && each.holds),
    );
  }

  /** Lets time pass until the moment, with everything that happens before it. */
  runTo(end: Micros): void {
    for (;;) {
      const at = this.#nextMoment();
      if (at === undefined || at > end) break;
      this.now = micros(Math.max(at, this.now));
      this.#wake();
      this.#deliver();
      this.#runPlans();
      this.#tick();
    }
    this.now = end;
  }

  #nextMoment(): Micros | undefined {
    let best: number | undefined;
    const consider = (at: number | undefined): void => {
      if (at !== undefined && (best === undefined || at < best)) best = at;
    };
    for (const { at } of this.#flights) consider(at);
    for (const { at } of this.#plans) consider(at);
    for (const host of this.hosts) consider(this.#sleeps.get(host)?.until ?? this.#dueAt(host));
    return best === undefined ? undefined : micros(best);
  }

  #dueAt(host: SimulatedHost): Micros | undefined {
    const deadline = host.nextDeadline();
    return deadline === undefined ? undefined : plus(deadline, this.weather.lateness);
  }

  /** What came while a host stood still is read before any deadline is looked at. */
  #wake(): void {
    for (const [host, sleep] of this.#sleeps) {
      if (sleep.until <= this.now) this.wake(host);
    }
  }

  #drain(host: SimulatedHost): void {
    const packets = this.#inboxes.get(host) ?? [];
    this.#inboxes.set(host, []);
    for (const packet of packets) host.receive(packet, this.now);
  }

  #deliver(): void {
    const arrived = this.#flights.filter(({ at }) => at <= this.now);
    this.#flights = this.#flights.filter(({ at }) => at > this.now);
    for (const { to, packet } of arrived) {
      const sleep = this.#sleeps.get(to);
      if (!to.linkUp || !to.running || sleep?.deaf === true) continue;
      if (sleep === undefined) to.receive(packet, this.now);
      else this.#inboxes.get(to)?.push(packet);
    }
  }

  #runPlans(): void {
    const due = this.#plans.filter(({ at }) => at <= this.now);
    this.#plans = this.#plans.filter(({ at }) => at > this.now);
    for (const { run } of due) run();
  }

  #tick(): void {
    for (const host of this.hosts) {
      const due = this.#sleeps.has(host) ? undefined : this.#dueAt(host);
      if (due !== undefined && due <= this.now) host.tick(this.now);
    }
  }

  #send(from: SimulatedHost, packet: Packet): void {
    if (!from.linkUp) return;
    this.sent.set(from, (this.sent.get(from) ?? 0) + 1);
    for (const to of this.hosts) {
      if (to === from || this.#parts.get(to) !== this.#parts.get(from)) continue;
      if (this.#random.chance(this.weather.loss)) continue;
      const copies = this.#random.chance(this.weather.duplication) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        this.#flights.push({ at: this.#arrival(from, to), to, packet });
      }
    }
  }

  /** Packets between two hosts may be late, but never overtake each other: it is one wire. */
  #arrival(from: SimulatedHost, to: SimulatedHost): Micros {
    const wire = `${from.name} ${to.name}`;
    const at = plus(this.now, micros(this.#random.next() * this.weather.delay));
    const arrival = micros(Math.max(at, this.#arrivals.get(wire) ?? 0));
    this.#arrivals.set(wire, arrival);
    return arrival;
  }
}
