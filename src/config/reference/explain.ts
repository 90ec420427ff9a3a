/**
 * One keyword for people: where it stands, what it takes, what it does.
 */

import { didYouMean } from '../did-you-mean.js';
import { effectOf, missingFeature } from '../keywords/effects.js';
import { allKeywords, blockTitle } from '../keywords/index.js';
import type { AnyTable, KeywordHelp } from '../keywords/keyword.js';
import { lexicalTable } from '../keywords/lexical.js';
import { EXAMPLES } from './examples.js';

/** What a keyword is, in each block that has it. */
export interface Explanation {
  readonly keyword: string;
  /** `top level` or the path of the block. */
  readonly block: string;
  readonly takes: string;
  readonly default: string | undefined;
  readonly range: string | undefined;
  readonly invalid: string | undefined;
  readonly help: string;
  readonly example: string;
  readonly aliasOf: string | undefined;
  readonly deprecated: string | undefined;
  readonly effect: ReturnType<typeof effectOf>;
}

const every: readonly KeywordHelp[] = [...allKeywords, ...lexicalTable.rows];

/** Names that can be explained, sorted, each once: for completion. */
export function explainableNames(): readonly string[] {
  return [...new Set(every.map(({ name }) => name))].sort();
}

/**
 * The rows of a name; `BLOCK/NAME` asks for one block only, whose path may begin at any block.
 * @returns an empty list when there is no such keyword
 */
export function explainKeyword(asked: string): readonly Explanation[] {
  const rows = every.filter(({ name, block }) => {
    if (asked === name) return true;
    return asked.endsWith(`/${name}`) && isBlock(asked.slice(0, -name.length - 1), block);
  });
  return (rows.length > 0 ? rows : rowsByBlocks(asked)).map(explanationOf);
}

function isBlock(asked: string, block: string): boolean {
  return asked === '' || block === asked || block.endsWith(`/${asked}`);
}

/** The rows of a path that leads from block to block: some blocks are called by their own name only. */
function rowsByBlocks(asked: string): readonly KeywordHelp[] {
  const [first = '', ...path] = asked.split('/');
  if (path.length === 0) return [];
  const name = path.at(-1);
  let tables = innerOf(allKeywords, first);
  for (const block of path.slice(0, -1)) {
    tables = innerOf(
      tables.flatMap(({ rows }) => rows),
      block,
    );
  }
  return [...new Set(tables)].flatMap(({ rows }) => rows.filter((row) => row.name === name));
}

function innerOf(rows: typeof allKeywords, name: string): readonly AnyTable[] {
  return rows.flatMap((row) => (row.name === name && row.inner !== undefined ? [row.inner] : []));
}

/** The nearest name to one that nobody knows. */
export function nearestKeyword(asked: string): string | undefined {
  return didYouMean(asked, explainableNames());
}

/** Explanations as text, with an empty line between two; those that differ only in their block are joined. */
export function formatExplanations(explanations: readonly Explanation[]): string {
  const groups = new Map<string, Explanation[]>();
  for (const explanation of explanations) {
    const key = JSON.stringify({ ...explanation, block: '', example: '' });
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [explanation]);
    else group.push(explanation);
  }
  return [...groups.values()].map(formatExplanation).join('\n');
}

/** Begins a further line of a text, below its first. */
const BESIDE = `\n${' '.repeat(16)}`;

function formatExplanation(group: readonly Explanation[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const takes = first.takes === '' ? 'nothing' : first.takes;
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['block', group.map(({ block }) => block).join(', ')],
    ['takes', takes],
    ['default', first.default],
    ['range', first.range],
    ['not accepted', first.invalid],
    ['write instead', first.aliasOf !== undefined && first.deprecated !== undefined ? first.aliasOf : first.deprecated],
    ['same as', first.deprecated === undefined ? first.aliasOf : undefined],
    ['in vrrpd', EFFECTS[first.effect]],
    ['example', first.example],
  ];
  const body = lines.flatMap(([name, text]) =>
    text === undefined ? [] : [`  ${name.padEnd(14)}${text.replaceAll('\n', BESIDE)}`],
  );
  return `${first.keyword}\n  ${first.help}\n${body.join('\n')}\n`;
}

const EFFECTS = {
  acts: undefined,
  accepted: 'read and checked; vrrpd has no need of it',
  'not-yet': 'read and checked, without effect',
} as const;

function explanationOf(row: KeywordHelp): Explanation {
  const { name, default: fallback, range, invalid, help, aliasOf, deprecated } = row;
  return {
    keyword: name,
    block: blockTitle(row.block),
    takes: row.args,
    default: fallback,
    range,
    invalid,
    help,
    example: EXAMPLES[`${row.block}/${name}`] ?? row.example ?? exampleOf(row),
    aliasOf,
    deprecated,
    effect: missingFeature(row) === undefined ? effectOf(row) : 'not-yet',
  };
}

/** Values that stand for the placeholders of a grammar. */
const SAMPLES: readonly (readonly [RegExp, string])[] = [
  [/<COMMAND>.*/, '"/usr/local/bin/check-service"'],
  [/<USER>.*/, 'nobody'],
  [/\[?on\|off.*/, 'on'],
  [/<(IP|IPv4)? ?(MULTICAST )?IPv?4? ?ADDRESS>/, '192.0.2.1'],
  [/<IPv4 ADDRESS>|<IP ADDRESS>|<ADDRESS>/, '192.0.2.1'],
  [/<multicast IPv4 ADDRESS>/, '224.0.0.18'],
  [/<multicast IPv6 ADDRESS>/, 'ff02::12'],
  [/<multicast IP ADDRESS>/, '224.0.0.18'],
  [/<IPv6 [A-Z]+>/, '2001:db8::1'],
  [/<PREFIX>/, '192.0.2.0/24'],
  [/<INTERFACE>/, 'eth0'],
  [/<INSTANCE>/, 'VI_1'],
  [/<PATH>|<FILE>|<LOG FILE>/, '/run/example'],
  [/<DIRECTORY>/, '/var/tmp'],
  [/<PORT>/, '80'],
  [/<GROUP>|<NAME>|<TABLE>|<TEXT>|<HOST NAME>/, 'example'],
];

/** A number within a range: 1 where that lies in it, else its least. */
function sampleNumber(range: string | undefined): string {
  const [, least = '1', most = least] = /^(-?\d+(?:\.\d+)?)-(\d+)/.exec(range ?? '') ?? [];
  return Number(least) <= 1 && Number(most) >= 1 ? '1' : least;
}

/** An example made of the grammar: its first choice, without what may be left out. */
function exampleOf({ name, args, range }: KeywordHelp): string {
  const number = sampleNumber(range);
  const optional = args.startsWith('[on|off') ? 'on' : args.replace(/^(\[[^\]]*\] )+/, '');
  const required = optional.replace(/ ?\[.*$/s, '').split(/ ?\| ?(?=[^>]*(?:<|$))/)[0] ?? '';
  let text = required;
  for (const [pattern, value] of SAMPLES) text = text.replace(pattern, value);
  text = text
    .replace(/<[^>]*>/g, number)
    .replace(/\.\.\.$/, '')
    .trim();
  return text === '' ? name : `${name} ${text}`;
}
