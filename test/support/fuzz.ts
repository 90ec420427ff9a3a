/**
 * Fuzzing with a seed, so that a failure is repeated by its number. `npm run fuzz` asks for many more rounds than a
 * test run; VRRPD_FUZZ_ROUNDS and VRRPD_FUZZ_SEED choose both.
 */

import { Random } from './random.js';

/** Rounds of one fuzzed decoder: as asked for, or the share that keeps a test run short. */
export function fuzzRounds(usual: number): number {
  return Number(process.env['VRRPD_FUZZ_ROUNDS'] ?? usual);
}

/** Generators for the rounds, each with the seed to name in a failure. */
export function* fuzzSeeds(usual: number): Generator<{ readonly seed: number; readonly random: Random }> {
  const first = Number(process.env['VRRPD_FUZZ_SEED'] ?? 1);
  const rounds = fuzzRounds(usual);
  for (let seed = first; seed < first + rounds; seed += 1) yield { seed, random: new Random(seed) };
}

const INTERESTING = [0, 1, 2, 3, 4, 7, 8, 15, 16, 0x20, 0x31, 0x45, 0x7f, 0x80, 0xfe, 0xff];

/** One of the samples with some of its bytes changed, cut, doubled or filled up; now and then plain noise. */
export function mutate(samples: readonly Uint8Array[], random: Random): Uint8Array {
  if (random.chance(0.02)) return noise(random, random.integer(0, 200));
  let bytes = random.pick(samples).slice();
  for (let changes = random.integer(1, 6); changes > 0; changes -= 1) bytes = mutateOnce(bytes, samples, random);
  return bytes;
}

function mutateOnce(bytes: Uint8Array, samples: readonly Uint8Array[], random: Random): Uint8Array<ArrayBuffer> {
  const at = random.integer(0, Math.max(0, bytes.length - 1));
  const copy = bytes.slice();
  switch (random.integer(0, 6)) {
    case 0:
      copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(0, 7));
      return copy;
    case 1:
    case 2:
      copy[at] = random.pick(INTERESTING);
      return copy;
    case 3:
      return copy.slice(0, at);
    case 4:
      return join(copy, noise(random, random.integer(1, 64)));
    case 5:
      return join(copy.slice(0, at), random.pick(samples).slice(random.integer(0, 40)));
    default:
      return join(copy.slice(0, at), copy.slice(random.integer(0, at)));
  }
}

function noise(random: Random, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => random.integer(0, 255));
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...first, ...second].slice(0, 4096));
}
