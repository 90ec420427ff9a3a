/**
 * A network in a box: hosts in network namespaces, plugged into the bridges of one more namespace, the switch. Nothing
 * leaves it and nothing of the machine's own network is touched. `dispose` takes everything away; a lab whose process
 * was killed loses its programs at once (parent-death signal) and the rest when the next lab starts.
 */

import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VrrpdError } from '../base/errors.js';
import { removeLeftovers, removeNamespaces, removeNamespacesNow } from './cleanup.js';
import { findProgram, ipBatch, mustRun } from './command.js';
import { type HostSpec, LabHost, type LinkSpec } from './lab-host.js';
import { nextLabName } from './names.js';

/** Checks of other users ask for files whose names they know; nobody else lists what is there. */
const PASSABLE = 0o711;

export interface LabSpec {
  readonly hosts: readonly HostSpec[];
}

/** A cable: the port of the switch that a host's link is plugged into. */
interface Cable {
  readonly host: string;
  readonly link: LinkSpec;
  readonly port: string;
  readonly bridge: string;
}

export class Lab {
  readonly hosts: ReadonlyMap<string, LabHost>;
  readonly directory: string;
  readonly #switch: string;
  readonly #cables: readonly Cable[];
  readonly #onExit = (): void => {
    removeNamespacesNow(this.#namespaces);
    rmSync(this.directory, { recursive: true, force: true });
  };
  #disposed: Promise<void> | undefined;

  private constructor(directory: string, switchName: string, hosts: ReadonlyMap<string, LabHost>, cables: Cable[]) {
    this.directory = directory;
    this.hosts = hosts;
    this.#switch = switchName;
    this.#cables = cables;
    process.once('exit', this.#onExit);
  }

  /** Builds the network; resolves when every host has its links up and its addresses set. */
  static async create(spec: LabSpec): Promise<Lab> {
    await removeLeftovers();
    const name = nextLabName();
    const directory = join(tmpdir(), name);
    // Fails where the name is taken: nobody else's directory is ever used.
    mkdirSync(directory, { mode: PASSABLE });
    const setpriv = await findProgram('setpriv');
    const hosts = new Map<string, LabHost>();
    for (const { name: host } of spec.hosts) {
      const namespace = `${name}-${host}`;
      const enter = ['ip', 'netns', 'exec', namespace];
      if (setpriv !== undefined) enter.push(setpriv, '--pdeathsig', 'KILL');
      const home = join(directory, host);
      mkdirSync(home, { mode: PASSABLE });
      hosts.set(host, new LabHost(host, namespace, home, enter));
    }
    const lab = new Lab(directory, `${name}-switch`, hosts, plugIn(spec));
    try {
      await lab.#build();
    } catch (error) {
      await lab.dispose();
      throw error;
    }
    return lab;
  }

  /** The host of that name. */
  host(name: string): LabHost {
    const host = this.hosts.get(name);
    if (host === undefined) throw new VrrpdError('LAB_NO_HOST', `the lab has no host ${name}`);
    return host;
  }

  /** Pulls the cable of a host's link, or all of them: the host loses its carrier. */
  async cut(host: string, link?: string): Promise<void> {
    await this.#setPorts(host, link, 'down');
  }

  /** Plugs the cable in again. */
  async mend(host: string, link?: string): Promise<void> {
    await this.#setPorts(host, link, 'up');
  }

  /** Isolated hosts keep their carrier and hear everyone but each other: a split in the middle of the network. */
  async isolate(hosts: readonly string[], isolated: boolean): Promise<void> {
    const ports = this.#cables.filter((cable) => hosts.includes(cable.host));
    const flag = isolated ? 'on' : 'off';
    for (const { port } of ports) {
      await mustRun([
        'ip',
        '-netns',
        this.#switch,
        'link',
        'set',
        'dev',
        port,
        'type',
        'bridge_slave',
        'isolated',
        flag,
      ]);
    }
  }

  /** The switch forgets at once who is where: everybody hears what is for one. */
  async flood(): Promise<void> {
    const bridges = new Set(this.#cables.map(({ bridge }) => bridge));
    await ipBatch(
      Array.from(bridges, (bridge) => `link set dev ${bridge} type bridge ageing_time 0`),
      this.#switch,
    );
  }

  /** Kills everything that runs in the lab and removes it. May be called more than once. */
  dispose(): Promise<void> {
    this.#disposed ??= this.#remove();
    return this.#disposed;
  }

  get #namespaces(): readonly string[] {
    return [...Array.from(this.hosts.values(), (host) => host.namespace), this.#switch];
  }

  async #build(): Promise<void> {
    await ipBatch(this.#namespaces.map((namespace) => `netns add ${namespace}`));
    const bridges = new Set(this.#cables.map((cable) => cable.bridge));
    const lines = Array.from(bridges, (bridge) => [
      // Without snooping: VRRP's group reaches every port, also a host that only watches.
      `link add name ${bridge} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
      `link set dev ${bridge} up`,
    ]).flat();
    for (const { host, link, port, bridge } of this.#cables) {
      lines.push(`link add name ${port} type veth peer name ${link.name} netns ${this.host(host).namespace}`);
      lines.push(`link set dev ${port} master ${bridge} up`);
    }
    await ipBatch(lines, this.#switch);
    await Promise.all(Array.from(this.hosts.keys(), (host) => this.#raise(host)));
  }

  async #raise(host: string): Promise<void> {
    const lines = ['link set dev lo up'];
    for (const { link } of this.#cables.filter((cable) => cable.host === host)) {
      lines.push(`link set dev ${link.name} up`);
      for (const address of link.addresses ?? []) lines.push(`address add ${address} dev ${link.name}`);
    }
    await this.host(host).ip(...lines);
  }

  async #setPorts(host: string, link: string | undefined, state: 'up' | 'down'): Promise<void> {
    const cables = this.#cables.filter((cable) => cable.host === host && (link ?? cable.link.name) === cable.link.name);
    await ipBatch(
      cables.map(({ port }) => `link set dev ${port} ${state}`),
      this.#switch,
    );
  }

  async #remove(): Promise<void> {
    await removeNamespaces(this.#namespaces);
    // A program that dies in this moment may still create a file.
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
    process.removeListener('exit', this.#onExit);
  }
}

function plugIn(spec: LabSpec): Cable[] {
  const segments: string[] = [];
  const cables: Cable[] = [];
  for (const host of spec.hosts) {
    for (const link of host.links) {
      const segment = link.segment ?? 'lan';
      if (!segments.includes(segment)) segments.push(segment);
      cables.push({
        host: host.name,
        link,
        port: `port${cables.length}`,
        bridge: `bridge${segments.indexOf(segment)}`,
      });
    }
  }
  return cables;
}
