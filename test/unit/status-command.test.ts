/**
 * `vrrpd status` and `doctor` as programs, against a control server of this test.
 */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { runPaths } from '../../src/control/paths.js';
import { startControlServer } from '../../src/control/server.js';
import { sharedSnapshot, statusRoutes } from '../../src/control/status-routes.js';
import type { DaemonSnapshot } from '../../src/runtime/snapshot.js';
import type { RouterSnapshot } from '../../src/vrrp/snapshot.js';
import { QUIET } from '../support/quiet-logger.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'vrrpd-status-'));

let state: RouterSnapshot['state'] = 'backup';
const NO_COUNTERS = {
  advertisementsReceived: 0,
  advertisementsSent: 0,
  becameMaster: 0,
  releasedMaster: 0,
  priorityZeroReceived: 0,
  priorityZeroSent: 0,
  announcementsSent: 0,
  addressesRestored: 0,
  rejected: {},
  remarked: {},
};

const snapshot = (): DaemonSnapshot => ({
  version: 1,
  takenWall: 60_000,
  daemon: {
    version: '0.1.0',
    pid: 1,
    startedWall: 0,
    configFile: '/k.conf',
    configuredWall: 0,
    reloadProblem: undefined,
    latestWakeUp: 0,
    reloads: 0,
  },
  routers: [
    {
      name: 'VI_1',
      vrid: 1,
      family: 4,
      version: 2,
      interfaceName: 'eth0',
      state,
      sinceWall: 0,
      reason: 'started',
      why: 'it began',
      basePriority: 100,
      effectivePriority: 100,
      priority: [{ source: 'base', value: 100 }],
      preempt: true,
      standby: false,
      syncGroup: undefined,
      sourceAddress: undefined,
      master: undefined,
      deadlines: {},
      addresses: [],
      tracked: [],
      causes: [],
      counters: NO_COUNTERS,
    },
  ],
  groups: [],
  checks: [],
  peers: [],
  sessions: [],
  standby: [],
  twoMasters: [],
});

const server = await startControlServer({
  paths: runPaths(directory),
  routes: statusRoutes(sharedSnapshot(snapshot, 0, () => performance.now())),
  readGroup: undefined,
  changeGroup: undefined,
  peerLookup: undefined,
  log: QUIET,
});
t.teardown(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

function status(...words: string[]): ReturnType<typeof command> {
  return command('status', ...words);
}

function command(name: string, ...words: string[]): Promise<{ status: number | null; stdout: string }> {
  const child = spawn(process.execPath, [MAIN, name, '--run-dir', directory, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ status: code, stdout })));
}

t.test('the exit status tells how it is', async (t) => {
  for (const [now, all, backup] of [
    ['backup', 0, 0],
    ['master', 0, 1],
    ['fault', 1, 1],
    ['init', 1, 1],
  ] as const) {
    state = now;
    const [plain, is] = await Promise.all([status(), status('VI_1', '--is', 'backup')]);
    t.same([plain.status, is.status, is.stdout], [all, backup, ''], now);
  }
});

t.test('without a terminal there are neither colours nor control characters', async (t) => {
  state = 'fault';
  const { stdout } = await status('VI_1');
  t.match(stdout, /^VI_1: FAULT for 60\.0 s$|^VI_1: FAULT for 1 min$/m);
  t.notOk(stdout.includes('\x1b'));
  const { stdout: json } = await status('--json');
  t.match(JSON.parse(json), { version: 1, routers: [{ name: 'VI_1', state: 'fault' }], host: { kernel: String } });
});

t.test('the doctor goes on with what the daemon says where its file cannot be read', async (t) => {
  state = 'backup';
  const missing = join(directory, 'missing.conf');
  const { status: code, stdout } = await command('doctor', '--json', '-f', missing);
  t.equal(code, 1);
  t.match(JSON.parse(stdout), {
    healthy: false,
    findings: [
      { code: 'no-file', severity: 'problem', message: `${missing} does not exist` },
      { code: 'state', severity: 'note' },
    ],
  });
});

t.test('--watch draws in place, and Ctrl-C gives the terminal back', async (t) => {
  state = 'backup';
  const shown = `stty cols 60 rows 12; exec '${process.execPath}' '${MAIN}' status --watch --run-dir '${directory}'`;
  // util-linux's script is a terminal for programs.
  const child = spawn('script', ['-qec', shown, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TERM: 'xterm', NO_COLOR: '' },
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen += text;
    if (screen.includes('\x1b[J') && !child.stdin.writableEnded) child.stdin.end('\x03');
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  t.equal(code, 0);
  t.ok(screen.startsWith('\x1b[?1049h\x1b[?25l\x1b[H'), 'another screen, no cursor, from the top');
  t.ok(screen.includes('\x1b[1mVI_1\x1b[0m: \x1b[1mBACKUP\x1b[0m for 1 min\x1b[K\r\n'), 'coloured');
  t.ok(screen.includes('more lines'), 'never longer than the screen');
  t.ok(screen.trimEnd().endsWith('\x1b[?25h\x1b[?1049l'), 'the cursor and the screen are back');
});
