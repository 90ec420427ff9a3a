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

export interface ReloadFigures {
  readonly reloads: number;
  readonly adverts: number;
  /** Longest time between two adverts of the instance that both files have. */
  readonly longestGapSeconds: number;
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

export async function runReloadTrial(reloads: number, advertSeconds: number): Promise<ReloadFigures> {
  const link = (n: number) => [{ name: 'eth1', addresses: [`192.0.2.${n}/24`] }];
  const lab = await Lab.create({
    hosts: [
      { name: 'ha1', links: link(1) },
      { name: 'client', links: link(9) },
    ],
  });
  try {
    return await watched(lab, reloads, advertSeconds);
  } finally {
    await lab.dispose();
  }
}

async function watched(lab: Lab, reloads: number, advertSeconds: number): Promise<ReloadFigures> {
  const host = lab.host('ha1');
  const files = reloadFiles(advertSeconds);
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
  await until('the first adverts', () => heard.length > 3);
  const file = join(host.directory, 'keepalived.conf');
  const reload = async (round: number): Promise<void> => {
    writeFileSync(file, files[round % 2 === 0 ? 1 : 0]);
    daemon.signal('SIGHUP');
    await until(`reload ${round}`, () => reloaded > round);
    await sleep(PAUSE_MILLIS);
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
    longestGapSeconds: Math.max(...heard.slice(1).map((at, index) => at - (heard[index] ?? at))),
    lost: gone.filter((address) => /\.(100|101|110)$/.test(address)),
    changes: gone.length,
    descriptors: [before.descriptors, after.descriptors],
    memoryKilobytes: [before.memory, after.memory],
    states,
  };
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
