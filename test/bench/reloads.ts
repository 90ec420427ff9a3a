/**
 * `npm run bench:reload [COUNT]`: reloads a master under traffic and prints what was seen from outside; then the same
 * with a file of 600 kB at ten adverts a second, which the master reads beside its adverts.
 */

import { type ReloadFigures, runReloadTrial, waitingInstances } from '../support/reload-trial.js';

const LARGE = 1_000;
const LARGE_RELOADS = 20;

const count = Number(process.argv[2] ?? 1000);
const small = await runReloadTrial(count, 1);
print(`a small file, an advert a second`, small, 1);
const large = await runReloadTrial(LARGE_RELOADS, 0.1, waitingInstances(LARGE));
print(`a large file, ten adverts a second`, large, 0.1);

const [descriptorsBefore, descriptorsAfter] = small.descriptors;
const failed = small.longestGapSeconds > 1.5 || small.lost.length > 0 || descriptorsAfter > descriptorsBefore;
if (failed || large.leastGapSeconds > 0.15) process.exitCode = 1;

function print(title: string, figures: ReloadFigures, advertSeconds: number): void {
  const [memoryBefore, memoryAfter] = figures.memoryKilobytes;
  const gap = (seconds: number): string => {
    return `${(seconds * 1000).toFixed(1)} ms, ${(seconds / advertSeconds).toFixed(2)} intervals`;
  };
  process.stdout.write(`${title}
  reloads                  ${figures.reloads}
  adverts heard            ${figures.adverts}
  longest gap undisturbed  ${gap(figures.calmGapSeconds)}
  longest gap of a reload  ${gap(figures.longestGapSeconds)}, at best ${gap(figures.leastGapSeconds)}
  addresses lost           ${figures.lost.length}
  addresses removed        ${figures.changes}
  descriptors              ${figures.descriptors.join(' -> ')}
  memory                   ${(memoryBefore / 1024).toFixed(1)} -> ${(memoryAfter / 1024).toFixed(1)} MB
`);
}
