import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer, connect as netConnect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { native } from '../../src/system/native.js';
import { runChild } from '../support/child.js';

const addon = native();
const c = addon.constants;
const isRoot = process.getuid?.() === 0;

t.test('scheduler: policy and priority are set and read back', { skip: isRoot ? false : 'needs root' }, async (t) => {
  const { stdout, stderr } = runChild(`
    const { SCHED_BATCH, SCHED_RR, SCHED_RESET_ON_FORK } = addon.constants;
    addon.setScheduler(0, SCHED_BATCH, 0);
    console.log(addon.getScheduler(0).policy === SCHED_BATCH);
    try {
      addon.setScheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, 5);
      console.log(JSON.stringify(addon.getScheduler(0)));
    } catch (error) {
      console.log(error.errno);
    }
  `);
  t.equal(stderr, '');
  const [batch, realtime] = stdout.split('\n');
  t.equal(batch, 'true');
  // A container may be refused real time whatever its user is.
  const wanted = JSON.stringify({ policy: c.SCHED_RR | c.SCHED_RESET_ON_FORK, priority: 5 });
  t.ok(realtime === wanted || realtime === 'EPERM', realtime ?? '');
});

t.test('affinity: a thread is kept on one of its processors', async (t) => {
  const { stdout } = runChild(`
    const [first] = addon.getAffinity(0);
    addon.setAffinity(0, [first]);
    console.log(addon.getAffinity(0).length);
    try { addon.setAffinity(0, []); } catch (error) { console.log(error.errno); }
  `);
  t.equal(stdout, '1\nEINVAL\n');
});

t.test('limits: set and read back, Infinity is no limit', async (t) => {
  const { stdout } = runChild(`
    const { RLIMIT_CORE, RLIMIT_NOFILE } = addon.constants;
    addon.setLimit(RLIMIT_CORE, 4096, 8192);
    console.log(JSON.stringify(addon.getLimit(RLIMIT_CORE)));
    try { addon.setLimit(RLIMIT_NOFILE, 10, 5); } catch (error) { console.log(error.errno); }
  `);
  t.equal(stdout, '{"soft":4096,"hard":8192}\nEINVAL\n');
  const { soft, hard } = addon.getLimit(c.RLIMIT_RTTIME);
  addon.setLimit(c.RLIMIT_RTTIME, soft, hard);
  t.strictSame(addon.getLimit(c.RLIMIT_RTTIME), { soft, hard });
});

const lockSkip = 'ASAN_OPTIONS' in process.env ? 'the sanitizer replaces mlockall' : isRoot ? false : 'needs root';

t.test('memory: locked pages are counted by the kernel', { skip: lockSkip }, async (t) => {
  const { stdout, stderr } = runChild(`
    import { readFileSync } from 'node:fs';
    const locked = () => Number(/VmLck:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    addon.lockMemory(addon.constants.MCL_CURRENT | addon.constants.MCL_ONFAULT);
    console.log(locked() > 0);
    addon.unlockMemory();
    console.log(locked());
  `);
  t.strictSame({ stdout, stderr }, { stdout: 'true\n0\n', stderr: '' });
});

t.test('memory: the program is locked, its heap is not', { skip: lockSkip }, async (t) => {
  const { status, stdout, stderr } = runChild(`
    import { readFileSync } from 'node:fs';
    const locked = () => Number(/VmLck:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    addon.lockProgram();
    // Garbage, so that V8 gives pages back.
    let kept = Array.from({ length: 200_000 }, (_, index) => ({ index, text: String(index) }));
    kept = undefined;
    console.log(locked() > 1000);
    addon.unlockMemory();
  `);
  t.strictSame({ status, stdout, stderr }, { status: 0, stdout: 'true\n', stderr: '' });
});

t.test('execve: the process becomes the other program, with its pid, arguments and environment', async (t) => {
  const { status, stdout } = runChild(`
    process.stdout.write(process.pid + '\\n');
    addon.execve('/bin/sh', ['sh', '-c', 'echo $$ "$0" "$1" "$NAME" $HOME; exit 3', 'zero', 'one two'], ['NAME=value']);
  `);
  const [before, after] = stdout.split('\n');
  t.equal(after, `${before} zero one two value`);
  t.equal(status, 3);
});

t.test('execve: a failure leaves the process as it was', async (t) => {
  const { status, stdout } = runChild(`
    try { addon.execve('/etc/passwd', ['x'], []); } catch (error) { console.log(error.errno); }
    process.stdout.write('alive');
  `);
  t.strictSame({ status, stdout }, { status: 0, stdout: 'EACCES\nalive' });
});

t.test('execve: the new program does not inherit that SIGPIPE is ignored', async (t) => {
  const { stdout } = runChild(`
    addon.execve('/bin/sh', ['sh', '-c', 'grep SigIgn /proc/self/status'], ['PATH=/bin:/usr/bin']);
  `);
  const ignored = BigInt(`0x${/SigIgn:\s+([0-9a-f]+)/.exec(stdout)?.[1] ?? 'f'.repeat(16)}`);
  t.equal(ignored & 0x1000n, 0n, 'bit 12 is signal 13');
});

t.test('file lock: one holder, and free again when the descriptor closes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vrrpd-lock-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'lock');
  const [first, second] = [openSync(path, 'w'), openSync(path, 'w')];
  addon.lockFile(first, c.LOCK_EX | c.LOCK_NB);
  t.throws(() => addon.lockFile(second, c.LOCK_EX | c.LOCK_NB), { code: 'EAGAIN', syscall: 'flock' });
  closeSync(first);
  addon.lockFile(second, c.LOCK_EX | c.LOCK_NB);
  addon.lockFile(second, c.LOCK_UN);
  closeSync(second);
});

t.test('peer credentials: who connected to a Unix socket', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'vrrpd-peer-'));
  const path = join(folder, 'socket');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = netConnect(path);
  const connection = await accepted;
  const { fd } = (connection as unknown as { _handle: { fd: number } })._handle;
  t.strictSame(addon.peerCredentials(fd), { pid: process.pid, uid: process.getuid?.(), gid: process.getgid?.() });
  client.destroy();
  connection.destroy();
  server.close();
  rmSync(folder, { recursive: true });
});
