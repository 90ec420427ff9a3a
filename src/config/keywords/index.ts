/**
 * All keyword tables together: where a name is known, for hints, for `explain` and for the documentation.
 */

import { umaskTable } from './global.js';
import type { AnyTable, KeywordHelp } from './keyword.js';
import { rootTable } from './root.js';

/** Every table once, the top level first, each before the tables of the blocks in it. */
export const allTables: readonly AnyTable[] = collect([rootTable, umaskTable]);

/** Every row of every table. */
export const allKeywords: readonly (KeywordHelp & Pick<AnyTable['rows'][number], 'inner'>)[] = allTables.flatMap(
  (table) => table.rows,
);

/** What a table is called where people read: the top level has no name of its own. */
export function blockTitle(block: string): string {
  return block === '' ? 'top level' : block;
}

const blocksByName = new Map<string, string[]>();
for (const keyword of allKeywords) {
  const blocks = blocksByName.get(keyword.name);
  if (blocks === undefined) blocksByName.set(keyword.name, [keyword.block]);
  else blocks.push(keyword.block);
}

/** Blocks that know a keyword of this name; the top level is the empty string. */
export function blocksOf(name: string): readonly string[] {
  return blocksByName.get(name) ?? [];
}

function collect(start: readonly AnyTable[]): readonly AnyTable[] {
  const found = new Set<AnyTable>();
  const visit = (table: AnyTable): void => {
    if (found.has(table)) return;
    found.add(table);
    for (const row of table.rows) if (row.inner !== undefined) visit(row.inner);
  };
  for (const table of start) visit(table);
  return [...found];
}
