/**
 * A program of hostile clients of one run directory: they connect and say nothing, send half a request, half a body, or
 * ask for everything and never read. Whoever is let go comes back a tenth of a second later. Runs until it is ended.
 */

import { connect } from 'node:net';

const [directory = '', count = '200'] = process.argv.slice(2);

const STATUS = 'GET /v1/status HTTP/1.1\r\nHost: x\r\n\r\n';
const BEHAVIOURS: readonly { readonly socket: string; readonly bytes: string; readonly reads: boolean }[] = [
  { socket: 'status.sock', bytes: '', reads: true },
  { socket: 'status.sock', bytes: STATUS.slice(0, 20), reads: true },
  {
    socket: 'control.sock',
    bytes: 'POST /v1/standby HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{',
    reads: true,
  },
  { socket: 'status.sock', bytes: STATUS.repeat(50), reads: false },
  { socket: 'control.sock', bytes: 'GET /v1/events/stream HTTP/1.1\r\nHost: x\r\n\r\n', reads: false },
];

let admitted = 0;
let closed = 0;

function stall(index: number): void {
  const behaviour = BEHAVIOURS[index % BEHAVIOURS.length];
  if (behaviour === undefined) return;
  const client = connect(`${directory}/${behaviour.socket}`, () => {
    admitted += 1;
    client.write(behaviour.bytes);
  });
  if (!behaviour.reads) client.pause();
  client.on('data', () => {});
  client.on('error', () => {});
  client.on('close', () => {
    closed += 1;
    setTimeout(() => stall(index), 100);
  });
}

for (let index = 0; index < Number(count); index += 1) stall(index);
process.on('SIGTERM', () => {
  process.stdout.write(`${admitted} connections made, ${closed} closed by the daemon\n`);
  process.exit();
});
