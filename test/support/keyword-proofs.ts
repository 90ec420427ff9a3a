/**
 * Which test shows the effect of which keyword: reads test/keyword-proofs.txt, where a line names a test as
 * `[read ]FILE: TITLE` and the indented lines behind it name keywords as `BLOCK[; BLOCK]: KEYWORD, KEYWORD`. FILE is below
 * test/ without its `.test.ts`; `read` marks a test that shows no more than that the keywords are read.
 */

import { readFileSync } from 'node:fs';
import { type Effect, effectOf } from '../../src/config/keywords/effects.js';
import { blockTitle } from '../../src/config/keywords/index.js';
import type { KeywordHelp } from '../../src/config/keywords/keyword.js';
import { documentedTables } from '../../src/config/reference/keyword-reference.js';

const ROOT = new URL('../../../test/', import.meta.url);

export interface Proof {
  /** Path below test/, without `.test.ts`. */
  readonly file: string;
  readonly title: string;
  /** It shows that the keywords are read, not what they do. */
  readonly readOnly: boolean;
  /** `BLOCK/KEYWORD`; a block is named as in the documentation. */
  readonly keywords: readonly string[];
}

/** What a test can show of a keyword. */
const SHOWN: Readonly<Record<Effect, string>> = { acts: '', accepted: 'said: ', 'not-yet': 'said: ' };

/** How names with placeholders are written. */
const WRITTEN: Readonly<Record<string, string>> = {
  '\\ escapes': '\\x41\\102',
  '$NAME=': '$A=',
  '$NAME= \\ (multi-line)': '= \\',
  $NAME: '$A',
  '${NAME}': "ref('A')",
  '${_PWD}': "ref('_PWD')",
  '${_INSTANCE}': "ref('_INSTANCE')",
  '${_RANDOM}': "ref('_RANDOM')",
  '${_ENV}': "ref('_ENV HOME')",
  '${_HASH}': "ref('_HASH')",
  '${_BANG}': "ref('_BANG')",
  '@ID': '@',
  '@^ID': '@^',
  '<PREFIX>': '10.9.0.0/16',
  // What stands behind the last slash of `<ADDRESS>[/<LENGTH>]`.
  '<LENGTH>]': '10.0.0.101/24',
  '<LABELS>': '100/200',
  '<LOCATOR>': '1:2:3:4',
  '<ADDRESS>': '192.0.2.40 80',
  '<RANGE>': '192.0.2.41-45 81',
};

/** All proofs in the order of the file. @throws Error where a line is none */
export function readProofs(): readonly Proof[] {
  const proofs: { file: string; title: string; readOnly: boolean; keywords: string[] }[] = [];
  for (const line of readTestFile('keyword-proofs.txt').split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, indent, head = '', rest = ''] = /^(\s*)(.*?): (.+)$/.exec(line) ?? [];
    if (indent === undefined) throw new Error(`keyword-proofs.txt: not understood: ${line}`);
    if (indent === '') {
      const [file = '', marks = ''] = head.split(' ').reverse();
      proofs.push({ file, title: rest, readOnly: marks === 'read', keywords: [] });
      continue;
    }
    for (const block of head.split('; ')) {
      proofs.at(-1)?.keywords.push(...rest.split(', ').map((name) => `${block}/${name}`));
    }
  }
  return proofs;
}

/** Every row that the documentation shows, each once. */
export function documentedKeywords(): readonly KeywordHelp[] {
  return documentedTables.flatMap(({ rows }): readonly KeywordHelp[] => rows);
}

/** Says for a keyword which test shows it, as `FILE: TITLE`; empty where none does. */
export function proofTexts(proofs: readonly Proof[]): (keyword: KeywordHelp) => string {
  const byKeyword = new Map(proofs.flatMap((proof) => proof.keywords.map((keyword) => [keyword, proof] as const)));
  return (keyword) => {
    const proof = byKeyword.get(keyOf(keyword));
    if (proof === undefined) return '';
    return `${proof.readOnly ? 'read: ' : SHOWN[effectOf(keyword)]}\`${proof.file}\`: ${proof.title}`;
  };
}

/** Keywords without a test, as `BLOCK/KEYWORD`; that one is read is not enough where it acts. */
export function unprovenKeywords(proofs: readonly Proof[]): readonly string[] {
  const textOf = proofTexts(proofs);
  return documentedKeywords()
    .filter((keyword) => textOf(keyword) === '' || (effectOf(keyword) === 'acts' && textOf(keyword).startsWith('read')))
    .map(keyOf);
}

/** What is wrong with the list itself: keywords that do not exist or have two tests, tests that do not name them. */
export function brokenProofs(proofs: readonly Proof[]): readonly string[] {
  const known = new Set(documentedKeywords().map(keyOf));
  const seen = new Set<string>();
  const broken: string[] = [];
  for (const { file, title, keywords } of proofs) {
    const text = readTestFile(`${file}.test.ts`).replaceAll('\\n', '\n');
    if (!["'", '"', '`'].some((quote) => text.includes(quote + title + quote))) {
      broken.push(`${file} has no test ${title}`);
    }
    for (const keyword of keywords) {
      if (!known.has(keyword)) broken.push(`${keyword} does not exist`);
      if (seen.has(keyword)) broken.push(`${keyword} has two tests`);
      seen.add(keyword);
      if (!names(text, keyword.slice(keyword.lastIndexOf('/') + 1))) broken.push(`${file} does not name ${keyword}`);
    }
  }
  return broken;
}

function keyOf({ block, name }: KeywordHelp): string {
  return `${blockTitle(block)}/${name}`;
}

function names(text: string, keyword: string): boolean {
  const written = WRITTEN[keyword] ?? keyword;
  const escaped = written.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const [before, after] = [/^\w/.test(written) ? '(?<![\\w-])' : '', /\w$/.test(written) ? '(?![\\w-])' : ''];
  return new RegExp(`${before}${escaped}${after}`).test(text);
}

function readTestFile(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}
