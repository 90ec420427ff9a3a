/**
 * Bytes of a file as text that is safe and aligned on a terminal: bad UTF-8 and control characters are replaced, wide
 * characters count twice.
 */

import { decodeBytes } from '../tree.js';

const REPLACEMENT = '\ufffd';

/** Text without control characters except tabs, so that no file can send commands to the terminal. */
export function safeText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (char) =>
    char === '\t' ? char : REPLACEMENT,
  );
}

/** Readable text of bytes. */
export function showBytes(bytes: string): string {
  return safeText(decodeBytes(bytes));
}

/** Columns that a text takes on a terminal; a tab counts as one. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += charWidth(char);
  return width;
}

/** Blanks as wide as a text, its tabs kept, so that what follows stands under what followed the text. */
export function paddingFor(text: string): string {
  let padding = '';
  for (const char of text) padding += char === '\t' ? char : ' '.repeat(charWidth(char));
  return padding;
}

function charWidth(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(char)) return 0;
  return isWide(code) ? 2 : 1;
}

/** East Asian wide and full-width characters, and most pictures. @see Unicode Standard Annex 11 */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f900 && code <= 0x1f9ff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
