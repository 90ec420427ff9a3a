/**
 * One virtual router alive: the pure core's state, and everything that the core's actions turn into. It decides
 * nothing; it feeds events to `step` and carries out what comes back, through the turn's outbox.
 */

import type { IpAddress } from '../base/address.js';
import { assertNever } from '../base/assert-never.js';
import { type Micros, plus } from '../base/micros.js';
import type { Instance } from '../config/model.js';
import type { VrrpAction } from '../vrrp/action.js';
import { countStep, NO_COUNTS } from '../vrrp/counters.js';
import { nextDeadline } from '../vrrp/deadline.js';
import type { VrrpEvent } from '../vrrp/event.js';
import { initialState } from '../vrrp/init.js';
import type { VirtualRouterParameters } from '../vrrp/parameters.js';
import type { VrrpState } from '../vrrp/state.js';
import { step } from '../vrrp/step.js';
import { AddressHolding, type PlannedChange } from './address-holding.js';
import { frameFor } from './announcement-frame.js';
import type { AnnouncementQueue } from './announcement-queue.js';
import type { AdvertisementCodec } from './codec.js';
import { Deadline } from './deadline-queue.js';
import type { Endpoint } from './endpoints.js';
import type { NetworkFacts } from './network-facts.js';
import type { Outbox } from './outbox.js';
import { ownInterface } from './placement.js';
import type { PlannedAddress } from './planned-address.js';
import type { ChangeOutcome } from './ports/network.js';
import type { RoutingTable } from './ports/routing.js';
import { RoutingHolding } from './routing-holding.js';
import type { TurnLoop } from './turn-loop.js';

export type TransitionAction = Extract<VrrpAction, { type: 'transition' }>;

/** What happens to a router that people and other routers want to know. */
export interface RouterEvents {
  /** One call of the core, for the recorder. */
  stepped(router: VirtualRouter, event: VrrpEvent, actions: readonly VrrpAction[], now: Micros): void;
  transition(router: VirtualRouter, transition: TransitionAction): void;
  priorityChanged(router: VirtualRouter, from: number, to: number, cause: string): void;
  lowerPriorityHeard(router: VirtualRouter, from: IpAddress, priority: number, now: Micros): void;
  ownAddressHeard(router: VirtualRouter, from: IpAddress, priority: number): void;
  addressesRestored(router: VirtualRouter, addresses: readonly IpAddress[], losses: number): void;
  addressesNotBound(router: VirtualRouter, problems: readonly string[]): void;
  routingRefused(router: VirtualRouter, problems: readonly string[]): void;
  groupRequest(router: VirtualRouter, wants: 'master' | 'backup' | 'fault' | 'fault-cleared', now: Micros): void;
  /** The set of bound addresses is another one. */
  holdingChanged(): void;
}

export interface RouterServices {
  readonly loop: TurnLoop;
  readonly outbox: Outbox;
  readonly announcements: AnnouncementQueue;
  readonly facts: NetworkFacts;
  readonly events: RouterEvents;
  readonly routingTable: RoutingTable;
  /** Kernel lifetime of addresses in seconds, 0 for none. */
  readonly lease: number;
}

export class VirtualRouter {
  counters = NO_COUNTS;
  readonly holding: AddressHolding;
  /** Routes and rules of the master; they stand on the addresses. */
  readonly routing: RoutingHolding;
  /** Where adverts go and come from, while it is open. */
  endpoint: Endpoint | undefined = undefined;
  codec: AdvertisementCodec;
  /** At its stop the addresses stay where they are. */
  leavesAddresses = false;
  instance: Instance;
  parameters: VirtualRouterParameters;
  readonly #services: RouterServices;
  readonly #deadline: Deadline;
  readonly #leaseDeadline: Deadline;
  readonly #extraDeadline: Deadline;
  #state: VrrpState;
  #pendingRounds = 0;
  #steppedAt: Micros;

