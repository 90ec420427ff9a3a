/** The packs that the two programs are, with compiled code that fits, does not fit, or is missing. */

import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const LOADED = ['main.js', 'cli/daemon-words.js', 'cli/leave.js', 'wiring', 'system/engine.js', 'packed'];
const NAMES = ['commands', 'daemon'] as const;

const READ = `
const { prepareEngine, readPack } = await import('./dist/src/wiring/pack.js');
prepareEngine(process.argv[1]);
const { cachedDataRejected } = readPack(process.argv[1]);
console.log(cachedDataRejected === undefined ? 'none' : cachedDataRejected ? 'rejected' : 'taken');
`;

/** What becomes of the compiled code of each pack. */
function compiledCode(folder: string): readonly string[] {
  return NAMES.map((name) => {
    const args = ['--input-type=module', '-e', READ, name];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    return stdout.trim() || stderr;
  });
}

function node(folder: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** An installation of its own. */
function installed(t: Tap): string {
  const folder = t.testdir();
  for (const part of LOADED) {
    cpSync(path.join(ROOT, 'dist/src', part), path.join(folder, 'dist/src', part), { recursive: true });
  }
  for (const part of ['node_modules', 'native', 'package.json']) {
    symlinkSync(path.join(ROOT, part), path.join(folder, part));
  }
  return folder;
}
type Tap = { testdir(): string };

const PROGRAM = 'dist/src/main.js';
const WORKS = { status: 0, stdout: /^vrrpd \d/, stderr: '' };

t.test('the build leaves compiled code that this engine takes', async (t) => {
  t.same(compiledCode(ROOT), ['taken', 'taken']);
});

t.test(
  'without compiled code, with code of another text, and with half of it the programs work all the same',
  async (t) => {
    const folder = installed(t);
    const compiled = NAMES.map((name) => path.join(folder, `dist/src/packed/${name}.cjs.compiled`));
    const works = (what: string, code: readonly string[]): void => {
      t.same(compiledCode(folder), code, what);
      t.match(node(folder, PROGRAM, '--version'), WORKS, what);
      t.match(node(folder, PROGRAM, 'run', '--no-such'), { status: 64, stderr: /--no-such/ }, what);
    };
    works('as it was built', ['taken', 'taken']);
    for (const file of compiled) truncateSync(file, 10_000);
    works('half of it', ['rejected', 'rejected']);
    for (const file of compiled) writeFileSync(file, `${'0'.repeat(64)}${readFileSync(file, 'latin1').slice(64)}`);
    works('of another text', ['none', 'none']);
    for (const file of compiled) rmSync(file);
    works('none', ['none', 'none']);

    t.match(node(folder, 'dist/src/wiring/compile-packs.js'), { status: 0, stdout: '', stderr: '' });
    works('made anew, as an installation does', ['taken', 'taken']);
  },
);
