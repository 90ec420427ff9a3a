/** Keywords about reloads: when one happens by itself, what is refused, what is left behind for people to look at. */

import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { DaemonRequest } from '../../src/cli/programs.js';
import type { LoadOutcome } from '../../src/runtime/daemon-api.js';
import { momentOf } from '../../src/runtime/reload-schedule.js';
import { configurationLoader } from '../../src/wiring/configuration-loader.js';
import { FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';
import { QUIET } from '../support/quiet-logger.js';

const SECOND = 1_000_000;
const FILE = '/run/when';

/** The wall clock of the fake world begins at 00:16:40 of 1 January 1970. */
async function reloadsAt(text: string, keywords: string, seconds: number) {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, `global_defs {\n${keywords}\n}\n${memoryInstance('priority 100')}`);
  host.writeFile(FILE, text);
  world.advance((seconds - 0.5) * SECOND);
  await setTimeout(0);
  const before = daemon.snapshot().daemon.reloads;
  world.advance(SECOND);
  await setTimeout(0);
  return { world, host, daemon, before, after: daemon.snapshot().daemon.reloads };
}

t.test('reload_time_file: a reload at the time that the file names, once', async (t) => {
  for (const text of ['00:18:00Z\n', '1970-01-01 00:18:00Z']) {
    const { host, before, after } = await reloadsAt(text, `reload_time_file ${FILE}`, 80);
    t.same([before, after], [0, 1], text);
    t.notOk(host.files.has(FILE), 'the file is removed');
  }
});

t.test('reload_repeat: a time without a date comes every day', async (t) => {
  const keywords = `reload_time_file ${FILE}\nreload_repeat`;
  const { world, host, daemon, after } = await reloadsAt('00:18:00Z', keywords, 80);
  t.equal(after, 1);
  t.equal(host.files.get(FILE), '00:18:00Z');
  world.advance(86_400 * SECOND);
  await setTimeout(0);
  t.equal(daemon.snapshot().daemon.reloads, 2);
  const dated = await reloadsAt('1970-01-01 00:18:00Z', keywords, 80);
  t.equal(dated.after, 1);
  t.notOk(dated.host.files.has(FILE), 'one with a date is over');
});

t.test('a planned reload moves with the file, and goes with it', async (t) => {
  const { world, host, daemon, after } = await reloadsAt('00:20:00Z', `reload_time_file ${FILE}`, 80);
  t.equal(after, 0);
  host.writeFile(FILE, '00:19:00Z');
  world.advance(60 * SECOND);
  await setTimeout(0);
  t.equal(daemon.snapshot().daemon.reloads, 1);
  host.writeFile(FILE, '00:25:00Z');
  host.writeFile(FILE, undefined);
  world.advance(900 * SECOND);
  await setTimeout(0);
  t.equal(daemon.snapshot().daemon.reloads, 1);
});

t.test('which moment a line names', async (t) => {
  const now = Date.UTC(2026, 10, 29, 12, 0, 0);
  const utc = (...parts: [number, number, number, number, number, number]): number => Date.UTC(...parts);
  for (const [text, moment] of [
    ['12:00:01Z', { at: utc(2026, 10, 29, 12, 0, 1), dated: false }],
    ['12:00:00Z', { at: utc(2026, 10, 30, 12, 0, 0), dated: false }],
    ['26-12-24 18:30:00Z\nmore', { at: utc(2026, 11, 24, 18, 30, 0), dated: true }],
    ['2027-01-01 00:00:00Z', { at: utc(2027, 0, 1, 0, 0, 0), dated: true }],
    ['2027-01-01 00:00:00', { at: new Date(2027, 0, 1).getTime(), dated: true }],
    ['2026-11-29 12:00:00Z', undefined],
    [' 12:00:01Z', undefined],
    ['12:00:01 Z', undefined],
    ['24:00:00Z', undefined],
    ['2027-13-01 00:00:00Z', undefined],
    ['', undefined],
  ] as const) {
    t.same(momentOf(text, now), moment, text);
  }
});

