/**
 * `vrrpd events` and `vrrpd history`: the journal of the daemon, once or as it grows.
 */

import { VrrpdError } from '../base/errors.js';
import type { RunPaths } from '../control/paths.js';
import { followDaemon } from '../control/stream.js';
import type { EventRecord } from '../runtime/event-record.js';
import type { DaemonSnapshot } from '../runtime/snapshot.js';
import { askFor, daemonPaths } from './ask.js';
import { type Given, textOf } from './command.js';
import { formatEvent, formatHistory } from './events-text.js';
import { EXIT } from './exit-status.js';
import { parseMoment } from './parse-time.js';
import { describeTerminal } from './terminal.js';

export async function showEvents(given: Given): Promise<number> {
  const query = queryOf(given);
  const paths = await daemonPaths(given);
  await refuseUnknownName(paths, textOf(given, 'name'));
  const terminal = describeTerminal();
  const print = (event: EventRecord): void => {
    process.stdout.write(`${given['json'] === true ? JSON.stringify(event) : formatEvent(event, terminal)}\n`);
  };
  if (given['follow'] === true) return follow(paths, query, print);
  const { events } = await askFor<{ readonly events: readonly EventRecord[] }>(paths, `/v1/events?${query}`);
  for (const event of events) print(event);
  return EXIT.ok;
}

export async function showHistory(given: Given): Promise<number> {
  const query = queryOf(given);
  const paths = await daemonPaths(given);
  await refuseUnknownName(paths, textOf(given, 'name'));
  const { events } = await askFor<{ readonly events: readonly EventRecord[] }>(paths, `/v1/events?${query}`);
  const lines =
    given['json'] === true
      ? [JSON.stringify({ version: 1, events }, undefined, 2)]
      : formatHistory(events, Date.now(), describeTerminal());
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return EXIT.ok;
}

function queryOf(given: Given): string {
  const query = new URLSearchParams();
  const name = textOf(given, 'name');
  const since = textOf(given, 'since');
  if (name !== undefined) query.set('name', name);
  if (since !== undefined) query.set('since', String(Math.max(0, parseMoment('--since', since, Date.now()))));
  return query.toString();
}

/** The journal may know routers that are no longer configured; a name that neither knows is a slip of the pen. */
async function refuseUnknownName(paths: RunPaths, name: string | undefined): Promise<void> {
  if (name === undefined) return;
  const { routers, groups } = await askFor<DaemonSnapshot>(paths, '/v1/status');
  if ([...routers, ...groups].some((known) => known.name === name)) return;
  const query = new URLSearchParams({ name });
  const { events } = await askFor<{ readonly events: readonly EventRecord[] }>(paths, `/v1/events?${query}`);
  if (events.some(({ router }) => router === name)) return;
  throw new VrrpdError('NO_SUCH_INSTANCE', `no instance or sync group is called '${name}'`);
}

async function follow(paths: RunPaths, query: string, print: (event: EventRecord) => void): Promise<number> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  process.stdout.once('error', stop);
  await followDaemon(
    paths.statusSocket,
    `/v1/events/stream?${query}`,
    (json) => print(json as EventRecord),
    over.signal,
  );
  if (over.signal.aborted) return EXIT.ok;
  throw new VrrpdError('NOT_RUNNING', 'the daemon has ended');
}
