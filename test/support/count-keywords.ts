/** Counts the keywords whose effect no test shows, and names them: `npm run keywords`. Exits with 1 unless there are none. */

import { brokenProofs, documentedKeywords, readProofs, unprovenKeywords } from './keyword-proofs.js';

const proofs = readProofs();
const unproven = unprovenKeywords(proofs);
const broken = brokenProofs(proofs);
for (const line of [...broken, ...unproven]) process.stdout.write(`${line}\n`);
process.stdout.write(`${documentedKeywords().length} keywords, ${unproven.length} without a test that shows them\n`);
process.exitCode = unproven.length === 0 && broken.length === 0 ? 0 : 1;
