/**
 * The number in a tracked file, as keepalived reads it: C's strtol with base 0 over the first 127 bytes.
 */

/** Bytes of a tracked file that count. */
export const TRACKED_FILE_BYTES = 127;

const LARGEST = 2 ** 31 - 1;
const SMALLEST = -(2 ** 31);

/** Value of a file's text; 0 for junk, undefined for a number that does not fit 32 bits. */
export function parseFileValue(text: string): number | undefined {
  const match = /^\s*([+-]?)(?:0[xX]([0-9a-fA-F]+)|0([0-7]*)|([1-9][0-9]*))/.exec(text);
  if (match === null) return 0;
  const [, sign, hexadecimal, octal, decimal] = match;
  const size =
    hexadecimal !== undefined
      ? Number.parseInt(hexadecimal, 16)
      : decimal !== undefined
        ? Number.parseInt(decimal, 10)
        : Number.parseInt(octal === '' || octal === undefined ? '0' : octal, 8);
  const value = sign === '-' && size !== 0 ? -size : size;
  return value > LARGEST || value < SMALLEST ? undefined : value;
}
