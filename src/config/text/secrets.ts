/**
 * Which lines hold a password or a key, also misspelt: their words reach no message and no excerpt. The blocks decide,
 * and for a line outside of them its first word. To cover a line too much costs a little comfort, to show one too much a
 * password.
 */

import { didYouMean } from '../did-you-mean.js';
import { placesOf } from './block-places.js';
import { skipBlanks } from './characters.js';
import type { Line } from './line.js';

/** What is shown in the place of a secret, however long that is. */
export const COVERED = '***';

const BLOCKS = ['authentication', 'auth_hmac', 'SSL'];

/** Also behind other words, where two lines have become one. */
const BLOCK_WORD = /(?:^|\s)(?:authentication|auth_hmac|SSL)(?:\s|$)/;

/** The keywords of these blocks, and their own: the only words of such lines that are shown. */
export const SHOWN_WORDS: ReadonlySet<string> = new Set([
  ...BLOCKS,
  'auth_type',
  'auth_pass',
  'key',
  'active_key',
  'time_window',
  'anti_replay',
  'mode',
  'password',
  'ca',
  'certificate',
]);

const SECRET_WORD =
  /^(?:auth(?:en\w*|[-_]?[pth]\w*)?|pass(?:[\W_]?(?:w|wd|wo?rd|phrase))?|pwd?|secrets?|keys?\d*|kye|active_?key)(?!\w)/i;
/** What looks like a definition and is none: with a blank before its `=`, say, or without its `$`. */
const BROKEN_DEFINITION = /^(?:\S*\$[^=]*=|[A-Z][A-Z0-9_]*[ \t]*=)/;
/** What to look for in a line of which nothing is known but its bytes. */
const SUSPECT =
  /(?<![\w-])(auth[-_]?pa\w*|pass(?:[-_]?(?:w|wd|wo?rd|phrase))?|pwd?|secrets?|keys?|kye|authentication|auth_hmac|ssl)[ \t=:{]+[^ \t=:{]|^[ \t]*(\$(?:\w*(?:pass|secret|key|auth|pw)\w*[ \t]*|\w*[^\w=][^=]*)=)/is;

/** Whether the block of a line holds secrets. */
export function opensSecrets(text: string): boolean {
  if (BLOCK_WORD.test(text)) return true;
  const word = firstWord(text);
  if (placesOf(word) !== undefined) return false;
  return /^auth|hmac/i.test(word) || didYouMean(word, BLOCKS) !== undefined;
}

/** Letters that a word of `SECRET_WORD` or `BLOCKS` may begin with, and those of a broken definition. */
const MAYBE_SECRET = /^[A-Zapsk]/;

/** Whether a line holds a secret wherever it stands. Asked of every line of a large file: most end at their first letter. */
export function holdsSecret(text: string): boolean {
  if (!MAYBE_SECRET.test(text) && !text.includes('$')) return false;
  return SECRET_WORD.test(text) || BROKEN_DEFINITION.test(text) || BLOCKS.includes(firstWord(text));
}

/** Offset of the first byte of such a line that is not shown. */
export function secretOffset(text: string): number {
  const word = firstWord(text);
  return SHOWN_WORDS.has(word) ? skipBlanks(text, word.length) : 0;
}

/** Offset from which on a line as it stands in a file may hold a secret; undefined where nothing hints at one. */
export function suspectOffset(raw: string): number | undefined {
  const found = SUSPECT.exec(raw);
  if (found === null) return undefined;
  const [all, word = '', definition] = found;
  if (definition !== undefined) return found.index + all.length;
  return SHOWN_WORDS.has(word) ? found.index + word.length : found.index;
}

/** Follows the braces of the lines as they are read: whether what comes next stands in a block of secrets. */
export class OpenSecrets {
  readonly #open: boolean[] = [];
  #last = '';

  get inside(): boolean {
    return this.#open.at(-1) ?? false;
  }

  /** Takes every line in turn. */
  follow({ text }: Line): void {
    if (text === '{') this.#open.push(this.inside || opensSecrets(this.#last));
    else if (text === '}') this.#open.pop();
    else this.#last = text;
  }
}

/** Up to a blank between words, or a quote. */
const FIRST_WORD = /^[^ \t-\r"]*/;

function firstWord(text: string): string {
  return FIRST_WORD.exec(text)?.[0] ?? '';
}
