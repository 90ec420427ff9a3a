/**
 * Builds the addon with AddressSanitizer and UndefinedBehaviorSanitizer in a copy of the checkout and runs its tests
 * there. Every report fails the run; of leaks only those with a frame of the addon, since Node.js frees little at exit.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const SANITIZERS = '-fsanitize=address,undefined';
const TESTS = /^(unit\/(native-.*|service-manager)|interop\/native-transport)\.test\.js$/;

function copyCheckout(target: string): void {
  cpSync(path.join(root, 'dist'), path.join(target, 'dist'), { recursive: true });
  cpSync(path.join(root, 'package.json'), path.join(target, 'package.json'));
  mkdirSync(path.join(target, 'native'));
  cpSync(path.join(root, 'native'), path.join(target, 'native'), {
    recursive: true,
    filter: (source) => path.basename(source) !== 'build',
  });
  symlinkSync(path.join(root, 'node_modules'), path.join(target, 'node_modules'));
}

function build(target: string): void {
  const environment = {
    ...process.env,
    CFLAGS: `${SANITIZERS} -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g`,
    LDFLAGS: SANITIZERS,
  };
  execFileSync(process.execPath, ['native/build.cjs'], {
    cwd: target,
    env: environment,
    stdio: ['ignore', 'ignore', 2],
  });
}

function libraryPath(name: string): string {
  return execFileSync('gcc', [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();
}

/** Runs one test file; returns what went wrong, or undefined. */
function runTest(target: string, file: string, reports: string): string | undefined {
  const environment = {
    ...process.env,
    LD_PRELOAD: `${libraryPath('libasan.so')} ${libraryPath('libubsan.so')}`,
    ASAN_OPTIONS: `detect_leaks=1:exitcode=0:log_path=${reports}/${path.basename(file)}`,
    UBSAN_OPTIONS: 'print_stacktrace=1',
  };
  const result = spawnSync(process.execPath, [file], {
    cwd: target,
    env: environment,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (result.status === 0) return undefined;
  return `exit ${result.status ?? result.signal}\n${result.stdout}\n${result.stderr}`;
}

/** Reports that are ours: everything but the leaks of others. */
function ownReports(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .flatMap((text) => (text.includes('LeakSanitizer') ? leaksOfAddon(text) : [text]));
}

function leaksOfAddon(text: string): string[] {
  return text.split('\n\n').filter((leak) => leak.includes('vrrpd.node'));
}

function main(): number {
  const target = mkdtempSync(path.join(tmpdir(), 'vrrpd-asan-'));
  try {
    const reports = path.join(target, 'reports');
    mkdirSync(reports);
    copyCheckout(target);
    build(target);
    const files = readdirSync(path.join(target, 'dist/test'), { recursive: true, encoding: 'utf8' });
    const failures: string[] = [];
    for (const file of files.filter((name) => TESTS.test(name))) {
      const failure = runTest(target, path.join('dist/test', file), reports);
      if (failure !== undefined) failures.push(`${file}: ${failure}`);
    }
    failures.push(...ownReports(reports));
    for (const failure of failures) console.error(failure);
    console.log(failures.length === 0 ? 'sanitizers: no report' : `sanitizers: ${failures.length} failures`);
    return failures.length === 0 ? 0 : 1;
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

process.exitCode = main();
