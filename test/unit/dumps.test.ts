/** The files that keepalived's exporters and scripts read, with the names and keys they look for. */

import t from 'tap';
import { FakeWorld } from '../support/fakes.js';
import { memoryInstance, startMemoryDaemon } from '../support/memory-daemon.js';

const SECOND = 1_000_000;

const TEXT = `vrrp_script chk {
  script "/bin/check 'a b'"
  interval 2
}
${memoryInstance(`priority 100
  garp_master_delay 3
  garp_master_refresh 60
  preempt_delay 5
  notify_master "/bin/up now"
  notify /bin/any
  authentication {
    auth_type PASS
    auth_pass secret
  }
  track_interface {
    eth9 weight 1
  }
  track_script {
    chk weight 5
  }
  virtual_ipaddress_excluded {
    10.0.1.7/24 dev eth0 label eth0:x
  }
  virtual_routes {
    10.9.0.0/16 via 10.0.0.9
  }`)}`;

t.test('keepalived.json has the keys of keepalived in its order', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, TEXT);
  world.advance(10 * SECOND);
  daemon.dump('json');
  const text = host.files.get('/tmp/keepalived.json') ?? '';
  t.match(text, /^\[\{"data":\{"iname":"VI_1","dont_track_primary":0,/);
  t.match(text, /"10\.0\.1\.7\\\/24 dev eth0 scope global label eth0:x set"/, 'slashes are escaped as keepalived does');
  t.notMatch(text, /secret/);
  const [entry] = JSON.parse(text) as [{ data: Record<string, unknown>; stats: Record<string, number> }];
  t.same(Object.keys(entry.data), [
    'iname',
    'dont_track_primary',
    'skip_check_adv_addr',
    'strict_mode',
    'vmac_ifname',
    'ifp_ifname',
    'master_priority',
    'last_transition',
    'garp_delay',
    'garp_refresh',
    'garp_rep',
    'garp_refresh_rep',
    'garp_lower_prio_delay',
    'garp_lower_prio_rep',
    'lower_prio_no_advert',
    'higher_prio_send_advert',
    'vrid',
    'base_priority',
    'effective_priority',
    'vipset',
    'promote_secondaries',
    'adver_int',
    'master_adver_int',
    'accept',
    'nopreempt',
    'preempt_delay',
    'state',
    'wantstate',
    'version',
    'smtp_alert',
    'notify_deleted',
    'script_master',
    'script',
    'vips',
    'evips',
    'vroutes',
    'track_ifp',
    'track_script',
    'auth_type',
    'auth_data',
  ]);
  t.match(entry.data, {
    ifp_ifname: 'eth0',
    garp_delay: 3,
    garp_refresh: 60,
    vrid: 51,
    base_priority: 100,
    vipset: true,
    adver_int: 1,
    nopreempt: false,
    preempt_delay: 5,
    state: 2,
    wantstate: 2,
    version: 2,
    script_master: "'/bin/up' 'now'",
    script: "'/bin/any'",
    vips: ['10.0.0.100 dev eth0 scope global set'],
    track_ifp: ['eth9'],
    track_script: ["'/bin/check' 'a b'"],
    auth_type: 1,
    auth_data: '********',
  });
  t.same(Object.keys(entry.stats), [
    'advert_rcvd',
    'advert_sent',
    'become_master',
    'release_master',
    'packet_len_err',
    'advert_interval_err',
    'ip_ttl_err',
    'invalid_type_rcvd',
    'addr_list_err',
    'invalid_authtype',
    'authtype_mismatch',
    'auth_failure',
    'auth_ext_missing',
    'auth_ext_malformed',
    'auth_ext_unknown_key',
    'auth_ext_invalid_hmac',
    'auth_ext_stale',
    'auth_ext_replay',
    'pri_zero_rcvd',
    'pri_zero_sent',
  ]);
  t.equal(entry.stats['become_master'], 1);
});

t.test('json_version 2 holds the tracked processes as well', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  host.runProcesses(['haproxy'], ['haproxy']);
  const daemon = startMemoryDaemon(
    host,
    `global_defs {
  json_version 2
}
vrrp_track_process proxy {
  process haproxy
  quorum 1
}
${memoryInstance('priority 100\n track_process {\n proxy weight 3\n }')}`,
  );
  world.advance(5 * SECOND);
  daemon.dump('json');
  const { vrrp, track_process: tracked } = JSON.parse(host.files.get('/tmp/keepalived.json') ?? '') as {
    vrrp: { data: { iname: string } }[];
    track_process: unknown[];
  };
  t.same(
    vrrp.map(({ data }) => data.iname),
    ['VI_1'],
  );
  t.match(tracked, [{ process: 'haproxy', min_processes: 1, current_processes: 2, have_quorum: true, weight: 0 }]);
});

