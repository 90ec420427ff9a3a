/**
 * What an operator may change: every one a POST with a small JSON body, answered with what came of it.
 */

import type { CommandOutcome, Daemon, ReloadOutcome } from '../runtime/daemon-api.js';
import { type BodyProblem, readBody } from './body.js';
import { type ControlReply, type Route, refusal } from './route.js';

export interface OperatorServices {
  readonly daemon: Pick<Daemon, 'standby' | 'resume' | 'standbyProblem' | 'switchover' | 'tryCheck'>;
  reload(): Promise<ReloadOutcome>;
  /** Returns the level before. */
  setLogLevel(level: LogLevel): LogLevel;
  /** What scripts find in their environment. */
  scriptEnvironment(): Readonly<Record<string, string>>;
  /** Wall clock, milliseconds. */
  wall(): number;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A reload of a large configuration, a script that takes its time. Milliseconds. */
const PATIENCE = 300_000;
/** A year; an end further away is a mistake. Seconds. */
const LONGEST_STANDBY = 366 * 86_400;

export function operatorRoutes(services: OperatorServices): readonly Route[] {
  const { daemon } = services;
  return [
    post('/v1/standby', async ({ body }) => {
      const given = readBody(body, { name: 'string?', for: 'number?', force: 'boolean?', try: 'boolean?' });
      if (!given.ok) return badBody(given);
      const { name, for: seconds, force = false, try: takeBack = false } = given.values;
      if (seconds !== undefined && !(seconds > 0 && seconds <= LONGEST_STANDBY)) {
        return refusal(400, 'BAD_REQUEST', "'for' is seconds, more than 0 and at most a year");
      }
      const untilWall = seconds === undefined ? undefined : Math.round(services.wall() + seconds * 1_000);
      return kept(daemon.standby({ router: name, untilWall, force, takeBack }), daemon);
    }),
    post('/v1/resume', async ({ body }) => {
      const given = readBody(body, { name: 'string?' });
      return given.ok ? kept(daemon.resume(given.values.name), daemon) : badBody(given);
    }),
    post('/v1/switchover', ({ body }) => {
      const given = readBody(body, { name: 'string', force: 'boolean?', try: 'boolean?' });
      if (!given.ok) return badBody(given);
      // A switchover comes back by itself where nobody takes over.
      const { name, force = false, try: trial = false } = given.values;
      return outcome(daemon.switchover(name, force || trial));
    }),
    {
      ...post('/v1/test-script', async ({ body }) => {
        const given = readBody(body, { name: 'string' });
        if (!given.ok) return badBody(given);
        const { name } = given.values;
        const trial = await daemon.tryCheck(name);
        if (trial === undefined) return refusal(404, 'NO_SUCH_CHECK', `no vrrp_script is called '${name}'`);
        return { status: 200, json: { version: 1, ...trial, environment: services.scriptEnvironment() } };
      }),
      patience: PATIENCE,
    },
    {
      ...post('/v1/reload', async () => {
        const reloaded = await services.reload();
        return reloaded.ok ? { status: 200, json: { version: 1 } } : refusal(409, 'RELOAD_REFUSED', reloaded.reason);
      }),
      patience: PATIENCE,
    },
    post('/v1/log', ({ body }) => {
      const given = readBody(body, { level: 'string' });
      if (!given.ok) return badBody(given);
      const { level } = given.values;
      if (!isLogLevel(level)) return refusal(400, 'BAD_REQUEST', "'level' is debug, info, warn or error");
      return { status: 200, json: { version: 1, level, before: services.setLogLevel(level) } };
    }),
  ];
}

function post(path: string, handle: Route['handle']): Route {
  return { method: 'POST', path, access: 'change', handle };
}

function isLogLevel(text: string): text is LogLevel {
  return ['debug', 'info', 'warn', 'error'].includes(text);
}

function badBody({ problem }: BodyProblem): ControlReply {
  return refusal(400, 'BAD_REQUEST', problem);
}

/** What came of it, and whether the next run of the daemon will know. */
async function kept(result: CommandOutcome, daemon: Pick<Daemon, 'standbyProblem'>): Promise<ControlReply> {
  if (!result.ok) return outcome(result);
  const notKept = await daemon.standbyProblem();
  return { status: 200, json: { version: 1, routers: result.routers, notKept } };
}

function outcome(result: CommandOutcome): ControlReply {
  if (result.ok) return { status: 200, json: { version: 1, routers: result.routers } };
  return refusal(result.code === 'NO_SUCH_INSTANCE' ? 404 : 409, result.code, result.reason);
}
