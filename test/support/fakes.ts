/**
 * A host without a kernel: every port of the runtime in memory, under a clock that a test moves by hand. Packets that
 * one host sends reach the others on the same segment; addresses live in a table that can be changed behind the
 * daemon's back.
 */

import { SystemError } from '../../src/base/errors.js';
import type { Logger } from '../../src/base/logger.js';
import { type Micros, micros } from '../../src/base/micros.js';
import type { DaemonAdapters } from '../../src/runtime/adapters.js';
import type { AddressClaim } from '../../src/runtime/ports/claims.js';
import type { ReceivedDatagram } from '../../src/runtime/ports/datagrams.js';
import type { FirewallPlan } from '../../src/runtime/ports/firewall.js';
import type { PolledLink } from '../../src/runtime/ports/link-poller.js';
import type {
  AddressChange,
  AddressInfo,
  AdvertisementEndpoint,
  AdvertisementSocket,
  Frame,
  LinkInfo,
  NetworkChange,
  OutgoingPacket,
  ReceivedPacket,
} from '../../src/runtime/ports/network.js';
import type { Mail, MailServer, ScriptCommand, ScriptResult } from '../../src/runtime/ports/process.js';
import type { RoutingChange, RoutingLoss, RoutingObject } from '../../src/runtime/ports/routing.js';
import type { ProcessFacts } from '../../src/runtime/ports/watching.js';
import { decodeRoute, encodeNewRoute } from '../../src/wire/netlink/route-message.js';
import { describeRoute, describeRule } from '../../src/wire/netlink/routing-text.js';
import { reportOf } from '../../src/wire/netlink/rule-message.js';
import { FakeDatagrams } from './fake-datagrams.js';
import { ip } from './parameters.js';
import { Random } from './random.js';

/** Moves time and carries packets for all hosts of a test. */
export class FakeWorld {
  now = micros(1_000_000_000);
  readonly hosts: FakeHost[] = [];

  host(name: string, address: string): FakeHost {
    const host = new FakeHost(this, name, address, this.hosts.length + 1);
    this.hosts.push(host);
    return host;
  }

  /** Lets time pass; everything due happens at its moment, in order. */
  advance(duration: number): void {
    const end = this.now + duration;
    for (;;) {
      this.settle();
      const due = this.hosts.filter(({ armedAt, frozen }) => !frozen && armedAt !== undefined && armedAt <= end);
      due.sort((first, second) => (first.armedAt ?? 0) - (second.armedAt ?? 0));
      const [next] = due;
      if (next?.armedAt === undefined) break;
      this.now = micros(Math.max(this.now, next.armedAt));
      next.ringAlarm();
    }
    this.now = micros(end);
  }

  /** Delivers what is readable and runs what was deferred, without time passing. */
  settle(): void {
    for (let round = 0; round < 1_000; round += 1) {
      let busy = false;
      for (const host of this.hosts) if (!host.frozen && host.pump()) busy = true;
      if (!busy) return;
    }
    throw new Error('the hosts do not come to rest');
  }
}

export interface SentPacket {
  readonly at: Micros;
  readonly bytes: Uint8Array;
  readonly destination: string;
}

