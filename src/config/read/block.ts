/**
 * Reads the lines of a block by a keyword table, and the options of a line by a table of words.
 */

import { didYouMean } from '../did-you-mean.js';
import type { AnyTable, Keyword, Table } from '../keywords/keyword.js';
import { COVERED } from '../text/secrets.js';
import type { Node, PlainLineTaker, Word } from '../tree.js';
import { Cursor } from './cursor.js';
import type { Reading } from './reading.js';
import { shown, textOf } from './text.js';

/** Reads every line of a block into the draft. */
export function readBlock<D>(reading: Reading, nodes: readonly Node[], table: Table<D>, draft: D): void {
  let seen: Map<Keyword<D>, Word> | undefined;
  /** A line whose value a brace has cut. */
  let cut: Node | undefined;
  const read = (node: Node): void => {
    const keyword = table.byName.get(node.keyword.text);
    if (keyword === undefined) {
      if (cut === undefined || !isRestOf(reading, cut, node)) reportUnknown(reading, node, table);
      return;
    }
    reading.used(keyword, node.keyword);
    if (keyword.once) {
      seen ??= new Map();
      if (isRepeated(reading, node, keyword, seen)) return;
    }
    if (keyword.deprecated !== undefined) reportDeprecated(reading, node.keyword, keyword);
    const cursor = new Cursor(reading, node);
    cursor.missing = keyword.missing;
    const told = reading.told;
    keyword.read(cursor, draft);
    if (keyword.opensBlock) return;
    cut = undefined;
    if (!node.hasBlock && cursor.atEnd) return;
    // Behind a value with a mistake in it the rest of the line is part of the mistake.
    const allOnOneLine = node.words.some((word) => table.byName.has(word.text));
    if (reading.told === told && !(allOnOneLine && node.hasBlock)) reportExtraWords(cursor, keyword, allOnOneLine);
    if (node.hasBlock && braceInside(reading, node)) cut = node;
    const hint =
      cut !== undefined ? 'put the whole value in double quotes if the braces belong to it' : 'remove the braces';
    reportUnexpectedBlock(reading, node, allOnOneLine ? ONE_A_LINE : hint);
    // keepalived ignores the brace. What has no meaning here is part of the mistake.
    const known = node.block?.filter((inner) => table.byName.has(inner.keyword.text)) ?? [];
    known.forEach(read);
  };
  nodes.forEach(read);
}

const ONE_A_LINE = 'write each keyword on a line of its own';

/** Words behind the value: keepalived does not look at them. */
function reportExtraWords<D>(cursor: Cursor, keyword: Keyword<D>, allOnOneLine: boolean): void {
  const extra = cursor.next();
  if (extra === undefined) return;
  const message = keyword.args === '' ? 'takes no value' : 'takes no further word';
  cursor.report('extra-words', extra.span, `${shown(keyword.name)} ${message}, and ${cursor.shown(extra)} is ignored`, {
    severity: 'warning',
    exitClass: 0,
    keepalived: keyword.args === '' ? 'switches it on, whatever stands behind it' : 'ignores it silently',
    hint: allOnOneLine ? ONE_A_LINE : 'remove it, or put the value in double quotes if it has blanks',
  });
}

/**
 * Reads options behind the arguments of a line until its end.
 * @param unknown what to do with a word that the table does not have; false ends the reading
 */
export function readWords<D>(
  cursor: Cursor,
  table: Table<D>,
  draft: D,
  unknown: (word: Word) => boolean = (word) => reportUnknownWord(cursor, word, table),
): boolean {
  const { subject, missing } = cursor;
  for (let word = cursor.next(); word !== undefined; word = cursor.next()) {
    const option = table.byName.get(word.text);
    if (option === undefined) {
      if (!unknown(word)) return false;
      continue;
    }
    cursor.reading.used(option, word);
    if (option.deprecated !== undefined) reportDeprecated(cursor.reading, word, option);
    cursor.subject = word;
    cursor.missing = option.missing;
    option.read(cursor, draft);
    cursor.subject = subject;
    cursor.missing = missing;
  }
  return true;
}

