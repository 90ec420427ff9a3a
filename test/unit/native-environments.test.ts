/** The addon in several environments at once, and what happens when one of them, or a callback, ends badly. */

import { readdirSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import t from 'tap';
import { native } from '../../src/system/native.js';
import { runChild } from '../support/child.js';

native();

const nativeUrl = new URL('../../src/system/native.js', import.meta.url).href;

/** Leaves open sockets, armed timers and callbacks behind, as a worker that is stopped does. */
const WORKER = `
import { parentPort } from 'node:worker_threads';
import { native } from ${JSON.stringify(nativeUrl)};
const addon = native();
const { AF_UNIX, SOCK_DGRAM } = addon.constants;
globalThis.kept = Array.from({ length: 20 }, () => {
  const socket = new addon.Socket(AF_UNIX, SOCK_DGRAM, 0);
  socket.configureReceive(4, 256);
  socket.watch(() => {});
  const timer = new addon.Timer(() => timer.arm(addon.bootMicros() + 100));
  timer.arm(addon.bootMicros());
  return [socket, timer];
});
try {
  new addon.Socket('wrong');
} catch (error) {
  parentPort.postMessage([error.constructor.name, error.errno]);
}
`;

async function runWorker(): Promise<unknown> {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`));
  const message = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  return message;
}

t.test('workers load it, each with its own errors, and leave nothing behind when stopped', async (t) => {
  const before = readdirSync('/proc/self/fd').length;
  const messages = await Promise.all(Array.from({ length: 3 }, runWorker));
  t.strictSame(messages, new Array(3).fill(['SystemError', 'EINVAL']));
  t.ok(readdirSync('/proc/self/fd').length <= before, 'descriptors are closed');
});

t.test('a process with open sockets and timers ends by itself when they are released', async (t) => {
  const { status, stderr } = runChild(`
    const socket = new addon.Socket(addon.constants.AF_UNIX, addon.constants.SOCK_DGRAM, 0);
    socket.watch(() => {});
    socket.unref();
    const timer = new addon.Timer(() => {});
    timer.arm(addon.bootMicros() + 3_600_000_000);
    timer.arm(undefined);
  `);
  t.strictSame({ status, stderr }, { status: 0, stderr: '' });
});

t.test('process.exit with everything open is clean', async (t) => {
  const { status, stderr } = runChild(`
    const socket = new addon.Socket(addon.constants.AF_UNIX, addon.constants.SOCK_DGRAM, 0);
    socket.watch(() => {});
    new addon.Timer(() => process.exit(7)).arm(addon.bootMicros());
  `);
  t.strictSame({ status, stderr }, { status: 7, stderr: '' });
});

t.test('what a callback throws is an uncaught exception like any other', async (t) => {
  const { status, stdout } = runChild(`
    process.once('uncaughtException', (error) => {
      console.log(error.message);
      timer.close();
    });
    const timer = new addon.Timer(() => {
      throw new Error('thrown in a callback');
    });
    timer.arm(addon.bootMicros());
  `);
  t.strictSame({ status, stdout }, { status: 0, stdout: 'thrown in a callback\n' });
});

t.test('promises that a callback resolves run right after it', async (t) => {
  const { stdout } = runChild(`
    const first = new addon.Timer(() => {
      Promise.resolve().then(() => console.log('promise'));
      process.nextTick(() => console.log('tick'));
      console.log('callback');
    });
    first.arm(addon.bootMicros());
  `);
  t.equal(stdout, 'callback\ntick\npromise\n');
});
