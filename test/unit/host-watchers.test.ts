/**
 * The real watchers: a file in a directory of its own, and a real child process.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t from 'tap';
import type { ProcessFacts } from '../../src/runtime/ports/watching.js';
import { fileWatcher } from '../../src/system/file-watcher.js';
import { processWatcher } from '../../src/system/process-watcher.js';

async function until(condition: () => boolean, what: string): Promise<void> {
  for (let round = 0; round < 1_000; round += 1) {
    if (condition()) return;
    await setTimeout(10);
  }
  throw new Error(`not seen: ${what}`);
}

t.test('a file is told now, when it changes, goes, and comes back with its directory', async (t) => {
  const directory = path.join(t.testdir(), 'state');
  const file = path.join(directory, 'value');
  mkdirSync(directory);
  writeFileSync(file, '1');
  let text: string | undefined;
  let calls = 0;
  const watch = fileWatcher.watch(file, 3, (now) => {
    text = now;
    calls += 1;
  });
  t.equal(calls, 1, 'told before watch returns');
  t.equal(text, '1');
  writeFileSync(file, '23456');
  await until(() => text === '234', 'the first three bytes of the new text');
  rmSync(directory, { recursive: true });
  await until(() => text === undefined, 'the file gone');
  mkdirSync(directory);
  writeFileSync(file, '7');
  await until(() => text === '7', 'the file back in a new directory');
  watch.close();
});

t.test('a file is made once, and never through a link', (t) => {
  const file = path.join(t.testdir({ link: t.fixture('symlink', 'target') }), 'made');
  fileWatcher.create(file, '1\n', false);
  fileWatcher.create(file, '2\n', false);
  let text: string | undefined;
  fileWatcher
    .watch(file, 9, (now) => {
      text = now;
    })
    .close();
  t.equal(text, '1\n');
  t.throws(() => fileWatcher.create(path.join(path.dirname(file), 'link'), '2\n', true), { code: 'ELOOP' });
  t.end();
});

t.test('a process is seen when it starts and when it ends', async (t) => {
  let processes: readonly ProcessFacts[] = [];
  const watch = processWatcher().watch(true, true, (now) => {
    processes = now;
  });
  t.ok(
    processes.some(({ pid }) => pid === process.pid),
    'the first look is made at once',
  );
  const child = spawn('sleep', ['31.5'], { stdio: 'ignore' });
  const sleeps = (): boolean => processes.some(({ pid, argv }) => pid === child.pid && argv[1] === '31.5');
  await until(sleeps, 'the child');
  t.equal(processes.find(({ pid }) => pid === child.pid)?.name, 'sleep');
  child.kill();
  await once(child, 'exit');
  await until(() => !sleeps(), 'the end of the child');
  watch.close();
});
