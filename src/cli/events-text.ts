/**
 * The journal for people: a line an event, or the life of one instance as a timeline.
 */

import { formatDuration, formatMoment } from '../base/format-time.js';
import type { EventRecord } from '../runtime/event-record.js';
import { type Paint, paint, printable } from './paragraph.js';
import type { Terminal } from './terminal.js';

const STATE_PAINT: Readonly<Record<string, Paint>> = {
  master: 'good',
  backup: 'strong',
  fault: 'bad',
  init: 'warn',
  up: 'good',
  down: 'bad',
};
const EVENT_PAINT: Readonly<Record<string, Paint>> = { 'two-masters': 'bad', 'reload-refused': 'bad', standby: 'warn' };

/** `2026-11-21 10:02:03  VI_1  backup -> master: no advert within the master-down interval`. */
export function formatEvent({ wall, router, type, text, to }: EventRecord, terminal: Terminal): string {
  const color = to === undefined ? EVENT_PAINT[type] : STATE_PAINT[to];
  const said = printable(text);
  return `${formatMoment(wall)}  ${printable(router ?? '-')}  ${color === undefined ? said : paint(said, color, terminal)}`;
}

/**
 * One instance, or the members of a sync group by their names: each state with how long it lasted, and between them what
 * else happened.
 * @param events oldest first, of these instances and of the daemon
 * @param now milliseconds since 1970, until which the last state has lasted
 */
export function formatHistory(events: readonly EventRecord[], now: number, terminal: Terminal): string[] {
  const ordered = events.filter(({ type }) => type !== 'priority');
  const names = new Set(ordered.flatMap(({ router }) => (router === undefined ? [] : [printable(router)])));
  const width = Math.max(...Array.from(names, ({ length }) => length));
  return ordered.map((event, index) => {
    const who = names.size < 2 ? '' : `  ${printable(event.router ?? '').padEnd(width)}`;
    const when = `${formatMoment(event.wall)}${who}`;
    if (event.type !== 'transition' || event.to === undefined)
      return `${when}  ${' '.repeat(24)}${printable(event.text)}`;
    const end = endOfState(ordered, index) ?? now;
    const held = formatDuration(Math.max(0, end - event.wall) * 1_000);
    const state = paint(event.to.toUpperCase().padEnd(6), STATE_PAINT[event.to] ?? 'dim', terminal);
    return `${when}  ${state}  ${`for ${held}`.padEnd(16)}${printable(reasonOf(event))}`;
  });
}

/** A state ends with the next one of the same instance, or with the daemon. */
function endOfState(events: readonly EventRecord[], index: number): number | undefined {
  const name = events[index]?.router;
  return events.slice(index + 1).find(({ type, router }) => {
    return (type === 'transition' && router === name) || type === 'stopped' || type === 'started';
  })?.wall;
}

function reasonOf({ text }: EventRecord): string {
  const colon = text.indexOf(': ');
  return colon < 0 ? text : text.slice(colon + 2);
}
