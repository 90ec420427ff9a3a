import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Logger } from '../../src/base/logger.js';
import { askDaemon, explainFailure } from '../../src/control/client.js';
import { CONTROL_LIMITS, type ControlLimits, RequestBudget } from '../../src/control/limits.js';
import { runPaths } from '../../src/control/paths.js';
import type { PeerCredentials, Route } from '../../src/control/route.js';
import { holdRunDirectory } from '../../src/control/run-directory.js';
import { type ControlServer, type ControlServerOptions, startControlServer } from '../../src/control/server.js';
import { QUIET } from '../support/quiet-logger.js';

const ROOT: PeerCredentials = { pid: 1, uid: 0, gid: 0 };

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/echo/:name',
    query: ['a'],
    access: 'read',
    handle: ({ parameters, query, peer }) => ({ status: 200, json: { parameters, query: String(query), peer } }),
  },
  { method: 'GET', path: '/v1/broken', access: 'read', handle: () => Promise.reject(new Error('secret detail')) },
  {
    method: 'POST',
    path: '/v1/change',
    access: 'change',
    handle: ({ body, peer }) => ({ status: 200, json: { body, peer } }),
  },
];

async function serve(
  t: { teardown(handler: () => void): void },
  limits: Partial<ControlLimits> = {},
  options: Partial<ControlServerOptions> = {},
): Promise<ReturnType<typeof runPaths>> {
  const directory = mkdtempSync(join(tmpdir(), 'vrrpd-control-'));
  const paths = runPaths(directory);
  const server: ControlServer = await startControlServer({
    paths,
    routes: ROUTES,
    readGroup: undefined,
    changeGroup: undefined,
    peerLookup: () => ROOT,
    log: QUIET,
    limits: { ...CONTROL_LIMITS, ...limits },
    ...options,
  });
  t.teardown(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });
  return paths;
}

/** Sends raw bytes and resolves with all that came back when the other side closed. */
function raw(socket: string, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const client = connect(socket, () => client.write(bytes));
    client.on('data', (part) => {
      answer += part.toString();
    });
    client.on('error', () => {});
    client.on('close', () => resolve(answer));
  });
}

t.test('questions and changes', async (t) => {
  const paths = await serve(t);
  t.same(await askDaemon({ socket: paths.statusSocket, path: '/v1/echo/VI%201%2F?a=b' }), {
    status: 200,
    json: { parameters: { name: 'VI 1/' }, query: 'a=b', peer: ROOT },
  });
  const change = { method: 'POST', path: '/v1/change', body: { for: 5 } } as const;
  t.same(await askDaemon({ socket: paths.controlSocket, ...change }), {
    status: 200,
    json: { body: { for: 5 }, peer: ROOT },
  });
  t.match(await askDaemon({ socket: paths.statusSocket, ...change }), {
    status: 403,
    json: { version: 1, error: { code: 'READ_ONLY' } },
  });
  t.match(await askDaemon({ socket: paths.controlSocket, path: '/v1/change' }), {
    status: 405,
    json: { error: { message: 'use POST' } },
  });
  t.match(await askDaemon({ socket: paths.statusSocket, path: '/v1/nowhere' }), { status: 404 });
  const broken = await askDaemon({ socket: paths.statusSocket, path: '/v1/broken' });
  t.equal(broken.status, 500);
  t.notMatch(JSON.stringify(broken.json), /secret/);
});

/** Sends raw bytes, and leaves without waiting for an answer. */
function leave(socket: string, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const client = connect(socket, () => client.write(bytes, () => client.destroy()));
    client.on('error', () => {});
    client.on('close', () => resolve());
  });
}

t.test('clients that leave are not worth a line, and a mistake of ours is told once', async (t) => {
  const errors: string[] = [];
  const log: Logger = { ...QUIET, error: (fields, message) => errors.push(`${message} ${fields['path']}`) };
  const paths = await serve(t, {}, { log });
  for (let times = 0; times < 5; times += 1) {
    await leave(paths.statusSocket, 'GET /v1/echo/a HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\nab');
    await leave(paths.controlSocket, 'POST /v1/change HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\nab');
  }
  t.match(
    await raw(
      paths.statusSocket,
      'GET /v1/echo/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 999\r\n\r\nab',
    ),
    /^HTTP\/1.1 200 /,
    'a question has no body to wait for',
  );
  t.equal((await askDaemon({ socket: paths.controlSocket, path: '/v1/echo/a' })).status, 200);
  t.same(errors, []);
  for (let times = 0; times < 5; times += 1) await askDaemon({ socket: paths.statusSocket, path: '/v1/broken' });
  t.same(errors, ['a control request failed /v1/broken']);
});

