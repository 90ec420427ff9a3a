/** What is made of virtual servers as a whole; what each keyword takes is compared with keepalived in test/interop. */

import t from 'tap';
import { build, findings } from '../support/configurations.js';
import { testHost } from '../support/hosts.js';

const server = (service: string, lines: string, more = ''): string => `${more}virtual_server ${service} {
  lvs_sched rr
${lines}
}
`;
const real = (address: string, lines = ''): string => `real_server ${address} {\n${lines}\n}`;
const codes = (text: string): readonly string[] =>
  findings(build(text)).filter((finding) => !finding.includes('not-supported'));

t.test('without translation a port cannot change', async (t) => {
  const text = server(
    '192.0.2.10 80',
    `  lvs_method DR\n  protocol TCP\n  ${real('192.0.2.60 8080', 'TCP_CHECK {\n}')}\n  sorry_server 192.0.2.90 81`,
  );
  const { realServers, sorryServer } = build(text).configuration.lvs.virtualServers[0] ?? {};
  t.match(realServers, [{ port: 80, checkers: [{ connectPort: 8080 }] }], 'checks still ask the port that was written');
  t.match(sorryServer, { port: 80 });
  t.same(codes(text), ['warning no-effect 5:3', 'warning no-effect 9:3']);
});

t.test('a mark takes any port where packets are translated, and no protocol', async (t) => {
  const text = server('fwmark 5', `  lvs_method NAT\n  protocol TCP\n  ${real('192.0.2.60 8080')}`);
  t.match(build(text).configuration.lvs.virtualServers, [
    { protocol: undefined, family: 4, realServers: [{ port: 8080 }] },
  ]);
  t.same(codes(text), ['warning no-effect 1:1']);
});

t.test('a group with an address of every port needs persistence', async (t) => {
  const group = 'virtual_server_group g {\n  192.0.2.64/28\n  fwmark 7\n}\n';
  const text = server('group g', `  lvs_method NAT\n  protocol TCP\n  ha_suspend\n  ${real('192.0.2.60 80')}`, group);
  t.match(build(text).configuration.lvs.virtualServers, [{ persistenceTimeout: 360, haSuspend: false, family: 4 }]);
  t.same(codes(text), ['error missing-value 5:1', 'warning no-effect 5:1']);
});

t.test('words of a tunnel that make no sense leave a plain tunnel', async (t) => {
  const text = server('192.0.2.10 80', `  lvs_method TUN type gue\n  protocol TCP\n  ${real('192.0.2.60')}`);
  t.match(build(text).configuration.lvs.virtualServers, [
    { forwarding: { method: 'TUN', tunnel: 'ipip' }, realServers: [{ port: 80 }] },
  ]);
  t.same(codes(text), ['error bad-value 3:3']);
});

t.test('weights of 0 never reach a quorum', async (t) => {
  const text = server('192.0.2.10 80', `  lvs_method NAT\n  protocol TCP\n  ${real('192.0.2.60 80', 'weight 0')}`);
  t.same(codes(text), ['error out-of-range 1:1']);
});

t.test('a check by a program that is not there is no check', async (t) => {
  const check = 'MISC_CHECK {\n misc_path /usr/bin/missing\n}';
  const text = server('192.0.2.10 80', `  lvs_method NAT\n  protocol TCP\n  ${real('192.0.2.60 80', check)}`);
  const { configuration, diagnostics } = build(text, testHost({ interfaces: { eth0: ['192.0.2.1/24'] } }));
  t.match(configuration.lvs.virtualServers, [{ realServers: [{ checkers: [] }] }]);
  t.ok(diagnostics.some(({ code }) => code === 'script-missing'));
});

t.test('a BFD packet cannot have come farther than its TTL', async (t) => {
  const text = 'bfd_instance b {\n  neighbor_ip 192.0.2.9\n  ttl 64\n  max_hops 70\n}\n';
  t.match(build(text).configuration.bfdSessions, [{ ttl: 64, maxHops: 64 }]);
  t.same(codes(text), ['error out-of-range 1:14']);
  t.match(build(text.replace('64', '255').replace('70', '-1')).configuration.bfdSessions, [{ maxHops: 255 }]);
});

t.test('a sorry server that is also a real server inhibits as that one', async (t) => {
  const lines = `  lvs_method NAT\n  protocol TCP\n  sorry_server 192.0.2.60 80\n  sorry_server_inhibit\n  ${real('192.0.2.60 80')}`;
  const text = server('192.0.2.10 80', lines);
  t.match(build(text).configuration.lvs.virtualServers, [{ sorryServer: { inhibit: false } }]);
  t.same(codes(text), ['warning no-effect 5:3']);
});

t.test('a service of a group that is missing is told, and so is what its checkers miss', async (t) => {
  const text = server('group nobody', `  ${real('192.0.2.60 80', 'BFD_CHECK {\n name nobody\n}')}`);
  t.same(codes(text), ['error undefined-reference 1:1', 'error undefined-reference 4:1']);
});