/** A script that was started; `end` makes it end. */
export interface StartedScript {
  readonly command: ScriptCommand;
  terminated: boolean;
  end(result: Partial<ScriptResult>): void;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export class FakeHost {
  readonly name: string;
  readonly sent: SentPacket[] = [];
  readonly frames: { readonly at: Micros; readonly frame: Frame }[] = [];
  /** Who was asked for, and when. */
  readonly questions: { readonly at: Micros; readonly address: string }[] = [];
  /** Addresses that claims are heard for. */
  claimsHeard: readonly string[] = [];
  readonly changes: AddressChange[] = [];
  readonly scripts: StartedScript[] = [];
  readonly files = new Map<string, string>();
  /** What was written to each open pipe. */
  readonly pipes = new Map<string, string>();
  /** Nobody reads them. */
  pipesFull = false;
  readonly mails: { readonly mail: Mail; readonly server: MailServer }[] = [];
  /** Modes of files that were replaced whole. */
  readonly modes = new Map<string, number>();
  readonly log: LogLine[] = [];
  readonly addresses = new Map<string, AddressInfo>();
  readonly settings = new Map<string, string>();
  /** What the last socket for adverts was asked for. */
  receiveBuffer: number | undefined;
  /** Where the last socket for adverts was opened. */
  endpoint: AdvertisementEndpoint | undefined;
  readonly filters = new Map<string, FirewallPlan>();
  /** The packet filter cannot redirect group reports. */
  refusesReports = false;
  /** Routes and rules that are there, by their text. */
  readonly routing = new Map<string, RoutingObject>();
  /** What happened to addresses, routes and rules, in order: `add 10.0.0.100`, `remove route 10.9.0.0/16`. */
  readonly journal: string[] = [];
  /** Does not run: nothing rings, packets pile up. */
  frozen = false;
  /** Not on the segment: sends nobody, hears nobody. */
  unplugged = false;
  /** What drivers say when they are asked for their link; undefined is no answer. */
  polledUp: boolean | undefined = true;
  /** Why files cannot be written; undefined: they can. */
  filesRefused: string | undefined;
  /** Real-time priorities that were asked for, and whether the kernel gives them. */
  readonly realTimePriorities: number[] = [];
  refusesRealTime = false;
  /** The links that each question was about. */
  readonly polls: (readonly PolledLink[])[] = [];
  armedAt: Micros | undefined = undefined;
  link: LinkInfo;
  /** Interfaces beside the first, there from the start. */
  readonly moreLinks: LinkInfo[] = [];
  readonly datagrams: FakeDatagrams;
  readonly #random: Random;
  readonly #world: FakeWorld;
  readonly #sockets = new Set<FakeSocket>();
  #ring: () => void = () => {};
  #monitorReadable: () => void = () => {};
  #routingReadable: () => void = () => {};
  #news: NetworkChange[] = [];
  #losses: RoutingLoss[] = [];
  readonly #claims: AddressClaim[] = [];
  #claimsPaused = false;
  #claimReadable: () => void = () => {};
  #deferred: (() => void)[] = [];
  readonly #fileWatches = new Map<string, (text: string | undefined) => void>();
  readonly #fileProblems = new Map<string, string>();
  #processes: readonly ProcessFacts[] = [];
  #processesChanged: (processes: readonly ProcessFacts[]) => void = () => {};

  constructor(world: FakeWorld, name: string, address: string, index: number) {
    this.name = name;
    this.#world = world;
    this.#random = new Random(index);
    this.datagrams = new FakeDatagrams(
      address,
      () => world.now,
      (datagram, port) => {
        for (const host of world.hosts) if (host !== this && !this.unplugged) host.receiveDatagram(datagram, port);
      },
    );
    this.link = {
      index,
      name: 'eth0',
      up: true,
      running: true,
      mtu: 1500,
      mac: `02:00:00:00:00:0${index}` as LinkInfo['mac'],
      noArp: false,
      multicast: true,
      loopback: false,
      pointToPoint: false,
      lower: undefined,
      kind: undefined,
    };
    this.putAddress(address, 24);
    this.#news = [];
  }

  get adapters(): DaemonAdapters {
    return {
      clock: { now: () => this.#world.now, wall: () => Math.round(this.#world.now / 1000) },
      alarm: (ring) => {
        this.#ring = ring;
        return {
          arm: (at) => {
            this.armedAt = at;
          },
          close: () => {
            this.armedAt = undefined;
          },
        };
      },
      transport: { open: (endpoint, readable) => this.#open(endpoint, readable) },
      datagrams: this.datagrams,
      addresses: { apply: (changes, done) => done(changes.map((change) => this.#apply(change))), close: () => {} },
      announcer: {
        send: (frames) => {
          for (const frame of frames) this.frames.push({ at: this.#world.now, frame });
          return frames.length;
        },
        close: () => {},
      },
      claims: {
        open: (_, readable) => {
          this.#claimReadable = readable;
          return {
            listenFor: (addresses) => {
              this.claimsHeard = addresses;
            },
            ask: (questions) => {
              for (const { address } of questions) this.questions.push({ at: this.#world.now, address });
            },
            drain: () => this.#claims.splice(0, 32),
            pause: () => {
              this.#claimsPaused = true;
            },
            resume: () => {
              this.#claimsPaused = false;
            },
            close: () => {
              this.claimsHeard = [];
            },
          };
        },
      },
      monitor: {
        snapshot: () => ({ links: [this.link, ...this.moreLinks], addresses: [...this.addresses.values()] }),
        drain: () => this.#news.splice(0),
        start: (readable) => {
          this.#monitorReadable = readable;
        },
        close: () => {
          this.#monitorReadable = () => void this.#news.splice(0);
        },
      },
      routing: {
        table: { apply: (changes) => changes.map((change) => this.#applyRouting(change)), close: () => {} },
        monitor: () => ({
          drain: () => this.#losses.splice(0),
          start: (readable) => {
            this.#routingReadable = readable;
          },
          close: () => {},
        }),
      },
      links: {
        create: (wanted) => ({ ok: false, error: new SystemError('fake', 'EPERM', `no ${wanted.name} here`) }),
        setUp: () => ({ ok: true }),
        reportAgain: () => {},
        remove: () => ({ ok: true }),
        close: () => {},
      },
      linkPoller: {
        ask: (links, answered) => {
          this.polls.push(links);
          const up = this.polledUp;
          if (up !== undefined) {
            this.#deferred.push(() => answered(links.map(({ name, ask }) => ({ name, up, by: ask }))));
          }
        },
        close: () => {},
      },
      settings: {
        read: async (name) => this.settings.get(name.join('/')),
        readNow: (name) => this.settings.get(name.join('/')),
        writeNow: (name, value) => void this.settings.set(name.join('/'), value),
        write: async (name, value) => void this.settings.set(name.join('/'), value),
      },
      firewall: {
        replace: (plan, done) => this.#deferred.push(() => done(this.#filter(plan))),
        replaceNow: (plan) => {
          const error = this.#filter(plan);
          if (error !== undefined) throw error;
        },
        clear: async (table) => void this.filters.delete(table),
        watch: () => {},
        close: () => {},
      },
      realTime: {
        setPriority: (priority) => {
          if (this.refusesRealTime) throw new SystemError('sched_setscheduler', 'EPERM', 'sched_setscheduler: EPERM');
          this.realTimePriorities.push(priority);
        },
      },
      scripts: { run: (command, done) => this.#run(command, done), close: async () => {} },
      users: {
        find: (user) =>
          ['keepalived_script', 'nobody-here'].includes(user) ? undefined : { uid: 1000, gid: 1000, name: user },
      },
      pipes: {
        open: (path) => {
          this.pipes.set(path, '');
          return {
            write: (text) => {
              if (this.pipesFull) return false;
              this.pipes.set(path, (this.pipes.get(path) ?? '') + text);
              return true;
            },
            close: () => void this.pipes.delete(path),
          };
        },
      },
      mailer: { send: async (mail, server) => void this.mails.push({ mail, server }) },
      hostName: this.name,
      files: {
        replace: (path, text, mode = 0o600) => {
          if (this.#fails(path)) return;
          this.#fileProblems.delete(path);
          this.files.set(path, text);
          this.modes.set(path, mode);
        },
        makeDirectory: () => {},
        remove: (path) => this.writeFile(path, undefined),
        append: (path, text) => {
          if (!this.#fails(path)) this.files.set(path, (this.files.get(path) ?? '') + text);
        },
        problem: (path) => this.#fileProblems.get(path),
        written: async () => {},
        flush: async () => {},
      },
      fileWatcher: {
        watch: (path, _, changed) => {
          changed(this.files.get(path));
          this.#fileWatches.set(path, changed);
          return { close: () => void this.#fileWatches.delete(path) };
        },
        create: (path, text, overwrite) => {
          if (overwrite || !this.files.has(path)) this.files.set(path, text);
        },
      },
      processWatcher: {
        watch: (_, now, changed) => {
          this.#processesChanged = changed;
          if (now) changed(this.#processes);
          return { close: () => {} };
        },
      },
      logger: this.#logger(),
      random: () => this.#random.next(),
      defer: (work) => void this.#deferred.push(work),
    };
  }

  #fails(path: string): boolean {
    if (this.filesRefused !== undefined) this.#fileProblems.set(path, this.filesRefused);
    return this.filesRefused !== undefined;
  }

  /** Writes a file that is tracked, or removes it. */
  writeFile(path: string, text: string | undefined): void {
    if (text === undefined) this.files.delete(path);
    else this.files.set(path, text);
    this.#fileWatches.get(path)?.(text);
  }

  /** Somebody says that it has an address. */
  claim(address: string, mac: string, announced = true): void {
    if (!this.claimsHeard.includes(address)) return;
    this.#claims.push({ address: ip(address), mac: mac as AddressClaim['mac'], announced });
  }

  /** Processes that run on the host from now on: each is its name and its arguments. */
  runProcesses(...commands: readonly (readonly [string, ...string[]])[]): void {
    this.#processes = commands.map((argv, index) => ({ pid: index + 2, name: argv[0], argv }));
    this.#processesChanged(this.#processes);
  }

  /** Priorities of the adverts sent so far, oldest first. */
  get priorities(): readonly number[] {
    return this.sent.map(({ bytes }) => bytes[22] ?? -1);
  }

  /** Messages of the log that match. */
  logged(pattern: RegExp): readonly string[] {
    return this.log.map(({ message }) => message).filter((message) => pattern.test(message));
  }

  has(address: string): boolean {
    return this.addresses.has(address);
  }

  /** Somebody else adds an address. */
  putAddress(address: string, length: number): void {
    const info: AddressInfo = {
      interfaceIndex: this.link.index,
      prefix: { address: ip(address), length },
      tentative: false,
      dadFailed: false,
      secondary: false,
      deprecated: false,
      permanent: true,
      label: undefined,
      scope: 0,
    };
    this.addresses.set(address, info);
    this.#news.push({ type: 'address-added', address: info });
  }

  /** Somebody else, or the kernel, removes an address. */
  dropAddress(address: string): void {
    const info = this.addresses.get(address);
    if (info === undefined) return;
    this.addresses.delete(address);
    this.#news.push({ type: 'address-removed', address: info });
  }

  /** Somebody else removes a route or rule, named as `routing` names it. */
  dropRouting(text: string): void {
    const object = this.routing.get(text);
    if (object === undefined) return;
    this.routing.delete(text);
    this.#tellLoss(object, false);
  }

  setLink(changes: Partial<LinkInfo>): void {
    this.link = { ...this.link, ...changes };
    this.#news.push({ type: 'link-changed', link: this.link });
  }

  /** The kernel tells of an interface beside the first. */
  reportLink(link: LinkInfo): void {
    this.#news.push({ type: 'link-changed', link });
  }

  receive(packet: OutgoingPacket): void {
    if (this.unplugged) return;
    for (const socket of this.#sockets) socket.deliver(packet);
  }

  receiveDatagram(datagram: ReceivedDatagram, port: number): void {
    if (!this.unplugged) this.datagrams.deliver(datagram, port);
  }

  /** One piece of work that waits; false when there is none. */
  pump(): boolean {
    if (this.#news.length > 0) {
      this.#monitorReadable();
      return true;
    }
    if (this.#losses.length > 0) {
      this.#routingReadable();
      return true;
    }
    if (this.#claims.length > 0 && !this.#claimsPaused) {
      this.#claimReadable();
      return true;
    }
    for (const socket of this.#sockets) {
      if (socket.waiting.length === 0) continue;
      socket.readable();
      return true;
    }
    if (this.datagrams.pump()) return true;
    const deferred = this.#deferred.shift();
    deferred?.();
    return deferred !== undefined;
  }

  ringAlarm(): void {
    this.armedAt = undefined;
    this.#ring();
  }

  #open(endpoint: AdvertisementEndpoint, readable: () => void): AdvertisementSocket {
    this.endpoint = endpoint;
    const socket = new FakeSocket(endpoint, readable, (packets) => this.#send(packets));
    this.#sockets.add(socket);
    return {
      endpoint,
      drain: () => socket.waiting.splice(0),
      send: (packets) => {
        socket.send(packets);
        return [];
      },
      setReceiveBuffer: (bytes) => {
        this.receiveBuffer = bytes;
      },
      pause: () => void this.#sockets.delete(socket),
      resume: () => void this.#sockets.add(socket),
      close: () => void this.#sockets.delete(socket),
    };
  }

  #send(packets: readonly OutgoingPacket[]): void {
    for (const packet of packets) {
      this.sent.push({ at: this.#world.now, bytes: packet.bytes.slice(), destination: packet.destination });
      if (this.unplugged) continue;
      for (const host of this.#world.hosts) if (host !== this) host.receive(packet);
    }
  }

  #apply(change: AddressChange): { readonly ok: true } {
    this.changes.push(change);
    if (change.operation !== 'renew') this.journal.push(`${change.operation} ${change.prefix.address}`);
    const { address, length } = change.prefix;
    if (change.operation === 'remove') this.dropAddress(address);
    else if (!this.addresses.has(address)) this.putAddress(address, length);
    return { ok: true };
  }

  #filter(plan: FirewallPlan): SystemError | undefined {
    if (this.refusesReports && plan.reports.length > 0) return new SystemError('nft', 'EINVAL', 'nft: not supported');
    this.filters.set(plan.table, plan);
    return undefined;
  }

  #tellLoss(object: RoutingObject, ours: boolean): void {
    if (object.type === 'rule') {
      this.#losses.push({ type: 'rule', rule: reportOf(object.rule), ours });
      return;
    }
    const route = decodeRoute(encodeNewRoute(object.route));
    if (route !== undefined) this.#losses.push({ type: 'route', route, ours });
  }

  #applyRouting({ operation, object }: RoutingChange): { readonly ok: true } {
    const text = object.type === 'route' ? describeRoute(object.route) : describeRule(object.rule);
    if (operation === 'remove' ? this.routing.delete(text) : !this.routing.has(text)) {
      this.journal.push(`${operation} ${text}`);
    }
    if (operation === 'add') this.routing.set(text, object);
    else this.#tellLoss(object, true);
    return { ok: true };
  }

  #run(command: ScriptCommand, done: (result: ScriptResult) => void): { terminate(): void } {
    const startedAt = this.#world.now;
    const started: StartedScript = {
      command,
      terminated: false,
      end: (result) => {
        const duration = micros(this.#world.now - startedAt);
        const base = { outcome: 'exited', status: 0, signal: undefined, output: '', error: undefined } as const;
        done({ ...base, duration, ...result });
      },
    };
    this.scripts.push(started);
    return {
      terminate: () => {
        started.terminated = true;
      },
    };
  }

  #logger(): Logger {
    const write =
      (level: string) =>
      (fields: Readonly<Record<string, unknown>>, message: string): void =>
        void this.log.push({ level, message, fields });
    const logger: Logger = {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: () => logger,
    };
    return logger;
  }
}

class FakeSocket {
  readonly waiting: ReceivedPacket[] = [];
  readonly readable: () => void;
  readonly send: (packets: readonly OutgoingPacket[]) => void;
  readonly #endpoint: AdvertisementEndpoint;

  constructor(
    endpoint: AdvertisementEndpoint,
    readable: () => void,
    send: (packets: readonly OutgoingPacket[]) => void,
  ) {
    this.#endpoint = endpoint;
    this.readable = readable;
    this.send = send;
  }

  deliver({ bytes, destination }: OutgoingPacket): void {
    const { family, group, source, interfaceIndex } = this.#endpoint;
    if (family !== 4 || destination !== (group ?? source)) return;
    const from = ip(bytes.subarray(12, 16).join('.'));
    const copy = bytes.slice();
    const arrivedAt = undefined;
    this.waiting.push({
      family,
      bytes: copy,
      source: from,
      destination,
      hopLimit: bytes[8],
      arrivedAt,
      interfaceIndex,
    });
  }
}
