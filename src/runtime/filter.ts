/**
 * What the packet filter has to do for the configuration: no_accept and strict mode drop packets to addresses that are
 * not ours to answer, and a virtual MAC must not be the source of group reports. The table holds for master and backup
 * alike, so that no packet slips through between an address and its rule.
 */

import { isLinkLocal } from '../base/address.js';
import { SystemError } from '../base/errors.js';
import type { Logger } from '../base/logger.js';
import type { Micros } from '../base/micros.js';
import type { Configuration, Instance } from '../config/model.js';
import type { NetworkFacts } from './network-facts.js';
import type { JournalObject } from './object-journal.js';
import type { LinkPlan } from './placement.js';
import type { Firewall, FirewallPlan } from './ports/firewall.js';
import { PutBack } from './put-back.js';
import type { TurnLoop } from './turn-loop.js';

/** Where none is named: keepalived's name would be its own, which may run beside. */
const TABLE = 'vrrpd';
/** What nft takes without quotes. */
const NAME = /^[A-Za-z_][\w.-]{0,62}$/;
/** The owner of the addresses answers for them in any case. */
const OWNER_PRIORITY = 255;

export interface FilterServices {
  readonly loop: TurnLoop;
  readonly facts: NetworkFacts;
  readonly firewall: Firewall;
  readonly logger: Logger;
  changed(): void;
}

export class Filter {
  readonly #services: FilterServices;
  readonly #putBack: PutBack;
  #wanted: FirewallPlan | undefined;
  #text = '';
  #watched = '';

  constructor(services: FilterServices) {
    this.#services = services;
    this.#putBack = new PutBack(services.loop, () => this.#apply(this.#wanted));
  }

  /** Wants this from now on. @param starting waits for it: nothing runs yet that could be held up */
  use(configuration: Configuration, links: readonly LinkPlan[], starting: boolean): void {
    const plan = firewallPlan(configuration, links, this.#services.facts);
    const text = JSON.stringify(plan);
    if (text === this.#text) return;
    const before = this.#wanted;
    this.#text = text;
    this.#wanted = isEmpty(plan) ? undefined : plan;
    if (before !== undefined && (this.#wanted === undefined || before.table !== plan.table)) {
      void this.#services.firewall.clear(before.table);
    }
    if (this.#wanted !== undefined) this.#put(this.#wanted, starting);
    if (before !== undefined || this.#wanted !== undefined) this.#services.changed();
  }

  /** @param leave keeps the table, for good */
  async stop(leave: boolean): Promise<void> {
    this.#putBack.stop();
    const { firewall } = this.#services;
    const wanted = this.#wanted;
    this.#wanted = undefined;
    firewall.close();
    if (wanted !== undefined && !leave) await firewall.clear(wanted.table);
  }

  journal(): readonly JournalObject[] {
    return this.#wanted === undefined ? [] : [{ type: 'filter', table: this.#wanted.table }];
  }

  #put(plan: FirewallPlan, starting: boolean): void {
    const { firewall } = this.#services;
    if (starting) this.#applyNow(plan);
    else this.#apply(plan);
    if (this.#watched === plan.table) return;
    this.#watched = plan.table;
    firewall.watch(plan.table, () => this.#services.loop.run((now) => this.#tookAway(now)));
  }

  #applyNow(plan: FirewallPlan): void {
    try {
      this.#services.firewall.replaceNow(plan);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.#report(error);
      const without = withoutReports(plan);
      if (without !== undefined) this.#applyNow(without);
    }
  }

  #apply(plan: FirewallPlan | undefined): void {
    if (plan === undefined) return;
    this.#services.firewall.replace(plan, (error) => {
      if (error === undefined) return;
      this.#report(error);
      this.#apply(withoutReports(plan));
    });
  }

  #tookAway(now: Micros): void {
    if (this.#wanted === undefined) return;
    this.#services.logger.warn(
      { table: this.#wanted.table },
      `somebody removed nftables table ${this.#wanted.table}: put back`,
    );
    this.#putBack.ask(now);
  }

  #report(error: Error): void {
    const text = `packets to virtual addresses are not filtered as no_accept or use_vmac ask: ${error.message}`;
    this.#services.logger.error({}, text);
  }
}

function firewallPlan(configuration: Configuration, links: readonly LinkPlan[], facts: NetworkFacts): FirewallPlan {
  const { firewall } = configuration.globals;
  const held = configuration.instances.filter(dropsPackets).flatMap((instance) => {
    return [...instance.addresses, ...instance.excludedAddresses];
  });
  const present = ({ lower }: LinkPlan): boolean => facts.view(lower).link !== undefined;
  return {
    table: NAME.test(firewall.nftablesTable ?? '') ? (firewall.nftablesTable ?? TABLE) : TABLE,
    priority: firewall.nftablesPriority,
    counters: firewall.nftablesCounters,
    byIndex: firewall.nftablesIfindex,
    dropped: held.map(({ prefix }) => prefix.address).filter((address) => !isLinkLocal(address)),
    droppedLinkLocal: held.flatMap(({ prefix: { address }, device }) => {
      if (!isLinkLocal(address) || (firewall.nftablesIfindex && facts.view(device).link === undefined)) return [];
      return [{ address, interfaceName: device }];
    }),
    reports: links
      .filter((plan) => plan.link.kind === 'macvlan' && present(plan))
      .flatMap(({ name, lower, ipv6 }) => {
        return ([4, ...(ipv6 ? ([6] as const) : [])] as const).map((family) => ({
          interfaceName: name,
          lower,
          family,
        }));
      }),
  };
}

/** A kernel that cannot duplicate packets can still drop them. */
function withoutReports(plan: FirewallPlan): FirewallPlan | undefined {
  const drops = plan.dropped.length + plan.droppedLinkLocal.length > 0;
  return drops && plan.reports.length > 0 ? { ...plan, reports: [] } : undefined;
}

function dropsPackets({ acceptMode, priority }: Instance): boolean {
  return !acceptMode && priority !== OWNER_PRIORITY;
}

function isEmpty({ dropped, droppedLinkLocal, reports }: FirewallPlan): boolean {
  return dropped.length + droppedLinkLocal.length + reports.length === 0;
}
