/**
 * The daemon put together: adapters in, a running set of virtual routers out. The only place where the parts of the
 * runtime know of each other.
 */

import { setTimeout } from 'node:timers/promises';
import { formatDuration } from '../base/format-time.js';
import { fromSeconds, type Micros, micros, plus, toMillis } from '../base/micros.js';
import { withGroupTracking } from '../config/group-tracking.js';
import type { Configuration } from '../config/model.js';
import { NO_COUNTS } from '../vrrp/counters.js';
import { explain } from '../vrrp/why.js';
import type { DaemonAdapters } from './adapters.js';
import { announcementFrame } from './announcement-frame.js';
import { AnnouncementGaps } from './announcement-gaps.js';
import { AnnouncementQueue } from './announcement-queue.js';
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
import { Deadline } from './deadline-queue.js';
import { type DumpKind, writeDump } from './dumps.js';
import { Endpoints } from './endpoints.js';
import { type EventFilter, EventJournal } from './event-journal.js';
import { type EventRecord, transitionEvent } from './event-record.js';
import { GroupSet } from './group-set.js';
import { formatJournal, leftoverRemovals, virtualAddresses } from './leftovers.js';
import { type FactsChange, NetworkFacts } from './network-facts.js';
import { NetworkObjects } from './network-objects.js';
import { Notifier } from './notifier.js';
import { OperatorDesk } from './operator-desk.js';
import { Outbox } from './outbox.js';
import { PacedAnnouncements } from './paced-announcements.js';
import { PeerTable } from './peer-table.js';
import type { PlannedAddress } from './planned-address.js';
import { Recorder } from './recorder.js';
import { Repeats } from './repeats.js';
import { Rivals } from './rivals.js';
import { NOTIFIED, RouterLog } from './router-log.js';
import { RouterSet } from './router-set.js';
import { routerSnapshot } from './router-snapshot.js';
import { ScriptLauncher } from './script-launcher.js';
import type { DaemonSnapshot, RivalSnapshot } from './snapshot.js';
import { StandbyBook } from './standby-book.js';
import { Strangers } from './strangers.js';
import { TrackedSet } from './tracked-set.js';
import { TurnLoop } from './turn-loop.js';

