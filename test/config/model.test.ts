import t from 'tap';
import { build, findings, instanceText, onlyInstance } from '../support/configurations.js';

const PAIR = `! first host
global_defs {
  router_id lb-1
}
vrrp_script chk_haproxy {
  script "/etc/keepalived/check.sh --fast"
  interval 2
  weight 2
}
vrrp_instance VI_1 {
  state BACKUP
  interface eth1
  virtual_router_id 91
  priority 120
  nopreempt
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass 1111 # shared
  }
  track_script {
    chk_haproxy
  }
  virtual_ipaddress {
    192.0.2.220
  }
}
`;

t.test('a HAProxy pair becomes parameters without a finding', async (t) => {
  const result = build(PAIR);
  t.same(findings(result), []);
  t.equal(result.unusable, false);
  const { globals, scripts } = result.configuration;
  t.equal(globals.routerId, 'lb-1');
  t.match(scripts, [
    {
      name: 'chk_haproxy',
      command: { argv: ['/etc/keepalived/check.sh', '--fast'], user: undefined },
      interval: 2_000_000,
      timeout: 2_000_000,
      rise: 1,
      fall: 1,
      weight: 2,
      reverse: false,
    },
  ]);
  const instance = onlyInstance(result);
  t.match(instance, {
    name: 'VI_1',
    interfaceName: 'eth1',
    vrid: 91,
    family: 4,
    version: 2,
    state: 'BACKUP',
    priority: 120,
    preemptMode: false,
    preemptDelay: 0,
    advertisementInterval: 1_000_000,
    downTimerAdverts: 3,
    addresses: [{ prefix: { address: '192.0.2.220', length: 32 }, device: 'eth1' }],
    trackedScripts: [{ name: 'chk_haproxy', weight: 2, reverse: false }],
    announcements: {
      repeat: 5,
      delay: 5_000_000,
      refresh: 0,
      refreshRepeat: 1,
      lowerPriorityRepeat: 5,
      lowerPriorityDelay: 5_000_000,
    },
    multicastGroup: '224.0.0.18',
  });
  t.same(instance.authentication, { type: 'pass', password: Uint8Array.from([0x31, 0x31, 0x31, 0x31]) });
});

t.test('a link-local peer with its interface is the peer; any other address with one is none', async (t) => {
  const result = build(`vrrp_instance VI_1 {
  interface eth1
  virtual_router_id 91
  unicast_peer {
    fe80::2%eth1
    2001:db8::2%eth1
  }
  virtual_ipaddress {
    2001:db8::100
  }
}
`);
  t.same(
    onlyInstance(result).unicastPeers.map(({ address }) => address),
    ['fe80::2'],
  );
  t.match(findings(result), ['warning peer-scope 5:5', 'error bad-address 6:5']);
});

t.test('a line without effect is an error only where something else happens than the file says', async (t) => {
  const severities = (lines: string) => findings(build(instanceText(lines))).filter((one) => one.includes('no-effect'));
  t.same(severities('mcast_dst_ip ff02::50'), ['error no-effect 5:1']);
  t.same(severities('unicast_peer { 192.0.2.2 }\nmcast_dst_ip 224.0.0.50'), ['warning no-effect 6:1']);
  t.same(severities('track_interface { eth0 }'), ['warning no-effect 5:19']);
});
