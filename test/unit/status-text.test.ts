import t from 'tap';
import type { IpAddress } from '../../src/base/address.js';
import { formatPriority } from '../../src/cli/router-text.js';
import { formatStatus } from '../../src/cli/status-text.js';
import { describeTerminal } from '../../src/cli/terminal.js';
import type { DaemonSnapshot } from '../../src/runtime/snapshot.js';
import type { RouterSnapshot } from '../../src/vrrp/snapshot.js';

process.env['TZ'] = 'UTC';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const address = (text: string): IpAddress => text as IpAddress;

const MASTER: RouterSnapshot = {
  name: 'VI_1',
  vrid: 91,
  family: 4,
  version: 2,
  interfaceName: 'eth0',
  state: 'master',
  sinceWall: NOW - 134_000,
  reason: 'master-down-expired',
  why: 'no advertisement from 192.0.2.12 for 3.6 s',
  basePriority: 120,
  effectivePriority: 122,
  priority: [
    { source: 'base', value: 120 },
    { source: 'script:chk_haproxy', value: 2 },
  ],
  preempt: false,
  standby: false,
  syncGroup: undefined,
  sourceAddress: address('192.0.2.11'),
  master: { address: address('192.0.2.11'), priority: 122, heardAgo: 0 },
  deadlines: { advertAt: 600_000 },
  addresses: [{ address: '192.0.2.100/32', device: 'eth0', bound: true, excluded: false }],
  tracked: [
    { id: 'interface:eth0', weight: 0, result: 'up' },
    { id: 'script:chk_haproxy', weight: 2, result: 'up', detail: 'exit 0' },
  ],
  causes: [],
  counters: {
    advertisementsReceived: 12,
    advertisementsSent: 3312,
    becameMaster: 1,
    releasedMaster: 0,
    priorityZeroReceived: 0,
    priorityZeroSent: 0,
    announcementsSent: 10,
    addressesRestored: 0,
    rejected: { 'checksum-wrong': 3, 'authentication-mismatch': 1, 'length-wrong': 0 },
    remarked: {},
  },
};

const SNAPSHOT: DaemonSnapshot = {
  version: 1,
  takenWall: NOW,
  daemon: {
    version: '0.1.0',
    pid: 4711,
    startedWall: NOW - 7_320_000,
    configFile: '/etc/keepalived/keepalived.conf',
    configuredWall: NOW - 7_320_000,
    reloadProblem: undefined,
    latestWakeUp: 900,
    reloads: 0,
  },
  routers: [MASTER],
  groups: [],
  peers: [],
  sessions: [],
  standby: [],
  twoMasters: [],
  checks: [
    {
      name: 'chk_haproxy',
      interval: 2_000_000,
      result: 'up',
      running: false,
      lastRun: { endedWall: NOW - 1_200, duration: 3_100, outcome: 'exited', detail: 'exit 0', output: '' },
      runs: 60,
      failures: 0,
      skipped: 0,
    },
  ],
};

const WIDE = { columns: 120, color: false };

t.test('a master, all of it', async (t) => {
  t.same(formatStatus(SNAPSHOT, WIDE), [
    'vrrpd 0.1.0, process 4711, up 2 h 2 min; /etc/keepalived/keepalived.conf read 2026-11-21 09:58:00',
    '',
    'VI_1: MASTER for 2 min 14 s',
    '  since      2026-11-21 11:57:46',
    '  why        no advertisement from 192.0.2.12 for 3.6 s',
    '  router     VRID 91 on eth0, VRRP version 2, IPv4, from 192.0.2.11, nopreempt',
    '  priority   120 +2 chk_haproxy = 122',
    '  master     this host',
    '  next       advert in 600 ms',
    '  address    192.0.2.100/32 on eth0: bound',
    '  interface  eth0: up (a failure is a fault)',
    '  check      chk_haproxy: up (weight 2); exit 0 after 3.1 ms, 1.2 s ago, every 2.0 s',
    '  counters   adverts 3312 sent, 12 received; priority 0 0 sent, 0 received; became master 1, released 0; gratuitous',
    '             ARP/NA 10',
    '  rejected   checksum-wrong 3, authentication-mismatch 1',
  ]);
});

