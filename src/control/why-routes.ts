/** `/v1/why/NAME`: the chain that led to the state of one instance, in plain sentences. */

import type { Daemon } from '../runtime/daemon-api.js';
import type { DaemonSnapshot } from '../runtime/snapshot.js';
import type { Route } from './route.js';
import { narrowSnapshot, noSuchInstance } from './status-routes.js';
import { explainRouter } from './why-text.js';

export function whyRoutes(snapshot: () => DaemonSnapshot, daemon: Pick<Daemon, 'events'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/why/:name',
      access: 'read',
      handle: ({ parameters }) => {
        const narrowed = narrowSnapshot(snapshot(), parameters['name'] ?? '');
        if (narrowed === undefined) return noSuchInstance(parameters['name']);
        const routers = narrowed.routers.map((router) => ({
          name: router.name,
          state: router.state,
          sentences: explainRouter(router, narrowed, daemon.events({ router: router.name })),
        }));
        return { status: 200, json: { version: 1, takenWall: narrowed.takenWall, routers } };
      },
    },
  ];
}
