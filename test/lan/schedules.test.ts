/**
 * Thousands of random stories on the simulated network, the same ones every time. The long run is `npm run sim`.
 */

import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import t from 'tap';
import { type Outcome, runSchedule } from '../support/lan-schedule.js';

const SCHEDULES = 1_500;

t.test(`${SCHEDULES} schedules of loss, delay, partition, freeze and crash end with one master`, async (t) => {
  let failures = 0;
  for (let seed = 1; seed <= SCHEDULES && failures < 3; seed += 1) {
    const outcome = runSchedule(seed);
    if (outcome.violations.length === 0) continue;
    failures += 1;
    t.fail(`seed ${seed}: ${outcome.violations[0]}`, { recordings: keep(outcome) });
  }
  t.pass('no invariant broke');
});

t.test('a seed tells the same story every time', async (t) => {
  const [first, second] = [runSchedule(7), runSchedule(7)];
  t.same([...first.recordings()], [...second.recordings()]);
});

/** Scenario files of the story that failed: each can be moved to test/scenarios. */
function keep({ seed, recordings }: Outcome): readonly string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), `vrrpd-sim-${seed}-`));
  return [...recordings()].map(([name, text]) => {
    const file = path.join(folder, `${name}.jsonl`);
    writeFileSync(file, text);
    return file;
  });
}
