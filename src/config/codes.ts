/** Every code that a finding about a configuration can have. */

import type { FindingKind } from './finding.js';
import { LINT_FINDINGS } from './lint/codes.js';
import { MODEL_FINDINGS, type ModelCode } from './model-codes.js';
import { TEXT_FINDINGS } from './text-codes.js';

export const FINDINGS: Readonly<Record<string, FindingKind>> = {
  ...TEXT_FINDINGS,
  ...MODEL_FINDINGS,
  ...LINT_FINDINGS,
};

/** Findings of reading that are explained beside the lints. */
export const EXPLAINED: readonly ModelCode[] = [
  'cleared',
  'script-missing',
  'script-not-executable',
  'script-insecure',
  'password-cut',
  'password-comment',
  'no-authentication',
  'too-many-addresses',
  'too-long',
  'missing-interface',
  'mask-ignored',
  'own-address-as-peer',
];

/** Where the documentation explains a code; undefined for codes whose finding says everything. */
export function helpPlace(code: string): string | undefined {
  const explained = code in LINT_FINDINGS || EXPLAINED.some((known) => known === code);
  return explained ? `docs/lints.md#${code}` : undefined;
}
