/**
 * The parts of a daemon, and which of them knows which. The only place where they are put together: a part is given the
 * others as services, and asks for one that is made later only once the daemon runs.
 */

import type { Configuration } from '../config/model.js';
import type { DaemonAdapters } from './adapters.js';
import { AddressJournal } from './address-journal.js';
import { AnnouncementGaps } from './announcement-gaps.js';
import type { AnnouncementQueue } from './announcement-queue.js';
import { announcementQueue } from './announcing.js';
import { AutomaticPriority } from './automatic-priority.js';
import type { DaemonSettings } from './daemon-api.js';
import { Endpoints } from './endpoints.js';
import { EventJournal } from './event-journal.js';
import { ForeignClaims } from './foreign-claims.js';
import { GroupSet } from './group-set.js';
import { KeptFiles } from './kept-files.js';
import { LinkPolling } from './link-polling.js';
import { NetworkFacts } from './network-facts.js';
import { NetworkFeed } from './network-feed.js';
import { NetworkObjects } from './network-objects.js';
import { Notifier } from './notifier.js';
import { OperatorDesk } from './operator-desk.js';
import { Outbox } from './outbox.js';
import { PeerTable } from './peer-table.js';
import { Recorder } from './recorder.js';
import { RepeatedWarnings } from './repeated-warnings.js';
import { Rivals } from './rivals.js';
import { RouterLog } from './router-log.js';
import { RouterSet } from './router-set.js';
import { RunningConfiguration } from './running-configuration.js';
import { ScriptLauncher } from './script-launcher.js';
import { SessionLog } from './session-log.js';
import { StandbyBook } from './standby-book.js';
import { Strangers } from './strangers.js';
import { TrackedSet } from './tracked-set.js';
import { Transitions } from './transitions.js';
import { TurnLoop } from './turn-loop.js';
import { TwoMasters } from './two-masters.js';

export class DaemonParts {
  readonly facts = new NetworkFacts();
  readonly peers = new PeerTable();
  readonly loop: TurnLoop;
  readonly warnings: RepeatedWarnings;
  readonly keptFiles: KeptFiles;
  readonly journal: EventJournal;
  readonly standby: StandbyBook;
  readonly endpoints: Endpoints;
  readonly outbox: Outbox;
  readonly launcher: ScriptLauncher;
  readonly notifier: Notifier;
  readonly tracked: TrackedSet;
  readonly transitions: Transitions;
  readonly rivals: Rivals;
  readonly operator: OperatorDesk;
  readonly groups: GroupSet;
  readonly routers: RouterSet;
  readonly objects: NetworkObjects;
  readonly addressJournal: AddressJournal;
  readonly running: RunningConfiguration;
  readonly feed: NetworkFeed;
  readonly polling: LinkPolling;
  readonly priority: AutomaticPriority;
  readonly claims: ForeignClaims;
  readonly #settings: DaemonSettings;
  readonly #adapters: DaemonAdapters;
  readonly #wall: () => number;
  readonly #gaps = new AnnouncementGaps(this.facts);
  readonly #announcements: AnnouncementQueue;
  readonly #events: RouterLog;

