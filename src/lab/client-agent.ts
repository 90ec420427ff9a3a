/**
 * A program of the lab: a client that asks an address for its page over and over, each time over a new TCP connection,
 * and prints what it meets as JSON lines. Words: ADDRESS PORT INTERVAL TIMEOUT, the last two in milliseconds.
 */

import { connect, type Socket } from 'node:net';
import type { ClientReport } from './client.js';

const [address = '', port = '80', interval = '5', timeout = '100'] = process.argv.slice(2);

/** Silence that is reported while it lasts, milliseconds. */
const SILENCE = Math.max(250, 4 * Number(interval));

let answeredAt: number | undefined;
let answeredBy: string | undefined;
let silent = false;
let longest = 0;
let answers = 0;

function tell(report: ClientReport): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

function ask(): void {
  const socket: Socket = connect({ host: address, port: Number(port) });
  const end = (): void => {
    clearTimeout(timer);
    // Reset, so that thousands of short connections leave no port waiting.
    socket.resetAndDestroy();
  };
  const timer = setTimeout(end, Number(timeout));
  let text = '';
  socket.setEncoding('latin1');
  socket.once('connect', () => socket.write(`GET / HTTP/1.0\r\nHost: ${address}\r\n\r\n`));
  socket.on('data', (part: string) => {
    text += part;
    const name = /\r\n\r\n([\w-]+)\n/.exec(text)?.[1];
    if (name === undefined && text.length < 4096) return;
    end();
    if (name !== undefined) answered(name);
  });
  socket.once('end', end);
  socket.once('error', end);
}

function answered(host: string): void {
  const now = performance.now();
  const gap = answeredAt === undefined ? 0 : now - answeredAt;
  answers += 1;
  if (silent || host !== answeredBy) tell({ type: 'answered', host, gap });
  else longest = Math.max(longest, gap);
  silent = false;
  answeredAt = now;
  answeredBy = host;
}

setInterval(ask, Number(interval));
setInterval(() => {
  if (silent || answeredAt === undefined || performance.now() - answeredAt < SILENCE) return;
  silent = true;
  tell({ type: 'silent' });
}, 10);
setInterval(() => {
  tell({ type: 'steady', answers, longest });
  answers = 0;
  longest = 0;
}, 100);
