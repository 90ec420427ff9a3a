/**
 * Whether clients of the control sockets delay adverts: the gaps between the adverts of a master, seen from another
 * host, without clients and with 200 that stall. `node dist/test/bench/stalled-clients.js [SECONDS]`.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Lab } from '../../src/lab/lab.js';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import { Capture } from '../support/capture.js';
import { startDaemon } from '../support/daemons.js';
import { confText, instanceText } from '../support/instances.js';

const CLIENTS = 200;
const ROUTERS = 50;
const CLIENT_PROGRAM = fileURLToPath(new URL('./stalling-clients.js', import.meta.url));
const seconds = Number(process.argv[2] ?? 30);

const lab = await Lab.create({
  hosts: [
    { name: 'a', links: [{ name: 'eth0', addresses: ['10.0.0.1/24'] }] },
    { name: 'watcher', links: [{ name: 'eth0', addresses: ['10.0.0.3/24'] }] },
  ],
});
try {
  const host = lab.host('a');
  const wire = await Capture.start(lab.host('watcher'));
  const instances = Array.from({ length: ROUTERS }, (_, index) =>
    instanceText({ vrid: index + 1, priority: 200, addresses: [`10.0.1.${index + 1}/32`] }),
  );
  // In real time, so that other programs of the machine do not make the gaps.
  startDaemon('vrrpd', host, confText('global_defs {\n  vrrp_rt_priority 50\n}\n', ...instances));
  await wire.until('every router is master', () => new Set(wire.adverts().map(({ vrid }) => vrid)).size === ROUTERS);
  await pause(8_000);
  report(`no client`, await gaps(wire));
  const clients = host.start([process.execPath, CLIENT_PROGRAM, runDirectoryOf(host), String(CLIENTS)]);
  await pause(2_000);
  report(`${CLIENTS} clients that stall`, await gaps(wire));
  await clients.stop();
  process.stdout.write(`${clients.lines.join('\n')}\n`);
} finally {
  await lab.dispose();
}

/** Gaps between adverts of each router in the time from now on, milliseconds, sorted. */
async function gaps(wire: Capture): Promise<readonly number[]> {
  const since = wire.latest;
  await pause(seconds * 1_000);
  const last = new Map<number, number>();
  const found: number[] = [];
  for (const { vrid, at } of wire.adverts({}, since)) {
    const before = last.get(vrid);
    if (before !== undefined) found.push((at - before) / 1_000);
    last.set(vrid, at);
  }
  return found.sort((first, second) => first - second);
}

function report(what: string, sorted: readonly number[]): void {
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1);
  const figures = `median ${at(0.5)} ms, 99 % ${at(0.99)} ms, 99.9 % ${at(0.999)} ms, longest ${at(1)} ms`;
  process.stdout.write(`${what}: ${sorted.length} gaps of 100 ms adverts; ${figures}\n`);
}