  constructor(configuration: Configuration, settings: DaemonSettings, adapters: DaemonAdapters) {
    const { scripts, users, defer, pipes, mailer, hostName, logger, files, clock } = adapters;
    const { stateDirectory, kept, runDirectory } = settings;
    this.#settings = settings;
    this.#adapters = adapters;
    this.#wall = () => clock.wall();
    this.loop = this.#makeLoop();
    this.warnings = new RepeatedWarnings(this.loop, clock, logger);
    this.journal = new EventJournal(`${stateDirectory}/events.jsonl`, files, this.#wall, kept.events, {
      tracks: (router, name) => this.#tracksSession(router, name),
      members: (name) => this.#membersOf(name),
    });
    this.standby = new StandbyBook(`${stateDirectory}/standby.json`, files, kept.standby);
    this.keptFiles = new KeptFiles(this.loop, [this.journal, this.standby]);
    this.endpoints = this.#makeEndpoints();
    this.#announcements = announcementQueue(this.loop, adapters, this.#gaps);
    this.outbox = this.#makeOutbox();
    this.launcher = new ScriptLauncher({ scripts, users, defer }, configuration);
    this.notifier = new Notifier({ scripts: this.launcher, pipes, users, mailer, hostName, logger }, configuration);
    this.tracked = this.#makeTracked();
    this.#events = this.#makeEvents();
    this.rivals = this.#makeRivals();
    this.transitions = new Transitions(this.loop, this.journal, this.rivals);
    this.operator = this.#makeOperator();
    this.groups = new GroupSet({
      transition: (group, transition) => this.#events.groupTransition(group, transition),
      router: (name) => this.routers.find(name),
    });
    this.routers = this.#makeRouters();
    this.objects = this.#makeObjects(configuration);
    const namespace = settings.namespace ?? configuration.globals.netNamespace;
    this.addressJournal = new AddressJournal(runDirectory, namespace, files, this.outbox, this.routers, this.objects);
    this.running = new RunningConfiguration(configuration, this.facts, this.#gaps, this.objects);
    this.feed = new NetworkFeed(adapters.monitor, this.loop, this.facts, this.routers, this.objects);
    this.priority = new AutomaticPriority(adapters.realTime, logger, configuration.globals);
    this.loop.lateness.onLate = (late) => this.priority.woke(late);
    this.polling = new LinkPolling({
      loop: this.loop,
      poller: adapters.linkPoller,
      facts: this.facts,
      logger,
      changed: (change, now) => this.feed.tell(change, now),
    });
    this.claims = this.#makeClaims();
  }

