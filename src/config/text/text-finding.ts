/** Findings of the text passes, by their table. */

import { findingMaker } from '../finding.js';
import { TEXT_FINDINGS } from '../text-codes.js';

export type TextFindingCode = keyof typeof TEXT_FINDINGS;

export const textFinding = findingMaker<TextFindingCode>(TEXT_FINDINGS);
