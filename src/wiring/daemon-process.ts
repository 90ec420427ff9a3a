/**
 * One daemon as a process: run directory, log, configuration, adapters, control sockets, signals, service manager. The
 * wiring of both programs, and nothing else.
 */

import { VrrpdError } from '../base/errors.js';
import type { Logger } from '../base/logger.js';
import { packageVersion } from '../cli/package-version.js';
import type { DaemonRequest } from '../cli/programs.js';
import type { HostFacts } from '../config/host-facts.js';
import type { Configuration } from '../config/model.js';
import type { Settings } from '../config/settings-values.js';
import { findGroup } from '../control/groups.js';
import { type HeldRunDirectory, holdRunDirectory } from '../control/run-directory.js';
import type { DaemonAdapters } from '../runtime/adapters.js';
import { startDaemon } from '../runtime/daemon.js';
import type { Daemon, DaemonSettings, LoadOutcome, ReloadOutcome } from '../runtime/daemon-api.js';
import { runShutdownScript, runStartupScript } from '../runtime/life-scripts.js';
import type { ServiceManager } from '../runtime/ports/process.js';
import { rehearse } from '../runtime/rehearsal.js';
import type { DaemonSnapshot } from '../runtime/snapshot.js';
import { monotonicClock } from '../system/clock.js';
import { forgetCodeOfStart, trimHeap } from '../system/engine.js';
import { hostFacts } from '../system/host-facts.js';
import type { Log } from '../system/log.js';
import { type RealTimeSignals, watchRealTimeSignals } from '../system/real-time-signals.js';
import { applyScheduling } from '../system/scheduling.js';
import { serviceManager } from '../system/service-manager.js';
import { configurationLoader } from './configuration-loader.js';
import { daemonAdapters } from './daemon-adapters.js';
import { type ControlGroups, startControl } from './daemon-control.js';
import { enterNamespace, pidFilesOf, removePidFiles, takeIdentity, writePidFiles } from './daemon-identity.js';
import { tryLock } from './daemon-lock.js';
import { openDaemonLog } from './daemon-log.js';
import { dumpConfiguration } from './dump-configuration.js';
import { type EndOfDaemon, endOfDaemon } from './end-of-daemon.js';
import { suitEngine } from './engine-load.js';
import { openStateDirectory, type StateDirectory } from './kept-state.js';
import { undoLeftObjects } from './object-cleanup.js';
import { Watchdog } from './watchdog.js';

/** Runs the daemon until a signal ends it; resolves with the exit status. @throws VrrpdError where it cannot start */
export async function runDaemonProcess(request: DaemonRequest): Promise<number> {
  process.title = request.program;
  const signals = watchRealTimeSignals();
  process.on('SIGHUP', ignore).on('SIGUSR1', ignore).on('SIGUSR2', ignore);
  if (request.namespace !== undefined) enterNamespace(request.namespace);
  const groups = controlGroups(request.settings);
  const held = holdRunDirectory(request.runDirectory, groups.read ?? groups.change, tryLock);
  try {
    return await runHeld({ ...request, notes: [...request.notes, ...groups.notes] }, held, groups, signals);
  } finally {
    held.release();
  }
}

async function runHeld(
  request: DaemonRequest,
  held: HeldRunDirectory,
  groups: ControlGroups,
  signals: RealTimeSignals,
): Promise<number> {
  const log = openDaemonLog(request);
  const { logger } = log;
  const ending = endOfDaemon(request.ignoreInterrupt, logger);
  try {
    for (const note of request.notes) logger.warn({}, note);
    const load = configurationLoader(request, logger, enterNamespace);
    const configuration = await firstConfiguration(load, request);
    takeIdentity(request, configuration.globals);
    if (request.dumpConfiguration) dumpConfiguration(configuration, logger);
    const adapters = await daemonAdapters(request.settings, configuration.globals, logger);
    await runStartupScript(configuration, adapters, ending.status);
    for (const refused of applyScheduling(configuration.globals.vrrp)) {
      logger.warn({ error: refused.message }, 'the kernel refused a part of the scheduling that was asked for');
    }
    await undoLeftObjects(held.paths.objects, logger);
    const namespace = request.namespace ?? configuration.globals.netNamespace;
    const state = await openStateDirectory(request.settings, held.paths.directory, namespace);
    if (state.note !== undefined) logger.warn({}, state.note);
    if (ending.reached !== undefined) {
      await runShutdownScript(configuration, adapters);
      return ending.reached;
    }
    return await serve({ request, configuration, state, adapters, load, held, groups, signals, log, ending });
  } finally {
    ending.release();
    log.close();
  }
}

/** @throws VrrpdError where no daemon can start with it */
async function firstConfiguration(load: () => Promise<LoadOutcome>, request: DaemonRequest): Promise<Configuration> {
  const loaded = await load();
  if (loaded.ok) return loaded.configuration;
  // What went to standard error as a line of the log is not told there a second time.
  const told = request.logTo.type === 'stderr';
  throw new VrrpdError(
    loaded.code === 'file-not-found' ? 'NO_CONFIGURATION' : 'CONFIGURATION',
    told ? 'not started, because the configuration is refused: the log says why' : loaded.reason,
  );
}

/** What a daemon that may start is made of. */
interface Prepared {
  readonly request: DaemonRequest;
  readonly configuration: Configuration;
  readonly state: StateDirectory;
  readonly adapters: DaemonAdapters;
  readonly load: () => Promise<LoadOutcome>;
  readonly held: HeldRunDirectory;
  readonly groups: ControlGroups;
  readonly signals: RealTimeSignals;
  readonly log: Log;
  readonly ending: EndOfDaemon;
}

