/**
 * One BFD session, one event, what follows: asynchronous mode, without echo packets and without demand mode of our own.
 * Pure and synchronous: the clock and chance are arguments. RFC 5880 section 6.8.
 *
 * Not checked here: whether a packet is one of this session's and came from near enough; the shell has looked.
 */

import { assertNever } from '../base/assert-never.js';
import { type Micros, micros, plus } from '../base/micros.js';
import { type BfdControl, type BfdState, DIAGNOSTIC } from '../wire/bfd.js';
import type { SessionAction, SessionEvent } from './event.js';
import type { SessionParameters } from './parameters.js';
import type { SessionState } from './state.js';
import { announcedTransmit, detectionTime, jittered, transmitInterval } from './timers.js';

export interface SessionResult {
  readonly state: SessionState;
  /** In the order in which they are to be carried out. */
  readonly actions: readonly SessionAction[];
}

/** Time and chance of one step. */
interface Moment {
  readonly now: Micros;
  readonly random: number;
}

/**
 * What a session makes of one event. Sockets must have been drained into `control-received` events before a `tick`.
 * @param parameters as they are now; on `parameters-changed` already the new ones
 * @param now monotonic, never less than in the step before
 * @param random 0 up to but not 1, another one for each step
 */
export function step(
  parameters: SessionParameters,
  state: SessionState,
  event: SessionEvent,
  now: Micros,
  random: number,
): SessionResult {
  if (state.type === 'admin-down') return { state, actions: [] };
  const moment = { now, random };
  switch (event.type) {
    case 'start':
      return transmit(parameters, state, moment);
    case 'tick':
      return tick(parameters, state, moment);
    case 'control-received':
      return hear(parameters, state, event.packet, moment);
    case 'parameters-changed':
      return adapt(parameters, state, moment);
    case 'stop':
      return stop(parameters, state, moment);
    default:
      return assertNever(event);
  }
}

function tick(parameters: SessionParameters, state: SessionState, moment: Moment): SessionResult {
  const { now } = moment;
  if (state.detectAt !== undefined && state.detectAt <= now) {
    const silent = { ...state, remote: undefined, detectAt: undefined };
    if (state.type !== 'down') return change(parameters, silent, 'down', DIAGNOSTIC.detectionTimeExpired, moment);
    return { state: rearmed(parameters, state, silent, moment), actions: [] };
  }
  if (state.transmitAt === undefined || state.transmitAt > now) return { state, actions: [] };
  return transmit(parameters, state, moment);
}

function hear(parameters: SessionParameters, state: SessionState, packet: BfdControl, moment: Moment): SessionResult {
  const polled = state.polling && packet.final ? settled(parameters, state) : state;
  const known: SessionState = { ...polled, remote: remoteOf(packet) };
  const heard: SessionState = { ...known, detectAt: plus(moment.now, detectionTime(known) ?? micros(0)) };
  const type = nextType(state.type, packet.state);
  const next =
    type === state.type
      ? { state: rearmed(parameters, state, heard, moment), actions: [] }
      : change(parameters, heard, type, diagnosticOf(type, state.diagnostic), moment);
  if (!packet.poll) return next;
  // What the reply says is what a packet sent for a change of state would say.
  const reply: SessionAction = { type: 'send', packet: controlPacket(parameters, next.state, true) };
  return { state: next.state, actions: [reply, ...next.actions.filter((action) => action.type !== 'send')] };
}

/** @see RFC 5880 section 6.8.6, the state machine behind the checks */
function nextType(ours: BfdState, theirs: BfdState): BfdState {
  if (theirs === 'admin-down') return 'down';
  switch (ours) {
    case 'down':
      return theirs === 'down' ? 'init' : theirs === 'init' ? 'up' : 'down';
    case 'init':
      return theirs === 'down' ? 'init' : 'up';
    case 'up':
      return theirs === 'down' ? 'down' : 'up';
    case 'admin-down':
      return ours;
    default:
      return assertNever(ours);
  }
}

/** What is said of a change that the other end's packet caused. */
function diagnosticOf(type: BfdState, before: number): number {
  if (type === 'down') return DIAGNOSTIC.neighborDown;
  return type === 'up' ? DIAGNOSTIC.none : before;
}

function remoteOf(packet: BfdControl): SessionState['remote'] {
  const { state, diagnostic, myDiscriminator, detectMultiplier, desiredMinTransmit, requiredMinReceive } = packet;
  const { demand } = packet;
  const discriminator = myDiscriminator;
  return { state, diagnostic, discriminator, detectMultiplier, desiredMinTransmit, requiredMinReceive, demand };
}

