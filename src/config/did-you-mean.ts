/**
 * The word that was probably meant: the nearest of the candidates by insertions, deletions, replacements and swaps of
 * neighbours.
 */

const LONGEST = 64;

/**
 * The nearest candidate; undefined when none is near enough: no change for up to 2 letters, one up to 4, two up
 * to 8, three beyond. A candidate that differs only in upper and lower case is always near. The first of equals wins.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > LONGEST) return undefined;
  const lower = word.toLowerCase();
  let limit = word.length <= 2 ? 0 : word.length <= 4 ? 1 : word.length <= 8 ? 2 : 3;
  let best: string | undefined;
  const letters = letterSet(lower);
  for (const candidate of candidates) {
    if (candidate === word || candidate.length > LONGEST) continue;
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const candidateLower = candidate.toLowerCase();
    if (candidateLower === lower) return candidate;
    // One change takes at most one letter away and brings one in.
    if (countBits(letters ^ letterSet(candidateLower)) > 2 * limit) continue;
    const distance = editDistance(lower, candidateLower, limit);
    if (distance <= limit) {
      best = candidate;
      limit = distance - 1;
    }
  }
  return best;
}

/** Which letters a word has, one bit for each of 32 kinds. */
function letterSet(word: string): number {
  let set = 0;
  for (let index = 0; index < word.length; index += 1) set |= 1 << (word.charCodeAt(index) & 31);
  return set;
}

function countBits(set: number): number {
  let rest = set;
  let count = 0;
  for (; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Changes from one word to another (optimal string alignment); any number above `limit` stands for more than that. */
export function editDistance(first: string, second: string, limit: number): number {
  if (Math.abs(first.length - second.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let row = 1; row <= first.length; row += 1) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= second.length; column += 1) {
      const same = first[row - 1] === second[column - 1];
      let cost = Math.min(
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
      );
      const swapped = first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, (beforePrevious[column - 2] ?? 0) + 1);
      current.push(cost);
      if (cost < least) least = cost;
    }
    if (least > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return previous[second.length] ?? limit + 1;
}
