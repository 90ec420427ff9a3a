/**
 * Collects findings, a bounded number of each code: a file of another format would give one for each line.
 */

import type { Diagnostic } from './diagnostic.js';

/** Findings of one code that are kept. */
export const MOST_OF_A_CODE = 200;

export class FindingList {
  readonly #findings: Diagnostic[] = [];
  readonly #counts = new Map<string, number>();

  /** Bound, so that it can be handed on. */
  readonly add = (diagnostic: Diagnostic): void => {
    const count = (this.#counts.get(diagnostic.code) ?? 0) + 1;
    this.#counts.set(diagnostic.code, count);
    if (count <= MOST_OF_A_CODE) this.#findings.push(diagnostic);
  };

  /** Puts another finding in the place of the first that fits; false when none does. */
  replace(fits: (finding: Diagnostic) => boolean, by: (finding: Diagnostic) => Diagnostic): boolean {
    const index = this.#findings.findIndex(fits);
    const found = this.#findings[index];
    if (found === undefined) return false;
    this.#findings[index] = by(found);
    return true;
  }

  /** In the order they were met; the last of a code that had more says how many more. */
  all(): Diagnostic[] {
    const dropped = new Map([...this.#counts].filter(([, count]) => count > MOST_OF_A_CODE));
    if (dropped.size === 0) return [...this.#findings];
    const all = [...this.#findings];
    for (const [code, count] of dropped) {
      const last = all.findLastIndex((finding) => finding.code === code);
      const finding = all[last];
      if (finding === undefined) continue;
      const message = `${finding.message} (and ${count - MOST_OF_A_CODE} more of this kind)`;
      all[last] = { ...finding, message };
    }
    return all;
  }
}
