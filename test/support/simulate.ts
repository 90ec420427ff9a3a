/**
 * The long run of the network simulation: `npm run sim -- --schedules N [--from SEED]`. A seed that fails leaves its
 * recordings in the current directory and ends the run with exit status 1.
 */

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runSchedule } from './lan-schedule.js';

const { values } = parseArgs({ options: { schedules: { type: 'string' }, from: { type: 'string' } } });
const schedules = Number(values.schedules ?? 10_000);
const from = Number(values.from ?? 1);
let failed = 0;

for (let seed = from; seed < from + schedules; seed += 1) {
  const { violations, recordings } = runSchedule(seed);
  if (violations.length === 0) continue;
  failed += 1;
  process.stdout.write(`seed ${seed}: ${violations[0]}\n`);
  for (const [name, text] of recordings()) {
    const file = `sim-${seed}-${name}.jsonl`;
    writeFileSync(file, text);
    process.stdout.write(`  ${file}\n`);
  }
  if (failed >= 5) break;
}
process.stdout.write(`${schedules} schedules from seed ${from}, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
