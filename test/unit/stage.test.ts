/** What a rehearsal builds out of files: interfaces, segments and addresses. */

import t from 'tap';
import { planStage } from '../../src/lab/stage.js';
import { playerOf, playerOfText } from '../support/players.js';

t.test('hosts and client get addresses around the virtual one', async (t) => {
  const stage = planStage([playerOf('lb-a'), playerOf('lb-b')]);
  t.same(stage.hosts, [
    { name: 'lb-a', links: [{ name: 'eth0', segment: 'lan0', addresses: ['192.0.2.11/24'] }] },
    { name: 'lb-b', links: [{ name: 'eth0', segment: 'lan0', addresses: ['192.0.2.12/24'] }] },
  ]);
  t.same(stage.client.links, [{ name: 'eth0', segment: 'lan0', addresses: ['192.0.2.13/24'] }]);
  t.same(stage.services, [{ instance: 'VI_1', address: '192.0.2.10', clientLink: 'eth0' }]);
});

t.test('unicast addresses are those of the files, also where only the other file tells one', async (t) => {
  const instance = (rest: string): string =>
    `vrrp_instance V { interface ens3\n virtual_router_id 5\n virtual_ipaddress { 10.0.0.100/24 }\n ${rest} }\n`;
  const a = playerOfText('a', instance('unicast_src_ip 10.0.0.1\n unicast_peer { 10.0.0.2 }'));
  const b = playerOfText('b', instance('unicast_peer { 10.0.0.1 }').replace('ens3', 'enp1s0'));
  const [first, second] = planStage([a, b]).hosts;
  t.same(first?.links, [{ name: 'ens3', segment: 'lan0', addresses: ['10.0.0.1/24'] }]);
  t.same(second?.links, [{ name: 'enp1s0', segment: 'lan0', addresses: ['10.0.0.2/24'] }]);
});

t.test('two networks stay apart, an interface that is only tracked is there too', async (t) => {
  const text = (own: string): string => `
vrrp_instance IN { interface eth0\n virtual_router_id 1\n virtual_ipaddress { 10.1.0.1/24 }\n track_interface { ${own} } }
vrrp_instance OUT { interface eth1\n virtual_router_id 2\n virtual_ipaddress { 2001:db8::1/64 } }`;
  const stage = planStage([playerOfText('a', text('bond0')), playerOfText('b', text('bond1'))]);
  t.same(
    stage.hosts[0]?.links.map(({ name, addresses }) => `${name} ${addresses?.join(' ')}`),
    ['eth0 10.1.0.11/24', 'bond0 198.51.100.11/24', 'eth1 2001:db8::b/64'],
  );
  t.same(
    stage.services.map(({ address, clientLink }) => `${address} ${clientLink}`),
    ['10.1.0.1 eth0', '2001:db8::1 eth2'],
  );
});
