/**
 * linkbeat_interfaces and linkbeat_use_polling: links that are asked for once a second. What the answer says counts
 * instead of the carrier that the kernel reports.
 */

import type { Logger } from '../base/logger.js';
import { fromSeconds, type Micros, plus } from '../base/micros.js';
import type { Configuration } from '../config/model.js';
import { Deadline } from './deadline-queue.js';
import type { FactsChange, NetworkFacts } from './network-facts.js';
import type { LinkAnswer, LinkPoller, PolledLink } from './ports/link-poller.js';
import type { TurnLoop } from './turn-loop.js';

/** keepalived's. */
const PERIOD = fromSeconds(1);

export interface LinkPollingServices {
  readonly loop: TurnLoop;
  readonly poller: LinkPoller;
  readonly facts: NetworkFacts;
  readonly logger: Logger;
  changed(change: FactsChange, now: Micros): void;
}

export class LinkPolling {
  readonly #services: LinkPollingServices;
  readonly #deadline = new Deadline((now) => this.#ask(now));
  #links: readonly PolledLink[] = [];
  /** Who answered for each, as it was last told in the log. */
  readonly #told = new Map<string, LinkAnswer['by']>();
  #asking = false;

  constructor(services: LinkPollingServices) {
    this.#services = services;
  }

  /** Polls what this configuration names, from now on. */
  use(configuration: Configuration, now: Micros): void {
    this.#links = polledLinks(configuration);
    const names = new Set(this.#links.map(({ name }) => name));
    for (const name of [...this.#told.keys()]) if (!names.has(name)) this.#told.delete(name);
    this.#services.changed(this.#services.facts.keepPolled(names), now);
    this.#ask(now);
  }

  stop(): void {
    this.#links = [];
    this.#services.loop.arm(this.#deadline, undefined);
    this.#services.poller.close();
  }

  /** A question that is still open is not asked again: a slow driver is asked less often. */
  #ask(now: Micros): void {
    const { loop, poller } = this.#services;
    const links = this.#links;
    loop.arm(this.#deadline, links.length === 0 ? undefined : plus(now, PERIOD));
    if (links.length === 0 || this.#asking) return;
    this.#asking = true;
    poller.ask(links, (answers) => {
      this.#asking = false;
      loop.run((then) => this.#take(answers, then));
    });
  }

  #take(answers: readonly LinkAnswer[], now: Micros): void {
    const { facts, changed } = this.#services;
    const wanted = answers.filter(({ name }) => this.#links.some((link) => link.name === name));
    for (const answer of wanted) this.#tell(answer);
    changed(facts.setPolled(new Map(wanted.map(({ name, up }) => [name, up]))), now);
  }

  #tell({ name, by }: LinkAnswer): void {
    if (this.#told.get(name) === by) return;
    this.#told.set(name, by);
    const whom = by === 'driver' ? 'its driver is asked' : 'its flags are read';
    this.#services.logger.info({ interface: name, by }, `the link of ${name} is polled: ${whom} once a second`);
  }
}

/** Virtual MAC interfaces have no link of their own: the one below is polled. */
function polledLinks({ globals, instances, linkbeatInterfaces }: Configuration): readonly PolledLink[] {
  const links = new Map<string, PolledLink>();
  const made = new Set(instances.flatMap(({ vmac, ipvlan }) => [vmac?.name, ipvlan?.name]));
  const add = (name: string, ask: PolledLink['ask']): void => {
    if (name !== '' && !made.has(name) && !links.has(name)) links.set(name, { name, ask });
  };
  for (const { name, method } of linkbeatInterfaces) add(name, method === 'IOCTL' ? 'flags' : 'driver');
  for (const { linkbeatPolling, interfaceName, trackedInterfaces } of instances) {
    if (linkbeatPolling) add(interfaceName, 'driver');
    if (globals.linkbeatUsePolling) for (const { name } of trackedInterfaces) add(name, 'driver');
  }
  return [...links.values()];
}
