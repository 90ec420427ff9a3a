/**
 * Announcer over AF_PACKET: whole Ethernet frames in one call. The socket's protocol is 0, so that it receives
 * nothing.
 */

import type { Announcer, Frame } from '../runtime/ports/network.js';
import { native, type OutgoingMessage } from './native.js';
import { encodeLinkSocketAddress } from './socket-address.js';

/** Room for some thousand frames that wait for the network card; the kernel doubles it. */
const SEND_BUFFER = 2 * 1024 * 1024;
const BATCH = 4096;

/** A frame for an interface that cannot be: the kernel refuses it. */
const NOWHERE: Frame = { interfaceIndex: 0x7fff_ffff, bytes: new Uint8Array(42) };

export function packetAnnouncer(): Announcer {
  const { Socket, constants } = native();
  // Every round of an address sends the same frame.
  const messages = new WeakMap<Frame, OutgoingMessage>();
  const messageOf = (frame: Frame): OutgoingMessage => {
    const known = messages.get(frame);
    if (known !== undefined) return known;
    const made = toMessage(frame);
    messages.set(frame, made);
    return made;
  };
  const socket = new Socket(constants.AF_PACKET, constants.SOCK_RAW, 0);
  try {
    socket.setOption(constants.SOL_SOCKET, constants.SO_SNDBUFFORCE, SEND_BUFFER);
  } catch {
    // Without CAP_NET_ADMIN the usual size has to do.
    socket.setOption(constants.SOL_SOCKET, constants.SO_SNDBUF, SEND_BUFFER);
  }
  return {
    send(frames: readonly Frame[]): number {
      let sent = 0;
      for (let start = 0; start < frames.length; start += BATCH) {
        const batch = frames.slice(start, start + BATCH).map(messageOf);
        sent += batch.length - socket.send(batch, 0).length;
      }
      return sent;
    },
    prepare(frames): void {
      for (const frame of frames) messageOf(frame);
    },
    rehearse: () => void socket.send([toMessage(NOWHERE)], 0),
    close: () => socket.close(),
  };
}

function toMessage({ bytes, interfaceIndex }: Frame): OutgoingMessage {
  const etherType = ((bytes[12] ?? 0) << 8) | (bytes[13] ?? 0);
  return { bytes, to: encodeLinkSocketAddress(interfaceIndex, etherType, bytes.subarray(0, 6)) };
}