t.test('what is refused is said in JSON', async (t) => {
  const paths = await serve(t);
  const socket = paths.statusSocket;
  const large = await raw(socket, `GET /v1/echo/a HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(10_000)}\r\n\r\n`);
  t.match(jsonIn(large), { error: { code: 'BAD_REQUEST', message: 'at most 8192 bytes of headers are read' } });
  t.match(jsonIn(await raw(socket, '\x00\x01 nonsense\r\n\r\n')), { error: { message: 'this is not HTTP' } });
  for (const [path, message] of [
    ['/v1/echo/a?x=1', "there is no parameter 'x' here"],
    ['/v1/broken?a=1', "there is no parameter 'a' here"],
  ] as const) {
    t.match(await askDaemon({ socket, path }), { status: 400, json: { error: { code: 'BAD_REQUEST', message } } });
  }
  const close = 'HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
  t.match(await raw(paths.controlSocket, `GET /v1/change ${close}`), /^HTTP\/1.1 405 .*\r\nallow: POST\r\n/s);
  t.match(await raw(socket, `POST /v1/echo/a ${close}`), /^HTTP\/1.1 405 .*\r\nallow: GET, HEAD\r\n/s);
});

function jsonIn(answer: string): unknown {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')));
}

t.test('nobody changes anything where the kernel does not say who it is', async (t) => {
  const change = { method: 'POST', path: '/v1/change' } as const;
  const unknown = await serve(t, {}, { peerLookup: undefined });
  t.match(await askDaemon({ socket: unknown.controlSocket, ...change }), {
    status: 403,
    json: { error: { code: 'FORBIDDEN' } },
  });
  const other = await serve(t, {}, { peerLookup: () => ({ pid: 9, uid: 4_000_000, gid: 9 }) });
  t.match(await askDaemon({ socket: other.controlSocket, ...change }), { status: 403 });
});

t.test('the sockets appear with their modes', async (t) => {
  const paths = await serve(t, {}, { readGroup: process.getgid?.() ?? 0 });
  t.equal(statSync(paths.statusSocket).mode & 0o777, 0o660);
  t.equal(statSync(paths.controlSocket).mode & 0o777, 0o660);
});

