import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { notifyPipes } from '../../src/system/notify-pipe.js';

const directory = mkdtempSync(join(tmpdir(), 'vrrpd-pipe-'));
t.teardown(() => rmSync(directory, { recursive: true }));

t.test('a FIFO is made, written to without a reader, and removed', async (t) => {
  const path = join(directory, 'made');
  const pipe = notifyPipes.open(path, undefined, 0o600);
  t.ok(statSync(path).isFIFO());
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.ok(pipe.write('INSTANCE "VI_1" MASTER 100\n'));
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const bytes = Buffer.alloc(100);
  t.equal(bytes.toString('latin1', 0, readSync(reader, bytes)), 'INSTANCE "VI_1" MASTER 100\n');
  closeSync(reader);
  pipe.close();
  pipe.close();
  t.notOk(existsSync(path));
  t.notOk(pipe.write('x'), 'closed');
});

t.test('a full one takes nothing and holds nobody up', async (t) => {
  const pipe = notifyPipes.open(join(directory, 'full'), undefined, 0o600);
  let taken = 0;
  while (taken < 1_000 && pipe.write(`${'x'.repeat(1023)}\n`)) taken += 1;
  t.equal(taken, 64, 'the 64 KiB of a pipe, line by line');
  pipe.close();
});

t.test('one that was there stays there', async (t) => {
  const path = join(directory, 'found');
  execFileSync('mkfifo', ['-m', '600', path]);
  notifyPipes.open(path, undefined, 0o644).close();
  t.ok(statSync(path).isFIFO());
});

t.test('what is no FIFO, or behind a symbolic link, is refused and left alone', async (t) => {
  const file = join(directory, 'file');
  const link = join(directory, 'link');
  writeFileSync(file, 'text');
  symlinkSync(join(directory, 'found'), link);
  t.throws(() => notifyPipes.open(file, undefined, 0o600), { message: `${file} is not a FIFO` });
  t.throws(() => notifyPipes.open(link, undefined, 0o600), { code: 'ELOOP' });
  t.throws(() => notifyPipes.open(join(directory, 'missing/pipe'), undefined, 0o600), { code: 'ENOENT' });
  t.ok(existsSync(file));
});

const isRoot = process.getuid?.() === 0;

t.test(
  'it belongs to its user; one of somebody else is refused',
  { skip: isRoot ? false : 'needs root' },
  async (t) => {
    const path = join(directory, 'owned');
    const owner = { uid: 1234, gid: 1235, name: 'writer' };
    const pipe = notifyPipes.open(path, owner, 0o644);
    t.same([statSync(path).uid, statSync(path).gid], [1234, 1235]);
    t.throws(() => notifyPipes.open(path, undefined, 0o644), { message: /belongs to user 1234/ });
    notifyPipes.open(path, owner, 0o644).close();
    t.ok(existsSync(path), 'removed only by who made it');
    pipe.close();
  },
);
