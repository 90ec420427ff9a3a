/**
 * A master that reloads again and again, two files in turn, watched from outside: gaps between its adverts, addresses
 * that went, descriptors and memory.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lab } from '../../src/lab/lab.js';
import { startVrrpd } from '../../src/lab/vrrpd-process.js';

/** Between two reloads; not a part of the interval, so that they meet it everywhere. */
const PAUSE_MILLIS = 37;
/** Heard before the first reload, for comparison. */
const CALM_ADVERTS = 10;

export interface ReloadFigures {
  readonly reloads: number;
  readonly adverts: number;
  /** Longest time between two adverts of the instance that both files have, before the first reload. */
  readonly calmGapSeconds: number;
  /** The same from the first reload on. */
  readonly longestGapSeconds: number;
  /** The same, of the reload that was felt least. */
  readonly leastGapSeconds: number;
  /** Addresses of instances that both files have, as the kernel reported them gone. */
  readonly lost: readonly string[];
  /** What the second file adds and the first takes away, as often as it came and went. */
  readonly changes: number;
  readonly descriptors: readonly [before: number, after: number];
  readonly memoryKilobytes: readonly [before: number, after: number];
  readonly states: readonly string[];
}

/** VI_1 is the same in both files; VI_2 loses and gets an address; VI_3 comes and goes. */
export function reloadFiles(advertSeconds: number): readonly [string, string] {
  const instance = (name: string, vrid: number, ...addresses: string[]): string => `vrrp_instance ${name} {
  interface eth1
  virtual_router_id ${vrid}
  version 3
  priority 255
  advert_int ${advertSeconds}
  virtual_ipaddress {
    ${addresses.join('\n    ')}
  }
}
`;
  const same = instance('VI_1', 91, '192.0.2.100', '192.0.2.101');
  return [
    same + instance('VI_2', 92, '192.0.2.110', '192.0.2.111'),
    same + instance('VI_2', 92, '192.0.2.110', '192.0.2.112') + instance('VI_3', 93, '192.0.2.120'),
  ];
}

const LINKS = [1, 2, 3, 4, 5];

/** So many instances more, of 600 bytes each, that wait in backup for as long as a trial takes. At most 1,000. */
export function waitingInstances(count: number): string {
  const instance = (index: number): string => `# customer ${index}, moved here from the old pair in the spring: ask
# the network team before changing anything, and tell the customer. The addresses are announced to the provider, who
# needs a day for a change of the announcement; the second one is for the mail service, and its reverse name is theirs.
vrrp_instance WAITING_${index} {
    state BACKUP
    interface eth${2 + (index % 4)}
    virtual_router_id ${1 + Math.floor(index / 4)}
    version 3
    priority 100
    advert_int 40
    nopreempt
    virtual_ipaddress {
        10.${index % 200}.${Math.floor(index / 200)}.10/32
        10.${index % 200}.${Math.floor(index / 200)}.11/32
    }
}
`;
  return Array.from({ length: count }, (_, index) => instance(index)).join('\n');
}

/** @param more of both files */
export async function runReloadTrial(reloads: number, advertSeconds: number, more = ''): Promise<ReloadFigures> {
  const link = (n: number) => LINKS.map((k) => ({ name: `eth${k}`, addresses: [`192.0.${k + 1}.${n}/24`] }));
  const lab = await Lab.create({
    hosts: [
      { name: 'ha1', links: link(1) },
      { name: 'client', links: link(9) },
    ],
  });
  try {
    const [first, second] = reloadFiles(advertSeconds);
    return await watched(lab, reloads, [first + more, second + more]);
  } finally {
    await lab.dispose();
  }
}

async function watched(lab: Lab, reloads: number, files: readonly [string, string]): Promise<ReloadFigures> {
  const host = lab.host('ha1');
  const heard: number[] = [];
  const gone: string[] = [];
  const states: string[] = [];
  let reloaded = 0;
  const filter = 'ip proto 112 and ip[21] = 91';
  const capture = lab.host('client').start(['tcpdump', '-l', '-n', '-tt', '-i', 'eth1', filter], {
    onLine: (line) => {
      const at = /^(\d+\.\d+) IP/.exec(line)?.[1];
      if (at !== undefined) heard.push(Number(at));
    },
  });
  host.start(['ip', 'monitor', 'address'], {
    onLine: (line) => {
      const address = /^Deleted .* inet (192\.0\.2\.1\d\d)/.exec(line)?.[1];
      if (address !== undefined) gone.push(address);
    },
  });
  const daemon = startVrrpd(host, files[0], {
    onLine: (line) => {
      if (line.includes('configuration reloaded')) reloaded += 1;
      if (/VI_[12].*Entering/.test(line)) states.push(line);
    },
  });
  await until('the first adverts', () => heard.length > CALM_ADVERTS);
  const calm = heard.length;
  const gaps: number[] = [];
  const file = join(host.directory, 'keepalived.conf');
  const reload = async (round: number): Promise<void> => {
    const before = heard.length;
    writeFileSync(file, files[round % 2 === 0 ? 1 : 0]);
    daemon.signal('SIGHUP');
    await until(`reload ${round}`, () => reloaded > round);
    await sleep(PAUSE_MILLIS);
    await until('the next advert', () => heard.length > before);
    gaps.push(longestGap(heard.slice(before - 1)));
  };
  // What is loaded and compiled by the first ones is no growth.
  const warm = Math.max(4, Math.floor(reloads / 5 / 2) * 2);
  for (let round = 0; round < warm; round += 1) await reload(round);
  const before = usage(daemon.pid);
  for (let round = warm; round < warm + reloads; round += 1) await reload(round);
  const after = usage(daemon.pid);
  capture.signal('SIGINT');
  await capture.ended;
  return {
    reloads: reloaded,
    adverts: heard.length,
    calmGapSeconds: longestGap(heard.slice(0, calm)),
    longestGapSeconds: longestGap(heard.slice(calm - 1)),
    leastGapSeconds: Math.min(...gaps),
    lost: gone.filter((address) => /\.(100|101|110)$/.test(address)),
    changes: gone.length,
    descriptors: [before.descriptors, after.descriptors],
    memoryKilobytes: [before.memory, after.memory],
    states,
  };
}

function longestGap(heard: readonly number[]): number {
  return heard.reduce((longest, at, index) => Math.max(longest, at - (heard[index - 1] ?? at)), 0);
}

function usage(pid: number): { readonly descriptors: number; readonly memory: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return {
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    memory: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]),
  };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let round = 0; round < 4_000 && !holds(); round += 1) await sleep(5);
  if (!holds()) throw new Error(`waited in vain: ${what}`);
}

const sleep = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));
