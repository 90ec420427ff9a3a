/**
 * A program for tests: sends frames over and over from the namespace it runs in. Words: LINK INTERVAL FILE, the
 * interval in milliseconds, the file with one frame in hexadecimal on each line.
 */

import { readFileSync } from 'node:fs';
import { native } from '../../src/system/native.js';
import { encodeLinkSocketAddress } from '../../src/system/socket-address.js';

const [link = '', interval = '100', file = ''] = process.argv.slice(2);
const { Socket, constants } = native();
const index = Number(readFileSync(`/sys/class/net/${link}/ifindex`, 'utf8'));
const socket = new Socket(constants.AF_PACKET, constants.SOCK_RAW, 0);
const frames = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => ({ bytes: Buffer.from(line, 'hex'), to: encodeLinkSocketAddress(index, 0x0800) }));

setInterval(() => {
  for (const { error } of socket.send(frames, 0)) process.stderr.write(`${error.message}\n`);
}, Number(interval));
