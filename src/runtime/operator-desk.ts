/**
 * What an operator asks for: standby, resume, switchover. Refuses what would leave the addresses without anybody as far
 * as can be known here, and takes a master back that nobody followed.
 */

import { formatDuration, formatMoment } from '../base/format-time.js';
import type { Logger } from '../base/logger.js';
import { fromMillis, type Micros, micros, plus } from '../base/micros.js';
import type { SyncGroup } from '../config/model.js';
import { rankSender } from '../vrrp/election.js';
import type { CommandOutcome, StandbyRequest } from './daemon-api.js';
import { Deadline } from './deadline-queue.js';
import type { EventJournal } from './event-journal.js';
import type { EventType } from './event-record.js';
import type { PeerTable } from './peer-table.js';
import type { StandbyBook } from './standby-book.js';
import type { TurnLoop } from './turn-loop.js';
import type { VirtualRouter } from './virtual-router.js';

/** A router heard as master within this time is expected to take over. Milliseconds. */
const RECENT = 3_600_000;
/** For a successor's first advert beyond its skew and one interval. */
const SUCCESSOR_MARGIN = fromMillis(500);

export interface OperatorServices {
  readonly loop: TurnLoop;
  readonly peers: PeerTable;
  readonly journal: EventJournal;
  readonly book: StandbyBook;
  readonly logger: Logger;
  wall(): number;
  routers(): readonly VirtualRouter[];
  groups(): readonly SyncGroup[];
}

export class OperatorDesk {
  readonly #services: OperatorServices;
  readonly #ends = new Deadline((now) => this.#endExpired(now));
  readonly #watches = new Map<string, Deadline>();

  constructor(services: OperatorServices) {
    this.#services = services;
  }

  /** Before routers start: forgets the standby whose time ended while no daemon ran. */
  start(now: Micros): void {
    this.#endExpired(now);
  }