  #makeLoop(): TurnLoop {
    const { clock, alarm } = this.#adapters;
    return new TurnLoop(clock, alarm, {
      drain: (now) => {
        this.endpoints.drainAll();
        this.tracked.drain(now);
        this.feed.drain(now);
        this.objects.drain(now);
      },
      flushUrgent: () => this.outbox.flushUrgent(),
      flush: () => this.outbox.flush(),
    });
  }

  #makeEndpoints(): Endpoints {
    const { loop, peers, warnings } = this;
    const { transport } = this.#adapters;
    const strangers = new Strangers({
      loop,
      peers,
      rivals: () => this.rivals,
      warnings,
      told: () => this.running.configuration.globals.logUnknownVrids,
      wall: this.#wall,
      routers: () => this.routers.routers,
    });
    return new Endpoints(transport, {
      readable: (endpoint) => loop.run((now) => this.endpoints.take(endpoint, now)),
      arm: (deadline, at) => loop.arm(deadline, at),
      stranger: (endpoint, packet) => strangers.heard(endpoint, packet),
    });
  }

  #makeOutbox(): Outbox {
    return new Outbox({
      addresses: this.#adapters.addresses,
      announcements: this.#announcements,
      sendFailed: ({ endpoint }, { message }) => {
        const where = endpoint.interfaceName ?? endpoint.source;
        this.warnings.warn(`send ${where} ${message}`, `cannot send adverts on ${where}: ${message}`);
      },
    });
  }

  #membersOf(name: string): readonly string[] {
    if (this.routers.find(name) !== undefined) return [name];
    return this.groups.definitions.find((group) => group.name === name)?.members ?? [name];
  }

  #tracksSession(router: string, session: string): boolean {
    const tracked = this.routers.find(router)?.parameters.trackedObjects ?? [];
    return tracked.some(({ kind, name }) => kind === 'bfd' && name === session);
  }

  #makeTracked(): TrackedSet {
    const { logger, fileWatcher, processWatcher, datagrams, random, clock } = this.#adapters;
    const { journal, outbox, warnings } = this;
    const sessions = new SessionLog({ journal, outbox, repeats: warnings.repeats, now: () => clock.now() });
    return new TrackedSet({
      loop: this.loop,
      scripts: this.launcher,
      logger,
      wall: this.#wall,
      fileWatcher,
      processWatcher,
      datagrams,
      random,
      changed: (id, result, detail, now) => this.routers.tracked(id, result, detail, now),
      sessionMoved: (change) => sessions.changed(change),
    });
  }

  #makeEvents(): RouterLog {
    const { logger, clock, files } = this.#adapters;
    const { recordDirectory } = this.#settings;
    const recorder = recordDirectory === undefined ? undefined : new Recorder(recordDirectory, files);
    return new RouterLog({
      logger,
      notifier: this.notifier,
      outbox: this.outbox,
      repeats: this.warnings.repeats,
      journal: this.journal,
      now: () => clock.now(),
      wall: this.#wall,
      transitioned: (record, why) => this.transitions.add(record, why),
      recorded: (router, event, actions, now) => recorder?.stepped(router, event, actions, now),
      holdingChanged: () => {
        this.addressJournal.changed();
        this.claims.holdingChanged();
      },
      groups: () => this.groups,
    });
  }

  #makeRivals(): Rivals {
    const { logger, clock } = this.#adapters;
    const twoMasters = new TwoMasters({
      logger,
      journal: this.journal,
      events: this.#events,
      now: () => clock.now(),
      router: (name) => this.routers.find(name),
    });
    return new Rivals({
      loop: this.loop,
      wall: this.#wall,
      began: (router, rival) => twoMasters.began(router, rival),
      ended: (router, lasted) => twoMasters.ended(router, lasted),
    });
  }

  #makeClaims(): ForeignClaims {
    const { claims, logger, clock } = this.#adapters;
    return new ForeignClaims({
      loop: this.loop,
      facts: this.facts,
      listening: claims,
      rivals: this.rivals,
      peers: this.peers,
      repeats: this.warnings.repeats,
      logger,
      now: () => clock.now(),
      wall: this.#wall,
      routers: () => this.routers.routers,
    });
  }

  #makeOperator(): OperatorDesk {
    return new OperatorDesk({
      loop: this.loop,
      peers: this.peers,
      journal: this.journal,
      book: this.standby,
      logger: this.#adapters.logger,
      wall: this.#wall,
      routers: () => this.routers.routers,
      groups: () => this.groups.definitions,
    });
  }

  #makeRouters(): RouterSet {
    const { loop, outbox, facts, endpoints, peers, warnings, rivals } = this;
    const { logger, routing } = this.#adapters;
    return new RouterSet({
      loop,
      peers,
      repeats: warnings.repeats,
      rivals,
      logger,
      wall: this.#wall,
      mtu: (name) => facts.view(name).link?.mtu,
      tracked: (object) => this.tracked.known(object),
      onStandby: (name) => this.standby.has(name),
      renamed: (names) => this.standby.rename(names),
      router: {
        loop,
        outbox,
        announcements: this.#announcements,
        facts,
        events: this.#events,
        routingTable: routing.table,
        lease: this.#settings.addressLease,
      },
      attachment: {
        loop,
        outbox,
        facts,
        endpoints,
        delayOf: (name) => this.running.configuration.interfaceDelays.find((delay) => delay.name === name),
        socketProblem: ({ name }, problem) => warnings.warn(`${name} socket`, `(${name}) ${problem}`),
      },
    });
  }

  #makeObjects(configuration: Configuration): NetworkObjects {
    const { logger, files, routing, links, settings, firewall, addresses, clock } = this.#adapters;
    return new NetworkObjects(configuration, {
      loop: this.loop,
      outbox: this.outbox,
      facts: this.facts,
      logger,
      repeats: this.warnings.repeats,
      files,
      routing,
      links,
      settings,
      firewall,
      addresses,
      journalFile: `${this.#settings.runDirectory}/objects`,
      now: () => clock.now(),
      routers: () => this.routers.routers,
      changed: () => this.addressJournal.changed(),
    });
  }
}
