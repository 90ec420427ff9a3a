/**
 * What the commands print, word for word.
 */

import t from 'tap';
import { formatEvent, formatHistory } from '../../src/cli/events-text.js';
import { parseDuration, parseMoment } from '../../src/cli/parse-time.js';
import { formatPeers } from '../../src/cli/peers-text.js';
import { formatTrial } from '../../src/cli/test-script.js';
import { explainRouter } from '../../src/control/why-text.js';
import type { EventRecord } from '../../src/runtime/event-record.js';
import { parseEvents } from '../../src/runtime/event-record.js';
import type { DaemonSnapshot, PeerSnapshot } from '../../src/runtime/snapshot.js';
import { parseStandby } from '../../src/runtime/standby-book.js';
import type { RouterSnapshot } from '../../src/vrrp/snapshot.js';
import { ip } from '../support/parameters.js';

process.env['TZ'] = 'UTC';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const WIDE = { columns: 160, color: false };

const event = (sequence: number, secondsAgo: number, rest: Partial<EventRecord>): EventRecord => ({
  sequence,
  wall: NOW - secondsAgo * 1_000,
  type: 'transition',
  text: '',
  ...rest,
});

const EVENTS: readonly EventRecord[] = [
  event(1, 7_200, { type: 'started', text: 'vrrpd 0.1.0 started' }),
  event(2, 7_200, { router: 'VI_1', text: 'init -> backup: started', from: 'init', to: 'backup' }),
  event(3, 7_196, {
    router: 'VI_1',
    text: 'backup -> master: no advert within the master-down interval',
    to: 'master',
  }),
  event(4, 600, { type: 'started', text: 'vrrpd 0.1.0 started; the run before did not end in an orderly way' }),
  event(5, 600, { router: 'VI_1', text: 'init -> backup: started', to: 'backup' }),
  event(6, 300, { type: 'standby', router: 'VI_1', text: 'on standby' }),
];

const PEER: PeerSnapshot = {
  address: ip('192.0.2.12'),
  interfaceName: 'eth0',
  vrid: 91,
  router: 'VI_1',
  vrrpVersion: 2,
  priority: 110,
  advertisementInterval: 1_000_000,
  checksum: 'message-only',
  addresses: ['192.0.2.100'],
  lastHeardWall: NOW - 400,
  lastAcceptedWall: NOW - 400,
  received: 300,
  rejected: {},
  lastRejection: undefined,
  lastRemark: undefined,
};

const STRANGER: PeerSnapshot = {
  ...PEER,
  address: ip('192.0.2.66'),
  router: undefined,
  vrid: 52,
  priority: 100,
  addresses: ['192.0.2.200', '192.0.2.201', '192.0.2.202', '192.0.2.203'],
  lastHeardWall: NOW - 5_000,
  lastAcceptedWall: undefined,
  received: 7,
};

const REJECTED: PeerSnapshot = {
  ...PEER,
  address: ip('192.0.2.13'),
  lastHeardWall: NOW - 60_000,
  lastAcceptedWall: undefined,
  received: 12,
  rejected: { password: 11, checksum: 1 },
  lastRejection: 'password: expected the configured one, got another',
};

t.test('events, a line each', async (t) => {
  t.same(
    EVENTS.slice(2, 4).map((one) => formatEvent(one, WIDE)),
    [
      '2026-11-21 10:00:04  VI_1  backup -> master: no advert within the master-down interval',
      '2026-11-21 11:50:00  -  vrrpd 0.1.0 started; the run before did not end in an orderly way',
    ],
  );
  t.equal(
    formatEvent(event(7, 0, { type: 'two-masters', router: 'VI_1', text: 'a\x1b[31mb' }), { columns: 80, color: true }),
    '2026-11-21 12:00:00  VI_1  \x1b[31ma?[31mb\x1b[0m',
    'no control character of a foreign text reaches the terminal',
  );
});

t.test('a timeline tells how long each state lasted, and a crash', async (t) => {
  t.same(formatHistory(EVENTS, NOW, WIDE), [
    '2026-11-21 10:00:00                          vrrpd 0.1.0 started',
    '2026-11-21 10:00:00  BACKUP  for 4.0 s       started',
    '2026-11-21 10:00:04  MASTER  for 1 h 49 min  no advert within the master-down interval',
    '2026-11-21 11:50:00                          vrrpd 0.1.0 started; the run before did not end in an orderly way',
    '2026-11-21 11:50:00  BACKUP  for 10 min      started',
    '2026-11-21 11:55:00                          on standby',
  ]);
});

