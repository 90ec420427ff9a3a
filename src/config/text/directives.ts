/**
 * The two keywords of global_defs that change how the rest of the text is read: `include_check` and `random_seed`.
 */

import type { Diagnostic } from '../diagnostic.js';
import { didYouMean } from '../did-you-mean.js';
import { decodeBytes } from '../tree.js';
import { applyIncludeCheck, INCLUDE_CHECK_WORDS } from './include.js';
import type { Line } from './line.js';
import type { LineReader } from './line-reader.js';
import { textFinding } from './text-finding.js';
import { splitWords } from './words.js';

/** Follows the blocks far enough to know where a directive counts. */
export class Directives {
  readonly #reader: LineReader;
  readonly #report: (diagnostic: Diagnostic) => void;
  #depth = 0;
  #inGlobals = false;

  constructor(reader: LineReader, report: (diagnostic: Diagnostic) => void) {
    this.#reader = reader;
    this.#report = report;
  }

  /** Takes every line in turn. */
  follow(line: Line): void {
    const { text } = line;
    if (text === '{') this.#depth += 1;
    else if (text === '}') this.#depth = Math.max(this.#depth - 1, 0);
    else if (this.#depth === 0) this.#inGlobals = text.startsWith('global_defs');
    else if (this.#depth === 1 && this.#inGlobals) this.#apply(line);
  }

  #apply(line: Line): void {
    const isCheck = line.text.startsWith('include_check');
    if (!isCheck && !line.text.startsWith('random_seed')) return;
    const [keyword, ...words] = splitWords(line);
    if (keyword?.text === 'random_seed') {
      const seed = words[0]?.text ?? '';
      if (/^[0-9]{1,10}$/.test(seed)) this.#reader.seed(Number(seed));
      return;
    }
    if (keyword?.text !== 'include_check') return;
    const { checks, unknown } = applyIncludeCheck(
      this.#reader.checks,
      words.map((word) => word.text),
    );
    this.#reader.checks = checks;
    for (const index of unknown) {
      const word = words[index];
      if (word === undefined) continue;
      const meant = didYouMean(word.text.replace(/^[+-]/, ''), INCLUDE_CHECK_WORDS);
      const hint = meant === undefined ? `one of ${INCLUDE_CHECK_WORDS.join(', ')}` : `did you mean ${meant}?`;
      const message = `include_check does not know ${decodeBytes(word.text)}`;
      this.#report(textFinding('include-check-argument', word.span, message, { keepalived: 'ignores the word', hint }));
    }
  }
}
