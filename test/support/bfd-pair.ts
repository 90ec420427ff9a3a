/** Two BFD sessions that hear each other, under a clock that a test moves by hand. */

import { type Micros, micros } from '../../src/base/micros.js';
import type { SessionAction, SessionEvent } from '../../src/bfd/event.js';
import type { SessionParameters } from '../../src/bfd/parameters.js';
import { newSession, nextDeadline, type SessionState } from '../../src/bfd/state.js';
import { step } from '../../src/bfd/step.js';
import type { BfdControl } from '../../src/wire/bfd.js';

const LATENCY = 100;

export const USUAL: SessionParameters = {
  name: 'peer',
  minReceive: micros(10_000),
  minTransmit: micros(10_000),
  idleTransmit: micros(1_000_000),
  multiplier: 5,
  passive: false,
};

export interface SentControl {
  readonly at: Micros;
  readonly packet: BfdControl;
}

/** One end. Jitter is none unless `random` says otherwise. */
export class BfdEnd {
  parameters: SessionParameters;
  state: SessionState;
  random = 0.999_999_9;
  /** Nothing leaves. */
  cut = false;
  readonly sent: SentControl[] = [];
  /** `0.001 down>init`: seconds and states. */
  readonly story: string[] = [];

  constructor(parameters: Partial<SessionParameters>, discriminator: number) {
    this.parameters = { ...USUAL, ...parameters };
    this.state = newSession(this.parameters, discriminator, micros(0));
  }

  handle(event: SessionEvent, now: Micros): readonly BfdControl[] {
    const { state, actions } = step(this.parameters, this.state, event, now, this.random);
    this.state = state;
    return actions.flatMap((action) => this.#note(action, now));
  }

  /** What was sent since then, at most so many. */
  sentSince(at: number): readonly SentControl[] {
    return this.sent.filter((one) => one.at >= at);
  }

  #note(action: SessionAction, now: Micros): readonly BfdControl[] {
    if (action.type === 'send') {
      this.sent.push({ at: now, packet: action.packet });
      return this.cut ? [] : [action.packet];
    }
    this.story.push(`${(now / 1_000_000).toFixed(3)} ${action.from}>${action.to} ${action.diagnostic}`);
    return [];
  }
}

interface Flying {
  readonly at: Micros;
  readonly to: BfdEnd;
  readonly packet: BfdControl;
}

export class BfdPair {
  now = micros(0);
  readonly a: BfdEnd;
  readonly b: BfdEnd;
  #flying: Flying[] = [];

  constructor(a: Partial<SessionParameters> = {}, b: Partial<SessionParameters> = {}) {
    this.a = new BfdEnd(a, 1);
    this.b = new BfdEnd(b, 2);
  }

  tell(end: BfdEnd, event: SessionEvent): void {
    const to = end === this.a ? this.b : this.a;
    const at = micros(this.now + LATENCY);
    for (const packet of end.handle(event, this.now)) this.#flying.push({ at, to, packet });
  }

  /** A reload of one end. */
  change(end: BfdEnd, parameters: Partial<SessionParameters>): void {
    end.parameters = { ...end.parameters, ...parameters };
    this.tell(end, { type: 'parameters-changed' });
  }

  /** Lets time pass; everything due happens at its moment, packets before deadlines. */
  advance(duration: number): void {
    const end = micros(this.now + duration);
    for (;;) {
      const packet = this.#flying[0];
      const moments = [this.a, this.b].flatMap((one) => nextDeadline(one.state) ?? []);
      const next = Math.min(packet?.at ?? Number.POSITIVE_INFINITY, ...moments);
      if (next > end) break;
      this.now = micros(Math.max(this.now, next));
      if (packet !== undefined && packet.at <= this.now) {
        this.#flying.shift();
        this.tell(packet.to, { type: 'control-received', packet: packet.packet });
      } else {
        for (const one of [this.a, this.b]) {
          const due = nextDeadline(one.state);
          if (due !== undefined && due <= this.now) this.tell(one, { type: 'tick' });
        }
      }
    }
    this.now = end;
  }

  start(): this {
    this.tell(this.a, { type: 'start' });
    this.tell(this.b, { type: 'start' });
    return this;
  }
}
