/**
 * The routes and rules of one owner: a virtual router while it is master, or the daemon for its static ones. Added in
 * the order of the file, routes first; removed the other way round; put back when somebody else removes them.
 */

import type { Route, RoutingRule } from '../config/model-route.js';
import { routeKey } from '../wire/netlink/route-message.js';
import { describeRoute, describeRule } from '../wire/netlink/routing-text.js';
import { reportOf, ruleKey } from '../wire/netlink/rule-message.js';
import type { NetworkFacts } from './network-facts.js';
import type { RoutingChange, RoutingLoss, RoutingObject, RoutingTable } from './ports/routing.js';
import { devicesOf, routeRequest, ruleRequest } from './routing-request.js';

type Wanted =
  | { readonly type: 'route'; readonly wanted: Route }
  | { readonly type: 'rule'; readonly wanted: RoutingRule };

/** One route or rule; `object` is what was asked of the kernel, while it is there. */
export interface PlannedRouting {
  readonly source: Wanted;
  /** Same text, same object: what stays untouched in a reload. */
  readonly identity: string;
  /** What it is, for people. */
  text: string;
  object: RoutingObject | undefined;
  /** Somebody removed it, and it has no_track: until the next mastership it stays away. */
  left: boolean;
}

export interface RoutingHoldingServices {
  readonly facts: NetworkFacts;
  readonly table: RoutingTable;
  /** Some could not be added or removed. */
  failed(problems: readonly string[]): void;
  /** What is there is another set now. */
  changed(): void;
}

export class RoutingHolding {
  readonly #services: RoutingHoldingServices;
  #planned: readonly PlannedRouting[];
  #held = false;

  constructor(routes: readonly Route[], rules: readonly RoutingRule[], services: RoutingHoldingServices) {
    this.#services = services;
    this.#planned = plan(routes, rules);
  }

  /** There are routes or rules at all. */
  get any(): boolean {
    return this.#planned.length > 0;
  }

  get planned(): readonly PlannedRouting[] {
    return this.#planned;
  }

  /** Adds everything, also what should be there: an address that went and came back took routes with it. */
  claim(): void {
    if (!this.#held) for (const planned of this.#planned) planned.left = false;
    this.#held = true;
    this.#add(this.#planned);
  }

  /** Adds what is not there. */
  claimMissing(): void {
    if (this.#held) this.#add(this.#planned.filter(({ object }) => object === undefined));
  }

  /** Adds what an interface that changed may have taken along: the kernel does not tell of each route that it drops. */
  claimAgain(interfaces: ReadonlySet<string>): void {
    if (!this.#held) return;
    this.#add(
      this.#planned.filter(({ source, object }) => {
        if (source.type === 'rule') return object === undefined;
        return object === undefined || devicesOf(source.wanted).some((name) => interfaces.has(name));
      }),
    );
  }

  /** Removes what is there, last added first. */
  release(): void {
    this.#held = false;
    this.#remove(this.#planned);
  }

  /** Lets go of everything and leaves it where it is: for a stop that keeps the addresses. */
  leave(): void {
    this.#held = false;
    for (const planned of this.#planned) planned.object = undefined;
  }

  /** Removes what an earlier run may have left: everything that can be named now. */
  removeLeftovers(): void {
    for (const planned of this.#planned) planned.object = this.#resolve(planned);
    this.#remove(this.#planned);
  }

  /**
   * Marks those of ours among the losses as gone, and returns those that are to be put back. What has no_track is left
   * alone: gone where others removed it, and as it was otherwise.
   * @param byOthers whether somebody else removed them
   */
  noteLost(losses: readonly RoutingLoss[], byOthers: boolean): readonly PlannedRouting[] {
    if (!this.#held) return [];
    const all = losses.some(({ type }) => type === 'all');
    const keys = new Set(losses.map(lossKey));
    const named = ({ object }: PlannedRouting): boolean => object !== undefined && keys.has(objectKey(object));
    const tracked = ({ source }: PlannedRouting): boolean => !source.wanted.noTrack;
    const lost = this.#planned.filter((planned) => tracked(planned) && (named(planned) || (all && planned.object)));
    const left = byOthers ? this.#planned.filter((planned) => !tracked(planned) && named(planned)) : [];
    for (const planned of lost) planned.object = undefined;
    // It may be there again: an address that came back before this was heard of took it along.
    this.#remove(left);
    for (const planned of left) planned.left = true;
    return lost;
  }

  /** Takes other routes and rules: what stays the same is not touched. */
  replace(routes: readonly Route[], rules: readonly RoutingRule[]): void {
    const before = new Map(this.#planned.map((planned) => [planned.identity, planned]));
    const after = plan(routes, rules).map((planned) => {
      const same = before.get(planned.identity);
      before.delete(planned.identity);
      return same ?? planned;
    });
    this.#remove([...before.values()]);
    this.#planned = after;
    this.claimMissing();
  }

  #add(some: readonly PlannedRouting[]): void {
    const changes: RoutingChange[] = [];
    const asked: PlannedRouting[] = [];
    for (const planned of some) {
      if (planned.left) continue;
      const object = this.#resolve(planned);
      planned.object = object;
      if (object === undefined) continue;
      planned.text = describe(object);
      changes.push({ operation: 'add', object });
      asked.push(planned);
    }
    this.#apply(changes, (index) => {
      const planned = asked[index];
      if (planned !== undefined) planned.object = undefined;
    });
  }

  #remove(some: readonly PlannedRouting[]): void {
    const changes: RoutingChange[] = [];
    for (const planned of [...some].reverse()) {
      if (planned.object !== undefined) changes.push({ operation: 'remove', object: planned.object });
      planned.object = undefined;
    }
    this.#apply(changes, () => {});
  }

  #apply(changes: readonly RoutingChange[], refused: (index: number) => void): void {
    if (changes.length === 0) return;
    const problems: string[] = [];
    for (const [index, outcome] of this.#services.table.apply(changes).entries()) {
      if (outcome.ok) continue;
      problems.push(outcome.error.message);
      refused(index);
    }
    if (problems.length > 0) this.#services.failed(problems);
    this.#services.changed();
  }

  #resolve({ source }: PlannedRouting): RoutingObject | undefined {
    if (source.type === 'rule') return { type: 'rule', rule: ruleRequest(source.wanted) };
    const route = routeRequest(source.wanted, this.#services.facts);
    return route === undefined ? undefined : { type: 'route', route };
  }
}

function plan(routes: readonly Route[], rules: readonly RoutingRule[]): readonly PlannedRouting[] {
  return [
    ...routes.map((wanted) => planned({ type: 'route', wanted })),
    ...rules.map((wanted) => planned({ type: 'rule', wanted })),
  ];
}

function planned(source: Wanted): PlannedRouting {
  const identity = JSON.stringify(source, (key, value: unknown) => {
    if (key === 'span') return undefined;
    return typeof value === 'bigint' ? String(value) : value;
  });
  return { source, identity, text: '', object: undefined, left: false };
}

function describe(object: RoutingObject): string {
  return object.type === 'route' ? describeRoute(object.route) : describeRule(object.rule);
}

function objectKey(object: RoutingObject): string {
  return object.type === 'route' ? `route ${routeKey(object.route)}` : `rule ${ruleKey(reportOf(object.rule))}`;
}

function lossKey(loss: RoutingLoss): string {
  if (loss.type === 'all') return 'all';
  return loss.type === 'route' ? `route ${routeKey(loss.route)}` : `rule ${ruleKey(loss.rule)}`;
}
