/**
 * The macvlan and ipvlan interfaces of instances: made when the interface below is there, made again when somebody
 * removes them, with the settings that keep the interface below from answering for them. Removed at stop.
 */

import { KeptSettings, type KeptSettingsServices, type Setting } from './kept-settings.js';
import type { NetworkFacts } from './network-facts.js';
import type { JournalObject } from './object-journal.js';
import type { LinkPlan } from './placement.js';
import type { LinkTable } from './ports/links.js';
import type { AddressTable, LinkInfo } from './ports/network.js';

const ALL = 'all';

export interface VirtualLinksServices extends KeptSettingsServices {
  readonly facts: NetworkFacts;
  readonly links: LinkTable;
  readonly addresses: AddressTable;
}

export class VirtualLinks {
  readonly #services: VirtualLinksServices;
  readonly #kept: KeptSettings;
  #plans: readonly LinkPlan[] = [];
  /** Those that we made, by name. */
  readonly #made = new Map<string, number>();
  /** Those that we removed and that are not heard of yet, by index. */
  readonly #removed = new Set<number>();
  /** Those in use, whose settings we have changed, by name. */
  readonly #used = new Set<string>();
  /** Interfaces that a strict setting of all was moved to; undefined while no virtual MAC is used. */
  #strict: readonly string[] | undefined;
  readonly #problems = new Map<string, string>();

  constructor(services: VirtualLinksServices) {
    this.#services = services;
    this.#kept = new KeptSettings(services);
  }

  /** Settings of the kernel, also for others. */
  get kept(): KeptSettings {
    return this.#kept;
  }

  /** Wants these from now on; what was made and is wanted no more goes. @returns whether an interface was made */
  replace(plans: readonly LinkPlan[]): boolean {
    const names = new Set(plans.map(({ name }) => name));
    const gone = [...this.#made.keys()].filter((name) => !names.has(name));
    // One that takes the MAC of another cannot be up beside it.
    for (const plan of this.#plans) if (plans.some((other) => takesMac(other, plan))) this.#remove(plan.name);
    this.#plans = plans;
    // They go with it: set back before, they would let it talk meanwhile.
    for (const name of gone) this.#kept.forget(name);
    // Its instance still says goodbye on it.
    this.#services.outbox.later(() => {
      for (const name of gone) this.#remove(name);
    });
    return this.review();
  }

