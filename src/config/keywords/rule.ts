/**
 * Lines of virtual_rules and static_rules.
 */

import type { RoutingRule } from '../model-route.js';
import type { Cursor } from '../read/cursor.js';
import type { Node } from '../tree.js';
import { type Table, table } from './keyword.js';

export const ruleTable: Table<object> = table('virtual_rules', 'vrrp', []);

export function readRules(
  _cursor: Cursor,
  _nodes: readonly Node[],
  _kind: 'virtual' | 'static',
): readonly RoutingRule[] {
  return [];
}

export const staticRuleTable = ruleTable;
