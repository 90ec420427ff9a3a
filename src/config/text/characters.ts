/**
 * The bytes that mean something to the language, and the classes the C library gives bytes in its own locale.
 */

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const BANG = 33;
export const QUOTE = 34;
export const HASH = 35;
export const DOLLAR = 36;
export const APOSTROPHE = 39;
export const CLOSE_PARENTHESIS = 41;
export const COMMA = 44;
export const MINUS = 45;
export const AT = 64;
export const BACKSLASH = 92;
export const OPEN_BRACE = 123;
export const CLOSE_BRACE = 125;
export const TILDE = 126;

/** Space or tab. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

/** What separates words: blanks, and the other white space a line may hold. */
export function isWordBlank(code: number): boolean {
  return code === SPACE || (code >= TAB && code <= CR);
}

/** A-Z, a-z, 0-9 and the underscore. */
export function isNameByte(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The first offset from `start` that separates no words; the text's length when there is none. */
export function skipBlanks(text: string, start: number): number {
  let offset = start;
  while (isWordBlank(text.charCodeAt(offset))) offset += 1;
  return offset;
}

/** The first offset from `start` that is no part of a name. */
export function skipName(text: string, start: number): number {
  let offset = start;
  while (isNameByte(text.charCodeAt(offset))) offset += 1;
  return offset;
}
