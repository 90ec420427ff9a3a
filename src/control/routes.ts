/**
 * Everything that the control sockets answer, in one table. Described by docs/openapi.json, which is served too.
 */

import { readFile } from 'node:fs/promises';
import type { Daemon } from '../runtime/daemon-api.js';
import { eventRoutes } from './event-routes.js';
import { type OperatorServices, operatorRoutes } from './operator-routes.js';
import type { Route } from './route.js';
import { sharedSnapshot, statusRoutes } from './status-routes.js';
import { whyRoutes } from './why-routes.js';

export interface ControlServices extends Omit<OperatorServices, 'daemon'> {
  readonly daemon: Daemon;
  /** Milliseconds for which one snapshot serves everybody. */
  readonly snapshotAge: number;
  /** Milliseconds of a monotonic clock. */
  now(): number;
}

/** Beside dist/, as package.json. */
const DESCRIPTION = new URL('../../../docs/openapi.json', import.meta.url);

export function controlRoutes(services: ControlServices): readonly Route[] {
  const { daemon } = services;
  const snapshot = sharedSnapshot(
    () => daemon.snapshot(),
    services.snapshotAge,
    () => services.now(),
  );
  return [
    ...statusRoutes(snapshot),
    ...whyRoutes(() => snapshot().data, daemon),
    ...eventRoutes(daemon),
    ...operatorRoutes(services),
    descriptionRoute(),
  ];
}

function descriptionRoute(): Route {
  let text: Promise<Buffer> | undefined;
  return {
    method: 'GET',
    path: '/v1/openapi.json',
    access: 'read',
    handle: async () => {
      text ??= readFile(DESCRIPTION);
      return { status: 200, encoded: await text };
    },
  };
}
