/**
 * Lines of virtual_routes and static_routes.
 */

import type { Route } from '../model-route.js';
import type { Cursor } from '../read/cursor.js';
import type { Node } from '../tree.js';
import { type Table, table } from './keyword.js';

export const routeTable: Table<object> = table('virtual_routes', 'vrrp', []);

export function readRoutes(_cursor: Cursor, _nodes: readonly Node[], _kind: 'virtual' | 'static'): readonly Route[] {
  return [];
}

export const staticRouteTable = routeTable;
