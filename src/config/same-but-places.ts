/** Whether two parts of models say the same. */

/** Compares plain values of any depth; where something was written (`span`) does not count, nor does a missing key. */
export function sameButPlaces(first: unknown, second: unknown): boolean {
  if (first === second) return true;
  if (typeof first !== 'object' || typeof second !== 'object' || first === null || second === null) return false;
  return covers(first as Plain, second as Plain) && covers(second as Plain, first as Plain, true);
}

type Plain = Readonly<Record<string, unknown>>;

/** @param shallow looks only for keys that the other lacks */
function covers(first: Plain, second: Plain, shallow = false): boolean {
  if (Array.isArray(first) !== Array.isArray(second)) return false;
  for (const key in first) {
    if (key === 'span') continue;
    const other = second[key];
    if (shallow ? (other === undefined) !== (first[key] === undefined) : !sameButPlaces(first[key], other))
      return false;
  }
  return true;
}
