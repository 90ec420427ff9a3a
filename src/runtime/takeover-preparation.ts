/**
 * What binds and announces every address, made while nothing is due: with hundreds of addresses it would delay the last
 * of them in a takeover. An interface that changes later has it made anew, when it is needed.
 */

import type { AddressTable } from './ports/network.js';
import type { VirtualRouter } from './virtual-router.js';

/** Addresses of one turn, well below a millisecond. */
const SLICE = 16;
/** Addresses in all: what is made is kept. */
const MOST = 4_096;

/** @param defer runs the work in a later turn */
export function prepareTakeovers(
  routers: readonly VirtualRouter[],
  addresses: AddressTable,
  defer: (work: () => void) => void,
): void {
  const places = routers.flatMap(({ holding }) => {
    const count = Math.ceil(holding.planned.length / SLICE);
    return Array.from({ length: count }, (_, index) => ({ holding, start: index * SLICE }));
  });
  let next = 0;
  let prepared = 0;
  const slice = (): void => {
    const place = places[next];
    if (place === undefined || prepared >= MOST) return;
    const changes = place.holding.prepare(place.start, place.start + SLICE);
    addresses.prepare?.(changes);
    next += 1;
    prepared += changes.length;
    defer(slice);
  };
  defer(slice);
}