  constructor(
    instance: Instance,
    parameters: VirtualRouterParameters,
    codec: AdvertisementCodec,
    services: RouterServices,
    now: Micros,
  ) {
    this.instance = instance;
    this.parameters = parameters;
    this.codec = codec;
    this.#services = services;
    this.#state = initialState(parameters, now);
    this.#steppedAt = now;
    this.holding = new AddressHolding(instance.addresses, instance.excludedAddresses, services.facts, services.lease);
    this.routing = new RoutingHolding(instance.routes, instance.rules, {
      facts: services.facts,
      table: services.routingTable,
      failed: (problems) => services.events.routingRefused(this, problems),
      changed: () => services.events.holdingChanged(),
    });
    this.#deadline = new Deadline((at) => this.handle({ type: 'tick' }, at));
    this.#leaseDeadline = new Deadline((at) => this.#renew(at));
    this.#extraDeadline = new Deadline((at) => this.#announceExtra(at));
  }

  get name(): string {
    return this.instance.name;
  }

  get vrid(): number {
    return this.instance.vrid;
  }

  get state(): VrrpState {
    return this.#state;
  }

  /** Moment of the last step; the core's time never goes back. */
  get steppedAt(): Micros {
    return this.#steppedAt;
  }

  /** Feeds one event to the core and carries out what it decides. Inside a turn only. */
  handle(event: VrrpEvent, now: Micros): void {
    const { state, actions } = step(this.parameters, this.#state, event, now);
    this.#state = state;
    this.#steppedAt = now;
    this.counters = countStep(this.counters, event, actions);
    this.#services.events.stepped(this, event, actions, now);
    for (const action of actions) this.#execute(action, now);
    this.#services.loop.arm(this.#deadline, nextDeadline(this.#state));
    // The group's answer is another event for this router, so it comes after all that this one asked for.
    for (const action of actions) {
      if (action.type === 'group-request') this.#services.events.groupRequest(this, action.wants, now);
    }
  }

  /** Disarms everything; the router is not used again. */
  dispose(): void {
    this.#services.loop.arm(this.#deadline, undefined);
    this.#services.loop.arm(this.#leaseDeadline, undefined);
    this.#services.loop.arm(this.#extraDeadline, undefined);
  }

  /** Takes other addresses while it runs: what stays is not touched. */
  replaceAddresses(instance: Instance, now: Micros): void {
    this.#change(this.holding.replace(instance.addresses, instance.excludedAddresses), now);
    this.#services.outbox.afterAddresses(() => this.routing.replace(instance.routes, instance.rules));
    if (!this.holding.wanted) return;
    this.#announce(this.parameters.announcements.repeat);
    this.#armExtra(now);
  }

  /** Hears what the kernel made of address changes; at once or in a later turn. */
  changesApplied(changes: readonly PlannedChange[], outcomes: readonly ChangeOutcome[]): void {
    this.#services.loop.run((now) => this.#noteOutcomes(changes, outcomes, now));
  }

  #execute(action: VrrpAction, now: Micros): void {
    const { events } = this.#services;
    switch (action.type) {
      case 'send-advertisement':
        this.#advertise(action.priority);
        return;
      case 'claim-addresses':
        this.#change(this.holding.claim(), now);
        this.#claimRouting();
        this.#armExtra(now);
        return;
      case 'release-addresses':
        this.#pendingRounds = 0;
        this.#services.loop.arm(this.#extraDeadline, undefined);
        this.#services.outbox.beforeAddresses(() => {
          if (this.leavesAddresses) this.routing.leave();
          else this.routing.release();
        });
        this.#change(this.leavesAddresses ? this.holding.leave() : this.holding.release(), now);
        return;
      case 'restore-addresses':
        this.#change(this.holding.restore(action.addresses), now);
        return;
      case 'announce-addresses':
        this.#announce(action.rounds);
        return;
      case 'transition':
        this.#deadline.foreseen = action.to === 'backup';
        this.endpoint?.moderation.patienceChanged();
        if (action.from === 'fault' && action.to === 'backup') this.#announceSource();
        events.transition(this, action);
        return;
      case 'priority-changed':
        events.priorityChanged(this, action.from, action.to, action.cause);
        return;
      case 'lower-priority-heard':
        events.lowerPriorityHeard(this, action.from, action.priority, now);
        return;
      case 'own-address-heard':
        events.ownAddressHeard(this, action.from, action.priority);
        return;
      case 'addresses-restored':
        events.addressesRestored(this, action.addresses, action.losses);
        return;
      case 'group-request':
        return;
      default:
        assertNever(action);
    }
  }

  /** Unicast peers may have forgotten who has the address, or asked in vain while the link was down. */
  #announceSource(): void {
    const { unicastPeers, interfaceName } = this.instance;
    const source = this.#state.sourceAddress;
    const { link } = this.#services.facts.view(interfaceName);
    if (unicastPeers.length === 0 || source === undefined || link === undefined) return;
    const frame = frameFor(source, link);
    if (frame !== undefined) this.#services.outbox.later(() => this.#services.announcements.sendNow(frame));
  }

  /**
   * Routes may need the addresses as their source, so they wait until the kernel has answered. Without any too: those
   * that a reload brings are then added at once.
   */
  #claimRouting(): void {
    if (!this.holding.wanted || !this.holding.settled) return;
    this.#services.outbox.afterAddresses(() => {
      if (this.holding.wanted && this.holding.settled) this.routing.claim();
    });
  }

  #advertise(priority: number): void {
    const source = this.#state.sourceAddress;
    if (this.endpoint === undefined || source === undefined) return;
    this.#services.outbox.advert(this.endpoint.socket, this.codec.encode(priority, source));
  }

  #change(changes: readonly PlannedChange[], now: Micros): void {
    this.#services.outbox.change(this, changes);
    this.#services.loop.arm(this.#leaseDeadline, this.#nextRenewal(now));
    if (changes.length > 0) this.#services.events.holdingChanged();
  }

  /** Announcing waits until the kernel has answered: an address that is not bound must not be announced. */
  #announce(rounds: number): void {
    this.#pendingRounds = Math.max(this.#pendingRounds, rounds);
    this.#announceSettled();
  }

  #announceSettled(): void {
    if (this.#pendingRounds === 0 || !this.holding.settled) return;
    this.#services.announcements.add(this, this.#pendingRounds);
    this.#pendingRounds = 0;
  }

  #armExtra(now: Micros): void {
    const extra = this.instance.extraAnnouncements;
    this.#services.loop.arm(this.#extraDeadline, extra === undefined ? undefined : plus(now, extra.interval));
  }

  /** garp_extra_if: one announcement on each interface that carries addresses and no adverts, for switches to learn. */
  #announceExtra(now: Micros): void {
    const extra = this.instance.extraAnnouncements;
    if (extra === undefined || !this.holding.wanted) return;
    const own = ownInterface(this.instance);
    const first = new Map<string, PlannedAddress>();
    for (const planned of this.holding.planned) {
      const { device } = planned.wanted;
      if (device === own || planned.state !== 'bound' || first.has(device)) continue;
      if (extra.all || planned.link?.kind === 'macvlan') first.set(device, planned);
    }
    this.#services.announcements.add({ holding: { wanted: true, planned: [...first.values()] } }, 1);
    this.#armExtra(now);
  }

  /** What stays bound keeps its turn: changes that come often would otherwise put its renewal off for ever. */
  #nextRenewal(now: Micros): Micros | undefined {
    const due = this.holding.renewAt(now);
    const armed = this.#leaseDeadline.at;
    return due === undefined || armed === undefined || armed > due ? due : armed;
  }

  #renew(now: Micros): void {
    this.#services.outbox.change(this, this.holding.renewals());
    this.#services.loop.arm(this.#leaseDeadline, this.holding.renewAt(now));
  }

  #noteOutcomes(changes: readonly PlannedChange[], outcomes: readonly ChangeOutcome[], now: Micros): void {
    const problems: string[] = [];
    let bound = 0;
    for (const [index, { planned, change }] of changes.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      if (change.operation === 'add' && planned.state === 'claiming') planned.state = outcome.ok ? 'bound' : 'absent';
      if (change.operation === 'add' && outcome.ok) bound += 1;
      if (outcome.ok) continue;
      problems.push(
        `${change.operation} ${change.prefix.address} on ${change.interfaceName}: ${outcome.error.message}`,
      );
    }
    if (problems.length > 0) this.#services.events.addressesNotBound(this, problems);
    if (changes.some(({ change }) => change.operation !== 'renew')) this.#services.events.holdingChanged();
    const asked = changes.some(({ change }) => change.operation === 'add');
    if (asked && bound === 0 && this.holding.planned.every((planned) => planned.state === 'absent')) {
      this.handle({ type: 'claim-failed', detail: problems[0] ?? 'no address could be bound' }, now);
    }
    if (bound > 0) this.#claimRouting();
    this.#announceSettled();
  }
}
