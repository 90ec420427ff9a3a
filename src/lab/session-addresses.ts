/**
 * Whose the addresses are that BFD sessions name: read from the files where they say it, and else from the sessions that
 * the hosts have with each other.
 */

import { type AddressFamily, familyOf, type IpAddress, isLinkLocal } from '../base/address.js';
import type { Player } from './stage.js';
import { holdsAddress, type SegmentNeeds } from './stage-addresses.js';

export interface HostAddress {
  readonly host: string;
  readonly address: IpAddress;
}

export interface AddressOwners {
  /** Address to host. */
  readonly known: ReadonlyMap<IpAddress, string>;
  /** Those of them that no file gives to a host. */
  readonly guessed: readonly HostAddress[];
}

/** @param fixed addresses that instances send from */
export function addressOwners(players: readonly Player[], fixed: readonly HostAddress[]): AddressOwners {
  const known = new Map<IpAddress, string>(fixed.map(({ host, address }) => [address, host]));
  for (const { name, configuration } of players) {
    for (const { prefix } of configuration.staticAddresses) known.set(prefix.address, name);
    for (const { source } of configuration.bfdSessions) if (source !== undefined) known.set(source, name);
  }
  const guessed = ([4, 6] as const).flatMap((family) => guess(players, family, known));
  for (const { host, address } of guessed) known.set(address, host);
  return { known, guessed };
}

/**
 * An address is a host's where all others that have sessions name it as their neighbour, and the host does not. Of two
 * such addresses one is somebody's outside: the host's is the one whose session is called as one of its own.
 */
function guess(
  players: readonly Player[],
  family: AddressFamily,
  known: ReadonlyMap<IpAddress, string>,
): readonly HostAddress[] {
  const named = new Map(players.map((player) => [player.name, neighborsOf(player, family)]));
  const ends = [...named].filter(([, neighbors]) => neighbors.size > 0);
  return ends.flatMap(([host, own]) => {
    const [first, ...rest] = ends.filter(([name]) => name !== host).map(([, neighbors]) => neighbors);
    const shared = [...(first?.keys() ?? [])].filter((one) => rest.every((others) => others.has(one)));
    if (shared.some((one) => known.get(one) === host)) return [];
    const candidates = shared.filter((one) => !own.has(one) && !known.has(one));
    const names = new Set(own.values());
    const alike = candidates.filter((one) => names.has(first?.get(one) ?? ''));
    const [address, ...more] = candidates.length > 1 ? alike : candidates;
    return address === undefined || more.length > 0 ? [] : [{ host, address }];
  });
}

/**
 * Addresses of BFD sessions by segment: where a network of the files holds them, else on the first one that the host
 * shares with another.
 * @param needs of each segment, by its name
 */
export function placeAddresses(
  players: readonly Player[],
  needs: ReadonlyMap<string, SegmentNeeds>,
): ReadonlyMap<string, readonly HostAddress[]> {
  const fixed = new Set([...needs.values()].flatMap((one) => one.fixed.map(({ address }) => address)));
  const placed = new Map<string, HostAddress[]>();
  for (const { name: host, sessionAddresses = [] } of players) {
    const own = [...needs].filter(([, { hosts }]) => hosts.includes(host));
    const shared = own.find(([, { hosts }]) => hosts.length > 1) ?? own[0];
    for (const address of sessionAddresses.filter((one) => !fixed.has(one))) {
      const [segment] = own.find(([, one]) => holdsAddress(one, address)) ?? shared ?? [];
      if (segment !== undefined) placed.set(segment, [...(placed.get(segment) ?? []), { host, address }]);
    }
  }
  return placed;
}

/** Neighbour to the session's name. */
function neighborsOf({ configuration }: Player, family: AddressFamily): ReadonlyMap<IpAddress, string> {
  const sessions = configuration.bfdSessions.filter(({ neighbor }) => {
    return familyOf(neighbor) === family && !(family === 6 && isLinkLocal(neighbor));
  });
  return new Map(sessions.map(({ neighbor, name }) => [neighbor, name]));
}
