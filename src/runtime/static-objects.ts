/**
 * Addresses, routes and rules that are there as long as the daemon is: bound at start, put back when somebody removes
 * them, removed at stop.
 */

import type { Logger } from '../base/logger.js';
import type { Micros } from '../base/micros.js';
import type { Configuration } from '../config/model.js';
import { AddressHolding, type PlannedChange } from './address-holding.js';
import type { NetworkFacts } from './network-facts.js';
import type { Outbox } from './outbox.js';
import type { ChangeOutcome } from './ports/network.js';
import type { RoutingTable } from './ports/routing.js';
import { PutBack } from './put-back.js';
import { RoutingHolding } from './routing-holding.js';
import type { TurnLoop } from './turn-loop.js';

export interface StaticObjectsServices {
  readonly loop: TurnLoop;
  readonly outbox: Outbox;
  readonly facts: NetworkFacts;
  readonly routingTable: RoutingTable;
  readonly logger: Logger;
  changed(): void;
}

export class StaticObjects {
  readonly name = 'static';
  readonly holding: AddressHolding;
  readonly routing: RoutingHolding;
  readonly #services: StaticObjectsServices;
  readonly #putBack: PutBack;

  constructor(configuration: Configuration, services: StaticObjectsServices) {
    const { staticAddresses, staticRoutes, staticRules } = configuration;
    this.#services = services;
    // Without a lease: they are the host's own addresses for other programs.
    this.holding = new AddressHolding(staticAddresses, [], services.facts, 0);
    this.routing = new RoutingHolding(staticRoutes, staticRules, {
      facts: services.facts,
      table: services.routingTable,
      failed: (problems) => this.#report(problems),
      changed: () => services.changed(),
    });
    this.#putBack = new PutBack(services.loop, () => {
      this.#change(this.holding.claimMissing());
      this.#claimRouting();
    });
  }

  start(): void {
    this.#change(this.holding.claim());
    this.#claimRouting();
  }

  replace({ staticAddresses, staticRoutes, staticRules }: Configuration): void {
    this.#change(this.holding.replace(staticAddresses, []));
    this.#services.outbox.afterAddresses(() => this.routing.replace(staticRoutes, staticRules));
  }

  /** Interfaces of these names changed: one that is back has lost its routes, one that is new takes its addresses. */
  interfacesChanged(names: ReadonlySet<string>): void {
    this.#change(this.holding.claimMissing());
    this.#services.outbox.afterAddresses(() => this.routing.claimAgain(names));
  }

  addressesRemoved(keys: ReadonlySet<string>, now: Micros): void {
    // The kernel takes IPv6 addresses off an interface that goes down; they come back with it.
    const lost = this.holding.noteRemoved(keys).filter(({ wanted }) => {
      return this.#services.facts.view(wanted.device).link?.up;
    });
    if (lost.length === 0) return;
    this.#warn(lost.map(({ wanted }) => wanted.prefix.address).join(', '));
    this.#putBack.ask(now);
  }

  stop(): void {
    this.#putBack.stop();
    this.#services.outbox.beforeAddresses(() => this.routing.release());
    this.#change(this.holding.release());
  }

  changesApplied(changes: readonly PlannedChange[], outcomes: readonly ChangeOutcome[]): void {
    const problems: string[] = [];
    for (const [index, { planned, change }] of changes.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      if (change.operation === 'add') planned.state = outcome.ok ? 'bound' : 'absent';
      if (!outcome.ok) problems.push(`${change.operation} ${change.prefix.address}: ${outcome.error.message}`);
    }
    if (problems.length > 0) this.#report(problems);
    this.#services.loop.run(() => {
      this.#services.changed();
      this.#claimRouting();
    });
  }

  #claimRouting(): void {
    if (!this.holding.settled) return;
    this.#services.outbox.afterAddresses(() => {
      if (this.holding.wanted) this.routing.claim();
    });
  }

  #change(changes: readonly PlannedChange[]): void {
    this.#services.outbox.change(this, changes);
  }

  #warn(what: string): void {
    this.#services.outbox.later(() => {
      this.#services.logger.warn({ removed: what }, `somebody removed ${what}: put back`);
    });
  }

  #report(problems: readonly string[]): void {
    this.#services.outbox.later(() => {
      this.#services.logger.error({ problems: problems.slice(0, 8) }, `static objects: ${problems[0] ?? ''}`);
    });
  }
}
