/**
 * FRR's zebra, vrrpd and bfdd from Debian's package on a host of the lab, run by hand with files of their own. FRR
 * speaks VRRP on interfaces that somebody made before: a macvlan with the virtual MAC for each family.
 */

import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LabHost } from '../../src/lab/lab-host.js';
import type { LabProcess } from '../../src/lab/lab-process.js';
import { until } from './duel.js';

const PROGRAMS = '/usr/lib/frr';

export interface FrrSettings {
  readonly version: 2 | 3;
  readonly family: 4 | 6;
  readonly priority: number;
  /** Milliseconds. */
  readonly interval: number;
  /** With its length. */
  readonly address: string;
  /** Link-local address of the macvlan: IPv6 adverts come from it. */
  readonly linkLocal: string;
}

export function frrIsInstalled(): boolean {
  return ['vrrpd', 'bfdd', 'zebra'].every((program) => existsSync(join(PROGRAMS, program)));
}

/** Makes the interface and runs zebra; once for a host. */
export async function prepareFrr(host: LabHost, { family, address, linkLocal }: FrrSettings): Promise<void> {
  const name = `vrrp${family}-51`;
  const mac = family === 4 ? '00:00:5e:00:01:33' : '00:00:5e:00:02:33';
  await host.ip(
    `link add name ${name} link eth0 type macvlan mode bridge`,
    `link set dev ${name} addrgenmode none`,
    `link set dev ${name} address ${mac}`,
    `address add ${address} dev ${name}${family === 6 ? ' nodad' : ''}`,
    ...(family === 6 ? [`address add ${linkLocal}/64 dev ${name} nodad`] : []),
    `link set dev ${name} up`,
  );
  await startZebra(host);
}

/** What the other programs ask for interfaces; once for a host. */
export async function startZebra(host: LabHost): Promise<void> {
  mkdirSync(directoryOf(host), { mode: 0o755 });
  // The programs give up root for a user of their own.
  chmodSync(directoryOf(host), 0o777);
  run(host, 'zebra', '');
  await until('zebra listens', async () => existsSync(join(directoryOf(host), 'zserv')));
}

export function startFrr(host: LabHost, settings: FrrSettings): LabProcess {
  const { version, family, priority, interval, address } = settings;
  const lines = [
    'interface eth0',
    ` vrrp 51 version ${version}`,
    ` vrrp 51 priority ${priority}`,
    ` vrrp 51 advertisement-interval ${interval}`,
    ` vrrp 51 ${family === 4 ? 'ip' : 'ipv6'} ${address.replace(/\/.*/, '')}`,
    '',
  ];
  return run(host, 'vrrpd', lines.join('\n'));
}

/** @param peer line and settings of one peer: `peer 10.0.0.1 local-address 10.0.0.3` */
export function startFrrBfd(host: LabHost, ...peer: readonly string[]): LabProcess {
  return run(host, 'bfdd', ['bfd', ...peer, ''].join('\n'));
}

/** Says it to the running daemon. */
export async function setFrrPriority(host: LabHost, priority: number): Promise<void> {
  const words = ['-c', 'configure terminal', '-c', 'interface eth0', '-c', `vrrp 51 priority ${priority}`];
  const { status, stderr } = await host.run(['vtysh', '--vty_socket', directoryOf(host), '-d', 'vrrpd', ...words]);
  if (status !== 0) throw new Error(`vtysh: ${stderr}`);
}

function directoryOf(host: LabHost): string {
  return join(host.directory, 'frr');
}

function run(host: LabHost, program: 'zebra' | 'vrrpd' | 'bfdd', conf: string): LabProcess {
  const at = (name: string): string => join(directoryOf(host), name);
  writeFileSync(at(`${program}.conf`), conf, { mode: 0o644 });
  const files = ['-f', at(`${program}.conf`), '-i', at(`${program}.pid`), '-z', at('zserv'), '--vty_socket', at('')];
  return host.start([join(PROGRAMS, program), ...files, '-P', '0', '--log', 'stdout']);
}