/** Enters another state and tells the other end at once. */
function change(
  parameters: SessionParameters,
  state: SessionState,
  to: BfdState,
  diagnostic: number,
  moment: Moment,
): SessionResult {
  const announced = announcedTransmit(parameters, to);
  const up = to === 'up';
  const entered: SessionState = {
    ...state,
    type: to,
    since: moment.now,
    diagnostic,
    polling: up && announced !== parameters.idleTransmit,
    // A longer interval is kept to only once the other end knows of it.
    minTransmit: up ? micros(Math.min(state.minTransmit, announced)) : announced,
    minReceive: parameters.minReceive,
  };
  const remoteDiagnostic = state.remote?.diagnostic;
  const told: SessionAction = { type: 'transition', from: state.type, to, diagnostic, remoteDiagnostic };
  const sent = transmit(parameters, entered, moment);
  return { state: sent.state, actions: [...sent.actions, told] };
}

/** New intervals of a session that is up are announced first and used when the other end has confirmed them. */
function adapt(parameters: SessionParameters, state: SessionState, moment: Moment): SessionResult {
  const announced = announcedTransmit(parameters, state.type);
  if (state.type !== 'up') {
    const idle = { ...state, minTransmit: announced, minReceive: parameters.minReceive };
    return { state: rearmed(parameters, state, idle, moment), actions: [] };
  }
  const asked: SessionState = {
    ...state,
    polling: true,
    minTransmit: micros(Math.min(state.minTransmit, announced)),
    minReceive: micros(Math.max(state.minReceive, parameters.minReceive)),
  };
  return transmit(parameters, asked, moment);
}

/** The other end has confirmed: what was announced is used. */
function settled(parameters: SessionParameters, state: SessionState): SessionState {
  const { minReceive } = parameters;
  return { ...state, polling: false, minTransmit: announcedTransmit(parameters, state.type), minReceive };
}

function stop(parameters: SessionParameters, state: SessionState, moment: Moment): SessionResult {
  const { type: from, remote } = state;
  const to = 'admin-down';
  const diagnostic = DIAGNOSTIC.adminDown;
  const silent = { polling: false, transmitAt: undefined, detectAt: undefined };
  const ended: SessionState = { ...state, ...silent, type: to, since: moment.now, diagnostic };
  const told: SessionAction = { type: 'transition', from, to, diagnostic, remoteDiagnostic: remote?.diagnostic };
  if (parameters.passive && remote === undefined) return { state: ended, actions: [told] };
  return { state: ended, actions: [{ type: 'send', packet: controlPacket(parameters, ended, false) }, told] };
}

/** Sends a packet and arms the next; neither while none may be sent. */
function transmit(parameters: SessionParameters, state: SessionState, { now, random }: Moment): SessionResult {
  const interval = transmitInterval(parameters, state);
  if (interval === undefined) return { state: { ...state, transmitAt: undefined }, actions: [] };
  const transmitAt = plus(now, jittered(interval, parameters.multiplier, random));
  const packet = controlPacket(parameters, state, false);
  return { state: { ...state, sentAt: now, transmitAt }, actions: [{ type: 'send', packet }] };
}

/** Another interval counts from the last packet on. */
function rearmed(
  parameters: SessionParameters,
  before: SessionState,
  state: SessionState,
  { now, random }: Moment,
): SessionState {
  const interval = transmitInterval(parameters, state);
  if (interval === undefined) return { ...state, transmitAt: undefined };
  if (state.transmitAt !== undefined && interval === transmitInterval(parameters, before)) return state;
  const from = state.sentAt ?? now;
  const due = plus(from, jittered(interval, parameters.multiplier, random));
  return { ...state, transmitAt: micros(Math.max(now, due)) };
}

function controlPacket(parameters: SessionParameters, state: SessionState, final: boolean): BfdControl {
  const { type, diagnostic, discriminator, remote, polling } = state;
  return {
    diagnostic,
    state: type,
    poll: polling && !final,
    final,
    independent: false,
    demand: false,
    detectMultiplier: parameters.multiplier,
    myDiscriminator: discriminator,
    yourDiscriminator: remote?.discriminator ?? 0,
    desiredMinTransmit: announcedTransmit(parameters, type),
    requiredMinReceive: parameters.minReceive,
    requiredMinEchoReceive: micros(0),
  };
}
