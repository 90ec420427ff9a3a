/** Every code that a finding about a configuration can have. */

import type { FindingKind } from './finding.js';
import { LINT_FINDINGS } from './lint/codes.js';
import { MODEL_FINDINGS } from './model-codes.js';
import { TEXT_FINDINGS } from './text-codes.js';

export const FINDINGS: Readonly<Record<string, FindingKind>> = {
  ...TEXT_FINDINGS,
  ...MODEL_FINDINGS,
  ...LINT_FINDINGS,
};

/** Where the documentation explains a code; undefined for codes whose finding says everything. */
export function helpPlace(code: string): string | undefined {
  return code in LINT_FINDINGS ? `docs/lints.md#${code}` : undefined;
}