t.test('the history of a group has the names of its members, and the states of each for themselves', async (t) => {
  const other = event(7, 7_190, { router: 'VI_22', text: 'init -> backup: started', to: 'backup' });
  t.same(formatHistory([...EVENTS.slice(0, 3), other, ...EVENTS.slice(3)], NOW, WIDE).slice(0, 5), [
    '2026-11-21 10:00:00                                 vrrpd 0.1.0 started',
    '2026-11-21 10:00:00  VI_1   BACKUP  for 4.0 s       started',
    '2026-11-21 10:00:04  VI_1   MASTER  for 1 h 49 min  no advert within the master-down interval',
    '2026-11-21 10:00:10  VI_22  BACKUP  for 1 h 49 min  started',
    '2026-11-21 11:50:00                                 vrrpd 0.1.0 started; the run before did not end in an orderly way',
  ]);
});

t.test('peers, newest first, with what was rejected', async (t) => {
  t.same(formatPeers([REJECTED, STRANGER, PEER], NOW, WIDE), [
    'FROM        ON    VRID  INSTANCE  HEARD       PRIO  VERSION  EVERY  PACKETS  REJECTED  ADDRESSES',
    '192.0.2.12  eth0  91    VI_1      400 ms ago  110   2        1.0 s  300      0         192.0.2.100',
    '192.0.2.66  eth0  52    -         5.0 s ago   100   2        1.0 s  7        not ours  192.0.2.200 192.0.2.201 192.0.2.202 +1',
    '192.0.2.13  eth0  91    VI_1      1 min ago   110   2        1.0 s  12       12        192.0.2.100',
    '',
    '192.0.2.13 rejected (password 11, checksum 1); last password: expected the configured one, got another',
  ]);
  t.same(formatPeers([], NOW, WIDE), ['nobody else was heard (a backup sends nothing)']);
});

const ROUTER: RouterSnapshot = {
  name: 'VI_1',
  vrid: 91,
  family: 4,
  version: 2,
  interfaceName: 'eth0',
  state: 'master',
  sinceWall: NOW - 134_000,
  reason: 'master-down-expired',
  why: 'No better master was heard for the master-down interval of 3.531 s.',
  basePriority: 120,
  effectivePriority: 122,
  priority: [
    { source: 'base', value: 120 },
    { source: 'script:web', value: 2 },
  ],
  preempt: true,
  standby: false,
  syncGroup: 'G',
  sourceAddress: ip('192.0.2.11'),
  master: undefined,
  deadlines: { advertAt: 600_000 },
  addresses: [
    { address: '192.0.2.100/32', device: 'eth0', bound: true, excluded: false },
    { address: '192.0.2.101/32', device: 'eth0', bound: false, excluded: false },
  ],
  tracked: [
    { id: 'interface:eth0', weight: 0, result: 'up' },
    { id: 'script:web', weight: 2, result: 'up' },
  ],
  causes: [],
  counters: {} as RouterSnapshot['counters'],
};

const SNAPSHOT = {
  takenWall: NOW,
  checks: [
    {
      name: 'web',
      interval: 2_000_000,
      result: 'up',
      lastRun: { endedWall: NOW - 1_200, detail: 'exit 0', output: '' },
    },
  ],
  peers: [PEER, STRANGER, REJECTED],
  groups: [{ name: 'G', state: 'master', members: ['VI_1', 'VI_2'] }],
  standby: [],
  sessions: [],
  twoMasters: [
    {
      router: 'VI_1',
      episodes: 1,
      rivals: [
        { address: '192.0.2.66', vrid: 52, priority: 100, theirs: 'it does not hear us', sinceWall: NOW - 4_000 },
      ],
    },
  ],
} as unknown as DaemonSnapshot;

t.test('why a master is one', async (t) => {
  t.same(explainRouter(ROUTER, SNAPSHOT, EVENTS.slice(0, 3)), [
    'VI_1 is master since 2026-11-21 11:57:46, for 2 min 14 s.',
    'No better master was heard for the master-down interval of 3.531 s.',
    'Two masters: 192.0.2.66 (priority 100) is master too, for 4.0 s: it does not hear us.',
    'Its priority is 122: 120 configured, script:web adds 2.',
    'interface:eth0 is up; a failure of it is a fault.',
    'script:web is up (exit 0, 1.2 s ago, every 2.0 s); its weight is 2.',
    '192.0.2.12 was last heard 400 ms ago, its priority was 110.',
    '192.0.2.13 was heard 1 min ago, and every packet of it was rejected: password: expected the configured one, got another.',
    'It is master, and yet not bound: 192.0.2.101/32 on eth0.',
    'It moves together with sync group G (VI_1, VI_2), which is master.',
    '2026-11-21 10:00:04: backup -> master: no advert within the master-down interval.',
    '2026-11-21 10:00:00: init -> backup: started.',
    '2026-11-21 10:00:00: vrrpd 0.1.0 started.',
  ]);
});

