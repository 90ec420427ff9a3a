/**
 * The commands that change something: ask the daemon, then say what came of it.
 */

import { formatMoment } from '../base/format-time.js';
import type { RunPaths } from '../control/paths.js';
import { askFor, change, daemonPaths } from './ask.js';
import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import { parseDuration } from './parse-time.js';
import { awaitMastership, awaitSuccessors } from './successor.js';
import { UsageError } from './usage-error.js';

interface RoutersAnswer {
  readonly routers: readonly string[];
  /** Why the next run of the daemon will not know of it. */
  readonly notKept?: string;
}

/** A reload of a large configuration takes its time. */
const RELOAD_PATIENCE = 120_000;

/** @throws UsageError, or VrrpdError with the daemon's refusal */
export async function standBy(given: Given): Promise<number> {
  const name = textOf(given, 'name');
  if (name !== undefined && given['all'] === true) throw new UsageError('give a name or --all, not both');
  const length = textOf(given, 'for');
  const seconds = length === undefined ? undefined : parseDuration('--for', length);
  const paths = await daemonPaths(given);
  const before = await mastersOf(paths);
  const force = given['force'] === true;
  const body = { name, for: seconds, force, try: given['try'] === true };
  const { routers, notKept } = await change<RoutersAnswer>(paths, '/v1/standby', body);
  const end = seconds === undefined ? "until 'vrrpd resume'" : `until ${formatMoment(Date.now() + seconds * 1_000)}`;
  say(`${routers.join(', ')}: on standby ${end}`);
  if (notKept !== undefined) warn(`standby is not kept over a restart of vrrpd: ${notKept}`);
  return reportSuccessors(
    paths,
    routers.filter((router) => before.includes(router)),
    force,
  );
}

export async function resume(given: Given): Promise<number> {
  const { routers, notKept } = await change<RoutersAnswer>(await daemonPaths(given), '/v1/resume', {
    name: textOf(given, 'name'),
  });
  say(routers.length === 0 ? 'nothing was on standby' : `${routers.join(', ')}: takes part again`);
  if (notKept !== undefined) warn(`a restart of vrrpd will not know that standby ended: ${notKept}`);
  return EXIT.ok;
}

export async function switchOver(given: Given): Promise<number> {
  const paths = await daemonPaths(given);
  const before = await mastersOf(paths);
  const force = given['force'] === true;
  const body = { name: textOf(given, 'name'), force, try: given['try'] === true || undefined };
  const { routers } = await change<RoutersAnswer>(paths, '/v1/switchover', body);
  const leaving = routers.filter((router) => before.includes(router));
  if (leaving.length > 0) return reportSuccessors(paths, leaving, force);
  const missing = await awaitMastership(paths, routers);
  say(
    missing.length === 0
      ? `${routers.join(', ')}: this host has taken over`
      : `${missing.join(', ')}: this host has not taken over; 'vrrpd why ${missing[0]}' says why`,
  );
  return missing.length === 0 ? EXIT.ok : EXIT.failed;
}

export async function reload(given: Given): Promise<number> {
  await change(await daemonPaths(given), '/v1/reload', {}, RELOAD_PATIENCE);
  say('configuration reloaded');
  return EXIT.ok;
}

export async function setLogLevel(given: Given): Promise<number> {
  const level = textOf(given, 'level');
  const { before } = await change<{ readonly before: string }>(await daemonPaths(given), '/v1/log', { level });
  say(before === level ? `the log level is ${level} already` : `log level ${level}, was ${before}`);
  return EXIT.ok;
}

async function mastersOf(paths: RunPaths): Promise<readonly string[]> {
  const { routers } = await askFor<{ readonly routers: readonly { readonly name: string; readonly state: string }[] }>(
    paths,
    '/v1/status',
  );
  return routers.flatMap(({ name, state }) => (state === 'master' ? [name] : []));
}

/** Who has the addresses now; nobody is a failure unless it was forced. */
async function reportSuccessors(paths: RunPaths, routers: readonly string[], force: boolean): Promise<number> {
  const found = await awaitSuccessors(paths, routers);
  for (const { text } of found) say(text);
  return force || found.every(({ ok }) => ok) ? EXIT.ok : EXIT.failed;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function warn(text: string): void {
  process.stderr.write(`warning: ${text}\n`);
}
