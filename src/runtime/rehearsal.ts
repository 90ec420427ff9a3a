/**
 * A takeover that nobody sees. The code of a takeover runs once in months, and then it must be fast: the engine compiles
 * functions when they have run often enough. So a second daemon without a kernel, made of the first routers of the real
 * one, hears a master and changes hands a hundred times soon after the start, a few milliseconds in each of many turns.
 * Once more, shortly before a real takeover, brings that code back into the processor's caches.
 */

import type { IpAddress } from '../base/address.js';
import { SystemError } from '../base/errors.js';
import type { Logger } from '../base/logger.js';
import { type Micros, micros, plus } from '../base/micros.js';
import type { Configuration, Instance } from '../config/model.js';
import type { DaemonAdapters } from './adapters.js';
import { startDaemon } from './daemon.js';
import { type Daemon, type DaemonSettings, NOTHING_KEPT } from './daemon-api.js';
import { DEAF_LISTENING } from './deaf-listening.js';
import type {
  AdvertisementEndpoint,
  AdvertisementSocket,
  LinkInfo,
  NetworkMonitor,
  ReceivedPacket,
} from './ports/network.js';
import { WireCodec } from './wire-codec.js';

/** Routers in the rehearsal. */
const ROUTERS = 8;
/** Changes of hands. */
const ROUNDS = 100;
/** Time that one turn gives to it. */
const SLICE = micros(2_000);
/** Alarms in one change of hands: from standby to a master that has advertised for a while. */
const ALARMS = 12;
/** Of the master that is heard: no router here is better. */
const BEST_PRIORITY = 255;
/** Adverts that each router hears from a master before that falls silent. */
const BEATS = 3;
/** Time between them: too far apart to be moderated. */
const BEAT = micros(60_000);

/**
 * Rehearses in small slices; does nothing for a configuration without routers.
 * @param adapters the real ones: they run through their own part without effect
 * @param ended told when it is over, with one more change of hands to be called when one is near
 * @returns breaks it off, before the adapters are closed
 */
export function rehearse(
  configuration: Configuration,
  settings: DaemonSettings,
  adapters: Pick<DaemonAdapters, 'clock' | 'defer' | 'addresses' | 'announcer'>,
  ended: (again: () => void) => void,
): () => void {
  const { clock } = adapters;
  const instances = configuration.instances.slice(0, ROUTERS).map(bare);
  if (instances.length === 0) {
    ended(() => {});
    return () => {};
  }
  const stage = new Stage(instances);
  const cast: Configuration = { ...configuration, scripts: [], bfdSessions: [], instances, syncGroups: [] };
  const quiet: DaemonSettings = { ...settings, recordDirectory: undefined, kept: NOTHING_KEPT };
  const daemon = startDaemon(cast, quiet, stage.adapters, async () => ({
    ok: false,
    reason: 'a rehearsal',
    code: 'rehearsal',
  }));
  let rounds = 0;
  let brokenOff = false;
  const round = (): void => {
    if (brokenOff) return;
    changeHands(daemon, stage);
    adapters.addresses.rehearse?.();
    adapters.announcer.rehearse?.();
  };
  const slice = (): void => {
    if (brokenOff) return;
    const end = clock.now() + SLICE;
    for (; rounds < ROUNDS && clock.now() < end; rounds += 1) round();
    if (rounds < ROUNDS) adapters.defer(slice);
    else ended(round);
  };
  adapters.defer(slice);
  return () => {
    brokenOff = true;
  };
}

function changeHands(daemon: Daemon, stage: Stage): void {
  daemon.resume(undefined);
  for (let beat = 0; beat < BEATS; beat += 1) stage.hear();
  for (let alarm = 0; alarm < ALARMS; alarm += 1) stage.ringAlarm();
  daemon.standby({ router: undefined, untilWall: undefined, force: true, takeBack: false });
  stage.runDeferred();
}

/** The instance without anything that would reach outside or hold it back. */
function bare(instance: Instance): Instance {
  const silent = { master: undefined, backup: undefined, fault: undefined, stop: undefined, any: undefined };
  return {
    ...instance,
    notify: { ...instance.notify, ...silent },
    vmac: undefined,
    ipvlan: undefined,
    acceptMode: true,
    trackedScripts: [],
    trackedInterfaces: [],
    trackedBfds: [],
    syncGroup: undefined,
    configurationFault: undefined,
  };
}

/** Ports without a kernel, under a clock that jumps from alarm to alarm. */
class Stage {
  readonly adapters: DaemonAdapters;
  #now: Micros = micros(1);
  #alarmAt: Micros | undefined;
  #ring: () => void = () => {};
  #deferred: (() => void)[] = [];
  readonly #sockets: { waiting: ReceivedPacket[]; readonly readable: () => void }[] = [];
  readonly #adverts: readonly ReceivedPacket[];

