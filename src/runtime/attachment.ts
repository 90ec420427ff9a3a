/**
 * Where one virtual router stands on the network: its interface, its source address, its socket. What is missing is
 * waited for by name; nothing of it ever ends the daemon.
 */

import type { IpAddress } from '../base/address.js';
import { SystemError } from '../base/errors.js';
import { fromSeconds, type Micros, micros, plus } from '../base/micros.js';
import type { InterfaceDelay } from '../config/model.js';
import type { TrackedWord } from '../vrrp/event.js';
import type { TrackedObject } from '../vrrp/parameters.js';
import { Deadline } from './deadline-queue.js';
import type { Endpoint, Endpoints, PacketTaker } from './endpoints.js';
import { InterfacePatience, longestPatience } from './interface-patience.js';
import type { InterfaceView, NetworkFacts } from './network-facts.js';
import type { Outbox } from './outbox.js';
import { transmitInterface } from './placement.js';
import { chooseSource } from './source-address.js';
import type { TurnLoop } from './turn-loop.js';
import type { VirtualRouter } from './virtual-router.js';

/** A socket that could not be opened is tried again after this time. */
const RETRY = fromSeconds(1);

export interface AttachmentServices {
  readonly loop: TurnLoop;
  readonly outbox: Outbox;
  readonly facts: NetworkFacts;
  readonly endpoints: Endpoints;
  /** interface_up_down_delays. */
  delayOf(interfaceName: string): InterfaceDelay | undefined;
  socketProblem(router: VirtualRouter, problem: string): void;
}

export class Attachment {
  /** What the router waits for, for people; empty when it has all it needs. */
  waitingFor = '';
  readonly #router: VirtualRouter;
  readonly #taker: PacketTaker;
  readonly #services: AttachmentServices;
  readonly #retry: Deadline;
  readonly #patience = new InterfacePatience();
  readonly #impatience: Deadline;
  #reported = new Map<string, string>();
  #source: IpAddress | undefined;
  #endpointWish = '';

  constructor(router: VirtualRouter, taker: PacketTaker, services: AttachmentServices) {
    this.#router = router;
    this.#taker = taker;
    this.#services = services;
    this.#retry = new Deadline((now) => this.review(now));
    this.#impatience = new Deadline((now) => this.review(now));
  }

  /** Names of the interfaces that matter to the router. */
  get interfaces(): readonly string[] {
    const { instance, parameters } = this.#router;
    const tracked = parameters.trackedObjects.filter(({ kind }) => kind === 'interface').map(({ name }) => name);
    const devices = [...instance.addresses, ...instance.excludedAddresses].map(({ device }) => device);
    const names = new Set([
      instance.interfaceName,
      transmitInterface(instance),
      instance.vrf ?? '',
      ...tracked,
      ...devices,
    ]);
    names.delete('');
    return [...names];
  }

  /** Compares the network with what the router was last told, opens or moves the socket, and tells the changes. */
  review(now: Micros): void {
    const router = this.#router;
    const { facts } = this.#services;
    const view = facts.view(transmitInterface(router.instance) || (router.instance.vrf ?? ''));
    const found = chooseSource(router.instance, facts.view(router.instance.interfaceName));
    const anywhere = view.name === '';
    const wanted = view.link === undefined && !anywhere ? undefined : found.address;
    this.waitingFor = anywhere || (wanted === undefined && view.problem === '') ? found.problem : view.problem;
    const before = router.endpoint;
    const after = wanted === undefined ? undefined : this.#join(view, wanted, now);
    if (after !== undefined) router.endpoint = after;
    this.#tellInterfaces(now);
    this.#tellSource(after === undefined ? undefined : wanted, now);
    if (before !== undefined && before !== after) this.#services.outbox.later(() => this.#leave(before));
    this.#claimMissing();
  }

  /** The word on an interface that the router was not told of before. */
  wordOn({ id, name }: TrackedObject): TrackedWord {
    const { problem } = this.#services.facts.view(name);
    return problem === '' ? { id, result: { type: 'up' } } : { id, result: { type: 'down' }, detail: problem };
  }

  /** After the router's parameters changed: opens the endpoint anew where it is another one, and tells everything. */
  reattach(now: Micros): void {
    this.#endpointWish = '';
    this.#reported = new Map();
    this.review(now);
  }

  /** Takes the router off the network after what this turn still sends. */
  close(): void {
    const { endpoint } = this.#router;
    this.#services.loop.arm(this.#retry, undefined);
    this.#services.loop.arm(this.#impatience, undefined);
    if (endpoint !== undefined) this.#services.outbox.later(() => this.#leave(endpoint));
  }

  #join(view: InterfaceView, source: IpAddress, now: Micros): Endpoint | undefined {
    const index = view.link?.index;
    const name = view.name === '' ? undefined : view.name;
    const wish = `${index} ${source}`;
    if (this.#router.endpoint !== undefined && wish === this.#endpointWish) return this.#router.endpoint;
    try {
      const endpoint = this.#services.endpoints.join(this.#router.codec.endpoint(name, index, source), this.#taker);
      this.#endpointWish = wish;
      this.#services.loop.arm(this.#retry, undefined);
      return endpoint;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.waitingFor = `no socket on ${name ?? source}: ${error.message}`;
      this.#services.socketProblem(this.#router, this.waitingFor);
      this.#services.loop.arm(this.#retry, plus(now, RETRY));
      return undefined;
    }
  }

  #leave(endpoint: Endpoint): void {
    this.#services.endpoints.leave(endpoint, this.#taker);
    if (this.#router.endpoint === endpoint) this.#router.endpoint = undefined;
  }

  #tellInterfaces(now: Micros): void {
    for (const object of this.#router.parameters.trackedObjects) {
      if (object.kind === 'interface') this.#tellInterface(object, now);
    }
    this.#services.loop.arm(this.#impatience, this.#nextBelief());
  }

  #nextBelief(): Micros | undefined {
    const { facts, delayOf } = this.#services;
    const limit = longestPatience(this.#router.parameters);
    const moments = this.interfaces.flatMap((name) => {
      return this.#patience.changesAt(facts.view(name), delayOf(name), limit) ?? [];
    });
    return moments.length === 0 ? undefined : micros(Math.min(...moments));
  }

  #tellInterface(object: TrackedObject, now: Micros): void {
    const { facts, delayOf } = this.#services;
    const limit = longestPatience(this.#router.parameters);
    const problem = this.#patience.problem(facts.view(object.name), delayOf(object.name), limit, now);
    if (this.#reported.get(object.id) === problem) return;
    this.#reported.set(object.id, problem);
    const event = { type: 'tracked-object-changed', id: object.id } as const;
    if (problem === '') this.#router.handle({ ...event, result: { type: 'up' } }, now);
    else this.#router.handle({ ...event, result: { type: 'down' }, detail: problem }, now);
  }

  #tellSource(source: IpAddress | undefined, now: Micros): void {
    if (source === this.#source) return;
    this.#source = source;
    this.#router.handle({ type: 'source-address-changed', address: source }, now);
  }

  /** The device of an address came after mastership: the address is bound now. */
  #claimMissing(): void {
    this.#services.outbox.change(this.#router, this.#router.holding.claimMissing());
  }
}
