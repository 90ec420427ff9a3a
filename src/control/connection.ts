/**
 * What may be said about one connection before HTTP sees it: how many there are, whose it is, and how long it may stay
 * silent. A connection over a bound is closed without an answer.
 */

import type { Socket } from 'node:net';
import type { ControlLimits } from './limits.js';
import type { PeerCredentials } from './route.js';

/** Asks the kernel who opened a connected Unix socket. @throws SystemError */
export type PeerLookup = (descriptor: number) => PeerCredentials;

export class Connections {
  readonly #limits: ControlLimits;
  readonly #lookUp: PeerLookup | undefined;
  readonly #ownUser: number;
  readonly #open = new Map<Socket, { readonly peer: PeerCredentials | undefined; timer: NodeJS.Timeout | undefined }>();

  constructor(limits: ControlLimits, lookUp: PeerLookup | undefined, ownUser: number) {
    this.#limits = limits;
    this.#lookUp = lookUp;
    this.#ownUser = ownUser;
  }

  /** Takes a new connection in, or closes it and returns false. */
  admit(socket: Socket): boolean {
    socket.on('error', () => socket.destroy());
    const peer = this.#whoIs(socket);
    if (this.#open.size >= this.#limits.connections || this.#isGreedy(peer)) {
      socket.destroy();
      return false;
    }
    this.#open.set(socket, { peer, timer: undefined });
    socket.on('close', () => {
      clearTimeout(this.#open.get(socket)?.timer);
      this.#open.delete(socket);
    });
    this.expect(socket);
    return true;
  }

  /**
   * Starts the patience anew: the next thing that the client owes us must happen within it.
   * @param patience milliseconds
   */
  expect(socket: Socket, patience: number = this.#limits.patience): void {
    const entry = this.#open.get(socket);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => socket.destroy(), patience);
    entry.timer.unref();
  }

  /** Nothing is expected of this one: it follows. */
  release(socket: Socket): void {
    clearTimeout(this.#open.get(socket)?.timer);
  }

  peerOf(socket: Socket): PeerCredentials | undefined {
    return this.#open.get(socket)?.peer;
  }

  closeAll(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  #isGreedy(peer: PeerCredentials | undefined): boolean {
    if (peer === undefined || peer.uid === 0 || peer.uid === this.#ownUser) return false;
    let held = 0;
    for (const entry of this.#open.values()) if (entry.peer?.uid === peer.uid) held += 1;
    return held >= this.#limits.connectionsPerUser;
  }

  #whoIs(socket: Socket): PeerCredentials | undefined {
    // Node.js has no public way to the descriptor of a socket; this handle is the same in every supported version.
    const descriptor = (socket as unknown as { _handle?: { fd?: number } })._handle?.fd;
    if (this.#lookUp === undefined || descriptor === undefined || descriptor < 0) return undefined;
    try {
      return this.#lookUp(descriptor);
    } catch {
      return undefined;
    }
  }
}
