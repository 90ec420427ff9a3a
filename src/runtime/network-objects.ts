/**
 * What the daemon keeps in the kernel beside virtual addresses: routes and rules of masters, and everything static.
 * Puts them there, back, and away, and writes down what has to be undone after a crash.
 */

import type { Logger } from '../base/logger.js';
import type { Micros } from '../base/micros.js';
import type { Configuration } from '../config/model.js';
import type { Route, RoutingRule } from '../config/model-route.js';
import { Filter } from './filter.js';
import type { Setting } from './kept-settings.js';
import type { FactsChange, NetworkFacts } from './network-facts.js';
import { formatObjects, journalOfRouting } from './object-journal.js';
import type { Outbox } from './outbox.js';
import { type Placement, placeInstances } from './placement.js';
import type { FileStore } from './ports/files.js';
import type { Firewall } from './ports/firewall.js';
import type { KernelSettings } from './ports/kernel-settings.js';
import type { LinkTable } from './ports/links.js';
import type { AddressTable } from './ports/network.js';
import type { Routing } from './ports/routing.js';
import type { Repeats } from './repeats.js';
import { RoutingHolding } from './routing-holding.js';
import { RoutingWatch } from './routing-watch.js';
import { StaticObjects } from './static-objects.js';
import type { TurnLoop } from './turn-loop.js';
import { VirtualLinks } from './virtual-links.js';
import type { VirtualRouter } from './virtual-router.js';

/** Whether groups of the segment, 224.0.0.0/24, are reported to routers; for the whole network namespace. */
const LOCAL_REPORTS = ['net', 'ipv4', 'igmp_link_local_mcast_reports'] as const;

export interface NetworkObjectsServices {
  readonly loop: TurnLoop;
  readonly outbox: Outbox;
  readonly facts: NetworkFacts;
  readonly logger: Logger;
  readonly repeats: Repeats;
  readonly files: FileStore;
  readonly routing: Routing;
  readonly links: LinkTable;
  readonly settings: KernelSettings;
  readonly firewall: Firewall;
  readonly addresses: AddressTable;
  /** Path of the journal. */
  readonly journalFile: string;
  now(): Micros;
  routers(): readonly VirtualRouter[];
  /** What is held is another set now. */
  changed(): void;
}

export class NetworkObjects {
  readonly statics: StaticObjects;
  readonly #services: NetworkObjectsServices;
  readonly #watch: RoutingWatch;
  readonly #links: VirtualLinks;
  readonly #filter: Filter;
  #placement: Placement;

  constructor(configuration: Configuration, services: NetworkObjectsServices) {
    this.#services = services;
    this.#placement = { configuration, links: [] };
    this.#links = new VirtualLinks(services);
    this.#filter = new Filter(services);
    this.statics = new StaticObjects(configuration, { ...services, routingTable: services.routing.table });
    this.#watch = new RoutingWatch({ ...services, owners: () => [...services.routers(), this.statics] });
  }

  /**
   * Makes the interfaces that instances ask for.
   * @returns the configuration with their names, and whether the kernel's interfaces are others now
   */
  place(
    configuration: Configuration,
    starting: boolean,
  ): { readonly configuration: Configuration; readonly changed: boolean } {
    this.#placement = placeInstances(configuration);
    const changed = this.#links.replace(this.#placement.links);
    this.#links.kept.replace([...this.#links.settings(), ...this.#settings()]);
    this.#useFilter(starting);
    return { configuration: this.#placement.configuration, changed };
  }

  /** Before routers start: nothing of an earlier run stays, what is static is there. */
  start(configuration: Configuration): void {
    for (const { routes, rules } of configuration.instances) this.#removeLeftRouting(routes, rules);
    this.#removeLeftRouting(configuration.staticRoutes, configuration.staticRules);
    this.statics.start();
  }

  /** After routers were made or changed. */
  review(): void {
    this.#watch.review();
  }

  reload(configuration: Configuration): void {
    this.statics.replace(configuration);
  }

  drain(now: Micros): void {
    this.#watch.drain(now);
  }

  /** Interfaces or addresses changed. */
  noteFacts({ interfaces, removed }: FactsChange, now: Micros): void {
    if (interfaces.size > 0) {
      for (const name of interfaces) if (this.#services.facts.view(name).link === undefined) this.#links.forget(name);
      this.#links.review();
      this.#links.kept.add(this.#settings());
      this.#useFilter(false);
      this.statics.interfacesChanged(interfaces);
      this.#services.outbox.afterAddresses(() => {
        for (const { routing } of this.#services.routers()) routing.claimAgain(interfaces);
      });
    }
    if (removed.length > 0) this.statics.addressesRemoved(new Set(removed), now);
  }

  stop(): void {
    this.statics.stop();
  }

  /** After the last advert has left and addresses are gone. @param leave keeps what the addresses need, for good */
  async close(leave: boolean): Promise<void> {
    this.#watch.close();
    this.#links.stop(leave);
    await this.#filter.stop(leave);
  }

  /** Writes the journal; called after what changed has been carried out. */
  writeJournal(): void {
    const holdings = [...this.#services.routers(), this.statics].map(({ routing }) => routing);
    const objects = holdings.flatMap(({ planned }) => planned.flatMap(({ object }) => object ?? []));
    this.#services.files.replace(
      this.#services.journalFile,
      formatObjects([...this.#filter.journal(), ...this.#links.journal(), ...objects.map(journalOfRouting)]),
    );
  }

  #useFilter(starting: boolean): void {
    const { configuration, links } = this.#placement;
    this.#filter.use(configuration, links, starting);
  }

  /** promote_secondaries, so that the kernel keeps the other addresses of a network when one of them goes, and IGMP. */
  #settings(): readonly Setting[] {
    const { instances, globals } = this.#placement.configuration;
    const promoting = instances.filter(({ promoteSecondaries, vmac, ipvlan }) => {
      return promoteSecondaries && vmac === undefined && ipvlan === undefined;
    });
    return [
      ...promoting.map(({ interfaceName }) => {
        return { name: ['net', 'ipv4', 'conf', interfaceName, 'promote_secondaries'], value: '1' };
      }),
      ...(globals.disableLocalIgmp ? [{ name: LOCAL_REPORTS, value: '0' }] : []),
    ];
  }

  #removeLeftRouting(routes: readonly Route[], rules: readonly RoutingRule[]): void {
    const { facts, routing } = this.#services;
    const left = new RoutingHolding(routes, rules, {
      facts,
      table: routing.table,
      // What cannot be removed is not ours, or is there for a reason that adding will tell.
      failed: () => {},
      changed: () => {},
    });
    left.removeLeftovers();
  }
}