t.test('a tracked session, up and down', async (t) => {
  const session: DaemonSnapshot['sessions'][number] = {
    name: 'gateway',
    neighbor: address('192.0.2.1'),
    source: undefined,
    multihop: false,
    state: 'up',
    sinceWall: NOW - 90_000,
    detail: 'with 192.0.2.1',
    diagnostic: 'no diagnostic',
    discriminator: 7,
    transmitInterval: 50_000,
    detectionTime: 150_000,
    remote: {
      state: 'up',
      diagnostic: 'no diagnostic',
      discriminator: 8,
      minReceive: 50_000,
      minTransmit: 50_000,
      detectMultiplier: 3,
    },
    sent: 10,
    received: 10,
    rejected: {},
  };
  const tracked = { id: 'bfd:gateway', weight: 0, result: 'up' } as const;
  const lines = (router: RouterSnapshot, changed: Partial<typeof session>): string[] =>
    formatStatus({ ...SNAPSHOT, routers: [router], sessions: [{ ...session, ...changed }] }, WIDE).filter((line) =>
      line.startsWith('  bfd'),
    );
  t.same(lines({ ...MASTER, tracked: [tracked] }, {}), [
    '  bfd        gateway: up (a failure is a fault); with 192.0.2.1 for 1 min 30 s, sends every 50 ms, gone after 150 ms of',
  ]);
  const silent = { state: 'down', detail: 'nothing heard of 192.0.2.1', transmitInterval: 1_000_000 } as const;
  const gone = { remote: undefined, detectionTime: undefined, rejected: { 'hop-limit': 3 } };
  t.same(lines({ ...MASTER, tracked: [{ ...tracked, result: 'down' }] }, { ...silent, ...gone }), [
    '  bfd        gateway: down (a failure is a fault); nothing heard of 192.0.2.1 for 1 min 30 s, sends every 1.0 s,',
  ]);
});

const FAULT: RouterSnapshot = {
  ...MASTER,
  name: 'VI_2',
  state: 'fault',
  why: 'chk_haproxy failed: exit 1',
  effectivePriority: 120,
  priority: [{ source: 'base', value: 120 }],
  master: { address: address('192.0.2.12'), priority: 110, heardAgo: 400_000 },
  deadlines: { 'master-down': -2_000 },
  addresses: [{ address: '192.0.2.100/32', device: 'eth0', bound: true, excluded: true }],
  tracked: [{ id: 'script:chk_haproxy', weight: 0, result: 'down', detail: 'exit 1' }],
  causes: ['script:chk_haproxy'],
  counters: { ...MASTER.counters, rejected: {} },
};

t.test('a fault on a narrow terminal with colours', async (t) => {
  const down = {
    ...SNAPSHOT.checks[0],
    result: 'down' as const,
    lastRun: {
      endedWall: NOW - 500,
      duration: 900_000,
      outcome: 'exited' as const,
      detail: 'exit 1',
      output: 'one\nno haproxy \x1b[2J\n',
    },
  };
  const snapshot = { ...SNAPSHOT, routers: [FAULT], checks: [down as DaemonSnapshot['checks'][number]] };
  t.same(formatStatus(snapshot, { columns: 40, color: true }).slice(4), [
    '\x1b[1mVI_2\x1b[0m: \x1b[31mFAULT\x1b[0m for 2 min 14 s',
    '  since',
    '    2026-11-21 11:57:46',
    '  why',
    '    chk_haproxy failed: exit 1',
    '  router',
    '    VRID 91 on eth0, VRRP version 2,',
    '    IPv4, from 192.0.2.11, nopreempt',
    '  priority',
    '    120',
    '  master',
    '    192.0.2.12, priority 110, last heard',
    '    400 ms ago',
    '  waits for',
    '    script:chk_haproxy',
    '  next',
    '    master down overdue by 2.0 ms',
    '  address',
    '    192.0.2.100/32 on eth0 (excluded):',
    '    \x1b[31mbound\x1b[0m',
    '  check',
    '    chk_haproxy: \x1b[31mdown\x1b[0m (a failure is a',
    '    fault); exit 1 after 900 ms, 500 ms',
    '    ago, every 2.0 s, said: no haproxy',
    '    ?[2J',
    '  counters',
    '    adverts 3312 sent, 12 received;',
    '    priority 0 0 sent, 0 received;',
    '    became master 1, released 0;',
    '    gratuitous ARP/NA 10',
  ]);
});

