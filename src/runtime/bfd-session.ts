/**
 * One bfd_instance that runs: its state, the socket that it sends from, and what packets may reach it.
 */

import { familyOf } from '../base/address.js';
import { SystemError } from '../base/errors.js';
import type { Logger } from '../base/logger.js';
import { type Micros, minus, toMillis } from '../base/micros.js';
import type { SessionAction, SessionEvent } from '../bfd/event.js';
import { newSession, nextDeadline, type SessionState } from '../bfd/state.js';
import { step } from '../bfd/step.js';
import { detectionTime, transmitInterval } from '../bfd/timers.js';
import type { BfdSession as Definition } from '../config/model-lvs.js';
import { type BfdControl, describeDiagnostic, encodeBfdControl } from '../wire/bfd.js';
import { Deadline } from './deadline-queue.js';
import type { DatagramSender, DatagramTransport, ReceivedDatagram } from './ports/datagrams.js';
import type { SessionChange } from './session-log.js';
import type { SessionSnapshot } from './snapshot.js';
import type { TurnLoop } from './turn-loop.js';

/** @see RFC 5881 section 4, RFC 5883 section 5 */
export const SINGLE_HOP_PORT = 3784;
export const MULTIHOP_PORT = 4784;
/** Source ports of sessions. @see RFC 5881 section 4 */
const FIRST_SOURCE_PORT = 49_152;
const SOURCE_PORTS = 16_384;
/** Source ports that are tried for one packet. */
const PORT_ATTEMPTS = 8;

export interface SessionServices {
  readonly loop: TurnLoop;
  readonly datagrams: DatagramTransport;
  readonly logger: Logger;
  /** 0 up to but not 1, never foreseen. */
  random(): number;
  /** The session is up or no longer up, or it is down for another reason. */
  changed(name: string, result: 'up' | 'down', detail: string, now: Micros): void;
  /** For the journal. */
  moved(change: SessionChange): void;
}

export class BfdSession {
  definition: Definition;
  readonly #services: SessionServices;
  readonly #deadline: Deadline;
  #state: SessionState;
  #sender: DatagramSender | undefined;
  /** What keeps it from sending or hearing, for people. */
  readonly #problems = new Map<'send' | 'listen', string>();
  #announced: string | undefined;
  #sent = 0;
  #received = 0;
  readonly #rejected = new Map<string, number>();

  constructor(definition: Definition, discriminator: number, services: SessionServices, now: Micros) {
    this.definition = definition;
    this.#services = services;
    this.#deadline = new Deadline((at) => this.handle({ type: 'tick' }, at));
    this.#state = newSession(definition, discriminator, now);
  }

  get discriminator(): number {
    return this.#state.discriminator;
  }

  get port(): number {
    return this.definition.multihop ? MULTIHOP_PORT : SINGLE_HOP_PORT;
  }

  get result(): 'up' | 'down' {
    return this.#state.type === 'up' ? 'up' : 'down';
  }

