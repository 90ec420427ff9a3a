/**
 * `npm run bench:killed [COUNT]`: how long a host keeps the address of a daemon that was killed, when what its systemd unit
 * does then is done: the lines behind ExecStopPost. The other host is a vrrpd with a lower priority and an advert a second.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { watchAddresses } from '../../src/lab/address-watch.js';
import { Lab } from '../../src/lab/lab.js';
import type { LabHost } from '../../src/lab/lab-host.js';
import { runDirectoryOf, startVrrpd } from '../../src/lab/vrrpd-process.js';
import { vrrpdCommand } from '../support/vrrpd-command.js';

const ADDRESS = '10.0.0.100';

interface Round {
  /** Milliseconds after the kill. */
  readonly gone: number;
  readonly cleaned: number;
  readonly taken: number;
}

const count = Number(process.argv[2] ?? 5);
const lab = await Lab.create({
  hosts: ['a', 'b'].map((name, index) => ({
    name,
    links: [{ name: 'eth0', addresses: [`10.0.0.${index + 1}/24`] }],
  })),
});
const [a, b] = [lab.host('a'), lab.host('b')];
/** When it came to a host or left it last; undefined: never. */
const events = new Map<string, number>();
const holders = new Set<string>();
/** When it comes back it preempts the other, and for a moment both have the address: that is no kill's fault. */
let judging = false;
let both = 0;
for (const host of [a, b]) {
  watchAddresses(host, (address, held) => {
    if (address !== ADDRESS) return;
    events.set(`${host.name} ${held}`, performance.now());
    if (held) holders.add(host.name);
    else holders.delete(host.name);
    if (judging && holders.size > 1) both += 1;
  });
}
try {
  startVrrpd(b, conf(110));
  const rounds: Round[] = [];
  while (rounds.length < count) rounds.push(await play());
  const range = (of: (round: Round) => number): string => {
    const values = rounds.map(of);
    return `${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} ms`;
  };
  process.stdout.write(`times                    ${count}
address gone after       ${range(({ gone }) => gone)}
all is cleaned up after  ${range(({ cleaned }) => cleaned)}
other host has it after  ${range(({ taken }) => taken)}
both had it              ${both} times
`);
  if (both > 0) process.exitCode = 1;
} finally {
  await lab.dispose();
}

async function play(): Promise<Round> {
  const daemon = startVrrpd(a, conf(120));
  await until(() => holders.has('a') && !holders.has('b') && release(a).includes(ADDRESS));
  await pause(1_000 * Math.random());
  judging = true;
  const killed = performance.now();
  await daemon.kill();
  const run = runDirectoryOf(a);
  await a.run(['flock', '--nonblock', join(run, 'lock'), 'ip', '-force', '-batch', join(run, 'release')]);
  await a.run(vrrpdCommand('cleanup', '--run-dir', run));
  const cleaned = performance.now() - killed;
  await until(() => holders.has('b'));
  judging = false;
  const since = (event: string): number => (events.get(event) ?? Number.NaN) - killed;
  return { gone: since('a false'), cleaned, taken: since('b true') };
}

/** What the unit would run, empty where there is none yet. */
function release(host: LabHost): string {
  try {
    return readFileSync(join(runDirectoryOf(host), 'release'), 'utf8');
  } catch {
    return '';
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let round = 0; round < 3_000 && !holds(); round += 1) await pause(10);
  if (!holds()) throw new Error('waited in vain');
}

function conf(priority: number): string {
  return `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority ${priority}
  advert_int 1
  virtual_ipaddress {
    ${ADDRESS}/24
  }
}
`;
}
