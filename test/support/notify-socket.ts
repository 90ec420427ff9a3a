/** Stands for systemd: a socket for NOTIFY_SOCKET, and what was sent to it. */

import type { Test } from 'tap';
import { native } from '../../src/system/native.js';
import { ReceiveRing } from '../../src/system/receive-ring.js';
import { encodeUnixSocketAddress } from '../../src/system/socket-address.js';

/** @returns what came since the last call, a text for each datagram */
export function listenForNotifications(t: Test, path: string): () => string[] {
  const { Socket, constants } = native();
  const socket = new Socket(constants.AF_UNIX, constants.SOCK_DGRAM, 0);
  t.teardown(() => socket.close());
  socket.bind(encodeUnixSocketAddress(path) ?? new Uint8Array());
  const ring = new ReceiveRing(socket, 16, 4096);
  return () => ring.receive().map(({ bytes }) => new TextDecoder().decode(bytes));
}
