/**
 * Between the tree's bytes and the model's text. Names, paths and commands in the model are readable text; passwords
 * stay bytes. Bytes that are not UTF-8 are taken as latin1, so that nothing fails and the print reads back the same.
 */

import { encodeBytes } from '../tree.js';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Readable text of a word's bytes. */
export function textOf(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  try {
    return decoder.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
}

/** The bytes of readable text, one char each. */
export function bytesOf(text: string): string {
  return isAscii(text) ? text : encodeBytes(text);
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7e) return false;
  return true;
}

/** A word as a message shows it: in quotes, cut to a readable length, control characters made visible. */
export function shown(bytes: string): string {
  const text = textOf(bytes.length > 80 ? `${bytes.slice(0, 77)}...` : bytes);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return `"${text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd')}"`;
}
