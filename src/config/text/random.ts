/**
 * Numbers for ${_RANDOM}: the additive generator behind the GNU C library's random(). Not for secrets.
 */

const LONG_LAG = 31;
const SHORT_LAG = 3;
const DISCARDED = 310;

/** Returns a function that gives the next number, 0 to 2^31 - 1. A seed of 0 counts as 1. */
export function randomNumbers(seed: number): () => number {
  const state = seededState(seed >>> 0 || 1);
  let front = SHORT_LAG;
  let rear = 0;
  const next = (): number => {
    const sum = ((state[front] ?? 0) + (state[rear] ?? 0)) >>> 0;
    state[front] = sum;
    front = (front + 1) % LONG_LAG;
    rear = (rear + 1) % LONG_LAG;
    return sum >>> 1;
  };
  for (let count = 0; count < DISCARDED; count += 1) next();
  return next;
}

/** Schrage's method for 16807 * word mod (2^31 - 1), on signed words. */
function seededState(seed: number): Uint32Array {
  const state = new Uint32Array(LONG_LAG);
  let word = seed | 0;
  state[0] = word;
  for (let index = 1; index < LONG_LAG; index += 1) {
    word = 16807 * (word % 127773) - 2836 * Math.trunc(word / 127773);
    if (word < 0) word += 2147483647;
    state[index] = word;
  }
  return state;
}
