/**
 * A recording: what happened to one virtual router and what it did, as lines of JSON. The daemon writes them, the
 * scenario tests read them, and a user's recording becomes a test as it is.
 *
 * The first line is the header with the parameters, as far as they differ from keepalived's defaults. Each further line
 * is one step: the moment in microseconds, the event, the actions, and the state with every armed deadline. A line
 * with nothing but a comment may stand between them.
 */

import { type Micros, micros } from '../base/micros.js';
import type { StateName, VrrpAction } from './action.js';
import { deadlines } from './deadline.js';
import { EVENT_TYPES, type TrackedWord, type VrrpEvent } from './event.js';
import { initialState } from './init.js';
import type { VirtualRouterParameters } from './parameters.js';
import type { Reason } from './reason.js';
import type { StepResult } from './result.js';
import type { VrrpState } from './state.js';
import { step } from './step.js';

/** keepalived's defaults; a header leaves out what is the same. */
export const DEFAULT_PARAMETERS: VirtualRouterParameters = {
  name: 'VI_1',
  vrid: 51,
  family: 4,
  version: 2,
  priority: 100,
  advertisementInterval: micros(1_000_000),
  preemptMode: true,
  preemptDelay: micros(0),
  downTimerAdverts: 3,
  startupDelay: micros(0),
  announcements: {
    repeat: 5,
    delay: micros(5_000_000),
    refresh: micros(0),
    refreshRepeat: 1,
    lowerPriorityRepeat: 5,
    lowerPriorityDelay: micros(5_000_000),
  },
  lowerPriorityNoAdvert: false,
  lastAdvert: 'returned',
  ownerIgnoreAdverts: false,
  timerExpiredBackup: undefined,
  trackedObjects: [],
  syncGroup: undefined,
  configurationFault: undefined,
};

export interface RecordingHeader {
  /** For people: what the story is about. */
  readonly scenario?: string;
  /** Where the expectation comes from: `RFC 9568 section 6.4.2`. */
  readonly source?: string;
  readonly parameters: VirtualRouterParameters;
  /** State before the first step; a router that was not started where there is none. */
  readonly state?: VrrpState;
}

/** An event as a line holds it: a change of parameters carries the new ones, as the header does. */
export type RecordedEvent =
  | Exclude<VrrpEvent, { readonly type: 'parameters-changed' }>
  | {
      readonly type: 'parameters-changed';
      readonly parameters: Partial<VirtualRouterParameters>;
      readonly learned?: readonly TrackedWord[];
    };

/** The state as far as a line shows it. */
export interface StateSummary {
  readonly state: StateName;
  readonly reason: Reason;
  readonly priority: number;
  readonly phase?: string;
  readonly standby?: true;
  readonly causes?: readonly string[];
  readonly master?: { readonly address: string; readonly priority: number };
  readonly deadlines: Readonly<Record<string, Micros>>;
}

export interface RecordedStep {
  readonly at: Micros;
  readonly event: RecordedEvent;
  readonly actions: readonly VrrpAction[];
  readonly after: StateSummary;
}

/** One line of the file after the header. */
export type RecordedLine = RecordedStep | { readonly comment: string };

export interface Recording {
  readonly header: RecordingHeader;
  readonly lines: readonly RecordedLine[];
}

/** The first line of a recording, without a line end. */
export function encodeHeader(header: RecordingHeader): string {
  return JSON.stringify({ ...header, parameters: differences(header.parameters) });
}

/**
 * One step as a line, without a line end.
 * @param parameters those that `step` was called with
 */
export function encodeStep(
  parameters: VirtualRouterParameters,
  at: Micros,
  event: VrrpEvent,
  result: StepResult,
): string {
  return encodeLine(recordStep(parameters, at, event, result));
}

/** Any line after the header, without a line end. */
export function encodeLine(line: RecordedLine): string {
  return JSON.stringify(line);
}

/** Reads a recording. @throws SyntaxError with the line's number where it is not one */
export function parseRecording(text: string): Recording {
  const [first, ...rest] = text
    .split('\n')
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, number }) => ({ value: parseObject(line, number), number }));
  if (first === undefined) throw new SyntaxError('line 1: the recording is empty');
  const { parameters } = first.value;
  if (!isObject(parameters)) throw new SyntaxError(`line ${first.number}: the header has no parameters`);
  const header = { ...first.value, parameters: { ...DEFAULT_PARAMETERS, ...parameters } };
  return { header, lines: rest.map(({ value, number }) => checkLine(value, number)) };
}

/** Runs the events of a recording through the core again and gives the lines as they come out now. */
export function replay({ header, lines }: Recording): readonly RecordedLine[] {
  let parameters = header.parameters;
  let state: VrrpState | undefined = header.state;
  return lines.map((line) => {
    if ('comment' in line) return line;
    state ??= initialState(parameters, line.at);
    const previous = parameters;
    if (line.event.type === 'parameters-changed') parameters = { ...DEFAULT_PARAMETERS, ...line.event.parameters };
    const event: VrrpEvent =
      line.event.type === 'parameters-changed'
        ? { type: 'parameters-changed', previous, learned: line.event.learned ?? [] }
        : line.event;
    const result = step(parameters, state, event, line.at);
    state = result.state;
    return { ...recordStep(parameters, line.at, event, result), event: line.event };
  });
}

function recordStep(
  parameters: VirtualRouterParameters,
  at: Micros,
  event: VrrpEvent,
  { state, actions }: StepResult,
): RecordedStep {
  return { at, event: recordedEvent(parameters, event), actions, after: summarize(state) };
}

function recordedEvent(parameters: VirtualRouterParameters, event: VrrpEvent): RecordedEvent {
  if (event.type !== 'parameters-changed') return event;
  const { type, learned = [] } = event;
  const changed = { type, parameters: differences(parameters) };
  return learned.length === 0 ? changed : { ...changed, learned };
}

function summarize(state: VrrpState): StateSummary {
  const { heardMaster } = state;
  return {
    state: state.type,
    reason: state.reason,
    priority: state.effectivePriority,
    ...(state.type === 'init' ? { phase: state.phase } : {}),
    ...(state.standby ? { standby: true as const } : {}),
    ...(state.type === 'fault' ? { causes: state.causes } : {}),
    ...(heardMaster === undefined ? {} : { master: { address: heardMaster.address, priority: heardMaster.priority } }),
    deadlines: deadlines(state),
  };
}

function differences(parameters: VirtualRouterParameters): Partial<VirtualRouterParameters> {
  const defaults = new Map<string, unknown>(Object.entries(DEFAULT_PARAMETERS));
  const changed = Object.entries(parameters).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults.get(name)),
  );
  return Object.fromEntries(changed);
}

function parseObject(line: string, number: number): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new SyntaxError(`line ${number}: not JSON`, { cause });
  }
  if (!isObject(value)) throw new SyntaxError(`line ${number}: not an object`);
  return value;
}

function checkLine(value: Readonly<Record<string, unknown>>, number: number): RecordedLine {
  if (typeof value['comment'] === 'string') return { comment: value['comment'] };
  const { at, event } = value;
  if (typeof at !== 'number' || !Number.isInteger(at)) throw new SyntaxError(`line ${number}: no moment`);
  if (!isObject(event) || typeof event['type'] !== 'string') throw new SyntaxError(`line ${number}: no event`);
  if (!isEventType(event['type'])) throw new SyntaxError(`line ${number}: no event is called ${event['type']}`);
  return value as unknown as RecordedStep;
}

function isEventType(text: string): boolean {
  return EVENT_TYPES.some((type) => type === text);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
