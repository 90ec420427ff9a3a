/** The life of a daemon: adapters in, a running set of virtual routers out, until it is told to stop. */

import { setTimeout } from 'node:timers/promises';
import { fromSeconds, type Micros, toMillis } from '../base/micros.js';
import { withGroupTracking } from '../config/group-tracking.js';
import type { Configuration } from '../config/model.js';
import type { DaemonAdapters } from './adapters.js';
import type {
  CheckTrial,
  CommandOutcome,
  Daemon,
  DaemonSettings,
  LoadOutcome,
  ReloadOutcome,
  StandbyRequest,
  TransitionRecord,
} from './daemon-api.js';
import { DaemonParts } from './daemon-parts.js';
import { DaemonReport } from './daemon-report.js';
import type { DumpKind } from './dumps.js';
import type { EventFilter } from './event-journal.js';
import type { EventRecord } from './event-record.js';
import { removeLeftovers } from './leftovers.js';
import { tellStates } from './notify-words.js';
import { ReloadCopies } from './reload-copies.js';
import { ReloadSchedule } from './reload-schedule.js';
import type { DaemonSnapshot } from './snapshot.js';
import { prepareTakeovers } from './takeover-preparation.js';

/** What scripts get at shutdown, and once more for stop notifications that others have held up. */
const SCRIPT_GRACE = fromSeconds(1);
/** What an answer waits for a file, well within the patience of who asked. */
const FILE_GRACE = fromSeconds(2);

/**
 * Starts the daemon. What an earlier run left behind is removed before anything is sent.
 * @param load reads the configuration again, for `reload`
 * @throws SystemError where the network cannot be used at all
 */
export function startDaemon(
  configuration: Configuration,
  settings: DaemonSettings,
  adapters: DaemonAdapters,
  load: () => Promise<LoadOutcome>,
): Daemon {
  const daemon = new RunningDaemon(withGroupTracking(configuration), settings, adapters, load);
  daemon.start();
  return daemon;
}

class RunningDaemon implements Daemon {
  readonly #parts: DaemonParts;
  readonly #report: DaemonReport;
  readonly #settings: DaemonSettings;
  readonly #adapters: DaemonAdapters;
  readonly #load: () => Promise<LoadOutcome>;
  readonly #schedule: ReloadSchedule;
  readonly #copies: ReloadCopies;
  #reloading: Promise<ReloadOutcome> | undefined;
  /** The one behind it, for all that asked when the file of the first may have been read. */
  #nextReload: Promise<ReloadOutcome> | undefined;
  #stopped: Promise<void> | undefined;