/** From the start of VRRP to the end of the daemon; resolves with the exit status. */
async function serve(prepared: Prepared): Promise<number> {
  const { request, configuration, adapters, load, log, ending } = prepared;
  const { logger } = log;
  const settings = daemonSettings(request, prepared.state);
  const host = hostFacts();
  const daemon = startDaemon(configuration, settings, adapters, load);
  const service = serviceManager(process.env, monotonicClock(), logger);
  const watchdog = new Watchdog(service);
  const states = stateTeller(daemon, service, watchdog);
  const tellState = states.tell;
  const reload = reloader(daemon, service, tellState);
  const control = await startControl({ groups: prepared.groups, paths: prepared.held.paths, daemon, log, reload });
  const release = attend(daemon, prepared.signals, logger, reload);
  const forget = daemon.onTransition(tellState);
  tellState();
  const pidFiles = pidFilesOf(request, configuration.globals);
  writePidFiles(pidFiles);
  service.ready();
  request.ready();
  await tellLints(configuration, host, logger);
  forgetCodeOfStart();
  const breakOffRehearsal = rehearse(configuration, settings, adapters, (again) => {
    trimHeap();
    suitEngine(daemon.configuration);
    daemon.foreseeTakeovers(again);
  });
  const status = await ending.status;
  breakOffRehearsal();
  forget();
  states.end();
  service.stopping();
  watchdog.stop();
  release();
  control.close();
  await daemon.stop();
  await runShutdownScript(daemon.configuration, adapters);
  removePidFiles(pidFiles);
  service.status('stopped');
  return status;
}

/** The standard action of these would end the daemon while it starts or stops, or open a debugger. */
function ignore(): void {}

/** After the start, so that nothing waits for it. */
async function tellLints(configuration: Configuration, host: HostFacts, logger: Logger): Promise<void> {
  try {
    const { logStartLints } = await import('./start-lints.js');
    logStartLints(configuration, host, logger);
  } catch (error) {
    logger.warn({ error: String(error) }, 'the configuration could not be looked through for legal mistakes');
  }
}

interface StateTeller {
  /** Once for all changes of a turn. */
  tell(): void;
  /** What is still to be told is not: a daemon that stops says so, and nothing after it. */
  end(): void;
}

/** Tells the service manager the state of the routers, and by it how long to wait. */
function stateTeller(daemon: Daemon, service: ServiceManager, watchdog: Watchdog): StateTeller {
  let toldLater = false;
  let ended = false;
  const tell = (): void => {
    if (toldLater) return;
    toldLater = true;
    setImmediate(() => {
      toldLater = false;
      if (ended) return;
      const { routers } = daemon.snapshot();
      service.status(statusLine(routers));
      const masters = routers.filter(({ state }) => state === 'master').map(({ name }) => name);
      watchdog.review(daemon.configuration, new Set(masters));
    });
  };
  return {
    tell,
    end: () => {
      ended = true;
    },
  };
}

/** Reloads, and lets the service manager know while it lasts. */
function reloader(daemon: Daemon, service: ServiceManager, tellState: () => void): () => Promise<ReloadOutcome> {
  return async () => {
    service.reloading();
    try {
      const outcome = await daemon.reload();
      suitEngine(daemon.configuration);
      return outcome;
    } finally {
      service.ready();
      tellState();
    }
  };
}

/** Signals while the daemon runs; returns the way to end that. */
function attend(
  daemon: Daemon,
  signals: RealTimeSignals,
  logger: Logger,
  reloadNow: () => Promise<ReloadOutcome>,
): () => void {
  const reload = (): void => {
    reloadNow().catch((error: unknown) => logger.error({ error: String(error) }, 'reload failed'));
  };
  const data = (): void => daemon.dump('data');
  const statistics = (): void => daemon.dump('stats');
  signals.attend({
    json: () => daemon.dump('json'),
    clearStatistics: () => daemon.clearStatistics(),
    logDeadlines: () => daemon.logDeadlines(),
  });
  process.on('SIGHUP', reload).on('SIGUSR1', data).on('SIGUSR2', statistics);
  return () => void process.off('SIGHUP', reload).off('SIGUSR1', data).off('SIGUSR2', statistics);
}

/** What `systemctl status` shows: `VI_1 master, VI_2 backup`, or a count where there are many. */
function statusLine(routers: DaemonSnapshot['routers']): string {
  if (routers.length <= 4) return routers.map(({ name, state }) => `${name} ${state}`).join(', ');
  const counts = new Map<string, number>();
  for (const { state } of routers) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}

function daemonSettings(request: DaemonRequest, state: StateDirectory): DaemonSettings {
  const { TMPDIR } = process.env;
  return {
    version: packageVersion(),
    configurationFile: request.configFile,
    runDirectory: request.runDirectory,
    stateDirectory: state.directory,
    kept: state.kept,
    addressLease: request.settings.lease,
    recordDirectory: request.settings.recordDirectory,
    keepAddressesAtStop: request.keepAddressesAtStop,
    dumpDirectory: TMPDIR?.startsWith('/') ? TMPDIR : '/tmp',
    namespace: request.namespace,
  };
}

function controlGroups({ controlGroup, adminGroup }: Settings): ControlGroups {
  const notes: string[] = [];
  const find = (name: string | undefined): number | undefined => {
    const group = name === undefined ? undefined : findGroup(name);
    if (name !== undefined && group === undefined) notes.push(`there is no group '${name}' for the control socket`);
    return group;
  };
  return { read: find(controlGroup), change: find(adminGroup), notes };
}