function reportUnknownWord(cursor: Cursor, word: Word, table: AnyTable): boolean {
  const guess = didYouMean(word.text, table.byName.keys());
  const equals = /^([a-z_-]+)=(.+)$/.exec(word.text);
  const split = equals?.[1] !== undefined && table.byName.has(equals[1]) ? `${equals[1]} ${equals[2]}` : undefined;
  cursor.report('unknown-option', word.span, `${shown(cursor.subject.text)} has no option ${cursor.shown(word)}`, {
    keepalived: 'ignores the word',
    ...(split !== undefined && !cursor.node.secret
      ? { hint: `write "${split}"` }
      : guess !== undefined && { hint: `did you mean "${guess}"?` }),
  });
  return true;
}

function isRepeated<D>(reading: Reading, node: Node, keyword: Keyword<D>, seen: Map<Keyword<D>, Word>): boolean {
  const first = seen.get(keyword);
  if (first === undefined) {
    seen.set(keyword, node.keyword);
    return false;
  }
  reading.report('repeated', node.keyword.span, `${shown(node.keyword.text)} is given a second time`, {
    keepalived: 'keeps the first',
    related: [{ span: first.span, message: 'first given here' }],
  });
  return true;
}

/** A block behind a line that takes none; the line counts. */
function reportUnexpectedBlock(reading: Reading, node: Node, hint: string): void {
  if (!node.hasBlock) return;
  reading.report('unexpected-block', node.keyword.span, `${shown(node.keyword.text)} takes no block`, {
    keepalived: 'takes the } of the block as the end of the block around it',
    hint,
  });
}

/** The lines of a node's block; a block keyword without one is reported. */
export function blockOf(cursor: Cursor): readonly Node[] {
  const { node } = cursor;
  const { block } = node;
  if (block !== undefined) return block;
  reportMissingBlock(cursor);
  return [];
}

/** Whether the brace follows a word without a blank, as in a value that holds braces. */
function braceInside(reading: Reading, node: Node): boolean {
  const last = node.words.at(-1);
  return last !== undefined && reading.byteBehind(last.span) === '{';
}

/** Whether a line is the rest of a value that holds braces: `c` of `a{b}c`. */
function isRestOf(reading: Reading, cut: Node, { keyword: { span } }: Node): boolean {
  const { file, line } = cut.keyword.span;
  return span.file === file && span.line === line && reading.byteBefore(span) === '}';
}

/** The items of a node's block of values, one a line; an item with a block of its own is reported. */
export function itemsOf(cursor: Cursor): readonly Node[] {
  const items = blockOf(cursor);
  for (const item of items) reportUnexpectedBlock(cursor.reading, item, ITEM_WITH_BLOCK);
  return items;
}

const ITEM_WITH_BLOCK = 'write what belongs to it behind it on the same line, without braces';

/** Goes through the items of a node's block of values, as `itemsOf`, which may be very many. */
export function eachItemOf(cursor: Cursor, plain: PlainLineTaker, each: (node: Node) => void): void {
  if (!cursor.node.hasBlock) {
    reportMissingBlock(cursor);
    return;
  }
  cursor.node.eachLine(plain, (item) => {
    reportUnexpectedBlock(cursor.reading, item, ITEM_WITH_BLOCK);
    each(item);
  });
}

function reportMissingBlock({ node, reading }: Cursor): void {
  reading.report('missing-block', node.keyword.span, `${shown(node.keyword.text)} needs a block in braces`, {
    keepalived: 'takes the next line for the first item of the block',
    hint: `write ${node.keyword.text} { ... } with one item a line`,
  });
}

