/**
 * All virtual routers of the daemon: made from the configuration, told about the network and the checks, changed by a
 * reload without disturbing those that stay the same.
 */

import type { IpAddress } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import type { Configuration, Instance } from '../config/model.js';
import { sameButPlaces } from '../config/same-but-places.js';
import type { TrackedResult, TrackedWord, VrrpEvent } from '../vrrp/event.js';
import type { TrackedObject, VirtualRouterParameters } from '../vrrp/parameters.js';
import { Attachment, type AttachmentServices } from './attachment.js';
import { type CommonGround, commonGround, routerParameters, sameGround } from './parameters.js';
import { Receiver, type ReceiverServices } from './receiver.js';
import { type RouterServices, VirtualRouter } from './virtual-router.js';
import { WireCodec } from './wire-codec.js';

export interface RouterSetServices extends ReceiverServices {
  readonly router: RouterServices;
  readonly attachment: AttachmentServices;
  /** What is known of a script, file or process by now. */
  tracked(object: TrackedObject): { readonly result: TrackedResult; readonly detail: string } | undefined;
  /** The operator keeps the router of this name from becoming master. */
  onStandby(name: string): boolean;
  /** These routers go on by another name: before and after. */
  renamed(names: ReadonlyMap<string, string>): void;
}

export interface Member {
  readonly router: VirtualRouter;
  readonly attachment: Attachment;
}

export class RouterSet {
  readonly #services: RouterSetServices;
  #members = new Map<string, Member>();
  #ground: CommonGround | undefined;
  #byInterface = new Map<string, Member[]>();
  #byName = new Map<string, VirtualRouter>();

  constructor(services: RouterSetServices) {
    this.#services = services;
  }

  get members(): Iterable<Member> {
    return this.#members.values();
  }

