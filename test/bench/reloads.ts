/** `npm run bench:reload [COUNT]`: reloads a master under traffic and prints what was seen from outside. */

import { runReloadTrial } from '../support/reload-trial.js';

const ADVERT_SECONDS = 1;

const count = Number(process.argv[2] ?? 1000);
const figures = await runReloadTrial(count, ADVERT_SECONDS);
const [descriptorsBefore, descriptorsAfter] = figures.descriptors;
const [memoryBefore, memoryAfter] = figures.memoryKilobytes;
const ratio = figures.longestGapSeconds / ADVERT_SECONDS;
process.stdout.write(`reloads                  ${figures.reloads}
adverts heard            ${figures.adverts}
longest gap              ${(figures.longestGapSeconds * 1000).toFixed(1)} ms, ${ratio.toFixed(2)} intervals
addresses lost           ${figures.lost.length}
addresses removed        ${figures.changes}
descriptors              ${descriptorsBefore} -> ${descriptorsAfter}
memory                   ${(memoryBefore / 1024).toFixed(1)} -> ${(memoryAfter / 1024).toFixed(1)} MB
`);
if (ratio > 1.5 || figures.lost.length > 0 || descriptorsAfter > descriptorsBefore) process.exitCode = 1;