t.test('why a backup on standby is one', async (t) => {
  const router: RouterSnapshot = {
    ...ROUTER,
    state: 'backup',
    why: "On standby by the operator's wish.",
    effectivePriority: 118,
    priority: [
      { source: 'base', value: 120 },
      { source: 'file:load', value: -2 },
    ],
    syncGroup: undefined,
    deadlines: { masterDownAt: 2_500_000 },
    tracked: [{ id: 'file:load', weight: -2, result: 'value', value: 1 }],
  };
  const standby = [{ router: 'VI_1', sinceWall: NOW - 60_000, untilWall: NOW + 540_000 }];
  t.same(explainRouter(router, { ...SNAPSHOT, peers: [], twoMasters: [], standby }, []), [
    'VI_1 is backup since 2026-11-21 11:57:46, for 2 min 14 s.',
    "On standby by the operator's wish.",
    'Without another advert it takes over in 2.5 s.',
    'Its priority is 118: 120 configured, file:load takes 2.',
    'file:load at 1; its weight is -2.',
    'Nobody else was heard for VRID 91 on eth0 since the start.',
    'It is not master, and yet bound here: 192.0.2.100/32 on eth0.',
    'The operator put it on standby at 2026-11-21 11:59:00, until 2026-11-21 12:09:00.',
  ]);
});

t.test('one run of a check', async (t) => {
  const result = {
    outcome: 'exited',
    status: 1,
    signal: undefined,
    duration: 19_000,
    output: 'no\x07 answer\nfrom web\n',
    error: undefined,
  } as Parameters<typeof formatTrial>[0]['result'];
  const environment = { PATH: '/usr/bin', LANG: 'C' };
  t.same(
    formatTrial({
      name: 'web',
      argv: ['/bin/sh', '-c', "it's"],
      user: 'nobody',
      timeout: 2_000_000,
      result,
      environment,
    }),
    [
      'check        web',
      "command      /bin/sh -c 'it'\\''s'",
      'user         nobody',
      'time         19 ms (timeout 2.0 s)',
      'result       failure (exit 1)',
      'environment  LANG=C',
      '             PATH=/usr/bin',
      'output',
      '  no? answer',
      '  from web',
    ],
  );
});

t.test('durations and moments', async (t) => {
  t.same(
    ['90s', '10m', '2h', '1h30m', '1d'].map((text) => parseDuration('--for', text)),
    [90, 600, 7_200, 5_400, 86_400],
  );
  for (const text of ['', '10', '0s', '-5m', '1w', '999d', '1e3s', '10 m']) {
    t.throws(() => parseDuration('--for', text), { code: 'USAGE', message: /^--for is a time such as 90s/ }, text);
  }
  t.equal(parseMoment('--since', '2h', NOW), NOW - 7_200_000);
  t.equal(parseMoment('--since', '9:30', NOW), Date.UTC(2026, 10, 21, 9, 30));
  t.equal(parseMoment('--since', '2026-11-20', NOW), Date.UTC(2026, 10, 20));
  t.equal(parseMoment('--since', '2026-11-20 23:59:01', NOW), Date.UTC(2026, 10, 20, 23, 59, 1));
  for (const text of ['', 'yesterday', '25:00', '2026-13-01']) {
    t.throws(() => parseMoment('--since', text, NOW), { code: 'USAGE' }, text);
  }
});

t.test('kept files that are broken cost what is broken, no more', async (t) => {
  const line = (sequence: number): string => JSON.stringify(event(sequence, 0, { text: 'x' }));
  const text = `${line(1)}\nnot json\n{"sequence":2}\n${line(2)}\n${line(2)}\n${line(3).slice(0, 20)}`;
  t.same(
    parseEvents(text).map(({ sequence }) => sequence),
    [1, 2],
  );
  t.same(parseStandby('{"standby":[{"router":"VI_1","sinceWall":1},{"router":7},null]}'), [
    { router: 'VI_1', sinceWall: 1 },
  ]);
  for (const broken of ['', '{', '[]', 'null', '{"standby":{}}']) t.same(parseStandby(broken), [], broken);
});
