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

The column *acts* says whether vrrpd acts on the keyword. What it does not act on is read and checked all the same.
The last column names the test that shows the effect: a file below \`test/\`, and a test in it. *said*: the test shows that
vrrpd says that it does not act on the keyword; *read*: that the keyword is read and stands in the model.
\`npm run keywords\` counts the keywords without a test.
`;

/** Every table that the document shows, in its order. Two of one block have the same rows; the first stands for both. */
export const documentedTables: readonly AnyTable[] = withoutTwins([lexicalTable, ...allTables]);

/** The whole document. @param shownBy the test that shows the effect of a keyword */
export function formatKeywordReference(shownBy: (keyword: KeywordHelp) => string): string {
  return `${HEAD}\n${documentedTables.map((table) => formatTable(table, shownBy)).join('\n')}`;
}

function withoutTwins(tables: readonly AnyTable[]): readonly AnyTable[] {
  const seen = new Set<string>();
  return tables.filter(({ block }) => {
    if (seen.has(block)) return false;
    seen.add(block);
    return true;
  });
}

function formatTable(table: AnyTable, shownBy: (keyword: KeywordHelp) => string): string {
  const rows = table.rows.map((keyword: KeywordHelp) => formatRow(keyword, shownBy(keyword)));
  return `## ${blockTitle(table.block)}

| keyword | takes | default | range | meaning | acts | shown by |
|---|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

function formatRow(keyword: KeywordHelp, shown: string): string {
  const meaning = [keyword.help, keyword.invalid === undefined ? '' : `Not accepted: ${keyword.invalid}.`]
    .filter((part) => part !== '')
    .join(' ');
  const name = keyword.deprecated === undefined ? code(keyword.name) : `${code(keyword.name)} (old)`;
  const cells = [name, code(keyword.args), keyword.default ?? '', keyword.range ?? '', meaning];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} | ${EFFECTS[effectOf(keyword)]} | ${shown} |`;
}

function code(text: string): string {
  return text === '' ? '' : `\`${text}\``;
}
