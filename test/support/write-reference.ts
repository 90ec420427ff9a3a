/** Writes docs/keywords.md anew: `npm run docs`. */

import { writeFileSync } from 'node:fs';
import { formatKeywordReference } from '../../src/config/reference/keyword-reference.js';
import { proofTexts, readProofs } from './keyword-proofs.js';

writeFileSync(new URL('../../../docs/keywords.md', import.meta.url), formatKeywordReference(proofTexts(readProofs())));
