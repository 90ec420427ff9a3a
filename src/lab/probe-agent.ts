/**
 * A program of the lab: a client that asks every address over and over with small UDP packets, and prints what it meets
 * as JSON lines. Words: PORT INTERVAL ADDRESS..., the interval in milliseconds.
 *
 * Two answers of different hosts in a row are two answers; only time without any counts as silence.
 */

import { createSocket } from 'node:dgram';
import { ahead } from './agent-priority.js';
import type { ProbeReport } from './probe.js';

const [port = '7777', interval = '5', ...addresses] = process.argv.slice(2);

interface Asked {
  answeredAt: number | undefined;
  host: string | undefined;
  silent: boolean;
  /** Longest time between two answers since the last report, milliseconds. */
  longest: number;
}

/** Silence that is reported while it lasts, milliseconds. */
const SILENCE = 150;
const asked = addresses.map((): Asked => ({ answeredAt: undefined, host: undefined, silent: false, longest: 0 }));
const sockets = { 4: createSocket('udp4'), 6: createSocket('udp6') };

ahead();

function tell(report: ProbeReport): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

function answered(index: number, host: string): void {
  const one = asked[index];
  const address = addresses[index];
  if (one === undefined || address === undefined) return;
  const now = performance.now();
  const gap = one.answeredAt === undefined ? 0 : now - one.answeredAt;
  one.longest = Math.max(one.longest, gap);
  if (one.silent || one.host !== host) tell({ type: 'answered', address, host, gap });
  one.silent = false;
  one.answeredAt = now;
  one.host = host;
}

for (const socket of Object.values(sockets)) {
  socket.on('error', () => {});
  socket.on('message', (message) => {
    const [index = '', host = ''] = message.toString('latin1').split(' ');
    answered(Number(index), host);
  });
}

let turnAt = performance.now();

setInterval(() => {
  const now = performance.now();
  // While this program did not run it asked nobody: that time is nobody's silence.
  const missed = now - turnAt - 2 * Number(interval);
  if (missed > 0) for (const one of asked) if (one.answeredAt !== undefined) one.answeredAt += missed;
  turnAt = now;
  for (const [index, address] of addresses.entries()) {
    const socket = sockets[address.includes(':') ? 6 : 4];
    // No route, no neighbour: that is silence as well.
    socket.send(String(index), Number(port), address, () => {});
  }
}, Number(interval));

setInterval(() => {
  for (const [index, one] of asked.entries()) {
    if (one.silent || one.answeredAt === undefined || performance.now() - one.answeredAt < SILENCE) continue;
    one.silent = true;
    tell({ type: 'silent', address: addresses[index] ?? '' });
  }
}, 10);

setInterval(() => {
  for (const [index, one] of asked.entries()) {
    if (one.longest > 0) tell({ type: 'steady', address: addresses[index] ?? '', longest: one.longest });
    one.longest = 0;
  }
}, 100);
