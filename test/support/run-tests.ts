/**
 * Runs the built tests with tap: quiet when green, exact when red, and a last line `N passed, N failed`.
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

/**
 * The virtual machine computes for minutes, with one processor, and bears company. A file of it runs without tap, which
 * would end it after its two minutes and cannot run twice at a time.
 */
const MACHINE = /^dist\/test\/vm\//;

function testFiles(words: readonly string[]): readonly string[] {
  const all = readdirSync(path.join(root, 'dist/test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js') && existsSync(path.join(root, 'test', file.replace(/js$/, 'ts'))))
    .map((file) => `dist/test/${file}`)
    .sort();
  return words.length === 0 ? all : all.filter((file) => words.some((word) => file.includes(word)));
}

function runTap(files: readonly string[], jobs: number, collector: FailureCollector): Promise<void> {
  if (files.length === 0) return Promise.resolve();
  const tap = path.join(root, 'node_modules/.bin/tap');
  return run([tap, 'run', '--reporter=tap', `--jobs=${jobs}`, ...files], collector);
}

async function runAlone(files: readonly string[], collector: FailureCollector): Promise<void> {
  for (const file of files) await run([process.execPath, file], collector);
}

function run([program = '', ...words]: readonly string[], collector: FailureCollector): Promise<void> {
  const child = spawn(program, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.pipe(collector.parser());
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      collector.finish(status);
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
  const machine = files.filter((file) => MACHINE.test(file));
  const inMachine = runAlone(machine, collector);
  await runTap(
    files.filter((file) => !NAMESPACES.test(file) && !MACHINE.test(file)),
    2,
    collector,
  );
  await inMachine;
  await runTap(
    files.filter((file) => NAMESPACES.test(file)),
    // Where nobody looks, a minute more is better than two tests in each other's way.
    strict ? 1 : 2,
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
