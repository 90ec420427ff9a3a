/**
 * Texts for fuzzing: noise of the language's words and signs, pieces of sound configurations with some of their lines
 * and words changed, and whole files made from the keyword tables. Most are short: many of them find more.
 */

import { encodeBytes } from '../../src/config/tree.js';
import { configNoise, damage, VALUES } from './config-noise.js';
import { generateConfiguration } from './generated-configuration.js';
import type { Random } from './random.js';
import { WHOLE_LANGUAGE } from './whole-language.js';
import { WILD_FILES } from './wild-files.js';

/** Sound blocks, each as its lines. */
const SAMPLES = [...WHOLE_LANGUAGE.split(/\n(?=\S.*\{$)/), ...WILD_FILES.map(({ text }) => encodeBytes(text))].map(
  (text) => text.trim().split('\n'),
);

/** @returns bytes, one char each */
export function fuzzText(random: Random): string {
  const kind = random.next();
  if (kind < 0.5) return configNoise(random, 5);
  if (kind < 0.52) return configNoise(random, 25);
  if (kind < 0.998) return mutatedBlocks(random);
  return damage(
    generateConfiguration(() => random.next()),
    random,
  );
}

function mutatedBlocks(random: Random): string {
  const blocks = Array.from({ length: random.integer(1, 2) }, () =>
    mutated(some(random.pick(SAMPLES), random), random),
  );
  const text = blocks.join('\n');
  return random.chance(0.7) ? text : damage(text, random);
}

/** A block with its first and last line, and some lines between them that stand together. */
function some(lines: readonly string[], random: Random): readonly string[] {
  if (lines.length <= 10) return lines;
  const start = random.integer(1, lines.length - 9);
  return [...lines.slice(0, 1), ...lines.slice(start, start + 8), ...lines.slice(-1)];
}

function mutated(lines: readonly string[], random: Random): string {
  const changed = [...lines];
  for (let changes = random.integer(0, 4); changes > 0; changes -= 1) {
    const at = random.integer(0, changed.length - 1);
    const line = changed[at] ?? '';
    const words = line.trim().split(' ');
    switch (random.integer(0, 5)) {
      case 0:
        changed.splice(at, 1);
        break;
      case 1:
        changed.splice(random.integer(0, changed.length), 0, line);
        break;
      case 2:
        changed[at] = `${line} ${random.pick(VALUES)}`;
        break;
      case 3:
        changed[at] = random.pick(random.pick(SAMPLES));
        break;
      default:
        words[random.integer(0, words.length - 1)] = random.pick(VALUES);
        changed[at] = words.join(' ');
    }
    if (changed.length === 0) changed.push('');
  }
  return changed.join('\n');
}
