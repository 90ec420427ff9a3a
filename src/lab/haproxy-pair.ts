/**
 * The network that `vrrpd demo` shows: two HAProxy hosts that share a virtual IP, and a client that asks it all the
 * time. Each host runs vrrpd of this build and a web service; it can lose its power, come back, or stop its vrrpd.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IpAddress } from '../base/address.js';
import { watchAddresses } from './address-watch.js';
import { type ClientReport, startClient } from './client.js';
import { Lab } from './lab.js';
import type { LabHost } from './lab-host.js';
import type { LabProcess } from './lab-process.js';
import { type LoggedTransition, parseTransitionLine, startVrrpd } from './vrrpd-process.js';
import { startWebService, WEB_PORT, type WebService } from './web-service.js';

export const VIRTUAL_ADDRESS = '192.168.175.220' as IpAddress;

/** Milliseconds between two requests of the client, and the time each is given. */
export const CLIENT_INTERVAL = 5;
const CLIENT_TIMEOUT = 100;

/** The two hosts: the first is better by its priority, and does not take the address back when it returns. */
export const PAIR = [
  { name: 'ha1', address: '192.168.175.202', priority: 120, nopreempt: true },
  { name: 'ha2', address: '192.168.175.203', priority: 110, nopreempt: false },
] as const;

export interface PairEvents {
  /** A host's vrrpd logged a change of state. */
  transition(host: string, transition: LoggedTransition): void;
  client(report: ClientReport): void;
  /** An address came to a host or left it, by the word of its kernel. */
  held(host: string, address: string, held: boolean): void;
  /** A program ended that nobody had ended. */
  died(host: string, program: string, lastLines: readonly string[]): void;
}

interface Running {
  readonly web: WebService;
  vrrpd: LabProcess | undefined;
}

export class HaproxyPair {
  readonly lab: Lab;
  readonly #events: PairEvents;
  readonly #running = new Map<string, Running>();

  private constructor(lab: Lab, events: PairEvents) {
    this.lab = lab;
    this.#events = events;
  }

  /** Builds the network, without anything running on it yet. */
  static async create(events: PairEvents): Promise<HaproxyPair> {
    const hosts = [...PAIR, { name: 'client', address: '192.168.175.10' }].map(({ name, address }) => ({
      name,
      links: [{ name: 'eth1', addresses: [`${address}/24`] }],
    }));
    const lab = await Lab.create({ hosts });
    for (const { name } of PAIR) {
      watchAddresses(lab.host(name), (address, held) => events.held(name, address, held));
    }
    return new HaproxyPair(lab, events);
  }

  /** Starts the web service and vrrpd, as a boot does. Returns what serves the page. */
  async boot(name: string): Promise<string> {
    const host = this.lab.host(name);
    const web = await startWebService(host);
    this.#watch(name, web.program, web.process);
    this.#running.set(name, { web, vrrpd: undefined });
    this.startDaemon(name);
    return web.program;
  }

  /** Starts vrrpd alone. */
  startDaemon(name: string): void {
    const host = this.lab.host(name);
    const running = this.#running.get(name);
    if (running === undefined) return;
    const vrrpd = startVrrpd(host, configurationOf(host), {
      onLine: (line) => {
        const transition = parseTransitionLine(line);
        if (transition !== undefined) this.#events.transition(name, transition);
      },
    });
    running.vrrpd = vrrpd;
    this.#watch(name, 'vrrpd', vrrpd);
  }

  /** Stops vrrpd as `systemctl stop` does; the web service runs on. */
  async stopDaemon(name: string): Promise<void> {
    const running = this.#running.get(name);
    const vrrpd = running?.vrrpd;
    if (running === undefined || vrrpd === undefined) return;
    running.vrrpd = undefined;
    await vrrpd.stop();
  }

  /** The host goes dark: cable, vrrpd and web service at once, without a goodbye. */
  async cutPower(name: string): Promise<void> {
    const running = this.#running.get(name);
    this.#running.delete(name);
    // All are told before any of them is waited for.
    await Promise.all([this.lab.cut(name), running?.vrrpd?.kill(), running?.web.process.kill()]);
    // Nothing of it lasts without power; the namespace would keep it.
    await this.lab.host(name).ip('address flush dev eth1');
  }

  /** The host boots again: an interface fresh from the start, then as `boot`. */
  async restorePower(name: string): Promise<void> {
    const host = this.lab.host(name);
    const address = PAIR.find((one) => one.name === name)?.address;
    await host.ip(`address add ${address}/24 dev eth1`);
    await this.lab.mend(name);
    await this.boot(name);
  }

  startClient(): void {
    const options = { address: VIRTUAL_ADDRESS, port: WEB_PORT, interval: CLIENT_INTERVAL, timeout: CLIENT_TIMEOUT };
    startClient(this.lab.host('client'), options, (report) => this.#events.client(report));
  }

  /** Ends everything and removes the network. */
  async dispose(): Promise<void> {
    this.#running.clear();
    await this.lab.dispose();
  }

  #watch(host: string, program: string, process: LabProcess): void {
    void process.ended.then(() => {
      const running = this.#running.get(host);
      if (running?.vrrpd !== process && running?.web.process !== process) return;
      this.#events.died(host, program, process.lines.slice(-3));
    });
  }
}

/** The HAProxy pair as it is commonly written, its check asking whether the web service's process lives. */
function configurationOf(host: LabHost): string {
  const { priority, nopreempt } = PAIR.find((one) => one.name === host.name) ?? PAIR[0];
  const check = join(host.directory, 'haproxy_check.sh');
  writeFileSync(check, `#!/bin/sh\nexec kill -0 "$(cat ${join(host.directory, 'web.pid')})"\n`, { mode: 0o755 });
  return `global_defs {
  router_id ${host.name}
  script_user root
}
vrrp_script chk_haproxy {
  script "${check}"
  interval 2
  weight 2
}
vrrp_instance VI_1 {
  state BACKUP
  interface eth1
  virtual_router_id 91
  priority ${priority}
${nopreempt ? '  nopreempt\n' : ''}  advert_int 1
  authentication {
    auth_type PASS
    auth_pass 1111
  }
  track_script {
    chk_haproxy
  }
  virtual_ipaddress {
    ${VIRTUAL_ADDRESS}
  }
}
`;
}
