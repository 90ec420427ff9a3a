/**
 * Reading for a reload: beside the event loop it comes to the same as in it, and whatever happens to the thread is a
 * reload refused.
 */

import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { micros } from '../../src/base/micros.js';
import type { DaemonRequest } from '../../src/cli/programs.js';
import { DEFAULT_SETTINGS } from '../../src/config/settings-values.js';
import { configurationLoader } from '../../src/wiring/configuration-loader.js';
import { type ReadingRequest, readForDaemon } from '../../src/wiring/configuration-reading.js';
import { readIfSmall } from '../../src/wiring/reload-reading.js';
import { readInThread } from '../../src/wiring/threaded-reading.js';
import { piecesOf, putPiece } from '../../src/wiring/value-pieces.js';
import { instanceText } from '../support/configurations.js';
import { QUIET } from '../support/quiet-logger.js';

// The thread does not keep a process alive, which a daemon is by its sockets.
const alive = setInterval(() => {}, 60_000);
t.teardown(() => clearInterval(alive));

function request(configFile: string, configId?: string): ReadingRequest {
  return { configFile, configId, strictIncludes: false };
}

t.test('includes, the environment, conditions and keys are the same in a thread', async (t) => {
  const keys = `  version 3
  auth_hmac {
    key 1 file:KEYFILE
    active_key 1
  }`;
  const directory = t.testdir({
    key: 'a key of thirty-two bytes or more',
    'keepalived.conf': 'include more/*.conf\n@left include left.conf\n@right include right.conf\n',
    more: {
      'one.conf': instanceText(keys.replace('KEYFILE', join(t.testdirName, 'key'))),
      'two.conf': 'static_routes {\n  198.51.100.0/24 via $' + '{_ENV VRRPD_TEST_GATEWAY}\n}\n',
    },
    'left.conf': instanceText('  priority 120\n  virtual_router_id 92', 'LEFT'),
    'right.conf': instanceText('  priority 110\n  virtual_router_id 92', 'RIGHT'),
  });
  chmodSync(join(directory, 'key'), 0o600);
  process.env['VRRPD_TEST_GATEWAY'] = '192.0.2.254';
  t.teardown(() => Reflect.deleteProperty(process.env, 'VRRPD_TEST_GATEWAY'));
  const wanted = request(join(directory, 'keepalived.conf'), 'left');
  const there = await readInThread(wanted);
  t.same(
    there.configuration.instances.map(({ name }) => name),
    ['VI_1', 'LEFT'],
  );
  t.same(there.configuration.staticRoutes[0]?.via, '192.0.2.254');
  t.same(there.keyProblems, []);
  t.equal(there.configuration.instances[0]?.hmac?.keys[0]?.type, 'bytes', 'the key file was read');
  t.same(there, readForDaemon(wanted));
});

t.test('a value comes over in pieces as it was', (t) => {
  const list = Array.from({ length: 3_000 }, (_, index) => ({
    index,
    big: 2n ** 70n,
    bytes: Uint8Array.of(index % 256),
  }));
  const value = { empty: {}, none: [], nothing: undefined, deep: { list, name: 'x' } };
  const pieces = [...piecesOf(value)];
  const copy = {};
  for (const piece of pieces) putPiece(copy, structuredClone(piece));
  t.same(copy, value);
  t.ok(pieces.length > 4, 'in several');
  t.end();
});

t.test('what takes no time is read at once, what may take long is not', (t) => {
  const directory = t.testdir({
    'small.conf': instanceText(),
    'large.conf': instanceText('! a comment\n'.repeat(500)),
    'parts.conf': 'include part.conf\n'.repeat(9),
    'part.conf': '! a comment\n'.repeat(50),
    'sequence.conf': '~SEQ(N, 1, 200) include part.conf\n',
  });
  const read = (name: string) => readIfSmall(request(join(directory, name)));
  t.equal(read('small.conf')?.configuration.instances.length, 1);
  t.equal(read('missing.conf')?.diagnostics[0]?.code, 'file-not-found');
  t.equal(read('large.conf'), undefined);
  t.equal(read('parts.conf'), undefined);
  t.equal(read('sequence.conf'), undefined);
  t.end();
});

t.test('a thread that dies is an error that says why', async (t) => {
  const instances = Array.from({ length: 5_000 }, (_, index) => instanceText('', `VI_${index}`));
  const directory = t.testdir({ 'keepalived.conf': instances.join('') });
  const wanted = request(join(directory, 'keepalived.conf'));
  await t.rejects(readInThread(wanted, { memory: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 } }), {
    message: /the reading thread ended: .*memory/,
  });
  await t.rejects(readInThread(wanted, { patience: micros(1_000) }), { message: /before it was done/ });
});

t.test('a reload that cannot be read is refused, and the next one works', async (t) => {
  const file = join(t.testdir({ 'keepalived.conf': instanceText() }), 'keepalived.conf');
  let broken = true;
  const load = configurationLoader(
    daemonRequest(file),
    QUIET,
    () => {},
    async (wanted) => {
      if (broken) throw new Error('no more threads');
      return readInThread(wanted);
    },
  );
  t.match(await load(), { ok: true });
  t.same(await load(), { ok: false, reason: 'no more threads', code: 'not-read' });
  broken = false;
  writeFileSync(file, instanceText('  priority 77'));
  t.match(await load(), { ok: true, configuration: { instances: [{ priority: 77 }] } });
  rmSync(file);
  t.match(await load(), { ok: false, code: 'file-not-found' });
});

t.test(
  'an interface that is gone and was named before is no reason to refuse, one that is named anew is',
  async (t) => {
    const file = join(t.testdir({}), 'keepalived.conf');
    const text = (tracked: string, globals = ''): string =>
      `global_defs {\n${globals}\n}\n${instanceText(`  track_interface {\n    ${tracked}\n  }`)}`.replace(
        ' eth0',
        ' gone0',
      );
    const load = configurationLoader(daemonRequest(file), QUIET, () => {});
    writeFileSync(file, text('gone1', 'dynamic_interfaces'));
    t.match(await load(), { ok: true }, 'nothing is said about them at the start');
    writeFileSync(file, text('gone1'));
    t.match(await load(), { ok: true });
    writeFileSync(file, text('gone2'));
    t.match(await load(), { ok: false, code: 'missing-interface', reason: /gone2/ });
  },
);

function daemonRequest(configFile: string): DaemonRequest {
  return {
    program: 'vrrpd',
    configFile,
    runDirectory: '/nowhere',
    settings: DEFAULT_SETTINGS,
    logTo: { type: 'none' },
    notes: [],
    pidFiles: [],
    configId: undefined,
    strictIncludes: false,
    keepAddressesAtStop: false,
    withoutVrrp: false,
    withoutBfd: false,
    ignoreInterrupt: false,
    namespace: undefined,
    ready: () => {},
  };
}
