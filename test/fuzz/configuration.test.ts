/**
 * No text makes the reading of a configuration throw, hang or grow without bound, and every finding can be shown. The
 * texts are read in a process of their own, which the kernel gives no more than the memory that it may take.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { FuzzReport } from '../support/config-fuzz.js';
import { fuzzRounds } from '../support/fuzz.js';

/** Milliseconds of processor time that one text may take. */
const HANG = 1_000;
const MEMORY = 256 * 1024 * 1024;
/** Seconds without a report after which the process is taken for hanging. */
const PATIENCE = 120;
/** Texts that one process reads: what it keeps from text to text would be seen, what it needs to start is not doubled. */
const SHARE = 50_000;

const program = fileURLToPath(new URL('../support/config-fuzz.js', import.meta.url));

/** The last report of one process, and how it ended. */
async function read(first: number, rounds: number): Promise<{ report: FuzzReport | undefined; end: string }> {
  const words = [`--data=${MEMORY}`, process.execPath, program, `${first}`, `${rounds}`];
  const child = spawn('prlimit', words, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let report: FuzzReport | undefined;
  let silent = 0;
  // Counted in turns of this process, so that both may be stopped for a while.
  const watch = setInterval(() => {
    silent += 1;
    if (silent > PATIENCE) child.kill('SIGKILL');
  }, 1_000);
  createInterface(child.stdout).on('line', (line) => {
    report = JSON.parse(line);
    silent = 0;
  });
  const [status, signal] = await once(child, 'close');
  clearInterval(watch);
  return { report, end: signal ?? `status ${status}` };
}

t.test('configurations', { timeout: 0 }, async (t) => {
  const begin = Number(process.env['VRRPD_FUZZ_SEED'] ?? 1);
  const end = begin + fuzzRounds(2_000);
  for (let first = begin; first < end; first += SHARE) {
    const rounds = Math.min(SHARE, end - first);
    const { report, end: ended } = await read(first, rounds);
    t.equal(ended, 'status 0', `the reading of ${rounds} texts from seed ${first} ends well`);
    if (report === undefined) continue;
    const { texts, findings, slowest, wrong, peak } = report;
    t.equal(texts, rounds);
    t.same(wrong, []);
    t.ok(findings > 0);
    t.ok(slowest.took < HANG, `slowest is seed ${slowest.seed} with ${slowest.took} ms`);
    t.ok(peak * 1024 * 1024 < MEMORY, `${peak} MiB at most`);
    t.comment(
      `${texts} texts, ${findings} findings, at most ${slowest.took} ms for seed ${slowest.seed} and ${peak} MiB`,
    );
  }
});
