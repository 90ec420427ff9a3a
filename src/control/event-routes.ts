/**
 * What happened: `/v1/events` answers with what the journal holds, `/v1/events/stream` goes on with what happens.
 */

import type { Daemon } from '../runtime/daemon-api.js';
import type { EventFilter } from '../runtime/event-journal.js';
import { type ControlRequest, type Route, refusal } from './route.js';

const FILTER = ['name', 'since', 'after'];

export function eventRoutes(daemon: Pick<Daemon, 'events' | 'onEvent'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/events',
      query: FILTER,
      access: 'read',
      handle: (request) => {
        const filter = readFilter(request);
        if (typeof filter === 'string') return refusal(400, 'BAD_REQUEST', filter);
        return { status: 200, json: { version: 1, events: daemon.events(filter) } };
      },
    },
    {
      method: 'GET',
      path: '/v1/events/stream',
      query: FILTER,
      access: 'read',
      handle: (request) => {
        const filter = readFilter(request);
        if (typeof filter === 'string') return refusal(400, 'BAD_REQUEST', filter);
        return {
          status: 200,
          start: (send) => {
            for (const event of daemon.events(filter)) send(event);
            return daemon.onEvent(filter.router, send);
          },
        };
      },
    },
  ];
}

/** The filter, or what is wrong with the query. */
function readFilter({ query }: ControlRequest): EventFilter | string {
  const numbers: Record<string, number | undefined> = {};
  for (const name of ['since', 'after']) {
    const text = query.get(name);
    if (text !== null && !/^\d{1,16}$/.test(text)) return `'${name}' is a whole number`;
    numbers[name] = text === null ? undefined : Number(text);
  }
  return { router: query.get('name') ?? undefined, sinceWall: numbers['since'], after: numbers['after'] };
}
