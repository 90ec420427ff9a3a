/**
 * The reference of all keywords as Markdown, made of the tables that the parser reads by.
 */

import { type Effect, effectOf } from '../keywords/effects.js';
import { allTables, blockTitle } from '../keywords/index.js';
import type { AnyTable, KeywordHelp } from '../keywords/keyword.js';
import { lexicalTable } from '../keywords/lexical.js';

const EFFECTS: Readonly<Record<Effect, string>> = { acts: 'yes', accepted: 'not needed', 'not-yet': 'no' };

const HEAD = `# Keywords of keepalived.conf

Made from the tables that vrrpd reads by; do not edit. \`vrrpd explain KEYWORD\` shows one of them.

The last column says whether vrrpd acts on the keyword. What it does not act on is read and checked all the same.
`;

/** The whole document. */
export function formatKeywordReference(): string {
  const tables: readonly AnyTable[] = [lexicalTable, ...withoutTwins(allTables)];
  return `${HEAD}\n${tables.map(formatTable).join('\n')}`;
}

/** Tables of one block under two names have the same rows; the first stands for both. */
function withoutTwins(tables: readonly AnyTable[]): readonly AnyTable[] {
  const seen = new Set<string>();
  return tables.filter(({ block }) => {
    if (seen.has(block)) return false;
    seen.add(block);
    return true;
  });
}

function formatTable(table: AnyTable): string {
  const rows = table.rows.map(formatRow);
  return `## ${blockTitle(table.block)}

| keyword | takes | default | range | meaning | acts |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

function formatRow(keyword: KeywordHelp): string {
  const meaning = [keyword.help, keyword.invalid === undefined ? '' : `Not accepted: ${keyword.invalid}.`]
    .filter((part) => part !== '')
    .join(' ');
  const name = keyword.deprecated === undefined ? code(keyword.name) : `${code(keyword.name)} (old)`;
  const cells = [name, code(keyword.args), keyword.default ?? '', keyword.range ?? '', meaning];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} | ${EFFECTS[effectOf(keyword)]} |`;
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}
