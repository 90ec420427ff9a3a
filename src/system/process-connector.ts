/**
 * The kernel's process connector: a message for each fork, exec and end on the host. Only that something happened is
 * taken from it.
 */

import type { Watch } from '../runtime/ports/watching.js';
import { native } from './native.js';
import { type BufferWish, setReceiveBuffer } from './netlink-socket.js';
import { ReceiveRing } from './receive-ring.js';
import { encodeNetlinkSocketAddress } from './socket-address.js';

const NETLINK_CONNECTOR = 11;
const CN_IDX_PROC = 1;
const CN_VAL_PROC = 1;
const PROC_CN_MCAST_LISTEN = 1;
const NLMSG_DONE = 3;
const SLOTS = 64;
const SLOT_SIZE = 256;

/** Calls `changed` after each message. Undefined where the kernel does not permit it. */
export function listenToProcesses(changed: () => void, buffer?: BufferWish): Watch | undefined {
  const { Socket, constants } = native();
  try {
    const socket = new Socket(constants.AF_NETLINK, constants.SOCK_RAW, NETLINK_CONNECTOR);
    try {
      if (buffer !== undefined) setReceiveBuffer(socket, buffer);
      socket.bind(encodeNetlinkSocketAddress(0, CN_IDX_PROC));
      const failure = socket.send([{ bytes: listenRequest(), to: encodeNetlinkSocketAddress() }], 0)[0];
      if (failure !== undefined) throw failure.error;
      const ring = new ReceiveRing(socket, SLOTS, SLOT_SIZE);
      socket.watch(() => {
        drain(ring);
        changed();
      });
      return socket;
    } catch {
      socket.close();
      return undefined;
    }
  } catch {
    return undefined;
  }
}

/** A lost message does not matter: the look that follows sees everything. */
function drain(ring: ReceiveRing): void {
  try {
    while (ring.receive().length === SLOTS);
  } catch {
    return;
  }
}

/** nlmsghdr, cn_msg and the word PROC_CN_MCAST_LISTEN, in the host's byte order. */
function listenRequest(): Uint8Array {
  const bytes = new Uint8Array(40);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, NLMSG_DONE, true);
  view.setUint32(16, CN_IDX_PROC, true);
  view.setUint32(20, CN_VAL_PROC, true);
  view.setUint16(32, 4, true);
  view.setUint32(36, PROC_CN_MCAST_LISTEN, true);
  return bytes;
}
