/**
 * What happened on this host, as the journal keeps it and `vrrpd events` shows it. One JSON line each; nothing secret.
 */

import type { TransitionRecord } from './daemon-api.js';

export const EVENT_TYPES = [
  /** The daemon began, and ended in an orderly way. A start without a stop before it tells of a crash. */
  'started',
  'stopped',
  /** A virtual router changed its state. */
  'transition',
  'priority',
  /** A BFD session came up, or is no longer up. */
  'bfd',
  /** Another master for our addresses is heard while we are master; and no longer is. */
  'two-masters',
  'two-masters-ended',
  /** Somebody removed addresses of the master, and they were put back. Repeats within minutes are one. */
  'addresses-restored',
  /** By an operator, or because the time of a standby is over. */
  'standby',
  'resume',
  'switchover',
  'reload',
  'reload-refused',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export interface EventRecord {
  /** Counts up by one, over restarts too, as long as the journal is kept. */
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly wall: number;
  readonly type: EventType;
  /** Absent where the whole daemon or a BFD session is meant. */
  readonly router?: string;
  /** BFD session. */
  readonly session?: string;
  /** For people, without the router's name. */
  readonly text: string;
  readonly from?: string;
  readonly to?: string;
  readonly reason?: string;
  readonly priority?: number;
  readonly heardFrom?: string;
  readonly heardPriority?: number;
  readonly detail?: string;
}

export type NewEvent = Omit<EventRecord, 'sequence' | 'wall'>;

/** @param why the reason in words */
export function transitionEvent(record: TransitionRecord, why: string): NewEvent {
  const { router, from, to, reason, priority, heardFrom, heardPriority, detail } = record;
  return {
    type: 'transition',
    router,
    text: `${from} -> ${to}: ${why}`,
    from,
    to,
    reason,
    priority,
    ...(heardFrom === undefined ? {} : { heardFrom }),
    ...(heardPriority === undefined ? {} : { heardPriority }),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** Reads the lines of a journal; a line that is not whole, as after a crash, is left out. */
export function parseEvents(text: string): readonly EventRecord[] {
  const events: EventRecord[] = [];
  for (const line of text.split('\n')) {
    const event = parseEvent(line);
    if (event !== undefined && event.sequence > (events.at(-1)?.sequence ?? 0)) events.push(event);
  }
  return events;
}

function parseEvent(line: string): EventRecord | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const event = JSON.parse(line) as Partial<EventRecord>;
    const known = EVENT_TYPES.includes(event.type as EventType) && typeof event.text === 'string';
    return known && Number.isSafeInteger(event.sequence) && Number.isFinite(event.wall)
      ? (event as EventRecord)
      : undefined;
  } catch {
    return undefined;
  }
}
