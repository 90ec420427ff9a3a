/** What a daemon says of itself: the snapshot that status shows, keepalived's files, the deadlines in the log. */

import { formatDuration } from '../base/format-time.js';
import { micros } from '../base/micros.js';
import { NO_COUNTS } from '../vrrp/counters.js';
import type { DaemonAdapters } from './adapters.js';
import type { DaemonSettings } from './daemon-api.js';
import type { DaemonParts } from './daemon-parts.js';
import type { DumpedRouter } from './dumped-router.js';
import { type DumpedState, type DumpKind, dumpText, writeDump } from './dumps.js';
import { routerSnapshot } from './router-snapshot.js';
import type { DaemonSnapshot, NotKept } from './snapshot.js';

export class DaemonReport {
  readonly #parts: DaemonParts;
  readonly #settings: DaemonSettings;
  readonly #adapters: DaemonAdapters;
  readonly #startedWall: number;
  #configuredWall: number;
  #reloads = 0;
  #reloadProblem: string | undefined;

  constructor(parts: DaemonParts, settings: DaemonSettings, adapters: DaemonAdapters) {
    this.#parts = parts;
    this.#settings = settings;
    this.#adapters = adapters;
    this.#startedWall = adapters.clock.wall();
    this.#configuredWall = this.#startedWall;
  }

  /** @param code of the finding that decided */
  reloadRefused(reason: string, code: string): void {
    this.#reloadProblem = reason;
    this.#parts.journal.add({ type: 'reload-refused', text: `reload refused: ${reason}` });
    this.#adapters.logger.error({ code }, `reload refused, the old configuration stays: ${reason}`);
  }

  reloaded(): void {
    const { logger, clock } = this.#adapters;
    this.#reloadProblem = undefined;
    this.#configuredWall = clock.wall();
    this.#reloads += 1;
    this.#parts.journal.add({ type: 'reload', text: 'configuration reloaded' });
    logger.info({ reloads: this.#reloads }, 'configuration reloaded');
  }

  snapshot(): DaemonSnapshot {
    const { routers, groups, tracked, peers, standby, rivals, loop, facts, priority } = this.#parts;
    const { version, configurationFile } = this.#settings;
    const { clock } = this.#adapters;
    const now = clock.now();
    const wall = clock.wall();
    return {
      version: 1,
      takenWall: wall,
      daemon: {
        version,
        pid: process.pid,
        startedWall: this.#startedWall,
        configFile: configurationFile,
        configuredWall: this.#configuredWall,
        reloadProblem: this.#reloadProblem,
        notKept: this.#notKept(),
        latestWakeUp: loop.lateness.longest,
        automaticPriority: priority.snapshot,
        reloads: this.#reloads,
      },
      routers: [...routers.members].map(({ router, attachment }) => {
        return routerSnapshot(router, facts, attachment.waitingFor, now, wall);
      }),
      groups: groups.snapshot(),
      checks: tracked.snapshot(),
      sessions: tracked.sessions(now, wall),
      peers: peers.snapshot(),
      standby: standby.entries,
      twoMasters: rivals.snapshot(),
    };
  }

  #notKept(): NotKept | undefined {
    const standby = this.#parts.standby.problem;
    const events = this.#parts.journal.problem;
    return standby === undefined && events === undefined ? undefined : { standby, events };
  }

  dump(kind: DumpKind): void {
    const { dumpDirectory, namespace } = this.#settings;
    writeDump(kind, this.#state(), this.#adapters.files, dumpDirectory, namespace);
  }

  /** What keepalived.data holds. */
  data(): string {
    return dumpText('data', this.#state()) ?? '';
  }

  clearStatistics(): void {
    this.dump('stats');
    for (const router of this.#parts.routers.routers) router.counters = NO_COUNTS;
    this.#adapters.logger.info({}, 'statistics cleared');
  }

  logDeadlines(): void {
    for (const { name, state, deadlines } of this.snapshot().routers) {
      const armed = Object.entries(deadlines).map(([what, left]) => `${what} in ${formatDuration(micros(left))}`);
      this.#adapters.logger.info({ router: name, state, deadlines }, `(${name}) ${state}: ${armed.join(', ')}`);
    }
  }

  #state(): DumpedState {
    const { tracked, running } = this.#parts;
    const snapshot = this.snapshot();
    const routers = this.#dumped(snapshot);
    const { configuration } = running;
    return { snapshot, routers, processes: tracked.processes(), configuration, hostName: this.#adapters.hostName };
  }

  #dumped(snapshot: DaemonSnapshot): readonly DumpedRouter[] {
    const named = new Map(snapshot.routers.map((router) => [router.name, router]));
    return this.#parts.routers.routers.flatMap(({ name, instance, state }) => {
      const router = named.get(name);
      const heard = state.type === 'backup' ? state.masterAdverInterval : state.heardMaster?.advertisementInterval;
      const masterInterval = heard ?? instance.advertisementInterval;
      const masterPriority = state.heardMaster?.priority ?? 0;
      return router === undefined ? [] : [{ instance, snapshot: router, masterInterval, masterPriority }];
    });
  }
}