  constructor(
    configuration: Configuration,
    settings: DaemonSettings,
    adapters: DaemonAdapters,
    load: () => Promise<LoadOutcome>,
  ) {
    this.#parts = new DaemonParts(configuration, settings, adapters);
    this.#report = new DaemonReport(this.#parts, settings, adapters);
    this.#settings = settings;
    this.#adapters = adapters;
    this.#load = load;
    const { clock, fileWatcher, files, logger } = adapters;
    this.#copies = new ReloadCopies(files);
    this.#schedule = new ReloadSchedule({
      fileWatcher,
      files,
      logger,
      now: () => clock.now(),
      wall: () => clock.wall(),
      arm: (deadline, at) => this.#parts.loop.arm(deadline, at),
      reload: () => void this.reload(),
    });
  }

  start(): void {
    const { loop, feed, running, facts, notifier, objects, tracked, groups, journal, operator, polling } = this.#parts;
    const { addressJournal } = this.#parts;
    const { addresses, logger } = this.#adapters;
    feed.start();
    loop.run((now) => {
      feed.load();
      if (running.replace(this.configuration, true)) feed.load();
      const { configuration } = this;
      removeLeftovers(configuration, this.#settings.kept.addresses, facts, addresses, logger);
      addressJournal.changed();
      notifier.use(configuration);
      objects.start(configuration);
      tracked.apply(configuration, true, now);
      groups.prepare(configuration);
      const crash = journal.brokenOff ? '; the run before did not end in an orderly way' : '';
      journal.add({ type: 'started', text: `vrrpd ${this.#settings.version} started${crash}` });
      operator.start(now);
      this.#parts.routers.apply(configuration, true, now);
      objects.review();
      polling.use(configuration, now);
      this.#parts.warnings.start(now);
      this.#parts.keptFiles.start(now);
      this.#schedule.use(configuration.globals.reload);
    });
  }

  get configuration(): Configuration {
    return this.#parts.running.configuration;
  }

  snapshot(): DaemonSnapshot {
    return this.#report.snapshot();
  }

  reload(): Promise<ReloadOutcome> {
    if (this.#nextReload !== undefined) return this.#nextReload;
    if (this.#reloading === undefined) return this.#startReload();
    this.#nextReload = this.#reloading.catch(ignore).then(() => {
      this.#nextReload = undefined;
      return this.#startReload();
    });
    return this.#nextReload;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  standby(request: StandbyRequest): CommandOutcome {
    return this.#parts.operator.standby(request);
  }

  resume(router: string | undefined): CommandOutcome {
    return this.#parts.operator.resume(router);
  }

  async standbyProblem(): Promise<string | undefined> {
    const { standby } = this.#parts;
    const written = await endsWithin(standby.written(), FILE_GRACE);
    return standby.problem ?? (written ? undefined : 'the disk does not answer');
  }

  switchover(router: string, force: boolean): CommandOutcome {
    return this.#parts.operator.switchover(router, force);
  }

  async tryCheck(name: string): Promise<CheckTrial | undefined> {
    const definition = this.configuration.scripts.find((script) => script.name === name);
    if (definition === undefined) return undefined;
    const { command, timeout } = definition;
    const { launcher } = this.#parts;
    const result = await new Promise<CheckTrial['result']>((resolve) => {
      launcher.run(command, { timeout, keepsOutput: true }, resolve);
    });
    return { name, argv: command.argv, user: launcher.userOf(command), timeout, result };
  }

  events(filter: EventFilter): readonly EventRecord[] {
    return this.#parts.journal.select(filter);
  }

  onEvent(router: string | undefined, listener: (event: EventRecord) => void): () => void {
    return this.#parts.journal.onEvent(router, listener);
  }

  dump(kind: DumpKind): void {
    this.#report.dump(kind);
  }

  clearStatistics(): void {
    this.#report.clearStatistics();
  }

  logDeadlines(): void {
    this.#report.logDeadlines();
  }

  onTransition(listener: (record: TransitionRecord) => void): () => void {
    return this.#parts.transitions.listen(listener);
  }

  foreseeTakeovers(getReady: () => void): void {
    this.#parts.loop.foresee(getReady);
    prepareTakeovers(this.#parts.routers.routers, this.#adapters);
  }

  #startReload(): Promise<ReloadOutcome> {
    this.#reloading = this.#reload().finally(() => {
      this.#reloading = undefined;
    });
    return this.#reloading;
  }

  async #reload(): Promise<ReloadOutcome> {
    const loaded = this.#stopped === undefined ? await this.#load() : undefined;
    if (loaded === undefined || this.#stopped !== undefined) return { ok: false, reason: 'the daemon stops' };
    if (!loaded.ok) {
      this.#report.reloadRefused(loaded.reason, loaded.code);
      return loaded;
    }
    const { configSaveDirectory } = loaded.configuration.globals;
    if (this.configuration.globals.configSaveDirectory !== undefined) {
      this.#copies.before(this.configuration, this.#report.data());
    }
    this.#apply(withGroupTracking(loaded.configuration));
    if (configSaveDirectory !== undefined) this.#copies.after(this.configuration, this.#report.data());
    this.#report.reloaded();
    return { ok: true };
  }

  /** Brings all parts to another configuration, in one turn. */
  #apply(wanted: Configuration): void {
    const { loop, feed, running, launcher, notifier, objects, tracked, groups, routers, polling, outbox } = this.#parts;
    loop.run((now) => {
      launcher.use(wanted);
      this.#parts.priority.use(wanted.globals);
      notifier.use(wanted);
      const facts = running.replace(wanted, false) ? feed.load() : undefined;
      const { configuration } = running;
      tracked.apply(configuration, false, now);
      objects.reload(configuration);
      routers.apply(configuration, false, now);
      objects.review();
      groups.reload(configuration, now);
      if (facts !== undefined) feed.tell(facts, now);
      polling.use(configuration, now);
      this.#schedule.use(configuration.globals.reload);
      if (!configuration.globals.fifoStatesOnReload) return;
      outbox.later(() => tellStates(notifier, routers.routers, groups.snapshot()));
    });
  }

  async #stop(): Promise<void> {
    const { loop, feed, claims, polling, tracked, routers, groups, objects, outbox } = this.#parts;
    const { endpoints, addressJournal, journal, keptFiles } = this.#parts;
    const { scripts, announcer, files } = this.#adapters;
    const { keepAddressesAtStop } = this.#settings;
    this.#schedule.close();
    loop.run((now) => {
      polling.stop();
      tracked.stop(now);
      routers.stop(now, keepAddressesAtStop);
      groups.stop();
      objects.stop();
    });
    await outbox.whenApplied();
    await this.#letNotificationsEnd();
    await scripts.close(SCRIPT_GRACE);
    loop.close();
    endpoints.close();
    feed.close();
    claims.close();
    await objects.close(keepAddressesAtStop);
    announcer.close();
    addressJournal.write();
    journal.add({ type: 'stopped', text: 'vrrpd stopped' });
    keptFiles.mend();
    await files.flush();
  }

  async #letNotificationsEnd(): Promise<void> {
    const { notifier } = this.#parts;
    if (await endsWithin(notifier.close(), SCRIPT_GRACE)) return;
    await endsWithin(notifier.hurry(), SCRIPT_GRACE);
    notifier.drop();
  }
}

function ignore(): void {}

/** Whether the work was done within the time; it goes on all the same. */
async function endsWithin(work: Promise<void>, time: Micros): Promise<boolean> {
  const impatience = new AbortController();
  const patience = setTimeout(toMillis(time), false, { signal: impatience.signal }).catch(() => false);
  const done = await Promise.race([work.then(() => true), patience]);
  impatience.abort();
  return done;
}
