/**
 * A host on the simulated network: virtual routers around the real core, a sync group where there is one, and the
 * checks that must hold after every single step.
 */

import type { IpAddress } from '../../src/base/address.js';
import { earliest, type Micros } from '../../src/base/micros.js';
import type { VrrpAction } from '../../src/vrrp/action.js';
import { nextDeadline } from '../../src/vrrp/deadline.js';
import type { TrackedResult, VrrpEvent } from '../../src/vrrp/event.js';
import { initialState } from '../../src/vrrp/init.js';
import type { VirtualRouterParameters } from '../../src/vrrp/parameters.js';
import { encodeHeader, encodeStep } from '../../src/vrrp/recording.js';
import type { VrrpState } from '../../src/vrrp/state.js';
import { step } from '../../src/vrrp/step.js';
import { initialGroup, regroup, type SyncGroupState, stepGroup } from '../../src/vrrp/sync-group.js';
import { masterDownInterval, skewTime } from '../../src/vrrp/timers.js';
import type { LanSeal } from './lan-seal.js';

/** An advertisement on the wire. */
export interface Packet {
  readonly from: IpAddress;
  readonly vrid: number;
  readonly priority: number;
  readonly advertisementInterval: Micros;
  /** Where hosts sign. */
  readonly trailer: Uint8Array | undefined;
}

export interface Transition {
  readonly at: Micros;
  readonly host: string;
  readonly router: string;
  readonly to: VrrpState['type'];
  readonly reason: string;
}

export interface HostHooks {
  send(host: SimulatedHost, packet: Packet): void;
  transition(transition: Transition): void;
  /** An invariant does not hold. */
  violation(message: string): void;
}

interface Router {
  parameters: VirtualRouterParameters;
  state: VrrpState;
  /** The addresses are bound. */
  holds: boolean;
  /** Encodes the lines of a recording; only a story that fails needs them. */
  readonly lines: (() => string)[];
}

export class SimulatedHost {
  readonly name: string;
  readonly address: IpAddress;
  readonly routers: readonly Router[];
  readonly #hooks: HostHooks;
  readonly #seal: LanSeal | undefined;
  #group: SyncGroupState | undefined;
  running = false;
  standby = false;
  linkUp = true;
  /** Its address is on the interface: without it adverts have no source. */
  addressed = true;
  /** Truth about the scripts; what the routers were told of them. */
  readonly checks = new Map<string, TrackedResult>();

  /** @param seal with which the host signs and checks, where hosts do */
  constructor(
    name: string,
    address: IpAddress,
    parameters: readonly VirtualRouterParameters[],
    hooks: HostHooks,
    seal?: LanSeal,
  ) {
    this.name = name;
    this.address = address;
    this.#hooks = hooks;
    this.#seal = seal;
    this.routers = parameters.map((each) => ({
      parameters: each,
      state: initialState(each, 0 as Micros),
      holds: false,
      lines: [() => encodeHeader({ scenario: `${name} ${each.name}`, parameters: each })],
    }));
  }

  start(now: Micros): void {
    this.running = true;
    this.#seal?.restart();
    if (this.routers[0]?.parameters.syncGroup !== undefined) {
      this.#group = initialGroup(this.routers.map(({ parameters }) => parameters.name));
    }
    for (const router of this.routers) {
      router.state = initialState(router.parameters, now);
      this.#step(router, addressEvent(this.addressed ? this.address : undefined), now);
      this.#step(router, linkEvent(this.linkUp), now);
      if (this.standby) this.#step(router, { type: 'standby-requested' }, now);
    }
    for (const [id, result] of this.checks) this.check(id, result, now);
    for (const router of this.routers) this.#step(router, { type: 'start' }, now);
  }

  stop(now: Micros): void {
    if (!this.running) return;
    for (const router of this.routers) this.#step(router, { type: 'stop' }, now);
    this.running = false;
  }

  /** The process is gone; the kernel takes the addresses away when their lease ends. */
  crash(): void {
    this.running = false;
    for (const router of this.routers) router.holds = false;
  }