  /** Settings of the kernel that the interfaces in use need. */
  settings(): readonly Setting[] {
    const used = this.#plans.filter(({ name }) => this.#used.has(name));
    if (!used.some(({ link }) => link.kind === 'macvlan')) this.#strict = undefined;
    return [...this.#reversePath(), ...used.flatMap((plan) => this.#settingsOf(plan))];
  }

  /** Makes what is missing and can be made. @returns whether an interface was made */
  review(): boolean {
    let made = false;
    for (const index of this.#removed)
      if (this.#services.facts.linkByIndex(index) === undefined) this.#removed.delete(index);
    for (const plan of this.#plans) made = this.#ensure(plan) || made;
    if (made) this.#services.changed();
    return made;
  }

  /** An interface of this name is gone, and its settings with it. */
  forget(name: string): void {
    this.#used.delete(name);
    this.#kept.forget(name);
  }

  /** After addresses are gone and the last advert has left. @param leave keeps everything as it is, for good */
  stop(leave: boolean): void {
    this.#plans = [];
    if (leave) {
      this.#made.clear();
      this.#kept.leave();
    }
    for (const name of [...this.#made.keys()]) this.#remove(name);
    this.#kept.stop();
    this.#services.links.close();
  }

  journal(): readonly JournalObject[] {
    return [...this.#kept.journal(), ...[...this.#made.keys()].map((name) => ({ type: 'link', name }) as const)];
  }

  #ensure(plan: LinkPlan): boolean {
    const { facts } = this.#services;
    const lower = facts.view(plan.lower).link;
    if (lower === undefined) return false;
    const known = facts.view(plan.name).link;
    const there = known !== undefined && this.#removed.has(known.index) ? undefined : known;
    if (there !== undefined && fits(there, plan, lower)) {
      this.#addAddresses(plan, there);
      // One that was there before us is used as it is, with our settings, and stays at the end.
      if (!this.#used.has(plan.name)) this.#prepare(plan);
      if (!there.up && lower.up) this.#services.links.setUp(there.index);
      return false;
    }
    if (there !== undefined && this.#made.get(plan.name) !== there.index) {
      this.#problem(plan.name, `interface ${plan.name} exists and is not the ${plan.link.kind} that is asked for`);
      return false;
    }
    if (there !== undefined) this.#remove(plan.name);
    return this.#create(plan, lower);
  }

  #create(plan: LinkPlan, lower: LinkInfo): boolean {
    const { links } = this.#services;
    this.#kept.forget(plan.name);
    const created = links.create({ name: plan.name, lower: lower.index, link: plan.link, group: plan.group });
    if (!created.ok) {
      // Made in this very turn, and not heard of yet.
      if (created.error.errno !== 'EEXIST') this.#problem(plan.name, created.error.message);
      return false;
    }
    this.#made.set(plan.name, created.link.index);
    this.#problems.delete(plan.name);
    this.#prepare(plan);
    const outcome = links.setUp(created.link.index);
    if (!outcome.ok && lower.up) this.#problem(plan.name, outcome.error.message);
    this.#addAddresses(plan, created.link);
    if (plan.reportLower) links.reportAgain(lower);
    this.#services.logger.info({ interface: plan.name, lower: plan.lower }, `made ${plan.name} on ${plan.lower}`);
    return true;
  }

  #remove(name: string): void {
    const index = this.#made.get(name);
    this.#made.delete(name);
    this.#used.delete(name);
    this.#kept.forget(name);
    if (index === undefined) return;
    this.#removed.add(index);
    const outcome = this.#services.links.remove(index);
    if (!outcome.ok)
      this.#services.logger.error({ interface: name }, `cannot remove ${name}: ${outcome.error.message}`);
    this.#services.changed();
  }

  #prepare(plan: LinkPlan): void {
    this.#used.add(plan.name);
    if (plan.link.kind === 'macvlan' && this.#strict === undefined) {
      this.#strict = this.#findStrict();
      this.#kept.add(this.#reversePath());
    }
    for (const setting of this.#settingsOf(plan)) this.#kept.set(setting);
  }

  /** Only the interface that has an address answers for it, and packets to it are taken whatever routes say. */
  #settingsOf({ name, lower, ipv6, link }: LinkPlan): readonly Setting[] {
    const four = (of: string, key: string, value: string): Setting => ({
      name: ['net', 'ipv4', 'conf', of, key],
      value,
    });
    const six = (key: string, value: string): Setting => ({ name: ['net', 'ipv6', 'conf', name, key], value });
    const always = [
      ...(ipv6
        ? [six('disable_ipv6', '0'), six('addr_gen_mode', '1'), six('accept_ra', '0'), six('autoconf', '0')]
        : [six('disable_ipv6', '1')]),
      four(name, 'promote_secondaries', '1'),
    ];
    if (link.kind !== 'macvlan') return always;
    const answers = four(lower, 'arp_ignore', '1');
    return [
      ...always,
      four(name, 'arp_ignore', '1'),
      four(name, 'rp_filter', '0'),
      four(name, 'accept_local', '1'),
      ...(this.#kept.original(answers.name) === '0' ? [answers] : []),
      four(lower, 'arp_filter', '1'),
    ];
  }

  /** The setting of all interfaces counts for each, so a virtual MAC needs it off. */
  #reversePath(): readonly Setting[] {
    if (this.#strict === undefined) return [];
    const there = this.#strict.filter((name) => this.#services.facts.view(name).link !== undefined);
    return [...there.map((name) => reversePath(name, '1')), reversePath(ALL, '0')];
  }

  /** Where it was strict it is moved to every other interface, but not to another daemon's with a virtual MAC. */
  #findStrict(): readonly string[] {
    if (this.#kept.original(reversePath(ALL, '0').name) !== '1') return [];
    const own = new Set(this.#plans.map(({ name }) => name));
    return [...this.#services.facts.links]
      .filter(({ name, mac }) => !own.has(name) && !this.#made.has(name) && !isVirtualRouterMac(mac))
      .map(({ name }) => name)
      .filter((name) => this.#kept.original(reversePath(name, '1').name) === '0');
  }

  /** The link-local address that adverts leave from, and an ipvlan's own. */
  #addAddresses({ name, lower, linkLocal, address }: LinkPlan, link: LinkInfo): void {
    const { facts, addresses } = this.#services;
    const source = linkLocal ? facts.view(lower).source6 : undefined;
    const wanted = [
      ...(source === undefined ? [] : [{ prefix: { address: source, length: 64 }, preferredLifetime: 0 }]),
      ...(address === undefined ? [] : [{ prefix: address }]),
    ].filter(({ prefix }) => !facts.has(link.index, prefix.address));
    if (wanted.length === 0) return;
    const base = { operation: 'add', interfaceIndex: link.index, interfaceName: name, noDad: true } as const;
    addresses.apply(
      wanted.map((one) => ({ ...base, ...one })),
      (outcomes) => {
        for (const outcome of outcomes) if (!outcome.ok) this.#problem(name, outcome.error.message);
      },
    );
  }

  #problem(name: string, problem: string): void {
    if (this.#problems.get(name) === problem) return;
    this.#problems.set(name, problem);
    this.#services.logger.error({ interface: name }, problem);
  }
}

function reversePath(of: string, value: string): Setting {
  return { name: ['net', 'ipv4', 'conf', of, 'rp_filter'], value };
}

/** @see RFC 9568 section 7.3 */
function isVirtualRouterMac(mac: LinkInfo['mac']): boolean {
  return mac !== undefined && /^00:00:5e:00:0[12]:/.test(mac);
}

function takesMac(other: LinkPlan, plan: LinkPlan): boolean {
  const [first, second] = [other.link, plan.link];
  if (other.name === plan.name || other.lower !== plan.lower) return false;
  return first.kind === 'macvlan' && second.kind === 'macvlan' && first.mac === second.mac;
}

function fits(there: LinkInfo, { link }: LinkPlan, lower: LinkInfo): boolean {
  const onTop = there.lower === lower.index || (lower.lower !== undefined && there.lower === lower.lower);
  return there.kind === link.kind && onTop && (link.kind !== 'macvlan' || there.mac === link.mac);
}
