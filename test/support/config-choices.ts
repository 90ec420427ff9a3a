/** Lines of a block by chance, from the values that each keyword is tried with. */

import type { Random } from './random.js';

/** Values by keyword; an empty one stands for the keyword alone. */
export type Choices = Readonly<Record<string, readonly string[]>>;

export const ODD = ['0', '-1', '"7"', '1 2', '4294967296', '1.5'];
export const ON_OFF = ['on', 'off', 'true', 'false', 'yes', 'no', ''];

/** Some of the keywords, each with one of its values, in any order; now and then with one of the odd values. */
export function chooseLines(random: Random, choices: Choices, probability: number, odd: readonly string[]): string[] {
  const chosen = Object.entries(choices).filter(() => random.chance(probability));
  const lines = chosen.map(([keyword, values]) =>
    `${keyword} ${values[0] !== '' && random.chance(0.04) ? random.pick(odd) : random.pick(values)}`.trim(),
  );
  return lines.sort(() => (random.chance(0.5) ? 1 : -1));
}

export function block(head: string, lines: readonly string[]): string {
  const body = lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}\n`);
  return `${head} {\n${body.join('')}}`;
}
