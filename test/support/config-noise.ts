/**
 * Texts that look like configurations, for fuzzing: keywords in and out of place, every special sign of the language,
 * definitions, conditions, sequences and includes, then a few bytes changed.
 */

import { allKeywords } from '../../src/config/keywords/index.js';
import { encodeBytes } from '../../src/config/tree.js';
import type { Random } from './random.js';

const NAMES = allKeywords.map(({ name }) => name);

export const VALUES = [
  '1',
  '0',
  '255',
  '256',
  '-7',
  '0.5',
  '99999999999',
  '1e5',
  'eth0',
  'VI_1',
  'chk',
  'PASS',
  'AH',
  'MASTER',
  'BACKUP',
  'on',
  'off',
  'true',
  '192.0.2.1',
  '192.0.2.0/24',
  '2001:db8::1/64',
  '::',
  '224.0.0.18',
  'dev',
  'label',
  'eth0:vip',
  'brd',
  '+',
  'scope',
  'global',
  'weight',
  'reverse',
  '"/bin/check.sh a b"',
  "'killall -0 haproxy'",
  '"unclosed',
  "'",
  '"',
  '\\',
  '\\#',
  '\\!x',
  '#',
  '!',
  '</dev/tcp/127.0.0.1/80',
  'a"b c"d',
  '\\x41\\101\\cA',
  '$A',
  '$B',
  '$C',
  '$D.',
  `$\{A}`,
  `$\{B}`,
  `$\{C}`,
  `$\{NOPE}`,
  `$\{_PWD}`,
  `$\{_INSTANCE}`,
  `$\{_RANDOM 1 9}`,
  `$\{_RANDOM`,
  `$\{_ENV X}`,
  `$\{_HASH}`,
  `$\{_BANG}`,
  `$\{`,
  '}',
  '{',
  '{}',
  encodeBytes('虚拟'),
  '\xff\xfe',
  '\0',
  '\t',
  ';',
  'a=b',
  ':group',
  'x'.repeat(300),
];

const STARTS = [
  '$A=',
  `$B=$\{A}`,
  '$C= \\',
  '$D=$D',
  `$A=$\{B}`,
  '$A= $B \\',
  '@node1',
  '@^node1',
  '@node2',
  '@',
  '~SEQ(I,1,3)',
  '~SEQ(I,3)',
  '~SEQx(I,1,2,9)',
  `~LST(A,1,2,$\{B})`,
  '~LST({A,B},{1,2},{3})',
  '~SEQ(I,1,0)',
  '~SEQ(',
  '~X',
  'include one.conf',
  'include two.conf',
  'include *.conf',
  'includea {one,none}.conf',
  'include',
  'include test.conf',
  'include_check +match',
  'random_seed 5',
  '{',
  '}',
  '}}',
  '#',
  '!',
] as const;

/** Up to so many lines of words, blocks and signs, most of them closed. */
export function configNoise(random: Random, most: number): string {
  const lines: string[] = [];
  let depth = 0;
  for (let count = random.integer(1, most); count > 0; count -= 1) {
    const line = noiseLine(random);
    const opens = random.chance(0.35);
    lines.push(' '.repeat(random.chance(0.8) ? depth * 2 : random.integer(0, 9)) + line + (opens ? ' {' : ''));
    if (opens) depth += 1;
    while (depth > 0 && random.chance(0.35)) {
      depth -= 1;
      lines.push(`${' '.repeat(depth * 2)}}`);
    }
  }
  if (random.chance(0.8)) lines.push('}'.repeat(depth));
  const text = lines.join(random.chance(0.9) ? '\n' : '\r\n');
  return random.chance(0.5) ? text : damage(text, random);
}

function noiseLine(random: Random): string {
  const words: string[] = [];
  if (random.chance(0.2)) words.push(random.pick(STARTS));
  if (random.chance(0.9)) words.push(random.pick(NAMES));
  for (let count = random.integer(0, 4); count > 0; count -= 1) words.push(random.pick(VALUES));
  if (random.chance(0.1)) words.push('\\');
  return words.join(random.chance(0.9) ? ' ' : random.pick(['\t', '', '  ', '"']));
}

/** A text with a few of its signs changed, cut out or added. */
export function damage(text: string, random: Random): string {
  let damaged = text;
  for (let changes = random.integer(1, 5); changes > 0; changes -= 1) {
    const at = random.integer(0, damaged.length);
    const sign = random.chance(0.5)
      ? random.pick(['{', '}', '"', '#', '$', '\n', '\\', '@', '~', '\0'])
      : String.fromCharCode(random.integer(0, 255));
    const skipped = random.chance(0.5) ? 0 : random.integer(0, 8);
    damaged = damaged.slice(0, at) + sign + damaged.slice(at + skipped);
  }
  return damaged;
}
