/**
 * A program of the lab: answers every question that reaches this host with the host's name, whatever address it was
 * sent to. Words: NAME PORT.
 */

import { createSocket } from 'node:dgram';
import { ahead } from './agent-priority.js';

const [name = '', port = '7777'] = process.argv.slice(2);

ahead();

for (const type of ['udp4', 'udp6'] as const) {
  const socket = createSocket({ type, ipv6Only: type === 'udp6' });
  socket.on('message', (question, from) => {
    socket.send(`${question.toString('latin1')} ${name}`, from.port, from.address, () => {});
  });
  socket.on('error', (error) => process.stderr.write(`${error.message}\n`));
  socket.bind(Number(port));
}
