import t from 'tap';
import { build, findings } from '../support/configurations.js';
import { testHost } from '../support/hosts.js';

const host = testHost({ interfaces: { eth0: ['192.0.2.1/24'], eth1: ['198.51.100.1/24'] } });
const instance = (lines: string): string => `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 91
  ${lines}
}
`;
const codes = (text: string): readonly string[] =>
  findings(build(text, host)).filter((finding) => !finding.includes('filter-missing'));

t.test('an interface that is named anywhere must exist, and is told once', async (t) => {
  const text = instance(`virtual_ipaddress {
    192.0.2.10 dev eth9
    192.0.2.11 dev eth9
  }
  virtual_routes {
    10.0.0.0/8 via 192.0.2.3 dev eth8
  }
  virtual_rules {
    from 192.0.2.10 iif eth7 table 5 preference 900
  }
  track_interface {
    eth6
  }`);
  t.same(codes(text), [
    'error missing-interface 5:20',
    'error missing-interface 9:34',
    'error missing-interface 12:25',
    'error missing-interface 15:5',
  ]);
  t.same(codes(`global_defs {\n  dynamic_interfaces\n}\n${text}`), [], 'they may come later where that is said');
});

t.test('an interface that the daemon makes need not exist', async (t) => {
  const text = instance('use_vmac\n  virtual_ipaddress {\n    192.0.2.10 dev vrrp.91\n  }');
  t.same(codes(text), []);
});

t.test('a route is watched by its interface', async (t) => {
  const text = instance(`virtual_ipaddress { 192.0.2.10 }
  virtual_routes {
    10.0.0.0/8 via 192.0.2.3
    10.1.0.0/16 via 192.0.2.3 no_track
    10.2.0.0/16 dev eth1 protocol 99
  }
  virtual_rules {
    from 192.0.2.10 table 5 preference 900 protocol 99
  }`);
  t.same(codes(text), ['warning no-effect 6:5', 'warning no-effect 8:5', 'warning no-effect 11:5']);
  const [first, second, third] = build(text).configuration.instances[0]?.routes ?? [];
  t.match([first?.noTrack, second?.noTrack, third?.noTrack], [true, true, false]);
});

t.test('a virtual MAC is of one host, and not one that another router may have', async (t) => {
  const macOf = (mac: string): string | undefined =>
    build(instance(`use_vmac vm ${mac}\n  virtual_ipaddress { 192.0.2.10 }`)).configuration.instances[0]?.vmac?.mac;
  t.equal(macOf('00:00:5e:00:01:07'), undefined);
  t.equal(macOf('00:00:5e:00:02'), undefined);
  t.equal(macOf('03:00:00:00:00:01'), undefined);
  t.equal(macOf('02:00:00:00:00'), '02:00:00:00:00:5b');
  t.same(codes(instance('vmac_xmit_base\n  virtual_ipaddress { 192.0.2.10 }')), ['warning no-effect 4:3']);
});

t.test('a track_group stands above what is tied to it', async (t) => {
  const group = 'track_group G {\n  group {\n    VI_1\n  }\n}\n';
  const address = 'static_ipaddress {\n  192.0.2.20 dev eth0 track_group G\n}\n';
  const router = instance('virtual_ipaddress { 192.0.2.10 }');
  t.same(codes(group + address + router), []);
  t.match(codes(address + group + router), ['error defined-later 2:3']);
  t.equal(build(address + group + router).configuration.staticAddresses[0]?.trackGroup, undefined);
});