/** Repeats of one log line are told together after this time. */
const REPEAT_PERIOD = fromSeconds(300);
/** How often it is looked whether there are any to tell. */
const REPEAT_CHECK = fromSeconds(30);
/** What scripts get at shutdown, stop notifications included. */
const SCRIPT_GRACE = fromSeconds(1);

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
  #configuration: Configuration;
  readonly #settings: DaemonSettings;
  readonly #adapters: DaemonAdapters;
  readonly #load: () => Promise<LoadOutcome>;
  readonly #facts = new NetworkFacts();
  readonly #peers = new PeerTable();
  readonly #repeats = new Repeats(REPEAT_PERIOD);
  readonly #repeatsDeadline: Deadline;
  readonly #listeners = new Set<(record: TransitionRecord) => void>();
  readonly #journal: EventJournal;
  readonly #standby: StandbyBook;
  readonly #operator: OperatorDesk;
  readonly #rivals: Rivals;
  readonly #strangers: Strangers;
  readonly #loop: TurnLoop;
  readonly #gaps = new AnnouncementGaps(this.#facts);
  readonly #paced: PacedAnnouncements;
  readonly #endpoints: Endpoints;
  readonly #outbox: Outbox;
  readonly #launcher: ScriptLauncher;
  readonly #notifier: Notifier;
  readonly #tracked: TrackedSet;
  readonly #groups: GroupSet;
  readonly #routers: RouterSet;
  readonly #objects: NetworkObjects;
  readonly #startedWall: number;
  #configuredWall: number;
  #reloads = 0;
  #reloadProblem: string | undefined;
  #reloading: Promise<ReloadOutcome> | undefined;
  #stopped: Promise<void> | undefined;
  #journalDue = false;

  constructor(
    configuration: Configuration,
    settings: DaemonSettings,
    adapters: DaemonAdapters,
    load: () => Promise<LoadOutcome>,
  ) {
    const { logger, scripts, clock } = adapters;
    this.#configuration = configuration;
    this.#settings = settings;
    this.#adapters = adapters;
    this.#load = load;
    const { stateDirectory, kept } = settings;
    this.#journal = new EventJournal(`${stateDirectory}/events.jsonl`, adapters.files, () => clock.wall(), kept.events);
    this.#standby = new StandbyBook(`${stateDirectory}/standby.json`, adapters.files, kept.standby);
    this.#startedWall = clock.wall();
    this.#configuredWall = this.#startedWall;
    this.#loop = new TurnLoop(clock, adapters.alarm, {
      drain: (now) => this.#drain(now),
      flushUrgent: () => this.#outbox.flushUrgent(),
      flush: () => this.#outbox.flush(),
    });
    this.#repeatsDeadline = new Deadline((now) => this.#settleRepeats(now));
    this.#endpoints = new Endpoints(adapters.transport, {
      readable: (endpoint) => this.#loop.run((now) => this.#endpoints.take(endpoint, now)),
      arm: (deadline, at) => this.#loop.arm(deadline, at),
      stranger: (endpoint, packet) => this.#strangers.heard(endpoint, packet),
    });
    this.#paced = new PacedAnnouncements({
      loop: this.#loop,
      frameOf: (planned) => (planned.state === 'bound' ? announcementFrame(planned) : undefined),
      send: (frames) => void adapters.announcer.send(frames),
    });
    const announcements = new AnnouncementQueue({
      announcer: adapters.announcer,
      frameOf: announcementFrame,
      pace: (planned) => this.#pace(planned),
      defer: (work) => adapters.defer(() => this.#loop.run(work)),
    });
    this.#outbox = new Outbox({
      addresses: adapters.addresses,
      announcements,
      sendFailed: (socket, error) => this.#sendFailed(socket.endpoint.interfaceName ?? socket.endpoint.source, error),
    });
    const { users, defer } = adapters;
    this.#launcher = new ScriptLauncher({ scripts, users, defer }, configuration);
    const { pipes, mailer, hostName } = adapters;
    this.#notifier = new Notifier({ scripts: this.#launcher, pipes, users, mailer, hostName, logger }, configuration);
    const wall = (): number => clock.wall();
    this.#tracked = new TrackedSet({
      loop: this.#loop,
      scripts: this.#launcher,
      logger,
      wall,
      fileWatcher: adapters.fileWatcher,
      processWatcher: adapters.processWatcher,
      changed: (id, result, detail, now) => this.#routers.tracked(id, result, detail, now),
    });
    const { recordDirectory } = settings;
    const recorder = recordDirectory === undefined ? undefined : new Recorder(recordDirectory, adapters.files);
    const events = new RouterLog({
      logger,
      notifier: this.#notifier,
      outbox: this.#outbox,
      repeats: this.#repeats,
      now: () => clock.now(),
      wall,
      transitioned: (record, why) => this.#transitioned(record, why),
      recorded: (router, event, actions, now) => recorder?.stepped(router, event, actions, now),
      holdingChanged: () => this.#noteHolding(),
      groups: () => this.#groups,
    });
    this.#rivals = new Rivals({
      loop: this.#loop,
      wall,
      began: (router, rival) => this.#twoMastersBegan(router, rival, events),
      ended: (router, lasted) => this.#twoMastersEnded(router, lasted),
    });
    this.#strangers = new Strangers({
      loop: this.#loop,
      peers: this.#peers,
      rivals: this.#rivals,
      logger,
      wall,
      routers: () => this.#routers.routers,
    });
    this.#operator = new OperatorDesk({
      loop: this.#loop,
      peers: this.#peers,
      journal: this.#journal,
      book: this.#standby,
      logger,
      wall,
      routers: () => this.#routers.routers,
      groups: () => this.#groups.definitions,
    });
    this.#groups = new GroupSet({
      transition: (group, transition) => events.groupTransition(group, transition),
      router: (name) => this.#routers.find(name),
    });
    const { addressLease: lease } = settings;
    this.#routers = new RouterSet({
      loop: this.#loop,
      peers: this.#peers,
      repeats: this.#repeats,
      rivals: this.#rivals,
      logger,
      wall,
      tracked: (object) => this.#tracked.known(object),
      onStandby: (name) => this.#standby.has(name),
      router: {
        loop: this.#loop,
        outbox: this.#outbox,
        announcements,
        facts: this.#facts,
        events,
        routingTable: adapters.routing.table,
        lease,
      },
      attachment: {
        loop: this.#loop,
        outbox: this.#outbox,
        facts: this.#facts,
        endpoints: this.#endpoints,
        delayOf: (name) => this.#configuration.interfaceDelays.find((delay) => delay.name === name),
        socketProblem: (router, problem) => this.#warnOnce(`${router.name} socket`, `(${router.name}) ${problem}`),
      },
    });
    this.#objects = new NetworkObjects(configuration, {
      loop: this.#loop,
      outbox: this.#outbox,
      facts: this.#facts,
      logger,
      repeats: this.#repeats,
      files: adapters.files,
      routing: adapters.routing,
      links: adapters.links,
      settings: adapters.settings,
      firewall: adapters.firewall,
      addresses: adapters.addresses,
      journalFile: `${settings.runDirectory}/objects`,
      now: () => clock.now(),
      routers: () => this.#routers.routers,
      changed: () => this.#noteHolding(),
    });
  }

  start(): void {
    const { monitor } = this.#adapters;
    monitor.start(() => this.#loop.run((now) => this.#drainMonitor(now)));
    this.#loop.run((now) => {
      this.#facts.load(monitor.snapshot());
      this.#place(this.#configuration, true);
      this.#removeLeftovers();
      this.#notifier.use(this.#configuration);
      this.#objects.start(this.#configuration);
      this.#tracked.apply(this.#configuration, true, now);
      this.#groups.prepare(this.#configuration);
      this.#journal.add({ type: 'started', text: `vrrpd ${this.#settings.version} started` });
      this.#operator.start(now);
      this.#routers.apply(this.#configuration, true, now);
      this.#objects.review();
      this.#loop.arm(this.#repeatsDeadline, plus(now, REPEAT_CHECK));
    });
  }

  get configuration(): Configuration {
    return this.#configuration;
  }

  snapshot(): DaemonSnapshot {
    const { clock } = this.#adapters;
    const now = clock.now();
    const wall = clock.wall();
    return {
      version: 1,
      takenWall: wall,
      daemon: {
        version: this.#settings.version,
        pid: process.pid,
        startedWall: this.#startedWall,
        configFile: this.#settings.configurationFile,
        configuredWall: this.#configuredWall,
        reloadProblem: this.#reloadProblem,
        latestWakeUp: this.#loop.lateness.longest,
        reloads: this.#reloads,
      },
      routers: [...this.#routers.members].map(({ router, attachment }) => {
        return routerSnapshot(router, this.#facts, attachment.waitingFor, now, wall);
      }),
      groups: this.#groups.snapshot(),
      checks: this.#tracked.snapshot(),
      peers: this.#peers.snapshot(),
      standby: this.#standby.entries,
      twoMasters: this.#rivals.snapshot(),
    };
  }

  reload(): Promise<ReloadOutcome> {
    this.#reloading ??= this.#reload().finally(() => {
      this.#reloading = undefined;
    });
    return this.#reloading;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  standby(request: StandbyRequest): CommandOutcome {
    return this.#operator.standby(request);
  }

  resume(router: string | undefined): CommandOutcome {
    return this.#operator.resume(router);
  }

  switchover(router: string, force: boolean): CommandOutcome {
    return this.#operator.switchover(router, force);
  }

  async tryCheck(name: string): Promise<CheckTrial | undefined> {
    const definition = this.#configuration.scripts.find((script) => script.name === name);
    if (definition === undefined) return undefined;
    const { command, timeout } = definition;
    const result = await new Promise<CheckTrial['result']>((resolve) => {
      this.#launcher.run(command, { timeout }, resolve);
    });
    return { name, argv: command.argv, user: this.#launcher.userOf(command), timeout, result };
  }

  events(filter: EventFilter): readonly EventRecord[] {
    return this.#journal.select(filter);
  }

  onEvent(listener: (event: EventRecord) => void): () => void {
    return this.#journal.onEvent(listener);
  }

  dump(kind: DumpKind): void {
    const snapshot = this.snapshot();
    const named = new Map(snapshot.routers.map((router) => [router.name, router]));
    const routers = this.#routers.routers.flatMap(({ name, instance, state }) => {
      const router = named.get(name);
      const heard = state.type === 'backup' ? state.masterAdverInterval : state.heardMaster?.advertisementInterval;
      const masterInterval = heard ?? instance.advertisementInterval;
      return router === undefined ? [] : [{ instance, snapshot: router, masterInterval }];
    });
    const state = { snapshot, routers, processes: this.#tracked.processes(), configuration: this.#configuration };
    writeDump(kind, state, this.#adapters.files, this.#settings.dumpDirectory, this.#settings.namespace);
  }

  clearStatistics(): void {
    this.dump('stats');
    for (const router of this.#routers.routers) router.counters = NO_COUNTS;
    this.#adapters.logger.info({}, 'statistics cleared');
  }

  logDeadlines(): void {
    for (const { name, state, deadlines } of this.snapshot().routers) {
      const armed = Object.entries(deadlines).map(([what, left]) => `${what} in ${formatDuration(micros(left))}`);
      this.#adapters.logger.info({ router: name, state, deadlines }, `(${name}) ${state}: ${armed.join(', ')}`);
    }
  }

  onTransition(listener: (record: TransitionRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  foreseeTakeovers(getReady: () => void): void {
    this.#loop.foresee(getReady);
  }

  async #reload(): Promise<ReloadOutcome> {
    const { logger, clock } = this.#adapters;
    const loaded = await this.#load();
    if (this.#stopped !== undefined) return { ok: false, reason: 'the daemon stops' };
    if (!loaded.ok) {
      this.#reloadProblem = loaded.reason;
      this.#journal.add({ type: 'reload-refused', text: `reload refused: ${loaded.reason}` });
      logger.error({ reason: loaded.reason }, `reload refused, the old configuration stays: ${loaded.reason}`);
      return loaded;
    }
    const configuration = withGroupTracking(loaded.configuration);
    this.#loop.run((now) => {
      this.#launcher.use(configuration);
      this.#notifier.use(configuration);
      const facts = this.#place(configuration, false);
      this.#tracked.apply(this.#configuration, false, now);
      this.#objects.reload(this.#configuration);
      this.#routers.apply(this.#configuration, false, now);
      this.#objects.review();
      this.#groups.reload(this.#configuration, now);
      if (facts !== undefined) this.#noteFacts(facts, now);
      if (this.#configuration.globals.fifoStatesOnReload) this.#outbox.later(() => this.#tellStates());
    });
    this.#reloadProblem = undefined;
    this.#configuredWall = clock.wall();
    this.#reloads += 1;
    this.#journal.add({ type: 'reload', text: 'configuration reloaded' });
    logger.info({ reloads: this.#reloads }, 'configuration reloaded');
    return { ok: true };
  }

  async #stop(): Promise<void> {
    const { scripts, monitor, announcer, files } = this.#adapters;
    this.#loop.run((now) => {
      this.#tracked.stop();
      this.#routers.stop(now, this.#settings.keepAddressesAtStop);
      this.#objects.stop();
    });
    await this.#outbox.whenApplied();
    await this.#letNotificationsEnd();
    await scripts.close(SCRIPT_GRACE);
    this.#loop.close();
    this.#endpoints.close();
    monitor.close();
    await this.#objects.close(this.#settings.keepAddressesAtStop);
    announcer.close();
    this.#writeJournal();
    this.#journal.add({ type: 'stopped', text: 'vrrpd stopped' });
    await files.flush();
  }

  async #letNotificationsEnd(): Promise<void> {
    const impatience = new AbortController();
    const patience = setTimeout(toMillis(SCRIPT_GRACE), undefined, { signal: impatience.signal }).catch(
      () => undefined,
    );
    await Promise.race([this.#notifier.close(), patience]);
    impatience.abort();
  }

  #drain(now: Micros): void {
    this.#endpoints.drainAll();
    this.#drainMonitor(now);
    this.#objects.drain(now);
  }

  #drainMonitor(now: Micros): void {
    const { monitor } = this.#adapters;
    const changes = monitor.drain();
    if (changes.length === 0) return;
    const again = changes.some(({ type }) => type === 'resynchronise');
    this.#noteFacts(again ? this.#facts.load(monitor.snapshot()) : this.#facts.apply(changes), now);
  }

  /** Interfaces first: what left with its interface was not taken by somebody. */
  #noteFacts(change: FactsChange, now: Micros): void {
    this.#routers.interfacesChanged(change.interfaces, now);
    this.#routers.addressesRemoved(change.removed, now);
    this.#objects.noteFacts(change, now);
  }

  /** Takes the configuration, with the interfaces made that it asks for; returns what that changed. */
  #place(configuration: Configuration, starting: boolean): FactsChange | undefined {
    this.#useAddresses(configuration);
    this.#gaps.use(configuration);
    const placed = this.#objects.place(configuration, starting);
    this.#configuration = placed.configuration;
    return placed.changed ? this.#facts.load(this.#adapters.monitor.snapshot()) : undefined;
  }

  #pace(planned: PlannedAddress): boolean {
    const lane = this.#gaps.laneOf(planned);
    if (lane !== undefined) this.#paced.add(lane, planned);
    return lane !== undefined;
  }

  #useAddresses(configuration: Configuration): void {
    this.#facts.setVirtualAddresses(new Set(virtualAddresses(configuration).map(({ prefix }) => prefix.address)));
  }

  #removeLeftovers(): void {
    const { addresses, logger } = this.#adapters;
    const removals = leftoverRemovals(virtualAddresses(this.#configuration), this.#facts);
    if (removals.length === 0) return;
    addresses.apply(removals, (outcomes) => {
      for (const [index, { prefix, interfaceName }] of removals.entries()) {
        const fields = { address: prefix.address, interface: interfaceName };
        const outcome = outcomes[index];
        if (outcome === undefined || outcome.ok) {
          logger.warn(fields, `removed ${prefix.address} from ${interfaceName}: left behind by an earlier run`);
        } else {
          logger.error(fields, `cannot remove ${prefix.address} from ${interfaceName}: ${outcome.error.message}`);
        }
      }
    });
  }

  #transitioned(record: TransitionRecord, why: string): void {
    this.#journal.add(transitionEvent(record, why));
    if (record.from === 'master') this.#loop.run((now) => this.#rivals.left(record.router, now));
    for (const listener of this.#listeners) listener(record);
  }

  #noteHolding(): void {
    if (this.#journalDue) return;
    this.#journalDue = true;
    this.#outbox.later(() => this.#writeJournal());
  }

  #writeJournal(): void {
    this.#journalDue = false;
    const holdings = [...this.#routers.routers, this.#objects.statics].map(({ holding }) => holding);
    this.#adapters.files.replace(`${this.#settings.runDirectory}/addresses`, formatJournal(holdings));
    this.#objects.writeJournal();
  }

  #twoMastersBegan(router: string, rival: RivalSnapshot, events: RouterLog): void {
    const { address, priority, vrid, theirs } = rival;
    const found = this.#routers.find(router);
    const ours = found === undefined ? '' : explain(found.parameters, found.state, this.#adapters.clock.now());
    const text = `two masters: ${address} is master too (VRID ${vrid}, priority ${priority ?? 'unknown'}); ${theirs}`;
    const fields = { router, event: 'two-masters', heardFrom: address, heardPriority: priority };
    this.#adapters.logger.error(fields, `(${router}) ${text}. Why this host is master: ${ours}`);
    const heardPriority = priority === undefined ? {} : { heardPriority: priority };
    this.#journal.add({ type: 'two-masters', router, text, detail: ours, heardFrom: address, ...heardPriority });
    if (found !== undefined) events.twoMasters(found, `${text}. Why this host is master: ${ours}`);
  }

  #twoMastersEnded(router: string, lasted: Micros): void {
    const text = `one master again, after ${formatDuration(lasted)}`;
    this.#adapters.logger.info({ router, event: 'two-masters-ended' }, `(${router}) ${text}`);
    this.#journal.add({ type: 'two-masters-ended', router, text });
  }

  /** fifo_write_vrrp_states_on_reload. */
  #tellStates(): void {
    for (const { name, state } of this.#routers.routers) {
      this.#notifier.tell('INSTANCE', name, NOTIFIED[state.type], state.effectivePriority);
    }
    for (const { name, state } of this.#groups.snapshot()) this.#notifier.tell('GROUP', name, NOTIFIED[state], 0);
  }

  #sendFailed(where: string, error: Error): void {
    this.#warnOnce(`send ${where} ${error.message}`, `cannot send adverts on ${where}: ${error.message}`);
  }

  #warnOnce(key: string, message: string): void {
    const { clock, logger } = this.#adapters;
    this.#repeats.note(key, clock.now(), (times) => {
      logger.warn({ times }, times > 1 ? `${message} (×${times} in 5 min)` : message);
    });
  }

  #settleRepeats(now: Micros): void {
    this.#repeats.settle(now);
    this.#loop.arm(this.#repeatsDeadline, plus(now, REPEAT_CHECK));
  }
}