t.test('what is too large is refused and not kept', async (t) => {
  const paths = await serve(t);
  const large = await raw(paths.statusSocket, `GET /v1/echo/a HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(10_000)}\r\n\r\n`);
  t.match(large, /^HTTP\/1.1 400 /);
  const body = 'b'.repeat(70_000);
  const refused = await raw(
    paths.controlSocket,
    `POST /v1/change HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  t.match(refused, /^HTTP\/1.1 413 /);
  const endless = await raw(
    paths.statusSocket,
    'GET /v1/echo/a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc',
  );
  t.match(endless, /^HTTP\/1.1 200 OK\r\n(?=.*\r\nconnection: close\r\n)/is, 'no body is waited for');
  t.match(await raw(paths.statusSocket, '\x00\x01\x02 nonsense\r\n\r\n'), /^HTTP\/1.1 400 /);
  const invalid = await askDaemon({ socket: paths.controlSocket, path: '/v1/echo/%E0%A4%A' });
  t.equal(invalid.status, 404);
});

t.test('a client that says nothing, or half a request, or does not read, is let go', async (t) => {
  const paths = await serve(t, { patience: 40 });
  const started = await Promise.all([
    raw(paths.statusSocket, ''),
    raw(paths.statusSocket, 'GET /v1/echo/a HT'),
    raw(paths.controlSocket, 'POST /v1/change HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf'),
  ]);
  t.same(started, ['', '', '']);
  t.match(
    await raw(paths.statusSocket, 'GET /v1/echo/a HTTP/1.1\r\nHost: x\r\n\r\n'),
    /^HTTP\/1.1 200 /,
    'idle after its answer',
  );
});

t.test('an answer that is not read is not kept for ever', async (t) => {
  const encoded = Buffer.alloc(8 * 1024 * 1024, 'x');
  const routes: readonly Route[] = [
    { method: 'GET', path: '/v1/large', access: 'read', handle: () => ({ status: 200, encoded }) },
  ];
  const paths = await serve(t, { patience: 40 }, { routes });
  const client = connect(paths.statusSocket, () => client.write('GET /v1/large HTTP/1.1\r\nHost: x\r\n\r\n'));
  client.pause();
  const closed = new Promise((resolve) => client.once('close', resolve));
  client.once('error', () => {});
  // Reading starts long after the server gave up: what was in flight comes, the end is missing.
  setTimeout(() => client.resume(), 600);
  let received = 0;
  client.on('data', (part) => {
    received += part.length;
  });
  client.pause();
  await closed;
  t.ok(received < encoded.length, `${received} bytes`);
});

/** Opens connections that ask and then stay. Resolves with how many were answered, when each was or was closed. */
async function answered(t: { teardown(handler: () => void): void }, socket: string, count: number): Promise<number> {
  const answers = Array.from({ length: count }, () => {
    const client = connect(socket, () => client.write('GET /v1/echo/x HTTP/1.1\r\nHost: x\r\n\r\n'));
    client.on('error', () => {});
    t.teardown(() => client.destroy());
    return new Promise<number>((resolve) => client.on('data', () => resolve(1)).on('close', () => resolve(0)));
  });
  return (await Promise.all(answers)).reduce((sum, answer) => sum + answer, 0);
}

t.test('connections are counted, for everybody and for each user', async (t) => {
  const everybody = await serve(t, { connections: 5 });
  t.equal(await answered(t, everybody.statusSocket, 8), 5);
  await t.rejects(askDaemon({ socket: everybody.statusSocket, path: '/v1/echo/a' }), {
    code: 'NO_ANSWER',
    message: /^vrrpd closed the connection at .*: too many connections, or it has just ended; try again in 5 s$/,
  });
  const peerLookup = (): PeerCredentials => ({ pid: 9, uid: 4_000_000, gid: 9 });
  const stranger = await serve(t, { connectionsPerUser: 2 }, { peerLookup });
  t.equal(await answered(t, stranger.statusSocket, 6), 2);
});

t.test('one request after the other, never many at once', async (t) => {
  let asked = 0;
  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: '/v1/count',
      access: 'read',
      handle: () => {
        asked += 1;
        return { status: 200, json: asked };
      },
    },
  ];
  const paths = await serve(t, {}, { routes });
  await raw(paths.statusSocket, 'GET /v1/count HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(50));
  t.equal(asked, 1);
});

t.test('requests in a second are counted', async (t) => {
  const paths = await serve(t, { requestsPerSecond: 1 });
  const answers = [];
  for (let index = 0; index < 4; index += 1)
    answers.push(await askDaemon({ socket: paths.statusSocket, path: '/v1/echo/a' }));
  t.same(
    answers.map(({ status }) => status),
    [200, 200, 429, 429],
  );
  const budget = new RequestBudget(10, 0);
  for (let index = 0; index < 20; index += 1) t.equal(budget.take(0), true);
  t.equal(budget.take(0), false);
  t.equal(budget.take(100), true, 'a tenth of a second later there is one more');
  t.equal(budget.take(100), false);
});

t.test('what is wrong with the other side is said in words', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'vrrpd-client-'));
  t.teardown(() => rmSync(directory, { recursive: true }));
  const socket = join(directory, 'status.sock');
  await t.rejects(askDaemon({ socket, path: '/' }), {
    code: 'NOT_RUNNING',
    message: `vrrpd is not running (no socket at ${socket})`,
  });
  writeFileSync(socket, '');
  await t.rejects(askDaemon({ socket, path: '/' }), { code: 'NOT_RUNNING' });
});

t.test('who has no permission is told the group of the socket that was asked', async (t) => {
  const refused = Object.assign(new Error('connect EACCES'), { code: 'EACCES' });
  const { statusSocket, controlSocket } = runPaths('/run/vrrpd');
  t.match(explainFailure(refused, statusSocket), {
    code: 'NO_PERMISSION',
    message:
      `no permission to open ${statusSocket}: be root, or a member of 'group' of [control] in vrrpd.ini ` +
      '(ls -ld /run/vrrpd shows it)',
  });
  t.match(explainFailure(refused, controlSocket), {
    code: 'NO_PERMISSION',
    message:
      `no permission to open ${controlSocket}: be root, or a member of 'admin_group' and of 'group' of [control] in ` +
      `vrrpd.ini (ls -l ${controlSocket} and ls -ld /run/vrrpd show them)`,
  });
});

t.test('one daemon holds a run directory', async (t) => {
  const directory = join(mkdtempSync(join(tmpdir(), 'vrrpd-run-')), 'deep', 'er');
  t.teardown(() => rmSync(join(directory, '..', '..'), { recursive: true }));
  const held = new Set<string>();
  const lock = (): boolean => !held.has('lock') && held.add('lock') !== undefined;
  const first = holdRunDirectory(directory, undefined, lock);
  t.equal(statSync(directory).mode & 0o777, 0o750);
  t.throws(() => holdRunDirectory(directory, undefined, lock), {
    code: 'ALREADY_RUNNING',
    message: `another vrrpd already runs on ${directory} (process ${process.pid}): stop it, or give this one a --run-dir of its own`,
  });
  writeFileSync(first.paths.statusSocket, 'stale');
  first.release();
  held.clear();
  t.throws(() => statSync(first.paths.statusSocket), { code: 'ENOENT' });
  writeFileSync(first.paths.statusSocket, 'stale');
  const second = holdRunDirectory(directory, undefined, lock);
  t.throws(() => statSync(second.paths.statusSocket), { code: 'ENOENT' }, 'a stale socket is replaced');
  second.release();
});
