/**
 * Hears of routes and rules that are removed, and lets their owners put them back. Listens only while somebody has
 * any: on a host with a full routing table the kernel has much to tell.
 */

import type { Logger } from '../base/logger.js';
import type { Micros } from '../base/micros.js';
import type { Outbox } from './outbox.js';
import type { Routing, RoutingLoss, RoutingMonitor } from './ports/routing.js';
import { PutBack } from './put-back.js';
import type { Repeats } from './repeats.js';
import type { PlannedRouting, RoutingHolding } from './routing-holding.js';
import type { TurnLoop } from './turn-loop.js';

/** Who holds routes and rules. */
export interface RoutingOwner {
  readonly name: string;
  readonly routing: RoutingHolding;
}

export interface RoutingWatchServices {
  readonly loop: TurnLoop;
  readonly outbox: Outbox;
  readonly logger: Logger;
  readonly repeats: Repeats;
  readonly routing: Routing;
  owners(): readonly RoutingOwner[];
  now(): Micros;
}

export class RoutingWatch {
  readonly #services: RoutingWatchServices;
  readonly #putBack: PutBack;
  #monitor: RoutingMonitor | undefined;

  constructor(services: RoutingWatchServices) {
    this.#services = services;
    this.#putBack = new PutBack(services.loop, () => {
      services.outbox.afterAddresses(() => {
        for (const { routing } of services.owners()) routing.claimMissing();
      });
    });
  }

  /** Listens from now on where there is something to listen for. */
  review(): void {
    if (this.#monitor !== undefined || !this.#services.owners().some(({ routing }) => routing.any)) return;
    this.#monitor = this.#services.routing.monitor();
    this.#monitor.start(() => this.#services.loop.run((now) => this.drain(now)));
  }

  drain(now: Micros): void {
    const losses = this.#monitor?.drain() ?? [];
    if (losses.length > 0) this.#note(losses, now);
  }

  close(): void {
    this.#putBack.stop();
    this.#monitor?.close();
    this.#services.routing.table.close();
  }

  #note(losses: readonly RoutingLoss[], now: Micros): void {
    for (const byOthers of [false, true]) {
      const some = losses.filter(({ ours }) => (ours !== true) === byOthers);
      if (some.length > 0) this.#noteSome(some, byOthers, now);
    }
  }

  /** What one owner removes may be what another holds as well. */
  #noteSome(losses: readonly RoutingLoss[], byOthers: boolean, now: Micros): void {
    for (const owner of this.#services.owners()) {
      const lost = owner.routing.noteLost(losses, byOthers);
      if (lost.length === 0) continue;
      this.#putBack.ask(now);
      // What may be gone because messages were lost is only made sure of.
      if (byOthers && !losses.some(({ type }) => type === 'all')) this.#tell(owner, lost);
    }
  }

  #tell({ name }: RoutingOwner, lost: readonly PlannedRouting[]): void {
    const { outbox, repeats, logger } = this.#services;
    const what = lost.map(({ text }) => text).join(', ');
    outbox.later(() => {
      repeats.note(`${name} routing`, this.#services.now(), (times) => {
        const repeated = times > 1 ? ` (×${times} in 5 min)` : '';
        logger.warn({ router: name, removed: what }, `(${name}) somebody removed ${what}: put back${repeated}`);
      });
    });
  }
}
