/**
 * The exit status of a check, as keepalived -t would give it for the same findings.
 */

import type { Diagnostic } from '../diagnostic.js';

export type ExitStatus = 0 | 2 | 4 | 5 | 6;

/**
 * A missing parameter ends keepalived at once with 2. Else the numerically largest class wins: any ordinary error
 * hides an unusable configuration (5 over 4), and a refused script hides both (6).
 */
export function keepalivedExitStatus(diagnostics: readonly Diagnostic[]): ExitStatus {
  let status: ExitStatus = 0;
  for (const { exitClass = 0 } of diagnostics) {
    if (exitClass === 2) return 2;
    if (exitClass > status) status = exitClass;
  }
  return status;
}

/**
 * The status of `vrrpd check`, gravest first: 2 a missing parameter, 4 unusable, 6 a script that would be refused,
 * 5 any other finding, 0 nothing or notes only.
 * @param strict notes count as findings, too
 */
export function checkExitStatus(diagnostics: readonly Diagnostic[], strict: boolean): ExitStatus {
  const some = (test: (diagnostic: Diagnostic) => boolean): boolean => diagnostics.some(test);
  if (some(({ exitClass }) => exitClass === 2)) return 2;
  if (some(({ severity }) => severity === 'fatal')) return 4;
  if (some(({ severity }) => severity === 'security')) return 6;
  return some(({ severity }) => severity !== 'note' || strict) ? 5 : 0;
}
