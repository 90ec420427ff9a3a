/**
 * What the configuration asks of this host: interfaces, files, users and names of iproute2. Read from /proc, /sys and
 * /etc when asked, each at most once for one reading of the configuration.
 */

import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { availableParallelism, networkInterfaces } from 'node:os';
import { type Prefix, parsePrefix } from '../base/address.js';
import type { FileFacts, HostFacts, InterfaceFacts } from '../config/host-facts.js';

/** @see linux/if.h */
const IFF_LOOPBACK = 0x8;
const IFF_MULTICAST = 0x1000;

/** What a daemon started without PATH searches. */
const STANDARD_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Facts as they are now; make new ones for each reading. */
export function hostFacts(environment: NodeJS.ProcessEnv = process.env): HostFacts {
  const addresses = networkInterfaces();
  const names = interfaceNames();
  const interfaces = remembered((name) => (names.includes(name) ? interfaceFacts(name, addresses[name]) : undefined));
  const files = remembered(fileFacts);
  const users = remembered(lookUpUser);
  const routing = remembered(readRoutingNames);
  const vrrp = remembered(findVrrp);
  return {
    networkInterface: interfaces,
    interfaceNames: () => names,
    file: files,
    realPath: remembered(realPath),
    user: users,
    group: remembered(lookUpGroup),
    searchPath: (environment['PATH'] ?? STANDARD_PATH).split(':').filter((part) => part !== ''),
    cpuCount: availableParallelism(),
    vrrpRuns: () => vrrp('/proc'),
    routingNumber: (file, name, directories) =>
      directories.map((directory) => routing(`${directory}/${file}`).get(name)).find((number) => number !== undefined),
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
  };
}

function remembered<T>(ask: (key: string) => T): (key: string) => T {
  const answers = new Map<string, T>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined || answers.has(key)) return known as T;
    const answer = ask(key);
    answers.set(key, answer);
    return answer;
  };
}

/** /proc/net follows the network namespace of the process; /sys may show another. */
function interfaceNames(): readonly string[] {
  const text = textOf('/proc/net/dev') ?? '';
  return text
    .split('\n')
    .slice(2)
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 ? [] : [line.slice(0, colon).trim()];
    });
}

type Addresses = ReturnType<typeof networkInterfaces>[string];

function interfaceFacts(name: string, addresses: Addresses = []): InterfaceFacts {
  const flags = Number(textOf(`/sys/class/net/${name}/flags`) ?? Number.NaN);
  return {
    name,
    mtu: Number(textOf(`/sys/class/net/${name}/mtu`) ?? 1500),
    loopback: Number.isNaN(flags) ? name === 'lo' : (flags & IFF_LOOPBACK) !== 0,
    multicast: Number.isNaN(flags) || (flags & IFF_MULTICAST) !== 0,
    addresses: addresses.flatMap(({ cidr }): readonly Prefix[] => {
      const prefix = cidr === null ? undefined : parsePrefix(cidr);
      return prefix === undefined ? [] : [prefix];
    }),
  };
}

function fileFacts(path: string): FileFacts | undefined {
  try {
    const stat = lstatSync(path);
    return { kind: kindOf(stat), uid: stat.uid, gid: stat.gid, mode: stat.mode & 0o7777 };
  } catch {
    return undefined;
  }
}

function kindOf(stat: Stats): FileFacts['kind'] {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  if (stat.isSymbolicLink()) return 'link';
  return stat.isFIFO() ? 'fifo' : 'other';
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function lookUpUser(name: string): { readonly uid: number; readonly gid: number } | undefined {
  const fields = lineOf('/etc/passwd', name);
  return fields === undefined ? undefined : { uid: Number(fields[2]), gid: Number(fields[3]) };
}

function lookUpGroup(name: string): number | undefined {
  const fields = lineOf('/etc/group', name);
  return fields === undefined ? undefined : Number(fields[2]);
}

function lineOf(path: string, name: string): readonly string[] | undefined {
  for (const line of (textOf(path) ?? '').split('\n')) {
    if (line.startsWith(`${name}:`)) return line.split(':');
  }
  return undefined;
}

function readRoutingNames(path: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const line of (textOf(path) ?? '').split('\n')) {
    const match = /^\s*(0x[0-9a-fA-F]+|\d+)\s+(\S+)/.exec(line);
    const [, number, name] = match ?? [];
    if (number !== undefined && name !== undefined && !numbers.has(name)) numbers.set(name, Number(number));
  }
  return numbers;
}

/** Looks through the processes that /proc shows. A keepalived may have given its processes other names. */
function findVrrp(processes: string): boolean {
  const own = linkOf(`${processes}/self/ns/net`);
  return namesIn(processes).some((id) => {
    if (!/^\d+$/.test(id) || Number(id) === process.pid) return false;
    const [command = ''] = (textOf(`${processes}/${id}/cmdline`) ?? '').split('\0');
    const names = [textOf(`${processes}/${id}/comm`) ?? '', command.slice(command.lastIndexOf('/') + 1)];
    if (!names.some((name) => name.startsWith('keepalived') || name.trim() === 'vrrpd')) return false;
    const namespace = linkOf(`${processes}/${id}/ns/net`);
    return namespace === undefined || namespace === own;
  });
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
