/**
 * The control sockets of a running daemon: its routes over its own clock, log and groups.
 */

import { toMillis } from '../base/micros.js';
import { CONTROL_LIMITS } from '../control/limits.js';
import type { RunPaths } from '../control/paths.js';
import { controlRoutes } from '../control/routes.js';
import { type ControlServer, startControlServer } from '../control/server.js';
import type { Daemon, ReloadOutcome } from '../runtime/daemon-api.js';
import type { Log } from '../system/log.js';
import { native } from '../system/native.js';
import { shownEnvironment } from '../system/script-runner.js';

/** Numbers of the groups that may use the control sockets. */
export interface ControlGroups {
  readonly read: number | undefined;
  readonly change: number | undefined;
  /** Groups that do not exist: then root alone may. */
  readonly notes: readonly string[];
}

export interface DaemonControl {
  readonly groups: ControlGroups;
  readonly paths: RunPaths;
  readonly daemon: Daemon;
  readonly log: Log;
  reload(): Promise<ReloadOutcome>;
}

export function startControl({ groups, paths, daemon, log, reload }: DaemonControl): Promise<ControlServer> {
  return startControlServer({
    paths,
    routes: controlRoutes({
      daemon,
      snapshotAge: CONTROL_LIMITS.snapshotAge,
      now: () => toMillis(native().bootMicros()),
      wall: () => Date.now(),
      reload,
      setLogLevel: (level) => log.setLevel(level),
      scriptEnvironment: () => shownEnvironment(),
    }),
    readGroup: groups.read,
    changeGroup: groups.change,
    peerLookup: (descriptor) => native().peerCredentials(descriptor),
    log: log.logger,
  });
}
