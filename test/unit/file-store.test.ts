import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Logger } from '../../src/base/logger.js';
import { AsyncFileStore } from '../../src/system/file-store.js';

function folderFor(t: { teardown(handler: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'vrrpd-files-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

function store(warnings: string[] = []): AsyncFileStore {
  const logger: Logger = {
    debug() {},
    info() {},
    warn: (_fields, message) => void warnings.push(message),
    error() {},
    child: () => logger,
  };
  return new AsyncFileStore(logger);
}

t.test('the last text wins, the file is private, nothing else stays behind', async (t) => {
  const folder = folderFor(t);
  const files = store();
  for (let index = 0; index < 50; index += 1) files.replace(join(folder, 'data'), `text ${index}\n`);
  await files.flush();
  t.equal(readFileSync(join(folder, 'data'), 'utf8'), 'text 49\n');
  t.equal(statSync(join(folder, 'data')).mode & 0o777, 0o600);
  t.same(readdirSync(folder), ['data']);
});

t.test('a symbolic link is replaced, not written through', async (t) => {
  const folder = folderFor(t);
  writeFileSync(join(folder, 'victim'), 'precious');
  symlinkSync(join(folder, 'victim'), join(folder, 'data'));
  const files = store();
  files.replace(join(folder, 'data'), 'ours');
  await files.flush();
  t.equal(readFileSync(join(folder, 'victim'), 'utf8'), 'precious');
  t.notOk(lstatSync(join(folder, 'data')).isSymbolicLink());
});

t.test('lines are appended in order, never through a symbolic link', async (t) => {
  const folder = folderFor(t);
  const warnings: string[] = [];
  const files = store(warnings);
  for (let index = 0; index < 100; index += 1) files.append(join(folder, 'lines'), `${index}\n`);
  await files.flush();
  t.equal(
    readFileSync(join(folder, 'lines'), 'utf8'),
    Array.from({ length: 100 }, (_, index) => `${index}\n`).join(''),
  );
  symlinkSync(join(folder, 'lines'), join(folder, 'link'));
  files.append(join(folder, 'link'), 'evil');
  await files.flush();
  t.notMatch(readFileSync(join(folder, 'lines'), 'utf8'), /evil/);
  t.equal(warnings.length, 1);
});

t.test('a folder that is missing is told once', async (t) => {
  const warnings: string[] = [];
  const files = store(warnings);
  files.replace('/nonexistent/folder/file', 'text');
  await files.flush();
  files.replace('/nonexistent/folder/file', 'text');
  await files.flush();
  t.equal(warnings.length, 1);
});

t.test('a file that could not be written says why, until all of it was written anew', async (t) => {
  const folder = folderFor(t);
  const files = store();
  const path = join(folder, 'data');
  mkdirSync(path);
  files.append(path, 'a line');
  t.equal(files.problem(path), undefined, 'not known yet');
  await files.written(path);
  t.equal(files.problem(path), 'EISDIR: illegal operation on a directory');
  rmSync(path, { recursive: true });
  files.append(path, 'another line');
  await files.written(path);
  t.equal(files.problem(path), 'EISDIR: illegal operation on a directory', 'the first line is missing');
  files.replace(path, 'both lines');
  await files.written(path);
  t.equal(files.problem(path), undefined);
});

t.test('what is asked while a write fails is written all the same', async (t) => {
  const folder = folderFor(t);
  const files = store();
  const path = join(folder, 'missing', 'data');
  files.replace(path, 'first');
  mkdirSync(join(folder, 'missing'));
  files.replace(path, 'second');
  await files.flush();
  t.equal(readFileSync(path, 'utf8'), 'second');
});
