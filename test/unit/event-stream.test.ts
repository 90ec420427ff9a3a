/**
 * Following events over a real socket: lines arrive as they happen, a reader that stops reading is let go, and followers
 * do not use up the sockets.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { CONTROL_LIMITS } from '../../src/control/limits.js';
import { runPaths } from '../../src/control/paths.js';
import type { Route } from '../../src/control/route.js';
import { startControlServer } from '../../src/control/server.js';
import { followDaemon } from '../../src/control/stream.js';
import { QUIET } from '../support/quiet-logger.js';

const directory = mkdtempSync(join(tmpdir(), 'vrrpd-stream-'));
const paths = runPaths(directory);
const senders = new Set<(json: unknown) => void>();
const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/events/stream',
    access: 'read',
    handle: () => ({
      status: 200,
      start: (send) => {
        senders.add(send);
        return () => senders.delete(send);
      },
    }),
  },
];
const server = await startControlServer({
  paths,
  routes: ROUTES,
  readGroup: undefined,
  changeGroup: undefined,
  peerLookup: () => ({ pid: 1, uid: 0, gid: 0 }),
  log: QUIET,
  limits: { ...CONTROL_LIMITS, patience: 400, followers: 2, followerBytes: 10_000 },
});
t.teardown(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

/** Polls; only a failing test waits long. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1_000 && !condition(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
}

t.test('lines arrive, longer than the patience for a request', async (t) => {
  const over = new AbortController();
  const heard: unknown[] = [];
  const following = followDaemon(paths.statusSocket, '/v1/events/stream', (json) => heard.push(json), over.signal);
  await until(() => senders.size === 1);
  for (const send of senders) send({ sequence: 1 });
  await until(() => heard.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 500));
  for (const send of senders) send({ sequence: 2 });
  await until(() => heard.length === 2);
  t.same(heard, [{ sequence: 1 }, { sequence: 2 }]);
  over.abort();
  await following;
  await until(() => senders.size === 0);
  t.equal(senders.size, 0, 'the daemon notices that nobody follows any more');
});

t.test('one that does not read is let go', async (t) => {
  const client = connect(paths.statusSocket, () => client.write('GET /v1/events/stream HTTP/1.1\r\nHost: x\r\n\r\n'));
  client.pause();
  client.on('error', () => {});
  await until(() => senders.size === 1);
  for (let line = 0; line < 10_000 && senders.size > 0; line += 1) {
    for (const send of senders) send({ text: 'x'.repeat(1_000) });
    if (line % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => senders.size === 0);
  t.equal(senders.size, 0);
  client.destroy();
});

t.test('so many may follow', async (t) => {
  const over = new AbortController();
  const follow = (): Promise<void> => followDaemon(paths.statusSocket, '/v1/events/stream', () => {}, over.signal);
  const two = [follow(), follow()];
  await until(() => senders.size === 2);
  await t.rejects(follow(), { code: 'NO_ANSWER', message: 'vrrpd answered with status 429' });
  over.abort();
  await Promise.all(two);
});
