/** All bfd_instance sessions: made from the configuration, given the packets that are theirs, left alone by a reload. */

import { type AddressFamily, familyOf } from '../base/address.js';
import { SystemError } from '../base/errors.js';
import { fromSeconds, type Micros, micros, plus } from '../base/micros.js';
import type { Configuration } from '../config/model.js';
import type { BfdSession as Definition } from '../config/model-lvs.js';
import { decodeBfdControl } from '../wire/bfd.js';
import { BfdSession, type SessionServices } from './bfd-session.js';
import { Deadline } from './deadline-queue.js';
import type { DatagramListener, ReceivedDatagram } from './ports/datagrams.js';
import { ReceiveModeration } from './receive-moderation.js';
import type { SessionSnapshot } from './snapshot.js';

/** A port that could not be opened is tried again after this time. */
const RETRY = fromSeconds(1);
/** Looks into a socket in the shortest interval between packets. */
const WINDOWS_PER_INTERVAL = 10;
const DISCRIMINATORS = 0xffff_ffff;

interface Listener {
  readonly port: number;
  readonly socket: DatagramListener;
  readonly moderation: ReceiveModeration;
}

export class BfdSet {
  readonly #services: SessionServices;
  #sessions = new Map<string, BfdSession>();
  #byDiscriminator = new Map<number, BfdSession>();
  readonly #listeners = new Map<string, Listener>();
  readonly #retry: Deadline;

  constructor(services: SessionServices) {
    this.#services = services;
    this.#retry = new Deadline((now) => this.#listen(now));
  }

