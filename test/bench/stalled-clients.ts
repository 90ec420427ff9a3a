/**
 * Whether clients of the control sockets delay adverts: the gaps between the adverts of a master, seen from another
 * host, in turns without clients and with 200 that stall, so that both meet the same machine.
 * `npm run bench:clients -- [ROUNDS]`; a round takes 20 seconds.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Lab } from '../../src/lab/lab.js';
import { runDirectoryOf } from '../../src/lab/vrrpd-process.js';
import { Capture } from '../support/capture.js';
import { startDaemon } from '../support/daemons.js';
import { confText, instanceText } from '../support/instances.js';
import { processesOf, processorTime } from './usage.js';

const CLIENTS = 200;
const ROUTERS = 10;
const WINDOW_SECONDS = 8;
const CLIENT_PROGRAM = fileURLToPath(new URL('./stalling-clients.js', import.meta.url));
const rounds = Number(process.argv[2] ?? 5);

/** What was seen in all windows of one kind. */
interface Figures {
  readonly gaps: number[];
  /** Milliseconds of processor time of the daemon, a value a window. */
  readonly processor: number[];
}

const lab = await Lab.create({
  hosts: [
    { name: 'a', links: [{ name: 'eth0', addresses: ['10.0.0.1/24'] }] },
    { name: 'clients', links: [{ name: 'eth0' }] },
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
  const daemon = await processesOf(host);
  const quiet: Figures = { gaps: [], processor: [] };
  const stalled: Figures = { gaps: [], processor: [] };
  for (let round = 0; round < rounds; round += 1) {
    await watch(wire, daemon, quiet);
    const clients = lab
      .host('clients')
      .start([process.execPath, CLIENT_PROGRAM, runDirectoryOf(host), String(CLIENTS)]);
    await pause(1_000);
    await watch(wire, daemon, stalled);
    await clients.stop();
    process.stdout.write(`round ${round + 1}: ${clients.lines.at(-1)}\n`);
  }
  report('no client', quiet);
  report(`${CLIENTS} clients that stall`, stalled);
} finally {
  await lab.dispose();
}

async function watch(wire: Capture, daemon: readonly number[], into: Figures): Promise<void> {
  const since = wire.latest;
  const before = processorTime(daemon);
  await pause(WINDOW_SECONDS * 1_000);
  into.processor.push((processorTime(daemon) - before) / 1_000);
  const last = new Map<number, number>();
  for (const { vrid, at } of wire.adverts({}, since)) {
    const earlier = last.get(vrid);
    if (earlier !== undefined) into.gaps.push((at - earlier) / 1_000);
    last.set(vrid, at);
  }
}

function report(what: string, { gaps, processor }: Figures): void {
  const sorted = gaps.sort((first, second) => first - second);
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1);
  const spent = processor.reduce((sum, one) => sum + one, 0) / processor.length / WINDOW_SECONDS;
  process.stdout.write(
    `${what}: ${sorted.length} gaps of 100 ms adverts: median ${at(0.5)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms; ` +
      `processor ${spent.toFixed(0)} ms a second\n`,
  );
}
