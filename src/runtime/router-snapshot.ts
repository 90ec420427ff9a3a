/** One virtual router as status shows it: the core's view, and what only the shell knows. */

import { formatPrefix } from '../base/address.js';
import type { Micros } from '../base/micros.js';
import { formatRoute, formatRule } from '../config/print/route.js';
import type { RouterSnapshot } from '../vrrp/snapshot.js';
import { snapshotRouter } from '../vrrp/snapshot-builder.js';
import type { NetworkFacts } from './network-facts.js';
import type { VirtualRouter } from './virtual-router.js';

/** @param waitingFor what the router lacks on the network, empty when nothing */
export function routerSnapshot(
  router: VirtualRouter,
  facts: NetworkFacts,
  waitingFor: string,
  now: Micros,
  wall: number,
): RouterSnapshot {
  const { instance, parameters, state, counters } = router;
  const snapshot = snapshotRouter(parameters, state, now, {
    wall,
    interfaceName: instance.interfaceName === '' ? undefined : instance.interfaceName,
    counters,
    addresses: router.holding.planned.map(({ wanted, excluded }) => {
      const { link } = facts.view(wanted.device);
      const bound = link !== undefined && facts.has(link.index, wanted.prefix.address);
      return { address: formatPrefix(wanted.prefix), device: wanted.device, bound, excluded };
    }),
  });
  const routing = router.routing.planned.map(({ source, object }) => {
    const text = source.type === 'route' ? formatRoute(source.wanted) : formatRule(source.wanted);
    return { text: `${source.type} ${text}`, installed: object !== undefined };
  });
  return {
    ...snapshot,
    ...(routing.length === 0 ? {} : { routing }),
    ...(waitingFor === '' ? {} : { why: `${snapshot.why} Waits: ${waitingFor}.` }),
  };
}