  setLink(up: boolean, now: Micros): void {
    this.linkUp = up;
    this.toAll(linkEvent(up), now);
  }

  /** The host's own address goes, or comes back. */
  setAddressed(addressed: boolean, now: Micros): void {
    this.addressed = addressed;
    this.toAll(addressEvent(addressed ? this.address : undefined), now);
  }

  /** The clock on the wall is wrong by so much from now on; the monotonic one never steps. */
  setWallOffset(offset: number): void {
    if (this.#seal !== undefined) this.#seal.wallOffset = offset;
  }

  /** Tells one router alone. */
  tell(name: string, event: VrrpEvent, now: Micros): void {
    const router = this.routers.find(({ parameters }) => parameters.name === name);
    if (this.running && router !== undefined) this.#step(router, event, now);
  }

  setStandby(standby: boolean, now: Micros): void {
    this.standby = standby;
    this.toAll({ type: standby ? 'standby-requested' : 'standby-ended' }, now);
  }

  check(id: string, result: TrackedResult, now: Micros): void {
    this.checks.set(id, result);
    this.toAll({ type: 'tracked-object-changed', id, result }, now);
  }

  /** What is tracked anew is told at once, as the daemon does. */
  reload(change: (parameters: VirtualRouterParameters) => VirtualRouterParameters, now: Micros): void {
    for (const router of this.routers) {
      const previous = router.parameters;
      router.parameters = change(previous);
      if (!this.running) continue;
      const words = [...this.checks].map(([id, result]) => ({ id, result }));
      const learned = words.filter(({ result }) => result.type !== 'pending');
      this.#step(router, { type: 'parameters-changed', previous, learned }, now);
    }
    if (this.running && this.#group !== undefined) this.#regroup(this.#group, now);
  }

  receive(packet: Packet, now: Micros): void {
    const router = this.routers.find(({ parameters }) => parameters.vrid === packet.vrid);
    if (!this.running || !this.addressed || router === undefined) return;
    const { from, priority, advertisementInterval } = packet;
    // RFC 3768 section 7.1: version 2 discards another interval.
    if (router.parameters.version === 2 && advertisementInterval !== router.parameters.advertisementInterval) return;
    if (this.#seal?.accepts(packet, now) === false) return;
    this.#step(router, { type: 'advertisement-received', from, priority, advertisementInterval }, now);
    this.#judgeGroup();
  }

  /** Members of a sync group are master together or not at all, whenever an event has been dealt with. */
  #judgeGroup(): void {
    const masters = this.routers.filter(({ state }) => state.type === 'master').length;
    if (this.#group === undefined || masters === 0 || masters === this.routers.length) return;
    for (const router of this.routers) this.#violation(router, `is ${router.state.type} apart from its sync group`);
  }

  tick(now: Micros): void {
    if (!this.running) return;
    for (const router of this.routers) {
      this.#step(router, { type: 'tick' }, now);
      const next = nextDeadline(router.state);
      if (next !== undefined && next <= now) this.#violation(router, `a deadline stays in the past after a tick`);
    }
    this.#judgeGroup();
  }

  toAll(event: VrrpEvent, now: Micros): void {
    if (!this.running) return;
    for (const router of this.routers) this.#step(router, event, now);
    this.#judgeGroup();
  }

  nextDeadline(): Micros | undefined {
    return this.running ? earliest(...this.routers.map(({ state }) => nextDeadline(state))) : undefined;
  }

  #step(router: Router, event: VrrpEvent, now: Micros): void {
    const before = router.state;
    const result = step(router.parameters, before, event, now);
    router.state = result.state;
    const { parameters } = router;
    router.lines.push(() => encodeStep(parameters, now, event, result));
    if (result.state === before && result.actions.some(({ type }) => type === 'transition')) {
      this.#violation(router, 'a transition without a change of state');
    }
    for (const action of result.actions) this.#act(router, action, now);
    if (router.holds !== (router.state.type === 'master')) {
      this.#violation(router, `${router.state.type} ${router.holds ? 'holds' : 'does not hold'} the addresses`);
    }
  }

  #act(router: Router, action: VrrpAction, now: Micros): void {
    switch (action.type) {
      case 'send-advertisement':
        this.#send(router, action.priority, now);
        return;
      case 'claim-addresses':
        router.holds = true;
        return;
      case 'release-addresses':
        router.holds = false;
        return;
      case 'announce-addresses':
        if (!router.holds) this.#violation(router, 'announces addresses that it does not hold');
        return;
      case 'transition':
        this.#hooks.transition({
          at: now,
          host: this.name,
          router: router.parameters.name,
          to: action.to,
          reason: action.reason,
        });
        return;
      case 'lower-priority-heard':
        for (const other of this.routers) {
          if (other !== router && this.#group !== undefined) {
            this.#step(other, { type: 'group-heard-lower-priority' }, now);
          }
        }
        return;
      case 'group-request':
        this.#askGroup(router.parameters.name, action.wants, now);
        return;
      default:
    }
  }

  #askGroup(member: string, wants: Parameters<typeof stepGroup>[2], now: Micros): void {
    if (this.#group === undefined) return;
    const { group, decision } = stepGroup(this.#group, member, wants);
    this.#group = group;
    for (const name of decision?.members ?? []) {
      const router = this.routers.find(({ parameters }) => parameters.name === name);
      if (router !== undefined && decision !== undefined) {
        this.#step(router, { type: 'group-decided', state: decision.state }, now);
      }
    }
  }

  #regroup(before: SyncGroupState, now: Micros): void {
    const members = this.routers.map(({ parameters, state }) => ({ name: parameters.name, state }));
    const { group, decision } = regroup(before.state, members);
    this.#group = group;
    for (const router of this.routers) {
      if (decision?.members.includes(router.parameters.name)) {
        this.#step(router, { type: 'group-decided', state: decision.state }, now);
      }
    }
  }

  #send(router: Router, priority: number, now: Micros): void {
    const { vrid, advertisementInterval } = router.parameters;
    if (priority > 0 && !this.mayBeMaster(router)) this.#violation(router, 'advertises, and may not be master');
    const unsigned = { from: this.address, vrid, priority, advertisementInterval, trailer: undefined };
    this.#hooks.send(this, this.#seal === undefined ? unsigned : this.#seal.sign(unsigned, now));
  }

  /** How long this host may take to follow a master that is gone, or one that said goodbye. */
  longestWait(after: 'master-down' | 'skew'): number {
    const waits = this.routers.map(({ parameters, state }) => {
      const { version, advertisementInterval, downTimerAdverts, priority } = parameters;
      const counted = priority === 255 ? 255 : state.effectivePriority;
      return after === 'skew'
        ? skewTime(version, counted, advertisementInterval)
        : masterDownInterval(version, counted, advertisementInterval, downTimerAdverts);
    });
    return Math.max(...waits);
  }

  /** What the host was told forbids nothing. */
  mayBeMaster({ parameters }: Pick<Router, 'parameters'>): boolean {
    if (!this.running || !this.linkUp || !this.addressed || this.standby) return false;
    return parameters.trackedObjects.every((object) => {
      const result = this.checks.get(object.id);
      if (object.weight !== 0 || object.kind !== 'script') return true;
      return result?.type !== 'down' && !(object.holdsStart && (result === undefined || result.type === 'pending'));
    });
  }

  #violation(router: Router, message: string): void {
    this.#hooks.violation(`${this.name} ${router.parameters.name}: ${message}`);
  }
}

export const LINK_ID = 'interface:eth0';

function addressEvent(address: IpAddress | undefined): VrrpEvent {
  return { type: 'source-address-changed', address };
}

function linkEvent(up: boolean): VrrpEvent {
  const result: TrackedResult = { type: up ? 'up' : 'down' };
  return { type: 'tracked-object-changed', id: LINK_ID, result };
}
