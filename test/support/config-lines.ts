/**
 * Texts of definitions, conditions, sequences and comments that keepalived reads without stumbling: no name refers to
 * itself and none is undefined. Every line that counts starts with an unknown keyword, so that keepalived names it.
 */

import type { Random } from './random.js';

const HEAD = ['$A=va', '$B=vb', '$I=vi', '$J=vj', '$M=vm'];
const WORDS = [
  'a',
  'b1',
  '$A',
  '$B',
  '$I',
  '$M',
  `$\{A}`,
  `$\{B}`,
  `$\{I}`,
  '$Ux',
  '"q r"',
  'x#y',
  'y!z',
  '$A,',
  '($B)',
  '$A.',
  `$\{_INSTANCE}`,
  `$\{_PWD}`,
];
const STARTS = [
  '$C=',
  '$A=$C',
  '$B= z',
  '@host ',
  '@^host ',
  '@other ',
  '@^other ',
  '~SEQ(I,1,3) ',
  '~SEQ(I,2) ',
  '~SEQx(J,9,11) ',
  '~SEQ(I,3,1) ~SEQ(J,1,2) ',
  '~LST(I,p,q) ',
  '~LST({I,J},{1,2},{3,4}) ',
  '$M= \\',
  '$M= x $I \\',
  '  ',
  '\t',
];

/** One text; the config id it is written for is `host`. */
export function configLines(random: Random): string {
  const lines = [...HEAD];
  for (let count = random.integer(1, 12); count > 0; count -= 1) {
    const start = random.chance(0.6) ? random.pick(STARTS) : `k${count}.`;
    const words = Array.from({ length: random.integer(0, 4) }, () => random.pick(WORDS));
    const joint = /[ \t=.]$/.test(start) ? '' : ' ';
    const line = start + joint + words.join(' ');
    lines.push(start.startsWith('$M') && random.chance(0.3) && !/[#!]/.test(line) ? `${line} \\` : line);
    if (random.chance(0.1)) lines.push('');
  }
  return `${lines.join('\n')}\n`;
}