  constructor(instances: readonly Instance[]) {
    this.#adverts = instances.flatMap(masterOf);
    const monitor = stillNetwork(instances);
    this.adapters = {
      clock: { now: () => this.#now, wall: () => 0 },
      alarm: (ring) => {
        this.#ring = ring;
        return { arm: (at) => this.#arm(at), close: () => this.#arm(undefined) };
      },
      transport: {
        open: (endpoint, readable) => this.#open(endpoint, readable),
      },
      datagrams: {
        listen: () => ({ drain: () => [], pause: () => {}, resume: () => {}, close: () => {} }),
        open: () => ({ send: () => undefined, close: () => {} }),
      },
      addresses: { apply: (changes, done) => done(changes.map(() => ({ ok: true }))), close: () => {} },
      announcer: { send: (frames) => frames.length, close: () => {} },
      claims: DEAF_LISTENING,
      monitor,
      routing: {
        table: { apply: (changes) => changes.map(() => ({ ok: true })), close: () => {} },
        monitor: () => ({ drain: () => [], start: () => {}, close: () => {} }),
      },
      linkPoller: { ask: () => {}, close: () => {} },
      links: {
        create: (wanted) => ({ ok: false, error: new SystemError('rehearsal', 'EPERM', wanted.name) }),
        setUp: () => ({ ok: true }),
        reportAgain: () => {},
        remove: () => ({ ok: true }),
        close: () => {},
      },
      settings: {
        read: async () => undefined,
        readNow: () => undefined,
        writeNow: () => {},
        write: async () => {},
      },
      firewall: {
        replace: () => {},
        replaceNow: () => {},
        clear: async () => {},
        watch: () => {},
        close: () => {},
      },
      realTime: { setPriority: () => {} },
      scripts: { run: () => ({ terminate: () => {} }), close: async () => {} },
      users: { find: () => undefined },
      pipes: {
        open: () => {
          throw new Error('a rehearsal');
        },
      },
      mailer: { send: async () => {} },
      hostName: 'rehearsal',
      files: {
        replace: () => {},
        remove: () => {},
        makeDirectory: () => {},
        append: () => {},
        problem: () => undefined,
        written: async () => {},
        flush: async () => {},
      },
      fileWatcher: { watch: () => ({ close: () => {} }), create: () => {} },
      processWatcher: { watch: () => ({ close: () => {} }) },
      logger: SILENT,
      random: () => 0,
      defer: (work) => void this.#deferred.push(work),
    };
  }

  ringAlarm(): void {
    if (this.#alarmAt === undefined) return;
    this.#now = micros(Math.max(this.#now, this.#alarmAt));
    this.#alarmAt = undefined;
    this.#ring();
    this.runDeferred();
  }

  /** An advert of every router's master arrives, on every socket: whom it does not concern passes it over. */
  hear(): void {
    this.#now = plus(this.#now, BEAT);
    for (const socket of this.#sockets) {
      socket.waiting = this.#adverts.map((packet) => ({ ...packet, arrivedAt: this.#now }));
      socket.readable();
    }
  }

  runDeferred(): void {
    for (const work of this.#deferred.splice(0)) work();
  }

  #open(endpoint: AdvertisementEndpoint, readable: () => void): AdvertisementSocket {
    const socket = { waiting: [] as ReceivedPacket[], readable };
    this.#sockets.push(socket);
    return {
      endpoint,
      drain: () => socket.waiting.splice(0),
      send: () => [],
      setReceiveBuffer: () => {},
      pause: () => {},
      resume: () => {},
      close: () => {},
    };
  }

  #arm(at: Micros | undefined): void {
    this.#alarmAt = at;
  }
}

/** What a router's master sends, as packets that arrived. */
function masterOf(instance: Instance): readonly ReceivedPacket[] {
  const { family } = instance;
  const source = (family === 4 ? '192.0.2.2' : 'fe80::2') as IpAddress;
  const codec = new WireCodec(instance, { wall: () => 0, trustedSource: () => undefined });
  return codec.encode(BEST_PRIORITY, source).map(({ bytes, destination }) => {
    return { family, bytes, source, destination, hopLimit: 255, arrivedAt: undefined, interfaceIndex: 1 };
  });
}

/** Every interface there, up, and with an address of each family. */
function stillNetwork(instances: readonly Instance[]): NetworkMonitor {
  const names = new Set(
    instances.flatMap(({ interfaceName, addresses, excludedAddresses }) => {
      return [interfaceName, ...[...addresses, ...excludedAddresses].map(({ device }) => device)];
    }),
  );
  const links = [...names].map((name, index): LinkInfo => {
    return {
      index: index + 1,
      name,
      up: true,
      running: true,
      mtu: 1500,
      mac: '02:00:00:00:00:01' as LinkInfo['mac'],
      noArp: false,
      multicast: true,
      loopback: false,
      pointToPoint: false,
      lower: undefined,
      kind: undefined,
    };
  });
  const own = ['192.0.2.1', 'fe80::1'] as readonly string[] as readonly IpAddress[];
  const addresses = links.flatMap(({ index }) => {
    return own.map((address) => ({
      interfaceIndex: index,
      prefix: { address, length: 24 },
      tentative: false,
      dadFailed: false,
      secondary: false,
      deprecated: false,
      permanent: true,
      label: undefined,
      scope: 0,
    }));
  });
  return { snapshot: () => ({ links, addresses }), drain: () => [], start: () => {}, close: () => {} };
}

const SILENT: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => SILENT };
