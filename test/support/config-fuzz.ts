/**
 * A process that reads texts made by chance: `config-fuzz.js FIRST ROUNDS`. Each line it prints is a FuzzReport of what
 * it did so far; the last one is the whole.
 */

import { type Judged, judgeText } from './config-judge.js';
import { Random } from './random.js';

export interface FuzzReport {
  readonly texts: number;
  readonly findings: number;
  /** The text that took longest, in milliseconds of processor time. */
  readonly slowest: { readonly seed: number; readonly took: number };
  /** What was wrong, by seed; a few of them. */
  readonly wrong: readonly string[];
  /** The most memory that the process ever had, in MiB. */
  readonly peak: number;
}

const REPORT_EVERY = 1_000;
const RENDER_EVERY = 32;

function fuzz(first: number, rounds: number): void {
  const wrong: string[] = [];
  let findings = 0;
  let slowest = { seed: 0, took: 0 };
  for (let seed = first; seed < first + rounds; seed += 1) {
    const begun = performance.now();
    const judged = judge(seed);
    // Asking for processor time takes as long as a short text: only what seems slow is measured again.
    if (performance.now() - begun > slowest.took) {
      const took = processorTime(() => judge(seed));
      if (took > slowest.took) slowest = { seed, took };
    }
    findings += judged.findings;
    if (judged.wrong !== undefined && wrong.length < 20) wrong.push(`seed ${seed}: ${judged.wrong}`);
    const texts = seed - first + 1;
    if (texts % REPORT_EVERY === 0 || texts === rounds) report({ texts, findings, slowest, wrong, peak: peak() });
  }
}

function judge(seed: number): Judged {
  return judgeText(seed, new Random(seed), seed % RENDER_EVERY === 0);
}

function processorTime(action: () => unknown): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function peak(): number {
  return Math.ceil(process.resourceUsage().maxRSS / 1_024);
}

function report(report: FuzzReport): void {
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

fuzz(Number(process.argv[2]), Number(process.argv[3]));
