/**
 * Everyone heard on the wire: what they last said, and what was rejected of it. Bounded, because senders can be made up.
 */

import type { IpAddress } from '../base/address.js';
import type { PeerSnapshot } from './snapshot.js';

const MAX_PEERS = 256;
const MAX_CODES = 32;

/** What one packet told of its sender. */
export interface Heard {
  readonly address: IpAddress;
  readonly interfaceName: string | undefined;
  readonly vrid: number | undefined;
  readonly router: string | undefined;
}

type Peer = { -readonly [name in keyof PeerSnapshot]: PeerSnapshot[name] } & { rejected: Record<string, number> };

/** The peer that a router hears all the time, found once. */
export interface KnownPeer {
  /** It said the same as before. */
  again(wall: number): void;
}

export class PeerTable {
  readonly #peers = new Map<string, Peer>();

  accepted(
    heard: Heard,
    said: Pick<PeerSnapshot, 'vrrpVersion' | 'priority' | 'advertisementInterval' | 'addresses'>,
    wall: number,
  ): KnownPeer {
    const peer = this.#find(heard, wall);
    peer.received += 1;
    peer.vrrpVersion = said.vrrpVersion;
    peer.priority = said.priority;
    peer.advertisementInterval = said.advertisementInterval;
    peer.addresses = said.addresses;
    return {
      again: (later) => {
        peer.received += 1;
        peer.lastHeardWall = later;
      },
    };
  }

  rejected(heard: Heard, code: string, message: string, wall: number): void {
    const peer = this.#find(heard, wall);
    peer.received += 1;
    if (peer.rejected[code] !== undefined || Object.keys(peer.rejected).length < MAX_CODES) {
      peer.rejected[code] = (peer.rejected[code] ?? 0) + 1;
    }
    peer.lastRejection = `${code}: ${message}`;
  }

  snapshot(): readonly PeerSnapshot[] {
    return [...this.#peers.values()].map((peer) => ({ ...peer, rejected: { ...peer.rejected } }));
  }

  #find(heard: Heard, wall: number): Peer {
    const key = `${heard.address} ${heard.vrid ?? ''} ${heard.interfaceName ?? ''}`;
    const known = this.#peers.get(key);
    if (known !== undefined) {
      known.lastHeardWall = wall;
      known.router = heard.router;
      return known;
    }
    if (this.#peers.size >= MAX_PEERS) this.#forgetOldest();
    const peer: Peer = {
      ...heard,
      vrrpVersion: undefined,
      priority: undefined,
      advertisementInterval: undefined,
      addresses: [],
      lastHeardWall: wall,
      received: 0,
      rejected: {},
      lastRejection: undefined,
    };
    this.#peers.set(key, peer);
    return peer;
  }

  /** Drops the one not heard for the longest time. Rare: only when the table is full and somebody new appears. */
  #forgetOldest(): void {
    let oldest: string | undefined;
    let heard = Number.POSITIVE_INFINITY;
    for (const [key, peer] of this.#peers) {
      if (peer.lastHeardWall >= heard) continue;
      oldest = key;
      heard = peer.lastHeardWall;
    }
    if (oldest !== undefined) this.#peers.delete(oldest);
  }
}