  /** Brings the sessions to the configuration; those that stay the same do not notice. Inside a turn. */
  apply(configuration: Configuration, now: Micros): void {
    const before = this.#sessions;
    this.#sessions = new Map();
    const fresh: BfdSession[] = [];
    for (const definition of configuration.bfdSessions) {
      const known = before.get(definition.name);
      if (known !== undefined && samePath(known.definition, definition)) {
        before.delete(definition.name);
        this.#sessions.set(definition.name, known);
        adapt(known, definition, now);
        continue;
      }
      const session = new BfdSession(definition, this.#discriminator(), this.#services, now);
      this.#sessions.set(definition.name, session);
      this.#byDiscriminator.set(session.discriminator, session);
      fresh.push(session);
    }
    for (const gone of before.values()) this.#dismiss(gone, now);
    this.#listen(now);
    for (const session of fresh) session.handle({ type: 'start' }, now);
  }

  /** What is known of a session by now. */
  result(name: string): { readonly type: 'up' | 'down'; readonly detail: string } {
    const session = this.#sessions.get(name);
    return session === undefined
      ? { type: 'down', detail: 'no session runs' }
      : { type: session.result, detail: session.detail };
  }

  /** Takes in what waits. Inside a turn. */
  drain(now: Micros): void {
    for (const listener of this.#listeners.values()) this.#drain(listener, now);
  }

  /** Tells the other ends that the sessions end here. Nobody on this host hears of it. */
  stop(now: Micros): void {
    for (const session of this.#sessions.values()) session.close(now);
    this.#sessions.clear();
    this.#byDiscriminator.clear();
    this.#services.loop.arm(this.#retry, undefined);
    for (const [key, listener] of this.#listeners) this.#close(key, listener);
  }

  snapshot(now: Micros, wall: number): readonly SessionSnapshot[] {
    return [...this.#sessions.values()].map((session) => session.snapshot(now, wall));
  }

  #dismiss(session: BfdSession, now: Micros): void {
    this.#byDiscriminator.delete(session.discriminator);
    session.close(now);
  }

  #discriminator(): number {
    for (;;) {
      const discriminator = 1 + Math.floor(this.#services.random() * DISCRIMINATORS);
      if (!this.#byDiscriminator.has(discriminator)) return discriminator;
    }
  }

  /** Opens the ports that sessions need and closes the others. */
  #listen(now: Micros): void {
    const wanted = new Map<string, BfdSession[]>();
    for (const session of this.#sessions.values()) {
      const key = `${familyOf(session.definition.neighbor)} ${session.port}`;
      wanted.set(key, [...(wanted.get(key) ?? []), session]);
    }
    for (const [key, listener] of this.#listeners) if (!wanted.has(key)) this.#close(key, listener);
    let missing = false;
    for (const [key, sessions] of wanted) {
      const problem = this.#open(key, sessions[0]);
      missing ||= problem !== undefined;
      for (const session of sessions) session.noteProblem('listen', problem);
    }
    this.#services.loop.arm(this.#retry, missing ? plus(now, RETRY) : undefined);
  }

  /** Why the port cannot be opened; undefined when it is open. */
  #open(key: string, session: BfdSession | undefined): string | undefined {
    if (session === undefined) return undefined;
    const { port, definition } = session;
    try {
      const listener = this.#listeners.get(key) ?? this.#newListener(familyOf(definition.neighbor), port);
      this.#listeners.set(key, listener);
      listener.moderation.patienceChanged();
      return undefined;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return `cannot listen on UDP port ${port}: ${error.message}`;
    }
  }

  #newListener(family: AddressFamily, port: number): Listener {
    const { datagrams, loop } = this.#services;
    const socket = datagrams.listen(family, port, () => {
      loop.run((now) => {
        listener.moderation.woken(now);
        this.#drain(listener, now);
      });
    });
    const moderation = new ReceiveModeration(
      socket,
      (deadline, at) => loop.arm(deadline, at),
      () => this.#patience(port),
    );
    const listener: Listener = { port, socket, moderation };
    return listener;
  }

  /** How long packets may lie in a socket: a part of the shortest interval between them. */
  #patience(port: number): Micros {
    const sessions = [...this.#sessions.values()].filter((session) => session.port === port);
    return micros(Math.min(...sessions.map(({ definition }) => definition.minReceive)) / WINDOWS_PER_INTERVAL);
  }

  #close(key: string, { socket, moderation }: Listener): void {
    this.#listeners.delete(key);
    moderation.close();
    socket.close();
  }

  #drain({ port, socket, moderation }: Listener, now: Micros): void {
    const datagrams = socket.drain();
    if (datagrams.length > 0) moderation.drained();
    for (const datagram of datagrams) this.#take(datagram, port, now);
  }

  /** A packet that belongs to no session, or is none at all, changes nothing. */
  #take(datagram: ReceivedDatagram, port: number, now: Micros): void {
    const decoded = decodeBfdControl(datagram.bytes);
    if (!decoded.ok) return;
    const { packet } = decoded;
    const session =
      packet.yourDiscriminator === 0
        ? this.#between(datagram, port)
        : this.#byDiscriminator.get(packet.yourDiscriminator);
    if (session?.port === port) session.receive(packet, datagram, now);
  }

  /** Before the other end knows our discriminator, the addresses name the session. @see RFC 5881 section 3 */
  #between({ source, destination }: ReceivedDatagram, port: number): BfdSession | undefined {
    let found: BfdSession | undefined;
    for (const session of this.#sessions.values()) {
      const { neighbor, source: ours } = session.definition;
      if (session.port !== port || neighbor !== source) continue;
      if (ours === destination) return session;
      if (ours === undefined) found = session;
    }
    return found;
  }
}

function adapt(session: BfdSession, definition: Definition, now: Micros): void {
  const before = session.definition;
  session.definition = definition;
  const { minReceive, minTransmit, idleTransmit, multiplier, passive } = before;
  const same =
    minReceive === definition.minReceive &&
    minTransmit === definition.minTransmit &&
    idleTransmit === definition.idleTransmit &&
    multiplier === definition.multiplier &&
    passive === definition.passive;
  if (!same) session.handle({ type: 'parameters-changed' }, now);
}

/** Whether a session can go on under another definition. */
function samePath(first: Definition, second: Definition): boolean {
  return (
    first.neighbor === second.neighbor &&
    first.source === second.source &&
    first.multihop === second.multihop &&
    first.ttl === second.ttl
  );
}
