/** What the doctor makes of what it saw on a host. */

import t from 'tap';
import { parseIpAddress } from '../../src/base/address.js';
import { formatFindings } from '../../src/cli/doctor.js';
import { daemonFindings } from '../../src/cli/doctor-daemon.js';
import type { HostExamination, Patient } from '../../src/cli/doctor-facts.js';
import { findingsOf, unreadFile } from '../../src/cli/doctor-findings.js';
import { iptablesDrop, nftablesDrop } from '../../src/cli/doctor-firewall.js';
import type { DaemonSnapshot, PeerSnapshot } from '../../src/runtime/snapshot.js';
import type { RouterSnapshot } from '../../src/vrrp/snapshot.js';
import { readAdvert } from '../../src/wiring/segment-listener.js';

const INPUT = { hook: 'input', family: 4, interfaceName: 'eth0', destination: '224.0.0.18' } as const;

function address(text: string) {
  const read = parseIpAddress(text);
  if (read === undefined) throw new TypeError(text);
  return read;
}

const PATIENT: Patient = {
  name: 'VI_1',
  interfaceName: 'eth0',
  vrid: 51,
  family: 4,
  addresses: [address('192.0.2.10')],
  group: address('224.0.0.18'),
  unicastPeers: [],
  interval: 1_000,
  needsClock: false,
};

const HEALTHY: HostExamination = {
  interfaces: { eth0: { up: true, multicast: true, addresses: ['192.0.2.1'] } },
  heard: [],
  delivered: { eth0: 0 },
  answers: [],
  nftables: { nftables: [] },
  nftablesText: undefined,
  iptables: { 4: '', 6: '' },
  sysctls: { 'net.ipv4.ip_nonlocal_bind': '1' },
  managed: { networkd: [], networkManager: [] },
  clock: { source: 'tsc', synchronized: true },
  missingCapabilities: undefined,
  notSeen: [],
};

const codes = (patient: Partial<Patient>, host: Partial<HostExamination>): readonly string[] =>
  findingsOf([{ ...PATIENT, ...patient }], { ...HEALTHY, ...host }).map(({ severity, code }) => `${severity} ${code}`);

t.test('a healthy host has no findings', async (t) => {
  t.same(codes({}, {}), []);
  t.equal(formatFindings([]), 'No problem found.\n');
});

t.test('each thing that keeps a failover from working is found', async (t) => {
  const link = { up: true, multicast: true, addresses: ['192.0.2.1', '192.0.2.10'] };
  const advert = { interfaceName: 'eth0', source: '192.0.2.2', vrid: 51, priority: 90, addresses: ['192.0.2.10'] };
  const answer = (...macs: string[]) => [{ address: '192.0.2.10', interfaceName: 'eth0', macs }];
  t.same(codes({}, { interfaces: {} }), ['problem no-interface']);
  t.same(codes({}, { interfaces: { eth0: { ...link, up: false } } }), ['problem interface-down']);
  t.same(codes({}, { interfaces: { eth0: { ...link, multicast: false } } }), ['problem no-multicast']);
  t.same(codes({}, { heard: [advert] }), ['problem adverts-dropped', 'note peer']);
  t.same(codes({}, { heard: [advert], delivered: { eth0: 1 } }), ['note peer']);
  t.same(codes({}, { heard: [{ ...advert, vrid: 7 }], delivered: { eth0: 1 } }), ['note other-vrid']);
  t.same(codes({}, { heard: [{ ...advert, addresses: ['192.0.2.77'] }], delivered: { eth0: 1 } }), [
    'problem vrid-taken',
  ]);
  t.same(codes({}, { answers: answer('02:00:00:00:00:02') }), [], 'the master answers');
  t.same(codes({}, { answers: answer('02:00:00:00:00:02', '02:00:00:00:00:03') }), ['problem foreign-answer']);
  t.same(codes({}, { interfaces: { eth0: link }, answers: answer('02:00:00:00:00:02') }), ['problem foreign-answer']);
  t.same(codes({}, { sysctls: { 'net.ipv4.ip_nonlocal_bind': '0' } }), ['note sysctl']);
  t.same(codes({}, { sysctls: { 'net.ipv4.conf.all.arp_ignore': '8' } }), ['problem sysctl']);
  const strict = { 'net.ipv4.conf.all.rp_filter': '0', 'net.ipv4.conf.eth0.rp_filter': '1' };
  t.same(codes({}, { sysctls: strict }), [], 'strict, and nothing is dropped');
  t.same(codes({}, { sysctls: strict, heard: [advert] }), ['problem adverts-dropped', 'problem sysctl', 'note peer']);
  t.same(codes({ family: 6 }, { sysctls: { 'net.ipv6.conf.eth0.disable_ipv6': '1' } }), ['problem sysctl']);
  t.same(codes({}, { managed: { networkd: ['eth0'], networkManager: ['eth0'] } }), [
    'problem network-manager',
    'note network-manager',
  ]);
  t.same(codes({}, { clock: { source: 'tsc', synchronized: false } }), ['note clock']);
  t.same(codes({ needsClock: true }, { clock: { source: 'hpet', synchronized: false } }), [
    'note clock',
    'problem clock',
  ]);
  t.same(codes({}, { missingCapabilities: 'missing CAP_NET_RAW' }), ['problem capabilities']);
});