/** Reports words behind a block keyword that takes none. */
export function expectNoWords(cursor: Cursor): void {
  const extra = cursor.next();
  if (extra === undefined || !cursor.node.hasBlock) return;
  cursor.report('extra-words', extra.span, `${shown(cursor.subject.text)} takes nothing before its block`, {
    severity: 'warning',
    keepalived: 'ignores the words',
    hint: 'write the items inside the braces, one a line',
  });
}

function reportDeprecated(reading: Reading, at: Word, keyword: Keyword<never>): void {
  const instead = keyword.aliasOf ?? keyword.deprecated;
  reading.report('deprecated', at.span, `${shown(keyword.name)} is an old spelling`, {
    severity: 'warning',
    keepalived: 'accepts it and complains',
    ...(instead !== undefined && { hint: `write ${instead}` }),
  });
}

function reportUnknown(reading: Reading, node: Node, table: AnyTable): void {
  const name = node.keyword.text;
  if (node.block !== undefined) recordSkipped(reading, node);
  const where = reading.blocksOf(name).filter((block) => block !== table.block);
  const hint = node.secret ? secretHint(name, where, table) : unknownHint(name, where, table);
  const place = table.block === '' ? 'at the top level' : `in ${table.block}`;
  reading.report('unknown-keyword', node.keyword.span, `there is no keyword ${shownKeyword(reading, node)} ${place}`, {
    keepalived:
      node.block === undefined
        ? 'ignores the line'
        : `ignores the line but reads the block's lines as if they stood outside it, and takes its } as the end of ${table.block === '' ? 'a block' : table.block}; vrrpd skips the whole block`,
    ...(hint !== undefined && { hint }),
  });
}

/** What a block of an unknown keyword would have defined and tracked. */
function recordSkipped(reading: Reading, node: Node): void {
  const [name] = node.words;
  if (name !== undefined) reading.skipped.add(textOf(name.text));
  const mention = (inner: Node): void => {
    reading.mentioned.add(`script:${textOf(inner.keyword.text)}`);
    inner.block?.forEach(mention);
  };
  node.block?.forEach(mention);
}

/** A keyword that is known nowhere may be the password itself. */
function shownKeyword(reading: Reading, node: Node): string {
  const { text } = node.keyword;
  return shown(node.secret && reading.blocksOf(text).length === 0 ? COVERED : text);
}

/** The hint about a line that may hold a secret: nothing but keywords is in it. */
function secretHint(name: string, where: readonly string[], table: AnyTable): string | undefined {
  if (name.startsWith('$')) return 'a definition is written $NAME=VALUE, without a blank before the =';
  const known = [...table.byName.keys()].find((keyword) => name.startsWith(keyword));
  const sign = known === undefined ? undefined : name[known.length];
  if (sign === '=' || sign === ':') return `write a blank in the place of the ${sign}`;
  return known === undefined ? unknownHint(name, where, table) : `did you mean "${known}"?`;
}

function unknownHint(name: string, where: readonly string[], table: AnyTable): string | undefined {
  const equals = /^([a-z_0-9]+)=(.*)$/.exec(name);
  if (equals?.[1] !== undefined && table.byName.has(equals[1])) return `write "${equals[1]} ${equals[2]}"`;
  if (name.startsWith('$')) return `a definition is written ${name.replace(/=.*/s, '')}=TEXT, without a blank before =`;
  if (/^include/i.test(name)) return 'did you mean "include"? Keywords are in lower case';
  if (name.startsWith('//') || name.startsWith(';')) return 'comments start with # or !';
  const lower = name.toLowerCase();
  if (lower !== name && table.byName.has(lower)) return `did you mean "${lower}"? Keywords are in lower case`;
  if (where.length > 0) {
    return `it belongs in ${where.map((block) => (block === '' ? 'the top level' : block)).join(' or ')}`;
  }
  const guess =
    didYouMean(name, table.byName.keys()) ?? [...table.byName.keys()].find((known) => known.endsWith(`_${name}`));
  return guess === undefined ? undefined : `did you mean "${guess}"?`;
}