t.test('keepalived.data has the lines that exporters look for', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, TEXT);
  world.advance(1);
  host.scripts[0]?.end({ outcome: 'exited', status: 0 });
  world.advance(10 * SECOND);
  daemon.dump('data');
  const lines = (host.files.get('/tmp/keepalived.data') ?? '').split('\n');
  for (const line of [
    ' VRRP Instance = VI_1',
    '   State = MASTER',
    ' Router ID = first',
    '   Wantstate = MASTER',
    '   Interface = eth0',
    '   Gratuitous ARP delay = 3',
    '   Virtual Router ID = 51',
    '   Virtual IP (1):',
    '     10.0.0.100 dev eth0 scope global set',
    '   Virtual IP Excluded (1):',
    ' VRRP Script = chk',
    '   Status = GOOD',
    '   State = running',
  ]) {
    t.ok(lines.includes(line), line);
  }
  t.notMatch(lines.join('\n'), /secret/);
});

t.test('a backup says who is master, a master does not; the time is as ctime writes it', async (t) => {
  const world = new FakeWorld();
  const better = startMemoryDaemon(world.host('better', '10.0.0.2'), memoryInstance('priority 120'));
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, memoryInstance('priority 100'));
  const data = (): string => {
    daemon.dump('data');
    return host.files.get('/tmp/keepalived.data') ?? '';
  };
  const priority = (): unknown => {
    daemon.dump('json');
    return JSON.parse(host.files.get('/tmp/keepalived.json') ?? '')[0].data.master_priority;
  };
  world.advance(5 * SECOND);
  t.match(
    data(),
    /State = BACKUP\n {3}Master router = 10\.0\.0\.2\n {3}Master priority = 120\n {3}Wantstate = BACKUP\n/,
  );
  t.match(data(), /Last transition = 1000\.\d{6} \((Wed|Thu) (Dec 31|Jan {2}1) \d\d:\d\d:\d\d\.\d{6} 19(69|70)\)\n/);
  t.equal(priority(), 120);
  await better.stop();
  world.advance(5 * SECOND);
  t.match(data(), /State = MASTER\n {3}Wantstate = MASTER\n/);
  t.equal(priority(), 0);
});

t.test('keepalived.stats is written, then counted from zero where that is asked', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, memoryInstance('priority 255'));
  world.advance(3 * SECOND + 500_000);
  daemon.clearStatistics();
  t.match(
    host.files.get('/tmp/keepalived.stats'),
    /^VRRP Instance: VI_1\n {2}Advertisements:\n {4}Received: 0\n {4}Sent: 4\n/,
  );
  daemon.dump('stats');
  t.match(host.files.get('/tmp/keepalived.stats'), /Sent: 0\n {2}Became master: 0/);
});

t.test('the files are where they were asked to be, with the names and the mode asked for', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(
    host,
    `instance blue
net_namespace red
global_defs {
  state_dump_file /run/my.state
  stats_dump_file stats
  json_dump_file /run/v1.2/json
  data_use_instance
  umask 027
}
${memoryInstance('priority 255')}`,
  );
  for (const kind of ['data', 'stats', 'json'] as const) daemon.dump(kind);
  const names = ['/run/my.red_blue.state', '/tmp/stats', '/run/v1.2/json'];
  for (const name of names) {
    t.ok(host.files.has(name), name);
    t.equal(host.modes.get(name), 0o640, name);
  }
});

t.test('the deadlines of a router are logged', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const daemon = startMemoryDaemon(host, memoryInstance('priority 100'));
  world.advance(SECOND);
  daemon.logDeadlines();
  t.match(host.logged(/\(VI_1\) backup: /), [/masterDown.* in 2\.6/]);
});

t.test('keepalived.data lists the sessions and who tracks them', async (t) => {
  const world = new FakeWorld();
  const host = world.host('first', '10.0.0.1');
  const session = 'bfd_instance peer {\n neighbor_ip 10.0.0.2\n source_ip 10.0.0.1\n}\n';
  const daemon = startMemoryDaemon(host, session + memoryInstance('track_bfd {\n peer weight -5\n }'));
  daemon.dump('data');
  const text = host.files.get('/tmp/keepalived.data') ?? '';
  t.match(text, ' Tracked BFDs (1):\n     peer weight -5\n');
  t.match(
    text,
    `------< VRRP Track BFDs >------
 VRRP Track BFD = peer
   Bfd is down
   Neighbor IP = 10.0.0.2
   Source IP = 10.0.0.1
   local state = down
   local diag = no diagnostic
   local tx intv = 1000000 us
`,
  );
});