t.test('many instances are a table, and those in trouble say why', async (t) => {
  const backup: RouterSnapshot = {
    ...FAULT,
    name: 'VI_3',
    state: 'backup',
    addresses: [{ address: '192.0.2.100/32', device: 'eth0', bound: false, excluded: false }],
  };
  const snapshot = { ...SNAPSHOT, routers: [MASTER, FAULT, backup, backup, backup, backup] };
  const lines = formatStatus(snapshot, WIDE, { host: 'host ha1: Debian' });
  t.same(lines.slice(1, 6), [
    'host ha1: Debian',
    '',
    'INSTANCE  STATE   FOR         PRIORITY                  BOUND  VRID     MASTER',
    'VI_1      MASTER  2 min 14 s  120 +2 chk_haproxy = 122  1/1    91 eth0  this host',
    'VI_2      FAULT   2 min 14 s  120                       1/1    91 eth0  192.0.2.12, priority 110, last heard 400 ms ago',
  ]);
  t.same(lines.slice(-2), ['', 'VI_2: chk_haproxy failed: exit 1']);
  const narrow = formatStatus(snapshot, { columns: 40, color: false });
  t.equal(narrow[narrow.indexOf('') + 1], 'INSTANCE  STATE   FOR');
  t.equal(formatStatus(snapshot, WIDE, { details: true }).filter((line) => line.startsWith('  since')).length, 6);
});

t.test('a refused reload is the first thing to read', async (t) => {
  const daemon = { ...SNAPSHOT.daemon, reloadProblem: "line 3: unknown keyword 'priorty'" };
  t.same(formatStatus({ ...SNAPSHOT, daemon, routers: [] }, WIDE).slice(1), [
    "the last reload was refused, the configuration before it runs on: line 3: unknown keyword 'priorty'",
    '',
    'no instance is configured',
  ]);
});

t.test('what a restart will not know comes before the instances', async (t) => {
  const notKept = { standby: '/s/standby.json: EROFS: read-only file system', events: '/s/events.jsonl: ENOSPC' };
  const daemon = { ...SNAPSHOT.daemon, notKept };
  t.same(formatStatus({ ...SNAPSHOT, daemon, routers: [] }, WIDE).slice(1, 3), [
    'changes of standby are not kept over a restart: /s/standby.json: EROFS: read-only file system',
    'events are not kept over a restart: /s/events.jsonl: ENOSPC',
  ]);
});

t.test('sync groups', async (t) => {
  const groups = [{ name: 'VG', state: 'master' as const, members: ['VI_1', 'VI_2'] }];
  t.same(formatStatus({ ...SNAPSHOT, groups }, WIDE).slice(-3), [
    '',
    'sync group VG: MASTER',
    '  members    VI_1, VI_2',
  ]);
});

t.test('the effective priority as the sum that it is', async (t) => {
  const base = { source: 'base', value: 100 };
  t.equal(formatPriority([base], 100), '100');
  t.equal(
    formatPriority([base, { source: 'script:a', value: -20 }, { source: 'file:b', value: 3 }], 83),
    '100 -20 a +3 b = 83',
  );
  t.equal(formatPriority([base, { source: 'interface:eth0', value: 200 }], 254), '100 +200 eth0 = 300, sent as 254');
});

t.test('colour only on a terminal that wants it', async (t) => {
  t.same(describeTerminal({ isTTY: true, columns: 80 }, { TERM: 'xterm' }), { columns: 80, color: true });
  t.same(describeTerminal({ isTTY: true, columns: 80 }, { TERM: 'xterm', NO_COLOR: '1' }), {
    columns: 80,
    color: false,
  });
  t.same(describeTerminal({ isTTY: true, columns: 80 }, { TERM: 'dumb' }), { columns: 80, color: false });
  t.same(describeTerminal({}, { TERM: 'xterm' }), { columns: 120, color: false });
});
