/**
 * What binds and announces every address, made while nothing is due: with hundreds of addresses it would delay the last
 * of them in a takeover. An interface that changes later has it made anew, when it is needed.
 */

import type { DaemonAdapters } from './adapters.js';
import type { VirtualRouter } from './virtual-router.js';

/** Addresses of one turn, well below a millisecond. */
const SLICE = 16;
/** Addresses in all: what is made is kept. */
const MOST = 4_096;

export function prepareTakeovers(
  routers: readonly VirtualRouter[],
  { addresses, announcer, defer }: Pick<DaemonAdapters, 'addresses' | 'announcer' | 'defer'>,
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
    addresses.prepare?.(changes.map(({ change }) => change));
    announcer.prepare?.(changes.flatMap(({ planned }) => planned.frame ?? []));
    next += 1;
    prepared += changes.length;
    defer(slice);
  };
  defer(slice);
}
