/**
 * How long a large configuration takes to be tested: `keepalived -t` beside `vrrpd check`, each as a whole process, on
 * a host that has the interfaces. Every instance has as many addresses as the file says; nothing in it is to be found
 * fault with, so that neither daemon's time goes into messages.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Lab, type LabSpec } from '../../src/lab/lab.js';
import type { LabHost } from '../../src/lab/lab-host.js';
import type { DaemonKind } from '../support/daemons.js';
import { confText } from '../support/instances.js';

export const CONFIG_INSTANCES = 1_000;
const ADDRESSES_EACH = 20;
/** Instances are spread over links: an interface has 255 VRIDs, and those up to 100 include the ones of all examples. */
const LINKS = 8;
const FIRST_VRID = 101;
const VRRPD = fileURLToPath(new URL('../../src/main.js', import.meta.url));

const COMMANDS: Readonly<Record<DaemonKind, (file: string) => readonly string[]>> = {
  keepalived: (file) => ['keepalived', '-t', '-f', file],
  vrrpd: (file) => [process.execPath, VRRPD, 'check', file],
};

/** Milliseconds of wall clock for the large file and for an empty one, a value a run. */
export interface CheckTimes {
  readonly large: Readonly<Record<DaemonKind, number[]>>;
  readonly empty: Readonly<Record<DaemonKind, number[]>>;
}

/** @param turn which daemon goes first in a round */
export async function runConfigTrial(
  rounds: number,
  turn: (round: number) => readonly DaemonKind[],
): Promise<CheckTimes> {
  const lab = await Lab.create(labSpec());
  try {
    const host = lab.host('host');
    const files = { large: join(host.directory, 'large.conf'), empty: join(host.directory, 'empty.conf') };
    writeFileSync(files.large, largeConf());
    writeFileSync(files.empty, '');
    const times: CheckTimes = { large: { keepalived: [], vrrpd: [] }, empty: { keepalived: [], vrrpd: [] } };
    for (let round = 0; round < rounds; round += 1) {
      for (const kind of turn(round)) {
        for (const size of ['empty', 'large'] as const) times[size][kind].push(await timed(host, kind, files[size]));
      }
    }
    return times;
  } finally {
    await lab.dispose();
  }
}

async function timed(host: LabHost, kind: DaemonKind, file: string): Promise<number> {
  const start = performance.now();
  const { status, stdout, stderr } = await host.run(COMMANDS[kind](file));
  const millis = performance.now() - start;
  if (status !== 0)
    throw new Error(`${kind} finds fault with ${file}:\n${stdout.slice(0, 2_000)}${stderr.slice(0, 2_000)}`);
  return millis;
}

function largeConf(): string {
  const instances = Array.from({ length: CONFIG_INSTANCES }, (_, index) => {
    const first = index * ADDRESSES_EACH;
    const addresses = Array.from({ length: ADDRESSES_EACH }, (_, offset) => `        ${address(first + offset)}/12`);
    return [
      `vrrp_instance VI_${index + 1} {`,
      '    state BACKUP',
      `    interface eth${index % LINKS}`,
      `    virtual_router_id ${FIRST_VRID + Math.floor(index / LINKS)}`,
      '    version 3',
      '    priority 100',
      '    advert_int 1',
      '    virtual_ipaddress {',
      ...addresses,
      '    }',
      '}',
      '',
    ].join('\n');
  });
  return confText(...instances);
}

function address(index: number): string {
  return `10.${16 + Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`;
}

function labSpec(): LabSpec {
  const links = Array.from({ length: LINKS }, (_, index) => ({
    name: `eth${index}`,
    addresses: [`10.17.0.${index + 1}/12`],
  }));
  return { hosts: [{ name: 'host', links }] };
}