  get routers(): readonly VirtualRouter[] {
    return [...this.#members.values()].map(({ router }) => router);
  }

  find(name: string): VirtualRouter | undefined {
    return this.#byName.get(name);
  }

  /** Brings the set to the configuration. Inside a turn. @param starting true at the daemon's start */
  apply(configuration: Configuration, starting: boolean, now: Micros): void {
    const before = this.#members;
    const ground = commonGround(configuration);
    const regrounded = this.#ground === undefined || !sameGround(this.#ground, ground);
    this.#ground = ground;
    const fresh: Member[] = [];
    this.#members = new Map();
    for (const instance of configuration.instances) {
      const key = matchKey(instance);
      const known = before.get(key);
      before.delete(key);
      const member = known ?? this.#create(instance, ground, starting, now);
      this.#members.set(key, member);
      if (known === undefined) fresh.push(member);
    }
    for (const gone of before.values()) this.#dismiss(gone, { type: 'stop', reason: 'reload' }, now);
    const names = new Map<string, string>();
    for (const instance of configuration.instances) {
      const member = this.#members.get(matchKey(instance));
      if (member === undefined || fresh.includes(member)) continue;
      if (member.router.name !== instance.name) names.set(member.router.name, instance.name);
      this.#change(member, instance, ground, regrounded, now);
    }
    if (names.size > 0) this.#services.renamed(names);
    this.#index();
    for (const member of fresh) this.#start(member, now);
  }

  /** Interfaces of these names changed. */
  interfacesChanged(names: ReadonlySet<string>, now: Micros): void {
    const concerned = new Set<Member>();
    for (const name of names) for (const member of this.#byInterface.get(name) ?? []) concerned.add(member);
    for (const { attachment } of concerned) attachment.review(now);
  }

  /** Addresses went from the host; those that routers hold are put back by them. */
  addressesRemoved(keys: readonly string[], now: Micros): void {
    if (keys.length === 0) return;
    const set = new Set(keys);
    for (const { router } of this.#members.values()) {
      const lost = router.holding.noteRemoved(set);
      if (lost.length === 0 || !router.holding.wanted) continue;
      const addresses = lost.map(({ wanted }) => wanted.prefix.address);
      router.handle({ type: 'addresses-lost', addresses }, now);
    }
  }

  /** A tracked object said something new. */
  tracked(id: string, result: TrackedResult, detail: string, now: Micros): void {
    for (const { router } of this.#members.values()) {
      if (!router.parameters.trackedObjects.some((object) => object.id === id)) continue;
      router.handle({ type: 'tracked-object-changed', id, result, detail }, now);
    }
  }

  /** Stops every router and takes it off the network. @param leaveAddresses as they are, for good */
  stop(now: Micros, leaveAddresses: boolean): void {
    for (const { router } of this.#members.values()) router.leavesAddresses = leaveAddresses;
    for (const member of this.#members.values()) this.#dismiss(member, { type: 'stop', reason: 'shutdown' }, now);
  }

  #create(instance: Instance, ground: CommonGround, starting: boolean, now: Micros): Member {
    const parameters = routerParameters(instance, ground, starting, now);
    const codec = this.#codec(instance, () => router);
    const router: VirtualRouter = new VirtualRouter(instance, parameters, codec, this.#services.router, now);
    const attachment = new Attachment(router, new Receiver(router, this.#services), this.#services.attachment);
    return { router, attachment };
  }

  #codec(instance: Instance, router: () => VirtualRouter, before?: WireCodec): WireCodec {
    const trustedSource = (): IpAddress | undefined => router().state.heardMaster?.address;
    return new WireCodec(instance, { wall: this.#services.wall, trustedSource }, before);
  }

  /** The core is told everything that is known before it starts. */
  #start({ router, attachment }: Member, now: Micros): void {
    attachment.review(now);
    this.#tellTracked(router, now);
    if (this.#services.onStandby(router.name)) router.handle({ type: 'standby-requested' }, now);
    router.handle({ type: 'start' }, now);
  }

  #tellTracked(router: VirtualRouter, now: Micros): void {
    for (const object of router.parameters.trackedObjects) {
      const known = this.#services.tracked(object);
      if (known === undefined || known.result.type === 'pending') continue;
      router.handle({ type: 'tracked-object-changed', id: object.id, ...known }, now);
    }
  }

  #knownOf(objects: readonly TrackedObject[], attachment: Attachment): readonly TrackedWord[] {
    return objects.flatMap((object) => {
      if (object.kind === 'interface') return attachment.wordOn(object);
      const known = this.#services.tracked(object);
      return known === undefined || known.result.type === 'pending' ? [] : [{ id: object.id, ...known }];
    });
  }

  /** @param regrounded what instances track may have changed though their own lines stay the same */
  #change(member: Member, instance: Instance, ground: CommonGround, regrounded: boolean, now: Micros): void {
    const { router, attachment } = member;
    const same = sameButPlaces(router.instance, instance);
    if (same && !regrounded) return;
    const codec = router.codec instanceof WireCodec ? router.codec : undefined;
    const previous = router.parameters;
    const parameters = routerParameters(instance, ground, false, now);
    if (same && sameTracked(previous, parameters)) return;
    router.instance = instance;
    router.parameters = parameters;
    router.codec = this.#codec(instance, () => router, codec);
    const learned = this.#knownOf(newlyTracked(previous, parameters), attachment);
    router.handle({ type: 'parameters-changed', previous, learned }, now);
    router.replaceAddresses(instance, now);
    attachment.reattach(now);
    this.#tellTracked(router, now);
  }

  #dismiss({ router, attachment }: Member, event: VrrpEvent, now: Micros): void {
    router.handle(event, now);
    attachment.close();
    router.dispose();
  }

  #index(): void {
    this.#byInterface = new Map();
    this.#byName = new Map();
    for (const member of this.#members.values()) {
      this.#byName.set(member.router.name, member.router);
      for (const name of member.attachment.interfaces) {
        const there = this.#byInterface.get(name);
        if (there === undefined) this.#byInterface.set(name, [member]);
        else there.push(member);
      }
    }
  }
}

/** What keepalived matches instances by in a reload. */
function matchKey({ vrid, family, interfaceName, unicastPeers, sourceAddress }: Instance): string {
  const place = unicastPeers.length > 0 ? `unicast ${sourceAddress ?? ''}` : 'multicast';
  return `${vrid} ${family} ${interfaceName} ${place}`;
}

function sameTracked(first: VirtualRouterParameters, second: VirtualRouterParameters): boolean {
  const text = ({ trackedObjects }: VirtualRouterParameters): string =>
    trackedObjects.map(({ id, weight, reverse }) => `${id} ${weight} ${reverse}`).join('\n');
  return text(first) === text(second);
}

function newlyTracked(before: VirtualRouterParameters, after: VirtualRouterParameters): readonly TrackedObject[] {
  const known = new Set(before.trackedObjects.map(({ id }) => id));
  return after.trackedObjects.filter(({ id }) => !known.has(id));
}