t.test('config_save_dir: configuration and state before and after a reload', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const text = (priority: number): string =>
    `global_defs {\nconfig_save_dir /var/copies\n}\n${memoryInstance(`priority ${priority}`)}`;
  const daemon = startMemoryDaemon(host, text(100), () => text(90));
  world.advance(5 * SECOND);
  await daemon.reload();
  const copy = (name: string): string => host.files.get(`/var/copies/reload-01-${name}`) ?? '';
  t.match(copy('before.conf'), / priority 100\n/);
  t.match(copy('before.data'), / Priority = 100\n/);
  t.match(copy('after.conf'), / priority 90\n/);
  t.match(copy('after.data'), / Priority = 90\n/);
  t.equal(host.modes.get('/var/copies/reload-01-after.conf'), 0o600);
});

/** A loader over a file in a directory of its own, after a first reading. */
async function loaderOver(t: Test, text: string) {
  const directory = t.testdir({ 'keepalived.conf': text });
  const configFile = join(directory, 'keepalived.conf');
  const request = { configFile, configId: undefined, strictIncludes: false, runDirectory: directory };
  const load = configurationLoader(request as unknown as DaemonRequest, QUIET, () => {});
  t.match(await load(), { ok: true });
  const loadText = (next: string): Promise<LoadOutcome> => {
    writeFileSync(configFile, next);
    return load();
  };
  return { directory, loadText };
}

const WARNED = `${memoryInstance('priority 100')}vrrp_sync_group G {\n group {\n VI_1\n }\n}\n`;

t.test('reload_check_config: any complaint of keepalived -t keeps the old configuration', async (t) => {
  const log = join(t.testdir({}), 'log');
  const globals = `global_defs {\nreload_check_config ${log}\n}\n`;
  const { loadText } = await loaderOver(t, globals + memoryInstance('priority 100'));
  t.match(await loadText(globals + WARNED), { ok: false, code: 'single-member' });
  t.match(readFileSync(log, 'utf8'), /only one member/);
  const plain = await loaderOver(t, memoryInstance('priority 100'));
  t.match(await plain.loadText(WARNED), { ok: true }, 'a warning alone is no reason without it');
});

t.test('reload_file: it is there while the configuration is read, and then no more', async (t) => {
  const text = memoryInstance('priority 100');
  for (const [keyword, name] of [
    ['reload_file', 'keepalived.reload'],
    ['reload_file reading', 'reading'],
  ] as const) {
    const place = await loaderOver(t, text);
    const own = keyword === 'reload_file' ? keyword : `reload_file ${join(place.directory, name)}`;
    await place.loadText(`global_defs {\n${own}\n}\n${text}`);
    const seen: (string | null)[] = [];
    const watcher = watch(place.directory, (kind, file) => void seen.push(kind === 'rename' ? file : ''));
    await place.loadText(`global_defs {\n${own}\n}\n${text}`);
    for (let round = 0; round < 200 && seen.filter((file) => file === name).length < 2; round += 1) await setTimeout(5);
    watcher.close();
    t.equal(seen.filter((file) => file === name).length, 2, 'it came and went');
    t.notOk(existsSync(join(place.directory, name)));
  }
});

t.test('disable_local_igmp: reports for 224.0.0.0/24 are off while the daemon runs', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const name = 'net/ipv4/igmp_link_local_mcast_reports';
  host.settings.set(name, '1');
  const daemon = startMemoryDaemon(host, `global_defs {\ndisable_local_igmp\n}\n${memoryInstance('priority 100')}`);
  t.equal(host.settings.get(name), '0');
  await daemon.stop();
  t.equal(host.settings.get(name), '1');
  const { loadText } = await loaderOver(t, memoryInstance('priority 100'));
  const reason = 'disable_local_igmp takes effect at a restart only';
  t.match(await loadText(`global_defs {\ndisable_local_igmp\n}\n${memoryInstance('priority 100')}`), {
    ok: false,
    reason,
  });
});
