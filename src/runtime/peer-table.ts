/**
 * Everyone heard on the wire: what they last said, and what was rejected of it. Bounded, because senders can be made up.
 */

import type { IpAddress } from '../base/address.js';
import type { PeerSnapshot } from './snapshot.js';

const MAX_PEERS = 256;
const MAX_CODES = 32;
/** Puts those never believed before all others in the order of forgetting: more than any age in milliseconds. */
const NEVER_BELIEVED = 1e15;

/** What one packet told of its sender. */
export interface Heard {
  readonly address: IpAddress;
  readonly interfaceName: string | undefined;
  readonly vrid: number | undefined;
  readonly router: string | undefined;
}

/** What it said of itself, believed or not. */
export type Said = Pick<PeerSnapshot, 'vrrpVersion' | 'priority' | 'advertisementInterval' | 'addresses'> &
  Partial<Pick<PeerSnapshot, 'checksum'>>;

type Peer = { -readonly [name in keyof PeerSnapshot]: PeerSnapshot[name] } & { rejected: Record<string, number> };

/** The peer that a router hears all the time, found once. */
export interface KnownPeer {
  /** It said the same as before. */
  again(wall: number): void;
}

export class PeerTable {
  readonly #peers = new Map<string, Peer>();

  /** @param remark what is odd about it all the same */
  accepted(heard: Heard, said: Said, remark: string | undefined, wall: number): KnownPeer {
    const peer = this.#find(heard, wall);
    peer.lastRemark = remark;
    peer.received += 1;
    peer.lastAcceptedWall = wall;
    note(peer, said);
    return {
      again: (later) => {
        peer.received += 1;
        peer.lastHeardWall = later;
        peer.lastAcceptedWall = later;
      },
    };
  }

  /** Somebody whose virtual router is not ours. */
  stranger(heard: Heard, said: Said, wall: number): void {
    const peer = this.#find(heard, wall);
    peer.received += 1;
    note(peer, said);
  }

  /** @param said what it claims; not taken over from somebody who was believed before */
  rejected(heard: Heard, said: Said | undefined, code: string, message: string, wall: number): void {
    const peer = this.#find(heard, wall);
    peer.received += 1;
    if (said !== undefined && peer.lastAcceptedWall === undefined) note(peer, said);
    if (peer.rejected[code] !== undefined || Object.keys(peer.rejected).length < MAX_CODES) {
      peer.rejected[code] = (peer.rejected[code] ?? 0) + 1;
    }
    peer.lastRejection = `${code}: ${message}`;
  }

  /** Those whose adverts this router believed. */
  believedBy(router: string): readonly Readonly<PeerSnapshot>[] {
    return [...this.#peers.values()].filter((peer) => peer.router === router && peer.lastAcceptedWall !== undefined);
  }

  /**
   * Who was heard last for this router, of those whose last packet was rejected.
   * @param sinceWall not before this moment, milliseconds since 1970
   */
  lastRejected(router: string, sinceWall: number): Readonly<PeerSnapshot> | undefined {
    return [...this.#peers.values()]
      .filter((peer) => peer.router === router && peer.lastHeardWall >= sinceWall)
      .filter(({ lastRejection, lastAcceptedWall, lastHeardWall }) => {
        return lastRejection !== undefined && (lastAcceptedWall ?? 0) < lastHeardWall;
      })
      .toSorted((first, second) => second.lastHeardWall - first.lastHeardWall)[0];
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
      checksum: undefined,
      addresses: [],
      lastHeardWall: wall,
      lastAcceptedWall: undefined,
      received: 0,
      rejected: {},
      lastRejection: undefined,
      lastRemark: undefined,
    };
    this.#peers.set(key, peer);
    return peer;
  }

  /**
   * Drops the one not heard for the longest time, of those never believed if there are any. Rare: only when the table is
   * full and somebody new appears.
   */
  #forgetOldest(): void {
    let oldest: string | undefined;
    let rank = Number.POSITIVE_INFINITY;
    for (const [key, { lastAcceptedWall, lastHeardWall }] of this.#peers) {
      const ours = lastAcceptedWall === undefined ? lastHeardWall - NEVER_BELIEVED : lastHeardWall;
      if (ours >= rank) continue;
      oldest = key;
      rank = ours;
    }
    if (oldest !== undefined) this.#peers.delete(oldest);
  }
}

function note(peer: Peer, said: Said): void {
  peer.vrrpVersion = said.vrrpVersion;
  peer.priority = said.priority;
  peer.advertisementInterval = said.advertisementInterval;
  peer.addresses = said.addresses;
  if (said.checksum !== undefined) peer.checksum = said.checksum;
}
