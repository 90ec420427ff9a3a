/**
 * Runs the built tests, each file in a process: quiet when green, exact when red, and a last line `N passed, N failed`.
 * Words on the command line choose test files by a part of their path. Where CI is set, a skipped test is a failure.
 */

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FailureCollector } from './tap-results.js';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Tests that build namespaces run after the others: what they wait for should not compete with computing tests. */
const NAMESPACES = /^dist\/test\/interop\//;

/** The virtual machine computes for minutes, with one processor, and bears company. */
const MACHINE = /^dist\/test\/vm\//;

const COMPUTING_JOBS = 2;
/** They wait most of the time. Where nobody looks, a minute more is better than tests in each other's way. */
const NAMESPACE_JOBS = process.env['CI'] === undefined ? 3 : 2;

/** Longest times of a file; TAP_TIMEOUT replaces them, 0 has no end. */
const FILE_SECONDS = 180;
const MACHINE_SECONDS = 900;

function testFiles(words: readonly string[]): readonly string[] {
  const all = readdirSync(path.join(root, 'dist/test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js') && existsSync(path.join(root, 'test', file.replace(/js$/, 'ts'))))
    .map((file) => `dist/test/${file}`)
    .sort();
  return words.length === 0 ? all : all.filter((file) => words.some((word) => file.includes(word)));
}

/** Each file is a process of its own, so many at a time. */
async function runFiles(files: readonly string[], jobs: number, collector: FailureCollector): Promise<void> {
  const waiting = [...files];
  const worker = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await runFile(file, collector);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
}

function runFile(file: string, collector: FailureCollector): Promise<void> {
  const seconds = Number(process.env['TAP_TIMEOUT'] ?? (MACHINE.test(file) ? MACHINE_SECONDS : FILE_SECONDS));
  const child = spawn(process.execPath, [file], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TAP_TIMEOUT: String(seconds) },
  });
  // A test that never gives way cannot end itself.
  const patience = seconds === 0 ? undefined : setTimeout(() => child.kill('SIGKILL'), (seconds + 30) * 1_000);
  const finish = collector.follow(child.stdout, file);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      clearTimeout(patience);
      finish(status ?? signal);
      resolve();
    });
  });
}

async function main(): Promise<number> {
  const files = testFiles(process.argv.slice(2));
  if (files.length === 0) {
    process.stderr.write('no test file matches\n');
    return 1;
  }
  const strict = process.env['CI'] !== undefined;
  const collector = new FailureCollector();
  const inMachine = runFiles(
    files.filter((file) => MACHINE.test(file)),
    1,
    collector,
  );
  await runFiles(
    files.filter((file) => !NAMESPACES.test(file) && !MACHINE.test(file)),
    COMPUTING_JOBS,
    collector,
  );
  await inMachine;
  await runFiles(
    files.filter((file) => NAMESPACES.test(file)),
    NAMESPACE_JOBS,
    collector,
  );
  const { passed, failures, skips } = collector;
  for (const skip of skips) process.stdout.write(`skipped: ${skip}\n`);
  for (const failure of failures) process.stdout.write(`\nFAILED ${failure}\n`);
  const failed = failures.length + (strict ? skips.length : 0);
  if (strict && skips.length > 0) process.stdout.write('\nskipped tests count as failed here\n');
  process.stdout.write(
    `${passed} passed, ${failed} failed${strict || skips.length === 0 ? '' : `, ${skips.length} skipped`}\n`,
  );
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = await main();