  /** Why it is as it is, for people. */
  get detail(): string {
    const { type, diagnostic, remote, sentAt } = this.#state;
    const { neighbor } = this.definition;
    if (type === 'up') return `with ${neighbor}`;
    const [problem] = this.#problems.values();
    if (problem !== undefined) return problem;
    if (remote === undefined && this.#rejected.size > 0) return `${this.#refused} packets rejected`;
    if (diagnostic !== 0) return describeDiagnostic(diagnostic);
    if (remote !== undefined) return `${neighbor} is ${remote.state}`;
    return sentAt === undefined ? `waits for ${neighbor}` : `nothing heard of ${neighbor}`;
  }

  get #refused(): number {
    let sum = 0;
    for (const count of this.#rejected.values()) sum += count;
    return sum;
  }

  /** Inside a turn. */
  handle(event: SessionEvent, now: Micros): void {
    const { loop, random } = this.#services;
    const { state, actions } = step(this.definition, this.#state, event, now, random());
    this.#state = state;
    loop.arm(this.#deadline, nextDeadline(state));
    for (const action of actions) {
      if (action.type === 'send') this.#send(action.packet);
      else this.#tell(action);
    }
    this.#announce(now);
  }

  /** Takes a packet that is addressed to this session, if it came from the right place and from near enough. */
  receive(packet: BfdControl, { source, destination, hopLimit }: ReceivedDatagram, now: Micros): void {
    const { neighbor, source: ours } = this.definition;
    if (source !== neighbor || (ours !== undefined && destination !== ours)) {
      this.#reject('address', `a packet for it came from ${source} to ${destination ?? 'an unknown address'}`);
    } else if (hopLimit === undefined || hopLimit < leastHopLimit(this.definition)) {
      const least = leastHopLimit(this.definition);
      this.#reject('hop-limit', `packets of ${neighbor} come with TTL ${hopLimit}, below ${least} (ttl, max_hops)`);
    } else {
      this.#received += 1;
      this.handle({ type: 'control-received', packet }, now);
    }
  }

  /** What keeps it from sending or hearing; undefined: nothing does. */
  noteProblem(kind: 'send' | 'listen', text: string | undefined): void {
    const { name } = this.definition;
    if (text === undefined) this.#problems.delete(kind);
    else if (this.#problems.get(kind) !== text) {
      this.#problems.set(kind, text);
      this.#services.logger.warn({ session: name }, `(${name}) ${text}`);
    }
  }

  /** Ends it for good; the other end is told. Nobody here is. */
  close(now: Micros): void {
    const { state, actions } = step(this.definition, this.#state, { type: 'stop' }, now, 0);
    this.#state = state;
    this.#services.loop.arm(this.#deadline, undefined);
    for (const action of actions) if (action.type === 'send') this.#send(action.packet);
    this.#sender?.close();
    this.#sender = undefined;
  }

  snapshot(now: Micros, wall: number): SessionSnapshot {
    const { type, since, remote, diagnostic, discriminator } = this.#state;
    const { name, neighbor, source, multihop } = this.definition;
    return {
      name,
      neighbor,
      source,
      multihop,
      state: type,
      sinceWall: Math.round(wall - toMillis(minus(now, since))),
      detail: this.detail,
      diagnostic: describeDiagnostic(diagnostic),
      discriminator,
      transmitInterval: transmitInterval(this.definition, this.#state),
      detectionTime: detectionTime(this.#state),
      remote: remote && {
        state: remote.state,
        diagnostic: describeDiagnostic(remote.diagnostic),
        discriminator: remote.discriminator,
        minReceive: remote.requiredMinReceive,
        minTransmit: remote.desiredMinTransmit,
        detectMultiplier: remote.detectMultiplier,
      },
      sent: this.#sent,
      received: this.#received,
      rejected: Object.fromEntries(this.#rejected),
    };
  }

  #send(packet: BfdControl): void {
    try {
      this.#sender ??= this.#open();
      const error = this.#sender.send(encodeBfdControl(packet));
      if (error === undefined) this.#sent += 1;
      this.noteProblem('send', error && `cannot send: ${error.message}`);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.noteProblem('send', `cannot send: ${error.message}`);
    }
  }

  /** Somebody else may have a source port; another one is as good. */
  #open(): DatagramSender {
    const { datagrams, random } = this.#services;
    const { neighbor: destination, source, ttl: hopLimit } = this.definition;
    const family = familyOf(destination);
    for (let attempt = 1; ; attempt += 1) {
      const sourcePort = FIRST_SOURCE_PORT + Math.floor(random() * SOURCE_PORTS);
      try {
        return datagrams.open({ family, source, sourcePort, destination, destinationPort: this.port, hopLimit });
      } catch (error) {
        const taken = error instanceof SystemError && error.errno === 'EADDRINUSE';
        if (!taken || attempt === PORT_ATTEMPTS) throw error;
      }
    }
  }

  /** What tracks the session hears of its result, and of a new reason for it. */
  #announce(now: Micros): void {
    const { detail } = this;
    if (detail === this.#announced) return;
    this.#announced = detail;
    this.#services.changed(this.definition.name, this.result, detail, now);
  }

  #tell(action: Extract<SessionAction, { type: 'transition' }>): void {
    const { name, neighbor } = this.definition;
    const { logger, moved } = this.#services;
    const { from, to, diagnostic, remoteDiagnostic } = action;
    if (from === 'up' || to === 'up') moved({ name, neighbor, from, to, diagnostic, remoteDiagnostic });
    const fields = { session: name, neighbor, from, to, diagnostic, remoteDiagnostic };
    const ours = describeDiagnostic(diagnostic);
    const theirs = remoteDiagnostic === undefined ? 'unknown' : describeDiagnostic(remoteDiagnostic);
    const word = to.charAt(0).toUpperCase() + to.slice(1);
    if (to === 'down') {
      const why = `local diagnostic: ${ours}, remote diagnostic: ${theirs}`;
      logger.warn(fields, `(${name}) Entering Down state with ${neighbor} (${why})`);
    } else logger.info(fields, `(${name}) Entering ${word} state with ${neighbor}`);
  }

  /** Told once: the sender chooses how many there are. */
  #reject(code: string, text: string): void {
    const count = (this.#rejected.get(code) ?? 0) + 1;
    this.#rejected.set(code, count);
    const { name } = this.definition;
    if (count === 1) this.#services.logger.warn({ session: name, code }, `(${name}) rejected: ${text}`);
  }
}

/** TTL that a packet of the other end must still have; -1 and 255 hops allow any. */
function leastHopLimit({ ttl, maxHops }: Definition): number {
  return maxHops < 0 ? 0 : ttl - maxHops;
}