t.test('a file that is missing is a problem, one that this user may not read is none', async (t) => {
  t.match(unreadFile('/k.conf', 'ENOENT'), { severity: 'problem', message: '/k.conf does not exist' });
  t.match(unreadFile('/k.conf', 'EACCES'), { severity: 'note', message: /^\/k\.conf may not be read by this user/ });
});

/** A ruleset with one chain of these expressions. */
function nft(policy: string, ...rules: object[][]): object {
  const where = { family: 'inet', table: 'f' };
  const chain = { ...where, name: 'in', type: 'filter', hook: 'input', prio: 0, policy };
  const list = rules.map((expr, index) => ({ rule: { ...where, chain: 'in', handle: index + 5, expr } }));
  return { nftables: [{ metainfo: { version: '1.0.6' } }, { table: where }, { chain }, ...list] };
}

const match = (left: object, right: unknown, op = '=='): object => ({ match: { op, left, right } });
const PROTOCOL = { meta: { key: 'l4proto' } };

t.test('nftables: the rule that ends an advert is the one that is named', async (t) => {
  const drop = [match(PROTOCOL, { set: ['vrrp', 'esp'] }), { counter: {} }, { drop: null }];
  const accept = [match({ meta: { key: 'iifname' } }, 'eth*'), match(PROTOCOL, 112), { accept: null }];
  t.equal(nftablesDrop(nft('accept'), INPUT), undefined);
  t.match(nftablesDrop(nft('accept', drop), INPUT), {
    where: 'nftables, table inet f, chain in',
    rule: /^handle 5: \[/,
    sure: true,
    command: 'nft insert rule inet f in iifname eth0 ip protocol 112 accept',
  });
  const listing = 'table inet f { # handle 1\n\tchain in { # handle 1\n\t\tmeta l4proto vrrp drop # handle 5\n\t}\n}\n';
  t.equal(nftablesDrop(nft('accept', drop), INPUT, listing)?.rule, 'handle 5: meta l4proto vrrp drop');
  t.equal(nftablesDrop(nft('accept', accept, drop), INPUT), undefined, 'accepted before');
  t.match(nftablesDrop(nft('drop'), INPUT), { rule: 'policy drop', sure: true });
  t.equal(nftablesDrop(nft('drop', accept), INPUT), undefined);
  const tcp = [match({ payload: { protocol: 'tcp', field: 'dport' } }, 22), { drop: null }];
  t.equal(nftablesDrop(nft('accept', tcp), INPUT), undefined);
  const established = [match({ ct: { key: 'state' } }, ['established', 'related']), { accept: null }];
  t.match(nftablesDrop(nft('drop', established), INPUT), { rule: 'policy drop', sure: true });
  const peer = [match({ payload: { protocol: 'ip', field: 'saddr' } }, '192.0.2.2'), { accept: null }];
  t.match(nftablesDrop(nft('drop', peer), INPUT), { rule: 'policy drop', sure: false });
  t.equal(nftablesDrop(nft('drop'), { ...INPUT, hook: 'output' }), undefined);
  const early = {
    family: 'ip',
    table: 'raw',
    name: 'pre',
    type: 'filter',
    hook: 'prerouting',
    prio: -300,
    policy: 'accept',
  };
  const first = { family: 'ip', table: 'raw', chain: 'pre', handle: 3, expr: drop };
  t.match(nftablesDrop({ nftables: [{ chain: early }, { rule: first }] }, INPUT), {
    where: /table ip raw, chain pre$/,
  });
  for (const nonsense of [undefined, null, 7, 'x', {}, { nftables: [null, { rule: 1 }, { chain: {} }] }]) {
    t.equal(nftablesDrop(nonsense, INPUT), undefined);
  }
});

t.test('iptables: policy, rule and chain', async (t) => {
  const save = (policy: string, ...rules: string[]): string =>
    `*nat\n:INPUT DROP [0:0]\nCOMMIT\n*filter\n:INPUT ${policy} [0:0]\n:FW - [0:0]\n${rules.join('\n')}\nCOMMIT\n`;
  t.equal(iptablesDrop(save('ACCEPT'), INPUT), undefined);
  t.match(iptablesDrop(save('DROP'), INPUT), { where: 'iptables, chain INPUT', rule: 'policy drop', sure: true });
  t.match(iptablesDrop(save('ACCEPT', '-A INPUT -j FW', '-A FW -d 224.0.0.0/4 -j DROP'), INPUT), {
    rule: '-d 224.0.0.0/4 -j DROP',
    command: 'iptables -I INPUT -i eth0 -p 112 -j ACCEPT',
  });
  t.equal(iptablesDrop(save('DROP', '-A INPUT -i eth+ -p vrrp -j ACCEPT'), INPUT), undefined);
  t.match(iptablesDrop(save('DROP', '-A INPUT ! -i eth0 -j ACCEPT', '-A INPUT -p tcp -j ACCEPT'), INPUT), {
    sure: true,
  });
  t.match(iptablesDrop(save('ACCEPT', '-A INPUT -p 112 -j REJECT --reject-with icmp-port-unreachable'), INPUT), {
    rule: '-p 112 -j REJECT --reject-with icmp-port-unreachable',
  });
});

t.test('frames that are no adverts are passed over, whatever their length', async (t) => {
  const frame = Uint8Array.from(
    Buffer.from(
      '01005e0000120200000000020800' +
        '45c0002800000000ff700000c0000202e0000012' +
        '21335a0101010000c000020a0000000000000000',
      'hex',
    ),
  );
  t.same(readAdvert(frame), { source: '192.0.2.2', vrid: 51, priority: 90, addresses: ['192.0.2.10'] });
  for (let length = 0; length < 42; length += 1) t.equal(readAdvert(frame.subarray(0, length)), undefined);
});

t.test('what the running daemon knows', async (t) => {
  const { router, snapshot } = daemonOf({ state: 'master' });
  const of = (changed: Partial<DaemonSnapshot>): readonly string[] =>
    daemonFindings({ ...snapshot, ...changed }).map(({ severity, message, command }) =>
      [severity, message, command ?? ''].join(' | '),
    );
  t.same(of({}), [
    'note | VI_1: this host is master for 2 min, priority 122; whether a backup hears it, vrrpd doctor tells there | ',
  ]);
  const master = { address: address('192.0.2.2'), priority: 130, heardAgo: 400_000 };
  t.same(of({ routers: [{ ...router, state: 'backup', master, addresses: [] }] }), [
    'note | VI_1: this host is backup for 2 min, priority 122; 192.0.2.2 is master, priority 130, last heard 400 ms ago | ',
  ]);
  t.same(of({ routers: [{ ...router, state: 'fault', causes: ['interface eth0 is down'], addresses: [] }] }), [
    'problem | VI_1: this host is in fault for 2 min: interface eth0 is down | vrrpd why VI_1',
  ]);
  const unbound = { address: '192.0.2.10', device: 'eth0', bound: false, excluded: false };
  t.match(
    of({ routers: [{ ...router, addresses: [unbound] }] })[1],
    /^problem \| VI_1 is master, and 192\.0\.2\.10 is not/,
  );
  const rival = { mac: '02:00:00:00:00:02' as never, priority: undefined, theirs: 'it has 192.0.2.10 too' };
  const seen = { sinceWall: 0, lastHeardWall: 0, adverts: 2 };
  t.equal(
    of({ twoMasters: [{ router: 'VI_1', episodes: 1, rivals: [{ ...rival, ...seen }] }] })[1],
    'problem | VI_1: two masters, the host with MAC 02:00:00:00:00:02 is master too: it has 192.0.2.10 too | vrrpd why VI_1',
  );
  const peer = peerOf({ rejected: { password: 7 }, received: 7, lastRejection: 'password: it is another one' });
  t.match(
    of({ peers: [peer] })[1],
    /^problem \| VI_1: every advert of 192\.0\.2\.2 is rejected \(7 so far\): password: /,
  );
  t.match(of({ peers: [{ ...peer, received: 90, lastAcceptedWall: 1 }] })[1], /^note \| VI_1: 7 of 90 adverts/);
  const lastRun = { endedWall: 0, duration: 1, outcome: 'exited', detail: 'exit 1', output: 'no answer\n' } as const;
  const check = {
    name: 'chk',
    interval: 1,
    result: 'down',
    running: false,
    lastRun,
    runs: 1,
    failures: 1,
    skipped: 0,
  } as const;
  t.same(of({ checks: [check] })[1], 'problem | the check chk fails: exit 1, said: no answer | vrrpd test-script chk');
  t.match(
    of({ standby: [{ router: 'VI_1', sinceWall: 0 }] })[1],
    /^note \| VI_1 is kept from .* \| vrrpd resume VI_1$/,
  );
  const refused = { ...snapshot.daemon, reloadProblem: 'line 3' };
  t.match(
    of({ daemon: refused })[0],
    /^problem \| the last reload was refused, .*: line 3 \| vrrpd check \/etc\/k\.conf$/,
  );
  t.equal(
    of({ daemon: { ...snapshot.daemon, notKept: { events: '/s/events.jsonl: ENOSPC' } } })[0],
    'problem | events are not kept over a restart: /s/events.jsonl: ENOSPC | ',
  );
  t.match(
    of({ daemon: { ...snapshot.daemon, latestWakeUp: 900_000 } })[1],
    /^note \| the daemon once woke 900 ms late/,
  );
});

function daemonOf(changed: Partial<RouterSnapshot>): { router: RouterSnapshot; snapshot: DaemonSnapshot } {
  const router = {
    name: 'VI_1',
    effectivePriority: 122,
    sinceWall: 1_000_000,
    why: 'No better master was heard.',
    causes: [],
    addresses: [{ address: '192.0.2.10', device: 'eth0', bound: true, excluded: false }],
    ...changed,
  } as unknown as RouterSnapshot;
  const daemon = {
    version: '0.1.0',
    pid: 1,
    startedWall: 0,
    configFile: '/etc/k.conf',
    configuredWall: 0,
    reloadProblem: undefined,
    latestWakeUp: 0,
    reloads: 0,
  };
  const nothing = { groups: [], checks: [], sessions: [], peers: [], standby: [], twoMasters: [] };
  return { router, snapshot: { version: 1, takenWall: 1_120_000, daemon, routers: [router], ...nothing } };
}

function peerOf(changed: Partial<PeerSnapshot>): PeerSnapshot {
  return { address: '192.0.2.2', router: 'VI_1', rejected: {}, ...changed } as unknown as PeerSnapshot;
}