  standby({ router: name, untilWall, force, takeBack }: StandbyRequest): CommandOutcome {
    const routers = this.#find(name);
    if (routers.length === 0) return noSuch(name);
    const doubt = force || takeBack ? undefined : firstDefined(routers, (router) => this.#doubt(router));
    if (doubt !== undefined) return { ok: false, code: 'NO_PEER', reason: doubt };
    const sinceWall = this.#services.wall();
    const until = untilWall === undefined ? {} : { untilWall };
    this.#services.book.put(routers.map((router) => ({ router: router.name, sinceWall, ...until })));
    this.#services.loop.run((now) => {
      const masters = routers.filter(({ state }) => state.type === 'master');
      for (const router of routers) {
        this.#tell(
          'standby',
          router.name,
          untilWall === undefined ? 'on standby' : `on standby until ${formatMoment(untilWall)}`,
        );
        router.handle({ type: 'standby-requested' }, now);
      }
      if (!force) for (const router of masters) this.#watch(router, now);
      this.#armEnds(now);
    });
    return { ok: true, routers: routers.map(nameOf) };
  }

  /** Also of instances that are not configured any more, so that one of that name starts without. */
  resume(name: string | undefined): CommandOutcome {
    const routers = this.#find(name);
    const { book, loop } = this.#services;
    const kept = book.entries.map(({ router }) => router).filter((router) => name === undefined || router === name);
    if (routers.length === 0 && kept.length === 0) return noSuch(name);
    const held = routers.filter((router) => router.state.standby || book.has(router.name));
    const ended = [...new Set([...held.map(nameOf), ...kept])];
    loop.run((now) => this.#end(ended, 'standby ended', now));
    return { ok: true, routers: ended };
  }

  switchover(name: string, force: boolean): CommandOutcome {
    const routers = this.#find(name);
    if (routers.length === 0) return noSuch(name);
    const masters = routers.filter(({ state }) => state.type === 'master');
    const moving = masters.length > 0 ? masters : routers;
    const refused = firstDefined(moving, (router) => this.#whyNotSwitch(router, force));
    if (refused !== undefined) return { ok: false, ...refused };
    const from = masters.length > 0 ? 'master' : 'backup';
    this.#services.loop.run((now) => {
      for (const router of moving) {
        this.#tell('switchover', router.name, from === 'master' ? 'told to hand over' : 'told to take over');
      }
      // A member that its group has moved already would move back.
      for (const router of moving) {
        if (router.state.type === from) router.handle({ type: 'switchover-requested' }, now);
      }
    });
    return { ok: true, routers: moving.map(nameOf) };
  }

  /** The routers of a name: all, one, or the members of a sync group, which move together. */
  #find(name: string | undefined): readonly VirtualRouter[] {
    const routers = this.#services.routers();
    if (name === undefined) return routers;
    const group = this.#services.groups().find((one) => one.name === name || one.members.includes(name));
    const names = group === undefined ? [name] : group.members;
    return routers.filter((router) => names.includes(router.name));
  }

  #whyNotSwitch(router: VirtualRouter, force: boolean): { readonly code: string; readonly reason: string } | undefined {
    const { name, state } = router;
    if (state.type === 'master') {
      const doubt = force ? undefined : this.#doubt(router);
      return doubt === undefined ? undefined : { code: 'NO_PEER', reason: doubt };
    }
    const no = (reason: string) => ({ code: 'CANNOT_TAKE_OVER', reason: `${name} cannot take over: ${reason}` });
    if (state.standby) return no(`it is on standby; 'vrrpd resume ${name}' ends that`);
    if (state.type !== 'backup') return no(`it is in state ${state.type}`);
    const { heardMaster, effectivePriority, sourceAddress } = state;
    if (heardMaster === undefined) return no('no master is heard; it takes over by itself when it may');
    const ours = { priority: effectivePriority, address: sourceAddress };
    if (rankSender(heardMaster, ours) === 'worse') return undefined;
    const { address, priority } = heardMaster;
    return no(
      `${address} is master with priority ${priority}, ours is ${effectivePriority}: it would take mastership back at ` +
        `once. Run 'vrrpd switchover' or 'vrrpd standby' on ${address}`,
    );
  }

  /** Why it is not known that somebody serves the addresses without this router; undefined when it is. */
  #doubt(router: VirtualRouter): string | undefined {
    const { name, state } = router;
    if (state.type === 'fault' || state.type === 'init' || state.standby) return undefined;
    if (state.type === 'backup') {
      if (state.heardMaster !== undefined) return undefined;
      const rejected = this.#rejectedPeer(router);
      return `${name} is backup and hears no master${rejected === undefined ? '' : `: ${rejected}`}. ${WAYS_OUT}`;
    }
    const known = this.#lastPeer(router);
    if (known?.healthy === true) return undefined;
    const what =
      known?.text ??
      this.#rejectedPeer(router) ??
      `nobody else was heard for VRID ${router.vrid} since this daemon started`;
    return `${name} is master, and it is not known whether somebody takes over: ${what}. ${WAYS_OUT}`;
  }

  /** A backup is silent: all that can be known of one is when it was master last, and how it left. */
  #lastPeer(router: VirtualRouter): { readonly healthy: boolean; readonly text: string } | undefined {
    const { peers, wall } = this.#services;
    const last = peers
      .believedBy(router.name)
      .filter(({ address }) => address !== router.state.sourceAddress)
      .reduce<{ readonly at: number; readonly address: string; readonly priority: number } | undefined>(
        (newest, { lastAcceptedWall: at = 0, address, priority = 0 }) =>
          newest === undefined || at > newest.at ? { at, address, priority } : newest,
        undefined,
      );
    if (last === undefined) return undefined;
    const ago = wall() - last.at;
    const said = last.priority === 0 ? 'when it left with priority 0' : `with priority ${last.priority}`;
    return {
      healthy: last.priority > 0 && ago <= RECENT,
      text: `${last.address} was last heard ${formatDuration(ago * 1_000)} ago ${said}`,
    };
  }

  /** Somebody is there, and does not count: the one of them that was heard last. */
  #rejectedPeer({ name, state }: VirtualRouter): string | undefined {
    const last = this.#services.peers.lastRejected(name, 0);
    if (last === undefined || last.address === state.sourceAddress) return undefined;
    const { address, rejected, lastHeardWall, lastRejection = 'unknown' } = last;
    const count = Object.values(rejected).reduce((sum, of) => sum + of, 0);
    const ago = formatDuration((this.#services.wall() - lastHeardWall) * 1_000);
    return (
      `${address} was last heard ${ago} ago, and does not count, because its adverts are rejected (${count} so far), ` +
      `the last for ${lastRejection}`
    );
  }

  /** Looks whether a successor spoke up; if not, this router ends its standby. */
  #watch(router: VirtualRouter, now: Micros): void {
    const { advertisementInterval } = router.parameters;
    const watch = new Deadline((at) => {
      this.#watches.delete(router.name);
      const { state } = router;
      if (!state.standby || state.type !== 'backup' || state.heardMaster !== undefined) return;
      this.#end([router.name], 'nobody took over: standby ended by itself', at);
    });
    const before = this.#watches.get(router.name);
    if (before !== undefined) this.#services.loop.arm(before, undefined);
    this.#watches.set(router.name, watch);
    this.#services.loop.arm(watch, plus(now, micros(2 * advertisementInterval), SUCCESSOR_MARGIN));
  }

  #end(names: readonly string[], text: string, now: Micros): void {
    this.#services.book.remove(names);
    for (const name of names) {
      this.#tell('resume', name, text);
      const router = this.#services.routers().find((one) => one.name === name);
      router?.handle({ type: 'standby-ended' }, now);
    }
    this.#armEnds(now);
  }

  #endExpired(now: Micros): void {
    const wall = this.#services.wall();
    const over = this.#services.book.entries.filter(({ untilWall }) => untilWall !== undefined && untilWall <= wall);
    this.#end(
      over.map(({ router }) => router),
      'the time of its standby is over',
      now,
    );
  }

  #armEnds(now: Micros): void {
    const ends = this.#services.book.entries.flatMap(({ untilWall }) => (untilWall === undefined ? [] : [untilWall]));
    const left = Math.max(0, Math.min(...ends) - this.#services.wall());
    this.#services.loop.arm(this.#ends, ends.length === 0 ? undefined : plus(now, fromMillis(Math.ceil(left))));
  }

  #tell(type: EventType, router: string, text: string): void {
    this.#services.journal.add({ type, router, text });
    this.#services.logger.info({ router, event: type }, `(${router}) ${text}`);
  }
}

const WAYS_OUT =
  "A backup sends nothing, so one may be there all the same: ask 'vrrpd status' there, then use --force; or --try, " +
  'which comes back when nobody takes over';

function noSuch(name: string | undefined): CommandOutcome {
  const reason = name === undefined ? 'no instance is configured' : `no instance or sync group is called '${name}'`;
  return { ok: false, code: 'NO_SUCH_INSTANCE', reason };
}

function nameOf({ name }: VirtualRouter): string {
  return name;
}

function firstDefined<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
