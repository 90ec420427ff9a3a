/**
 * Looks at this host for `vrrpd doctor`: interfaces, packet filter, who answers and who advertises, settings, managers,
 * clock. Nothing is changed; every look is bounded in time and size, and what cannot be looked at is said.
 */

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { missingCapabilities } from '../cli/capabilities.js';
import type { HostExamination, Patient } from '../cli/doctor-facts.js';
import { hostFacts } from '../system/host-facts.js';
import { listenToSegments } from './segment-listener.js';

const COMMAND_TIMEOUT = 5_000;
const OUTPUT_LIMIT = 16 * 1024 * 1024;

/** Where time services leave a sign that they keep the clock. */
const TIME_SERVICES = [
  '/run/systemd/timesync/synchronized',
  '/run/chrony/chronyd.pid',
  '/run/ntpd.pid',
  '/run/ntp.pid',
];

/** @param listen milliseconds to listen to the segments; one interval and more */
export async function examineHost(patients: readonly Patient[], listen: number): Promise<HostExamination> {
  const notSeen: string[] = [];
  const names = [...new Set(patients.map(({ interfaceName }) => interfaceName))];
  const missing = missingCapabilities();
  const [segments, nftables, nftablesText, iptables4, iptables6, networkManager] = await Promise.all([
    missing === undefined ? listenToSegments(patients, listen, notSeen) : undefined,
    run(['nft', '-j', 'list', 'ruleset']),
    run(['nft', '-a', 'list', 'ruleset']),
    run(['iptables-save']),
    run(['ip6tables-save']),
    run(['nmcli', '-t', '-f', 'DEVICE,STATE', 'device']),
  ]);
  const root = process.getuid?.() === 0;
  if (!root && missing !== undefined) {
    notSeen.push('not looked at without root: who answers for the virtual IPs, who advertises on the segments');
  }
  if (nftables === undefined && iptables4 === undefined) {
    notSeen.push('the packet filter was not looked at: neither nft nor iptables-save can be run here');
  }
  return {
    interfaces: interfacesOf(names),
    heard: segments?.heard ?? [],
    delivered: segments?.delivered ?? {},
    answers: segments?.answers ?? [],
    nftables: parsed(nftables),
    nftablesText,
    iptables: { 4: iptables4 ?? '', 6: iptables6 ?? '' },
    sysctls: readSysctls(names),
    managed: { networkd: names.filter(networkdManages), networkManager: connectedBy(networkManager) },
    clock: {
      source: fileText('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
      synchronized: TIME_SERVICES.some((path) => existsSync(path)),
    },
    missingCapabilities: root ? missing : undefined,
    notSeen,
  };
}

function interfacesOf(names: readonly string[]): HostExamination['interfaces'] {
  const facts = hostFacts();
  const addresses = networkInterfaces();
  const found = names.flatMap((name) => {
    const link = facts.networkInterface(name);
    if (link === undefined) return [];
    const up = fileText(`/sys/class/net/${name}/operstate`) !== 'down';
    const own = addresses[name]?.map(({ address }) => address) ?? [];
    return [[name, { up, multicast: link.multicast, addresses: own }] as const];
  });
  return Object.fromEntries(found);
}

function readSysctls(names: readonly string[]): Record<string, string | undefined> {
  const wanted = ['net.ipv4.ip_nonlocal_bind', 'net.ipv4.conf.all.arp_ignore', 'net.ipv4.conf.all.rp_filter'];
  const values: Record<string, string | undefined> = {};
  for (const name of wanted) values[name] = fileText(`/proc/sys/${name.replaceAll('.', '/')}`);
  for (const link of names) {
    // A VLAN's name has a dot of its own.
    for (const name of ['arp_ignore', 'rp_filter']) {
      values[`net.ipv4.conf.${link}.${name}`] = fileText(`/proc/sys/net/ipv4/conf/${link}/${name}`);
    }
    values[`net.ipv6.conf.${link}.disable_ipv6`] = fileText(`/proc/sys/net/ipv6/conf/${link}/disable_ipv6`);
  }
  return values;
}

/** Manages it, and its network file does not say that addresses stay. */
function networkdManages(name: string): boolean {
  const index = fileText(`/sys/class/net/${name}/ifindex`);
  const state = index === undefined ? undefined : fileText(`/run/systemd/netif/links/${index}`);
  if (state === undefined || !/^ADMIN_STATE=config/m.test(state)) return false;
  const file = /^NETWORK_FILE=(.+)$/m.exec(state)?.[1];
  const text = file === undefined ? undefined : fileText(file);
  return text === undefined || !/^\s*KeepConfiguration\s*=\s*(yes|static)\s*$/m.test(text);
}

function connectedBy(nmcli: string | undefined): readonly string[] {
  return (nmcli ?? '').split('\n').flatMap((line) => /^([^:]+):connected/.exec(line)?.[1] ?? []);
}

function parsed(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Standard output; undefined where the program is missing, fails, or says too much. */
function run([program = '', ...words]: readonly string[]): Promise<string | undefined> {
  const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;
  const options = { timeout: COMMAND_TIMEOUT, maxBuffer: OUTPUT_LIMIT, env: { ...process.env, PATH: path } };
  return new Promise((resolve) => {
    execFile(program, words, options, (error, stdout) => resolve(error === null ? stdout : undefined));
  });
}
